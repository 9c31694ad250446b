import { ApiKey } from '../api-keys/entity'
import { now } from '../clock'
import type { Database, EntityManager } from '../db/database'
import { type CacheUse, FreshCache } from '../db/fresh-cache'
import { User } from '../users/entity'
import { activeRoleIn } from '../users/store'
import type { Caller, Role } from './caller'
import { Noted } from './noted'
import { lesserRole, ROLE_OF_SCOPE } from './permissions'

interface KnownKey {
  readonly caller: Caller
  /** SHA-256 of the secret. */
  readonly secretHash: Uint8Array
}

const MAX_KEYS = 10_000
const PREFIX = 'key:'

export const keyCallerId = (keyId: string): string => `${PREFIX}${keyId}`

/** Undefined for a caller that is no key. */
export const keyIdOf = (callerId: string): string | undefined =>
  callerId.startsWith(PREFIX) ? callerId.slice(PREFIX.length) : undefined

/** API keys by id, kept in memory until a change of their tenant, of its members too, is announced. */
export class KeyDirectory {
  readonly #cache: FreshCache<KnownKey>

  constructor(db: Database) {
    this.#cache = new FreshCache({
      changes: db.changes,
      max: MAX_KEYS,
      load: (id) =>
        db.withSystem(async (em) => {
          const row = await em.findOneBy(ApiKey, { id })
          const role = row && (await roleOf(em, row))
          return role ? known(row, role) : undefined
        }),
      ownerOf: (key) => key.caller.tenantId ?? 'platform',
    })
  }

  /** Undefined when the key does not exist (any more) or has ended. */
  async find(id: string): Promise<KnownKey | undefined> {
    const key = await this.#cache.get(id)
    return key && !ended(key.caller) ? key : undefined
  }

  get use(): CacheUse {
    return this.#cache.use
  }

  close(): void {
    this.#cache.close()
  }
}

const ended = (caller: Caller): boolean => caller.expiresAt !== undefined && caller.expiresAt.getTime() <= now()

/** A person's key does what its scope says and never more than the person may now; undefined when they may nothing. */
async function roleOf(em: EntityManager, { scope, tenantId, userId }: ApiKey): Promise<Role | undefined> {
  const made = ROLE_OF_SCOPE[scope]
  if (userId === null) return made
  if (tenantId === null) {
    return (await em.existsBy(User, { id: userId, isActive: true, isPlatformAdmin: true })) ? made : undefined
  }
  const role = await activeRoleIn(em, userId, tenantId)
  return role && lesserRole(made, role)
}

function known(row: ApiKey, role: Role): KnownKey {
  return {
    // So small an array is all in one place, where a Buffer is in several.
    secretHash: new Uint8Array(row.secretHash),
    caller: {
      id: keyCallerId(row.id),
      name: row.name,
      userId: row.userId ?? undefined,
      tenantId: row.tenantId ?? undefined,
      role,
      readOnly: row.readOnly,
      expiresAt: row.expiresAt ?? undefined,
      noted: new Noted(),
    },
  }
}
