import type { EntityManager } from 'typeorm'
import type { TenantRole } from '../auth/caller'
import { User } from '../users/entity'
import { Membership } from './entity'

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
  { after, limit }: { after: string | undefined; limit: number },
): Promise<MemberRow[]> {
  const query = members(em, tenantId)
    .orderBy('u.email')
    .limit(limit + 1)
  if (after !== undefined) query.andWhere('u.email > :after', { after })
  return query.getRawMany<MemberRow>()
}

export const findMember = (em: EntityManager, tenantId: string, userId: string): Promise<MemberRow | undefined> =>
  members(em, tenantId).andWhere('m.userId = :userId', { userId }).getRawOne<MemberRow>()

/** `email` as users are stored: see `normalEmail`. */
export const findMemberByEmail = (em: EntityManager, tenantId: string, email: string): Promise<MemberRow | undefined> =>
  members(em, tenantId).andWhere('u.email = :email', { email }).getRawOne<MemberRow>()

/** Until the transaction ends, nobody else changes who the owners are. */
export const lockOwners = (em: EntityManager, tenantId: string): Promise<Membership[]> =>
  em.find(Membership, {
    where: { tenantId, role: 'owner' },
    order: { userId: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  })
