import type { Caller, KeyScope } from '../auth/caller'
import { requireMayMake } from '../auth/permissions'
import type { Database, EntityManager } from '../db/database'
import { AppError, notFound } from '../errors'
import type { Auditor, TenantRef } from '../http/endpoint'
import { ApiKey } from './entity'
import { formatKey, hashSecret, makeKey } from './key'
import { findKey, listKeys, lockPlatformKeys, otherPlatformKeys } from './store'

export interface NewKey {
  readonly name: string
  readonly scope: KeyScope
  readonly readOnly: boolean
  readonly expiresAt?: string | undefined
}

/** Keys of a tenant, or of the platform where `tenant` is undefined. */
export class ApiKeys {
  constructor(private readonly db: Database) {}

  list(tenant: TenantRef | undefined, page: Parameters<typeof listKeys>[2]): Promise<ApiKey[]> {
    return this.#within(tenant, (em) => listKeys(em, tenant?.id ?? null, page))
  }

  async get(tenant: TenantRef | undefined, id: string): Promise<ApiKey> {
    const row = await this.#within(tenant, (em) => findKey(em, tenant?.id ?? null, id))
    if (!row) throw notFound('API key')
    return row
  }

  /** The only moment at which the whole key exists. */
  create(
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
    const made = makeKey()
    return this.#within(tenant, async (em) => {
      const row = await em.save(
        em.create(ApiKey, {
          id: made.id,
          tenantId: tenant?.id ?? null,
          ...{ name, scope, readOnly },
          secretHash: hashSecret(made.secret),
          expiresAt: expiresAt ?? null,
          lastUsedAt: null,
          createdBy: caller.keyId,
        }),
      )
      await audit(em, {
        target: row.id,
        details: { name, scope, readOnly, expiresAt: expiresAt?.toISOString() ?? null },
      })
      await this.db.announce(em, tenant?.id ?? 'platform')
      return { row, key: formatKey(made) }
    })
  }

  remove(tenant: TenantRef | undefined, id: string, audit: Auditor): Promise<void> {
    return this.#within(tenant, async (em) => {
      const row = await findKey(em, tenant?.id ?? null, id)
      if (!row) throw notFound('API key')
      if (!tenant) await keepOne(em, id)
      await em.delete(ApiKey, { id })
      await audit(em, { target: id, details: { name: row.name, scope: row.scope } })
      await this.db.announce(em, tenant?.id ?? 'platform')
    })
  }

  #within<T>(tenant: TenantRef | undefined, work: (em: EntityManager) => Promise<T>): Promise<T> {
    return tenant ? this.db.withTenant(tenant.id, work) : this.db.withSystem(work)
  }
}

/** Without a platform key nobody could make one. */
async function keepOne(em: EntityManager, id: string): Promise<void> {
  await lockPlatformKeys(em)
  if ((await otherPlatformKeys(em, id)) > 0) return
  throw new AppError('conflict', 'This is the last platform key that works.', { hint: 'Make another one first.' })
}
