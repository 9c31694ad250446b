import type { Caller, KeyScope } from '../auth/caller'
import { may, requireMayMake, requirePermission } from '../auth/permissions'
import type { Database, EntityManager } from '../db/database'
import { AppError, notFound } from '../errors'
import type { Auditor } from '../http/endpoint'
import type { TenantRef } from '../tenants/tenant-ref'
import { keepSomebody } from '../users/service'
import { endInvitationsOfKey } from '../invitations/store'
import { activeRoleIn, namesOf } from '../users/store'
import { ApiKey } from './entity'
import { formatKey, hashSecret, makeKey } from './key'
import { findKey, type KeyList, listKeys, lockPlatformKeys } from './store'

export interface NewKey {
  readonly name: string
  readonly scope: KeyScope
  readonly readOnly: boolean
  readonly expiresAt?: string | undefined
  /** Belongs to no person and stays when whoever made it goes. */
  readonly service?: boolean | undefined
}

export interface NamedKey extends ApiKey {
  /** Of the person whose key it is. */
  readonly userName: string | undefined
}

/** Keys of a tenant, or of the platform where `tenant` is undefined. Whoever may not see all of them sees their own. */
export class ApiKeys {
  constructor(private readonly db: Database) {}

  async list(tenant: TenantRef | undefined, caller: Caller, wanted: KeyList): Promise<NamedKey[]> {
    const only = seesAll(tenant, caller) ? undefined : ownerOf(caller)
    // Those of somebody else among one's own.
    if (only !== undefined && (wanted.user ?? only) !== only) return []
    const list = { ...wanted, user: only ?? wanted.user }
    return this.#within(tenant, async (em) => named(em, await listKeys(em, tenant?.id ?? null, list)))
  }

  get(tenant: TenantRef | undefined, caller: Caller, id: string): Promise<NamedKey> {
    return this.#within(tenant, async (em) => namedOne(em, await seenKey(em, tenant, caller, id)))
  }

  /** The only moment at which the whole key exists. */
  async create(
    tenant: TenantRef | undefined,
    caller: Caller,
    wanted: NewKey,
    audit: Auditor,
  ): Promise<{ row: NamedKey; key: string }> {
    const { name, scope, readOnly } = wanted
    const expiresAt = wanted.expiresAt === undefined ? undefined : new Date(wanted.expiresAt)
    if (expiresAt && expiresAt.getTime() <= Date.now()) {
      throw new AppError('invalid_request', 'The body is not valid.', { fields: { expiresAt: 'Has passed already.' } })
    }
    requireMayMake(caller, { scope, expiresAt })
    const userId = wanted.service ? undefined : caller.userId
    if (userId === undefined) requirePermission(caller, tenant ? 'keys:write' : 'platform-keys:write')
    else if (tenant) await this.#requireOwnRight(tenant, caller, userId, { scope, expiresAt })
    const made = makeKey()
    return this.#within(tenant, async (em) => {
      const row = await em.save(
        em.create(ApiKey, {
          id: made.id,
          tenantId: tenant?.id ?? null,
          userId: userId ?? null,
          ...{ name, scope, readOnly },
          secretHash: hashSecret(made.secret),
          expiresAt: expiresAt ?? null,
          lastUsedAt: null,
          createdBy: caller.id,
        }),
      )
      await audit(em, {
        target: row.id,
        details: { name, scope, readOnly, userId: userId ?? null, expiresAt: expiresAt?.toISOString() ?? null },
      })
      await this.db.announce(em, tenant?.id ?? 'platform')
      return { row: await namedOne(em, row), key: formatKey(made) }
    })
  }

  remove(tenant: TenantRef | undefined, caller: Caller, id: string, audit: Auditor): Promise<void> {
    return this.#within(tenant, async (em) => {
      const row = await seenKey(em, tenant, caller, id)
      if (!tenant) {
        await lockPlatformKeys(em)
        await keepSomebody(em, { keyId: id })
      }
      await endInvitationsOfKey(em, id)
      await em.delete(ApiKey, { id })
      await audit(em, { target: id, details: { name: row.name, scope: row.scope } })
      await this.db.announce(em, tenant?.id ?? 'platform')
    })
  }

  /** A key of one's own rests on one's own membership: a platform admin who is no member has none here. */
  async #requireOwnRight(
    tenant: TenantRef,
    caller: Caller,
    userId: string,
    key: Parameters<typeof requireMayMake>[1],
  ): Promise<void> {
    const role = await this.db.withSystem((em) => activeRoleIn(em, userId, tenant.id))
    if (role) return requireMayMake({ ...caller, role }, key)
    throw new AppError('forbidden', 'You are no member of this tenant, so you cannot have a key of your own in it.', {
      hint: 'Make a service key: "service": true.',
    })
  }

  #within<T>(tenant: TenantRef | undefined, work: (em: EntityManager) => Promise<T>): Promise<T> {
    return tenant ? this.db.withTenant(tenant.id, work) : this.db.withSystem(work)
  }
}

async function named(em: EntityManager, rows: readonly ApiKey[]): Promise<NamedKey[]> {
  const names = await namesOf(
    em,
    rows.map(({ userId }) => userId),
  )
  return rows.map((row) => ({ ...row, userName: names.get(row.userId ?? '') }))
}

async function namedOne(em: EntityManager, row: ApiKey): Promise<NamedKey> {
  const [found] = await named(em, [row])
  return found as NamedKey
}

const seesAll = (tenant: TenantRef | undefined, caller: Caller): boolean =>
  may(caller, tenant ? 'keys:read' : 'platform-keys:read')

function ownerOf(caller: Caller): string {
  if (caller.userId === undefined) throw new AppError('forbidden', 'A service key has no keys of its own.')
  return caller.userId
}

/** The same answer for a key that is not there and one that is somebody else's. */
async function seenKey(em: EntityManager, tenant: TenantRef | undefined, caller: Caller, id: string): Promise<ApiKey> {
  const row = await findKey(em, tenant?.id ?? null, id)
  if (!row || !(seesAll(tenant, caller) || row.userId === ownerOf(caller))) throw notFound('API key')
  return row
}
