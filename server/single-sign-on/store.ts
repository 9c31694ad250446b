import { type EntityManager, IsNull, LessThan, Not } from 'typeorm'
import { Membership } from '../members/entity'
import { AppError } from '../errors'
import { Tenant } from '../tenants/entity'
import { BrowserSession, Identity, User } from '../users/entity'
import { IdentityProvider, TenantDomain, UsedSignIn } from './entity'

/** The tenant's, or with null the platform's own. */
export const providerOf = (em: EntityManager, tenantId: string | null): Promise<IdentityProvider | null> =>
  em.findOneBy(IdentityProvider, { tenantId: tenantId ?? IsNull() })

/** The same; until the transaction ends nobody else changes it. */
export const lockProvider = (em: EntityManager, tenantId: string | null): Promise<IdentityProvider | null> =>
  em.findOne(IdentityProvider, { where: { tenantId: tenantId ?? IsNull() }, lock: { mode: 'pessimistic_write' } })

/** One that people may sign in with now. */
export async function activeProvider(
  em: EntityManager,
  which: { readonly id: string } | { readonly tenantId: string | null },
): Promise<{ provider: IdentityProvider; tenant: Tenant | null } | undefined> {
  const where = 'id' in which ? { id: which.id } : { tenantId: which.tenantId ?? IsNull() }
  const provider = await em.findOneBy(IdentityProvider, { ...where, isActive: true })
  if (!provider) return undefined
  if (provider.tenantId === null) return { provider, tenant: null }
  const tenant = await em.findOneBy(Tenant, { id: provider.tenantId, isActive: true })
  return tenant ? { provider, tenant } : undefined
}

/** A provider as it was when somebody was sent to it: a code, and a session, goes to nobody but who was asked for it. */
export interface Asked {
  readonly provider: string
  readonly registration: string
}

export const askedOf = ({ id, issuer, clientId }: IdentityProvider): Asked => ({
  provider: id,
  registration: `${clientId} at ${issuer}`,
})

export const isAsked = (provider: IdentityProvider, { registration }: Asked): boolean =>
  askedOf(provider).registration === registration

/** The same provider as it is now; until the transaction ends nobody changes it. Throws when it has ended. */
export async function holdProvider(
  em: EntityManager,
  asked: Asked,
): Promise<{ provider: IdentityProvider; tenant: Tenant | null }> {
  await em.findOne(IdentityProvider, { where: { id: asked.provider }, lock: { mode: 'pessimistic_read' } })
  const active = await activeProvider(em, { id: asked.provider })
  if (active && isAsked(active.provider, asked)) return active
  throw new AppError('conflict', 'Single sign-on here has changed meanwhile. Begin again.')
}

export const anyTenantProvider = (em: EntityManager): Promise<boolean> =>
  em.existsBy(IdentityProvider, { tenantId: Not(IsNull()), isActive: true })

/** Those that were begun by a tenant's provider. */
export async function endSessionsIn(em: EntityManager, tenantId: string): Promise<void> {
  await em.delete(BrowserSession, { tenantId })
}

/** Whose a domain is; undefined while nobody proved it. */
export async function tenantOfDomain(em: EntityManager, domain: string): Promise<string | undefined> {
  return (await em.findOneBy(TenantDomain, { domain, verifiedAt: Not(IsNull()) }))?.tenantId
}

export const listDomains = (em: EntityManager, tenantId: string): Promise<TenantDomain[]> =>
  em.find(TenantDomain, { where: { tenantId }, order: { domain: 'ASC' } })

export const findDomain = (em: EntityManager, tenantId: string, domain: string): Promise<TenantDomain | null> =>
  em.findOneBy(TenantDomain, { tenantId, domain })

/** What was proved already stays proved in the way that it was. */
export async function proveDomain(
  em: EntityManager,
  tenantId: string,
  domain: string,
  verifiedBy: 'dns' | 'platform',
): Promise<void> {
  await em.update(TenantDomain, { tenantId, domain, verifiedAt: IsNull() }, { verifiedBy, verifiedAt: new Date() })
}

export const countDomains = (em: EntityManager, tenantId: string): Promise<number> =>
  em.countBy(TenantDomain, { tenantId })

/** False when this sign-in came back before. */
export async function useOnce(em: EntityManager, stateHash: Buffer, expiresAt: Date): Promise<boolean> {
  await em.delete(UsedSignIn, { expiresAt: LessThan(new Date()) })
  const { raw } = await em
    .createQueryBuilder()
    .insert()
    .into(UsedSignIn)
    .values({ stateHash, expiresAt })
    .orIgnore()
    .returning('expires_at')
    .execute()
  return (raw as unknown[]).length === 1
}

export const findIdentity = (em: EntityManager, issuer: string, subject: string): Promise<Identity | null> =>
  em.findOneBy(Identity, { issuer, subject })

export const identitiesOf = (em: EntityManager, userId: string): Promise<Identity[]> =>
  em.find(Identity, { where: { userId }, order: { createdAt: 'ASC' } })

/** Until the transaction ends, nobody else changes this account or what it signs in with. */
export const lockUser = (em: EntityManager, id: string): Promise<User | null> =>
  em.findOne(User, { where: { id }, lock: { mode: 'pessimistic_write' } })

export const lockMembership = (em: EntityManager, tenantId: string, userId: string): Promise<Membership | null> =>
  em.findOne(Membership, { where: { tenantId, userId }, lock: { mode: 'pessimistic_write' } })
