import type { Caller, KeyScope } from '../auth/caller'
import { may, requireMayMake, requirePermission } from '../auth/permissions'
import type { Database, EntityManager } from '../db/database'
import { AppError, notFound } from '../errors'
import type { Auditor } from '../http/endpoint'
import type { TenantRef } from '../tenants/tenant-ref'
import { keepSomebody } from '../users/service'
import { endInvitationsOfKey } from '../invitations/store'
import { activeRoleIn } from '../users/store'
import { ApiKey } from './entity'
import { formatKey, hashSecret, makeKey } from './key'
import { findKey, type KeyPage, listKeys, lockPlatformKeys } from './store'

export interface NewKey {
  readonly name: string
  readonly scope: KeyScope
  readonly readOnly: boolean
  readonly expiresAt?: string | undefined
  /** Belongs to no person and stays when whoever made it goes. */
  readonly service?: boolean | undefined
}

/** Keys of a tenant, or of the platform where `tenant` is undefined. Whoever may not see all of them sees their own. */
export class ApiKeys {
  constructor(private readonly db: Database) {}

  list(tenant: TenantRef | undefined, caller: Caller, page: Omit<KeyPage, 'only'>): Promise<ApiKey[]> {
    const only = seesAll(tenant, caller) ? undefined : ownerOf(caller)
    return this.#within(tenant, (em) => listKeys(em, tenant?.id ?? null, { ...page, only }))
  }

  get(tenant: TenantRef | undefined, caller: Caller, id: string): Promise<ApiKey> {
    return this.#within(tenant, (em) => seenKey(em, tenant, caller, id))
  }

  /** The only moment at which the whole key exists. */
  async create(
    tenant: TenantRef | undefined,
    caller: Caller,
    wanted: NewKey,
    audit: Auditor,
  ): Promise<{ row: ApiKey; key: string }> {
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
      return { row, key: formatKey(made) }
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
