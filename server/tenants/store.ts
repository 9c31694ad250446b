import type { EntityManager } from 'typeorm'
import type { TenantRef } from '../http/endpoint'
import { Tenant } from './entity'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const SLUG = /^[a-z][a-z0-9-]{1,49}$/

/** No UUID is a valid slug: whatever has the form of one is looked up as an id only. */
export async function findTenant(em: EntityManager, slugOrId: string): Promise<Tenant | null> {
  if (UUID.test(slugOrId)) return em.findOneBy(Tenant, { id: slugOrId.toLowerCase() })
  return SLUG.test(slugOrId) ? em.findOneBy(Tenant, { slug: slugOrId }) : null
}

export const toRef = ({ id, slug, name, isActive }: Tenant): TenantRef => ({ id, slug, name, isActive })

/** By slug. `only` is the one tenant that the caller may see; undefined for all. */
export function listTenants(
  em: EntityManager,
  { only, after, limit }: { only: string | undefined; after: string | undefined; limit: number },
): Promise<Tenant[]> {
  const query = em
    .createQueryBuilder(Tenant, 't')
    .orderBy('t.slug')
    .limit(limit + 1)
  if (only !== undefined) query.andWhere('t.id = :only', { only })
  if (after !== undefined) query.andWhere('t.slug > :after', { after })
  return query.getMany()
}
