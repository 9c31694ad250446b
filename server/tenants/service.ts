import { type Caller } from '../auth/caller'
import { requirePermission } from '../auth/permissions'
import type { CreateTenant, UpdateTenant } from '../contracts/tenants'
import type { Credentials } from '../credentials/service'
import type { Database } from '../db/database'
import { isUniqueViolation } from '../db/errors'
import { AppError, notFound } from '../errors'
import type { Auditor } from '../http/endpoint'
import type { TenantRef } from './tenant-ref'
import { Membership } from '../members/entity'
import { Tenant } from './entity'
import { findTenant, toRef } from './store'

export class Tenants {
  constructor(
    private readonly db: Database,
    private readonly credentials: Credentials,
  ) {}

  async find(slugOrId: string): Promise<TenantRef | undefined> {
    const row = await this.db.withSystem((em) => findTenant(em, slugOrId))
    return row ? toRef(row) : undefined
  }

  /** A tenant begins with its data key and, where a person makes it, its owner. That it began is a row of the platform. */
  async create(caller: Caller, input: CreateTenant, audit: Auditor): Promise<Tenant> {
    const { slug, name, description = '', contactEmail = null, settings = {}, allowedTypes = null } = input
    try {
      return await this.db.withSystem(async (em) => {
        const values = { slug, name, description, contactEmail, settings, allowedTypes, ...defined(input.limits ?? {}) }
        const row = await em.save(Tenant, values)
        await this.credentials.createDataKey(em, row.id)
        const { userId } = caller
        if (userId !== undefined) await em.insert(Membership, { tenantId: row.id, userId, role: 'owner' })
        await audit(em, { target: slug, details: { id: row.id }, tenantId: null })
        await this.db.announce(em, row.id)
        return em.findOneByOrFail(Tenant, { id: row.id })
      })
    } catch (error) {
      if (!isUniqueViolation(error, 'tenants_slug_key')) throw error
      throw new AppError('conflict', 'Another tenant has this slug.', { fields: { slug: 'Is taken.' } })
    }
  }

  update(caller: Caller, tenant: TenantRef, change: UpdateTenant, audit: Auditor): Promise<Tenant> {
    const { isActive, allowedTypes, limits } = change
    const isPlatforms = isActive !== undefined || allowedTypes !== undefined || limits !== undefined
    if (isPlatforms) requirePermission(caller, 'tenants:manage')
    const { description, settings, limits: _, ...rest } = change
    const values = {
      ...rest,
      ...(description === undefined ? {} : { description: description ?? '' }),
      ...(settings === undefined ? {} : { settings: settings ?? {} }),
      ...limits,
    }
    return this.db.withSystem(async (em) => {
      // Locked, so that of two changes at once the later one begins where the earlier one ended.
      const row = await em.findOne(Tenant, { where: { id: tenant.id }, lock: { mode: 'pessimistic_write' } })
      if (!row) throw notFound('Tenant')
      const saved = await em.save(Tenant, { ...row, ...defined(values) })
      const details = { changed: Object.keys(change), ...defined({ isActive, allowedTypes, limits }) }
      await audit(em, { target: tenant.slug, details })
      await this.db.announce(em, tenant.id)
      return saved
    })
  }

  /** Everything of the tenant goes with its row, its data key too. One row of the platform remains. */
  remove(tenant: TenantRef, audit: Auditor): Promise<void> {
    return this.db.withSystem(async (em) => {
      const { affected } = await em.delete(Tenant, { id: tenant.id })
      if (!affected) throw notFound('Tenant')
      await audit(em, { target: tenant.slug, details: { id: tenant.id, name: tenant.name }, tenantId: null })
      await this.db.announce(em, tenant.id)
    })
  }
}

/** Without the fields that were not given. */
function defined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
