import type { EntityManager } from 'typeorm'
import { searchIn } from '../db/search'
import type { TenantRef } from './tenant-ref'
import { Membership } from '../members/entity'
import { Tenant } from './entity'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const SLUG = /^[a-z][a-z0-9-]{1,49}$/

/** No UUID is a valid slug: whatever has the form of one is looked up as an id only. */
export async function findTenant(em: EntityManager, slugOrId: string): Promise<Tenant | null> {
  if (UUID.test(slugOrId)) return em.findOneBy(Tenant, { id: slugOrId.toLowerCase() })
  return SLUG.test(slugOrId) ? em.findOneBy(Tenant, { slug: slugOrId }) : null
}

export const toRef = ({ id, slug, name, isActive }: Tenant): TenantRef => ({ id, slug, name, isActive })

/** Which tenants somebody sees. */
export type Seen = 'all' | { readonly tenantId: string } | { readonly userId: string }

export interface TenantList {
  readonly seen: Seen
  readonly q?: string | undefined
  readonly isActive?: boolean | undefined
  readonly after: string | undefined
  readonly limit: number
}

/** By slug. */
export function listTenants(em: EntityManager, { seen, q, isActive, after, limit }: TenantList): Promise<Tenant[]> {
  const query = em
    .createQueryBuilder(Tenant, 't')
    .orderBy('t.slug')
    .limit(limit + 1)
  if (seen !== 'all') {
    if ('tenantId' in seen) query.andWhere('t.id = :tenantId', seen)
    else query.innerJoin(Membership, 'm', 'm.tenantId = t.id AND m.userId = :userId', seen)
  }
  if (isActive !== undefined) query.andWhere('t.isActive = :isActive', { isActive })
  if (after !== undefined) query.andWhere('t.slug > :after', { after })
  return searchIn(query, q, 't.name', 't.slug').getMany()
}
