import { type EntityManager, In, IsNull, LessThan, MoreThan, Not } from 'typeorm'
import { ApiKey } from '../api-keys/entity'
import type { TenantRole } from '../auth/caller'
import { hashToken, isToken, newToken } from '../auth/secret-token'
import { now, today } from '../clock'
import type { PersonRef } from '../contracts/common'
import { searchIn } from '../db/search'
import { Membership } from '../members/entity'
import { Tenant } from '../tenants/entity'
import { BrowserSession, Identity, type LinkPurpose, OneTimeLink, User } from './entity'

/** A session ends when nobody used it for so long. */
export const SESSION_IDLE_MS = 8 * 3_600_000

/** One person has one spelling. */
export const normalEmail = (email: string): string => email.trim().toLowerCase()

export const findUserByEmail = (em: EntityManager, email: string): Promise<User | null> =>
  em.findOneBy(User, { email: normalEmail(email) })

export const findUser = (em: EntityManager, id: string): Promise<User | null> => em.findOneBy(User, { id })

/** Until the transaction ends, nobody sets another password. Undefined for nobody who is active. */
export async function lockPassword(em: EntityManager, id: string): Promise<string | null | undefined> {
  const user = await em.findOne(User, { where: { id, isActive: true }, lock: { mode: 'pessimistic_read' } })
  return user?.passwordHash
}

export const noUsersYet = async (em: EntityManager): Promise<boolean> => !(await em.exists(User))

/** What people are called, by id. */
export type Names = ReadonlyMap<string, string>

/** In a tenant's transaction only its members are there. */
export async function namesOf(em: EntityManager, ids: readonly (string | null)[]): Promise<Names> {
  const wanted = [...new Set(ids.filter((id) => id !== null))]
  if (wanted.length === 0) return new Map()
  const found = await em.find(User, { where: { id: In(wanted) }, select: { id: true, name: true } })
  return new Map(found.map(({ id, name }) => [id, name]))
}

/** Null for nobody, and for who is not there any more. */
export function personOf(names: Names, id: string | null): PersonRef | null {
  const name = id === null ? undefined : names.get(id)
  return id === null || name === undefined ? null : { id, name }
}

/** What an active person is in a tenant. */
export async function activeRoleIn(
  em: EntityManager,
  userId: string,
  tenantId: string,
): Promise<TenantRole | undefined> {
  const row = await em
    .createQueryBuilder(Membership, 'm')
    .innerJoin(User, 'u', 'u.id = m.userId AND u.isActive')
    .where('m.userId = :userId AND m.tenantId = :tenantId', { userId, tenantId })
    .getOne()
  return row?.role
}

export interface MembershipOf {
  readonly tenant: { readonly id: string; readonly slug: string; readonly name: string; readonly isActive: boolean }
  readonly role: TenantRole
}

/** By slug. */
export async function membershipsOf(em: EntityManager, userId: string, most?: number): Promise<MembershipOf[]> {
  const rows = await em
    .createQueryBuilder(Membership, 'm')
    .innerJoin(Tenant, 't', 't.id = m.tenantId')
    .where('m.userId = :userId', { userId })
    .orderBy('t.slug')
    .limit(most)
    .select(['t.id AS id', 't.slug AS slug', 't.name AS name', 't.is_active AS active', 'm.role AS role'])
    .getRawMany<{ id: string; slug: string; name: string; active: boolean; role: TenantRole }>()
  return rows.map(({ role, active, ...tenant }) => ({ tenant: { ...tenant, isActive: active }, role }))
}

export interface UserList {
  readonly q?: string | undefined
  readonly isActive?: boolean | undefined
  readonly after: string | undefined
  readonly limit: number
}

/** By e-mail. */
export function listUsers(em: EntityManager, { q, isActive, after, limit }: UserList): Promise<User[]> {
  const query = em
    .createQueryBuilder(User, 'u')
    .orderBy('u.email')
    .limit(limit + 1)
  if (isActive !== undefined) query.andWhere('u.isActive = :isActive', { isActive })
  if (after !== undefined) query.andWhere('u.email > :after', { after })
  return searchIn(query, q, 'u.name', 'u.email').getMany()
}

/** Active platform admins, besides this one. */
export async function otherPlatformAdmins(em: EntityManager, userId: string | undefined): Promise<number> {
  const admins = await em.findBy(User, { isPlatformAdmin: true, isActive: true })
  return admins.filter(({ id }) => id !== userId).length
}

/** Returns the token, the only time that it exists. */
export async function makeLink(
  em: EntityManager,
  { purpose, userId, lifeMs }: { purpose: LinkPurpose; userId: string | null; lifeMs: number },
): Promise<{ token: string; expiresAt: Date }> {
  const token = newToken()
  const expiresAt = new Date(Date.now() + lifeMs)
  // Those that ended unused go when another is made; nobody else has to sweep.
  await em.delete(OneTimeLink, { expiresAt: LessThan(new Date()) })
  await em.insert(OneTimeLink, { tokenHash: hashToken(token), purpose, userId, expiresAt })
  return { token, expiresAt }
}

/** A link that still works; it stays. */
export async function findLink(em: EntityManager, token: string, purpose: LinkPurpose): Promise<OneTimeLink | null> {
  if (!isToken(token)) return null
  return em.findOneBy(OneTimeLink, { tokenHash: hashToken(token), purpose, expiresAt: MoreThan(new Date()) })
}

/** All of one kind; of one person when one is named. */
export async function endLinks(em: EntityManager, which: { purpose: LinkPurpose; userId?: string }): Promise<void> {
  await em.delete(OneTimeLink, which)
}

/** Deletes the row, so that of two takers one loses. */
export async function takeLink(em: EntityManager, token: string, purpose: LinkPurpose): Promise<OneTimeLink | null> {
  const link = await findLink(em, token, purpose)
  if (!link) return null
  const { affected } = await em.delete(OneTimeLink, { tokenHash: link.tokenHash })
  return affected ? link : null
}

const alive = () => ({
  expiresAt: MoreThan(today()),
  lastSeenAt: MoreThan(new Date(now() - SESSION_IDLE_MS)),
})

export const findSession = (em: EntityManager, tokenHash: Buffer): Promise<BrowserSession | null> =>
  em.findOneBy(BrowserSession, { tokenHash, ...alive() })

/** All of a person's sessions, or those that are good for one tenant only. */
interface Whose {
  readonly userId: string
  readonly onlyTenantId?: string | undefined
}

const of = ({ userId, onlyTenantId }: Whose) => ({
  userId,
  ...(onlyTenantId === undefined ? {} : { tenantId: onlyTenantId }),
})

/** By last use, newest first. */
export const listSessions = (em: EntityManager, whose: Whose): Promise<BrowserSession[]> =>
  em.find(BrowserSession, { where: { ...of(whose), ...alive() }, order: { lastSeenAt: 'DESC' } })

/** Whether there was such a session; of this person when one is named. */
export async function endSession(em: EntityManager, id: string, whose?: Whose): Promise<boolean> {
  const { affected } = await em.delete(BrowserSession, { id, ...(whose && of(whose)) })
  return (affected ?? 0) > 0
}

/** All of them, or all but one. */
export async function endSessionsOf(em: EntityManager, whose: Whose, but?: string): Promise<void> {
  await em.delete(BrowserSession, { ...of(whose), ...(but === undefined ? {} : { id: Not(but) }) })
}

/** In every tenant and on the platform. */
export const keysOf = (em: EntityManager, userId: string): Promise<ApiKey[]> => em.findBy(ApiKey, { userId })

/** What they are at sign-in providers, where they said so themselves. */
export const connectedBy = (em: EntityManager, userId: string): Promise<Identity[]> =>
  em.findBy(Identity, { userId, madeIn: IsNull() })
