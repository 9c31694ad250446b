import { Brackets, type EntityManager, IsNull, MoreThan } from 'typeorm'
import type { KeyScope } from '../auth/caller'
import { searchIn } from '../db/search'
import { ApiKey } from './entity'

/** Any number will do; it names the lock among the advisory locks of this database. */
const PLATFORM_KEYS_LOCK = 7_203_118

/** Until the transaction ends, nobody else makes the first or deletes the last platform key. */
export async function lockPlatformKeys(em: EntityManager): Promise<void> {
  await em.query('SELECT pg_advisory_xact_lock($1)', [PLATFORM_KEYS_LOCK])
}

export const noKeysYet = async (em: EntityManager): Promise<boolean> => !(await em.exists(ApiKey))

export interface KeyList {
  readonly q?: string | undefined
  readonly scope?: KeyScope | undefined
  /** The person whose keys; undefined for all. */
  readonly user?: string | undefined
  readonly after: readonly [name: string, id: string] | undefined
  readonly limit: number
}

/** `tenantId` null: the platform's keys. By name, then id. */
export function listKeys(
  em: EntityManager,
  tenantId: string | null,
  { q, scope, user, after, limit }: KeyList,
): Promise<ApiKey[]> {
  const query = em
    .createQueryBuilder(ApiKey, 'k')
    .orderBy({ 'k.name': 'ASC', 'k.id': 'ASC' })
    .limit(limit + 1)
  if (tenantId === null) query.where('k.tenantId IS NULL')
  else query.where('k.tenantId = :tenantId', { tenantId })
  if (scope !== undefined) query.andWhere('k.scope = :scope', { scope })
  if (user !== undefined) query.andWhere('k.userId = :user', { user })
  if (after)
    query.andWhere(new Brackets((q) => q.where('(k.name, k.id) > (:name, :id)', { name: after[0], id: after[1] })))
  return searchIn(query, q, 'k.name').getMany()
}

export const findKey = (em: EntityManager, tenantId: string | null, id: string): Promise<ApiKey | null> =>
  em.findOneBy(ApiKey, { tenantId: tenantId ?? IsNull(), id })

/** Service keys of the platform that work now, besides this one. Those of a person count with the person. */
export async function otherPlatformKeys(em: EntityManager, id: string | undefined): Promise<number> {
  const service = { tenantId: IsNull(), userId: IsNull() }
  const keys = await em.findBy(ApiKey, [
    { ...service, expiresAt: IsNull() },
    { ...service, expiresAt: MoreThan(new Date()) },
  ])
  return keys.filter((key) => key.id !== id).length
}
