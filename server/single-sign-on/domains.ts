import { randomBytes } from 'node:crypto'
import { Resolver } from 'node:dns/promises'
import type { Caller } from '../auth/caller'
import { requireLasting } from '../auth/permissions'
import type { Database, EntityManager } from '../db/database'
import { isUniqueViolation } from '../db/errors'
import { AppError, notFound } from '../errors'
import type { Auditor } from '../http/endpoint'
import type { TenantRef } from '../tenants/tenant-ref'
import { TenantDomain } from './entity'
import { countDomains, findDomain, listDomains, proveDomain } from './store'

const MAX_DOMAINS = 50

/** The text of each TXT record of a name, its parts joined. Rejects when there is no such name or no answer. */
export type ResolveTxt = (name: string) => Promise<readonly string[]>

export const txtByDns: ResolveTxt = async (name) =>
  (await new Resolver({ timeout: 3_000, tries: 2 }).resolveTxt(name)).map((parts) => parts.join(''))

export const recordOf = ({ domain, challenge }: TenantDomain) => ({
  name: `_sagemcp.${domain}`,
  type: 'TXT' as const,
  value: `sagemcp-verification=${challenge}`,
})

/** The domains of tenants: whose provider may make accounts with an address there. Many may claim one, one has it. */
export class TenantDomains {
  constructor(
    private readonly db: Database,
    private readonly resolveTxt: ResolveTxt,
  ) {}

  list(tenant: TenantRef): Promise<TenantDomain[]> {
    return this.db.withTenant(tenant.id, (em) => listDomains(em, tenant.id))
  }

  /** A claim, until it is proved. Claiming again changes nothing. */
  add(tenant: TenantRef, caller: Caller, domain: string, audit: Auditor): Promise<TenantDomain> {
    requireLasting(caller)
    return this.db.withTenant(tenant.id, async (em) => {
      if ((await countDomains(em, tenant.id)) >= MAX_DOMAINS) {
        throw new AppError('conflict', `A tenant has at most ${MAX_DOMAINS} domains.`, { hint: 'Remove one first.' })
      }
      await claim(em, tenant.id, domain)
      await audit(em, { target: domain })
      return em.findOneByOrFail(TenantDomain, { tenantId: tenant.id, domain })
    })
  }

  /** Looks for the record. DNS is asked outside of any transaction. */
  async verify(tenant: TenantRef, caller: Caller, domain: string, audit: Auditor): Promise<TenantDomain> {
    requireLasting(caller)
    const row = await this.db.withTenant(tenant.id, (em) => findDomain(em, tenant.id, domain))
    if (!row) throw notFound('Domain')
    const { name, value } = recordOf(row)
    const found = row.verifiedAt ? [value] : await this.resolveTxt(name).catch(() => [])
    if (!found.some((text) => text.trim() === value)) {
      throw new AppError('conflict', `There is no TXT record ${name} with this text.`, {
        hint: `Add it with the value ${value} and ask again; DNS may take minutes to show it.`,
      })
    }
    return this.#bind(tenant, domain, 'dns', audit)
  }

  /** By a platform admin, who knows whose it is. */
  async bind(tenant: TenantRef, caller: Caller, domain: string, audit: Auditor): Promise<TenantDomain> {
    requireLasting(caller)
    return this.#bind(tenant, domain, 'platform', audit)
  }

  remove(tenant: TenantRef, domain: string, audit: Auditor): Promise<void> {
    return this.db.withTenant(tenant.id, async (em) => {
      const row = await findDomain(em, tenant.id, domain)
      if (!row) throw notFound('Domain')
      await em.delete(TenantDomain, { tenantId: tenant.id, domain })
      await audit(em, { target: domain, details: { verifiedBy: row.verifiedBy } })
    })
  }

  /** Of two tenants that prove one domain the second finds it taken. */
  async #bind(
    tenant: TenantRef,
    domain: string,
    verifiedBy: 'dns' | 'platform',
    audit: Auditor,
  ): Promise<TenantDomain> {
    try {
      return await this.db.withTenant(tenant.id, async (em) => {
        await claim(em, tenant.id, domain)
        await proveDomain(em, tenant.id, domain, verifiedBy)
        const row = await em.findOneByOrFail(TenantDomain, { tenantId: tenant.id, domain })
        await audit(em, { target: domain, details: { verifiedBy: row.verifiedBy } })
        return row
      })
    } catch (error) {
      if (!isUniqueViolation(error, 'tenant_domains_verified_key')) throw error
      throw new AppError('conflict', 'Another tenant has this domain.', {
        hint: 'A platform admin can take it from there.',
      })
    }
  }
}

/** Nothing where there is such a claim. */
async function claim(em: EntityManager, tenantId: string, domain: string): Promise<void> {
  const challenge = randomBytes(20).toString('hex')
  await em
    .createQueryBuilder()
    .insert()
    .into(TenantDomain)
    .values({ tenantId, domain, challenge, verifiedAt: null, verifiedBy: null })
    .orIgnore()
    .execute()
}
