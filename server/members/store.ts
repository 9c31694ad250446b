import type { EntityManager } from 'typeorm'
import type { TenantRole } from '../auth/caller'
import { searchIn } from '../db/search'
import { User } from '../users/entity'
import { Membership } from './entity'

export interface MemberList {
  readonly q?: string | undefined
  readonly role?: TenantRole | undefined
  readonly after: string | undefined
  readonly limit: number
}

export interface MemberRow {
  readonly userId: string
  readonly email: string
  readonly name: string
  readonly isActive: boolean
  readonly role: TenantRole
  readonly createdAt: Date
}

const members = (em: EntityManager, tenantId: string) =>
  em
    .createQueryBuilder(Membership, 'm')
    .innerJoin(User, 'u', 'u.id = m.userId')
    .where('m.tenantId = :tenantId', { tenantId })
    .select(['m.userId AS "userId"', 'm.role AS role', 'm.createdAt AS "createdAt"'])
    .addSelect(['u.email AS email', 'u.name AS name', 'u.isActive AS "isActive"'])

export const isMember = (em: EntityManager, tenantId: string, userId: string): Promise<boolean> =>
  em.existsBy(Membership, { tenantId, userId })

/** By e-mail. */
export function listMembers(
  em: EntityManager,
  tenantId: string,
  { q, role, after, limit }: MemberList,
): Promise<MemberRow[]> {
  const query = members(em, tenantId)
    .orderBy('u.email')
    .limit(limit + 1)
  if (role !== undefined) query.andWhere('m.role = :role', { role })
  if (after !== undefined) query.andWhere('u.email > :after', { after })
  return searchIn(query, q, 'u.name', 'u.email').getRawMany<MemberRow>()
}

export const findMember = (em: EntityManager, tenantId: string, userId: string): Promise<MemberRow | undefined> =>
  members(em, tenantId).andWhere('m.userId = :userId', { userId }).getRawOne<MemberRow>()

// What somebody does in other tenants is no business of this one: where they are in several, their browser tells nothing.
const LAST_SEEN = `
  SELECT seen.user_id, max(seen.at) AS at FROM (
    SELECT k.user_id, k.last_used_at AS at FROM sagemcp.api_keys k WHERE k.tenant_id = $1 AND k.user_id = ANY ($2)
    UNION ALL
    SELECT g.user_id, g.last_used_at FROM sagemcp.oauth_grants g WHERE g.tenant_id = $1 AND g.user_id = ANY ($2)
    UNION ALL
    SELECT s.user_id, s.last_seen_at FROM sagemcp.browser_sessions s
    WHERE s.user_id = ANY ($2) AND (s.tenant_id = $1 OR s.tenant_id IS NULL AND NOT EXISTS (
      SELECT FROM sagemcp.memberships m WHERE m.user_id = s.user_id AND m.tenant_id <> $1))
  ) seen WHERE seen.at IS NOT NULL GROUP BY seen.user_id`

/** When these members were last here, by their id. Sessions are the platform's, so this needs the system's view. */
export async function lastSeenIn(
  em: EntityManager,
  tenantId: string,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  if (userIds.length === 0) return new Map()
  const rows = (await em.query(LAST_SEEN, [tenantId, [...userIds]])) as { user_id: string; at: Date | string }[]
  return new Map(rows.map(({ user_id, at }) => [user_id, new Date(at)]))
}

/** `email` as users are stored: see `normalEmail`. */
export const findMemberByEmail = (em: EntityManager, tenantId: string, email: string): Promise<MemberRow | undefined> =>
  members(em, tenantId).andWhere('u.email = :email', { email }).getRawOne<MemberRow>()

const active = (em: EntityManager, tenantId: string) =>
  em
    .createQueryBuilder(Membership, 'm')
    .innerJoin(User, 'u', 'u.id = m.userId AND u.isActive')
    .where('m.tenantId = :tenantId', { tenantId })

/** Those of these people who are active members. */
export const activeMembers = async (
  em: EntityManager,
  tenantId: string,
  userIds: readonly string[],
): Promise<Membership[]> =>
  userIds.length === 0 ? [] : active(em, tenantId).andWhere('m.userId = ANY (:userIds)', { userIds }).getMany()

/** How many active members there are of each role. */
export async function countActive(em: EntityManager, tenantId: string): Promise<ReadonlyMap<TenantRole, number>> {
  const counts = await active(em, tenantId)
    .select(['m.role AS role', 'count(*)::int AS count'])
    .groupBy('m.role')
    .getRawMany<{ role: TenantRole; count: number }>()
  return new Map(counts.map(({ role, count }) => [role, count]))
}

/** Until the transaction ends, nobody else changes who the owners are. */
export const lockOwners = (em: EntityManager, tenantId: string): Promise<Membership[]> =>
  em.find(Membership, {
    where: { tenantId, role: 'owner' },
    order: { userId: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  })
