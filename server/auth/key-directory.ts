import { ApiKey } from '../api-keys/entity'
import type { Database } from '../db/database'
import { FreshCache } from '../db/fresh-cache'
import type { Caller, KeyScope } from './caller'

export interface KnownKey {
  readonly caller: Caller
  /** SHA-256 of the secret. */
  readonly secretHash: Buffer
}

const MAX_KEYS = 10_000

/** API keys by id, kept in memory until a change of their tenant is announced. */
export class KeyDirectory {
  readonly #cache: FreshCache<KnownKey>

  constructor(db: Database) {
    this.#cache = new FreshCache({
      changes: db.changes,
      max: MAX_KEYS,
      load: async (id) => {
        const row = await db.withSystem((em) => em.findOneBy(ApiKey, { id }))
        return row ? known(row) : undefined
      },
      ownerOf: (key) => key.caller.tenantId ?? 'platform',
    })
  }

  /** Undefined when the key does not exist (any more) or has ended. */
  async find(id: string): Promise<KnownKey | undefined> {
    const key = await this.#cache.get(id)
    return key && !ended(key.caller) ? key : undefined
  }

  close(): void {
    this.#cache.close()
  }
}

const ended = (caller: Caller): boolean => caller.expiresAt !== undefined && caller.expiresAt.getTime() <= Date.now()

function known(row: ApiKey): KnownKey {
  return {
    secretHash: row.secretHash,
    caller: {
      keyId: row.id,
      name: row.name,
      tenantId: row.tenantId ?? undefined,
      scope: row.scope as KeyScope,
      readOnly: row.readOnly,
      expiresAt: row.expiresAt ?? undefined,
    },
  }
}
