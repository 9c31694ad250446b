import { type EntityManager, IsNull, LessThanOrEqual, MoreThan } from 'typeorm'
import { ApiKey } from '../api-keys/entity'
import type { TenantRole } from '../auth/caller'
import { hashToken, isToken } from '../auth/secret-token'
import { searchIn } from '../db/search'
import { User } from '../users/entity'
import { Invitation } from './entity'

const open = () => ({ acceptedAt: IsNull(), expiresAt: MoreThan(new Date()) })
const expired = () => ({ acceptedAt: IsNull(), expiresAt: LessThanOrEqual(new Date()) })

/** When it was made, in milliseconds, and which it is. */
export type InvitationKey = readonly [at: string, id: string]

export interface InvitationList {
  readonly q?: string | undefined
  readonly role?: TenantRole | undefined
  /** Default: pending. */
  readonly state?: 'pending' | 'expired'
  readonly after?: InvitationKey | undefined
  readonly limit?: number
}

const MAX_LISTED = 500

export interface ListedInvitation extends Invitation {
  /** Of the person or key that invited, where they are still here. */
  readonly inviterName: string | undefined
}

/** Those that nobody accepted, newest first. */
export async function listInvitations(
  em: EntityManager,
  tenantId: string,
  { q, role, state = 'pending', after, limit = MAX_LISTED }: InvitationList = {},
): Promise<ListedInvitation[]> {
  const query = em
    .createQueryBuilder(Invitation, 'i')
    .leftJoin(User, 'u', `i.invitedBy = 'user:' || u.id`)
    .leftJoin(ApiKey, 'k', `i.invitedBy = 'key:' || k.id`)
    .addSelect('coalesce(u.name, k.name)', 'inviter_name')
    .where({ tenantId, ...(state === 'pending' ? open() : expired()) })
    .orderBy(`date_trunc('milliseconds', i.created_at)`, 'DESC')
    .addOrderBy('i.id', 'DESC')
    .limit(limit + 1)
  if (role !== undefined) query.andWhere('i.role = :role', { role })
  if (after) {
    const [at, id] = after
    query.andWhere(`(date_trunc('milliseconds', i.created_at), i.id) < (:at::timestamptz, :id::uuid)`, { at, id })
  }
  searchIn(query, q, 'i.email')
  const { entities, raw } = await query.getRawAndEntities<{ inviter_name: string | null }>()
  return entities.map((row, n) => ({ ...row, inviterName: raw[n]?.inviter_name ?? undefined }))
}

/** One that nobody accepted: its link may have ended. */
export const findInvitation = (em: EntityManager, tenantId: string, id: string): Promise<Invitation | null> =>
  em.findOneBy(Invitation, { tenantId, id, acceptedAt: IsNull() })

export async function invitationOf(em: EntityManager, token: string): Promise<Invitation | null> {
  return isToken(token) ? em.findOneBy(Invitation, { tokenHash: hashToken(token), ...open() }) : null
}

/** False when it was accepted in the meantime. */
export async function replaceLink(
  em: EntityManager,
  id: string,
  link: Pick<Invitation, 'tokenHash' | 'invitedBy' | 'expiresAt'>,
): Promise<boolean> {
  const { affected } = await em.update(Invitation, { id, acceptedAt: IsNull() }, link)
  return (affected ?? 0) > 0
}

/** Of two who accept at once one is told that it is gone. */
export async function takeInvitation(em: EntityManager, id: string): Promise<boolean> {
  const { affected } = await em.update(Invitation, { id, ...open() }, { acceptedAt: new Date() })
  return (affected ?? 0) > 0
}

const END_INVITATIONS_OF = `
  DELETE FROM sagemcp.invitations i WHERE i.tenant_id = $1 AND i.accepted_at IS NULL AND (i.invited_by = 'user:' || $2
    OR i.invited_by IN (SELECT 'key:' || k.id FROM sagemcp.api_keys k WHERE k.tenant_id = $1 AND k.user_id = $2::uuid))`

const END_ALL_INVITATIONS_OF = `
  DELETE FROM sagemcp.invitations i WHERE i.accepted_at IS NULL AND (i.invited_by = 'user:' || $1
    OR i.invited_by IN (SELECT 'key:' || k.id FROM sagemcp.api_keys k WHERE k.user_id = $1::uuid))`

/** In every tenant, for somebody who may no longer be anywhere what they were. */
export async function endAllInvitationsOf(em: EntityManager, userId: string): Promise<void> {
  await em.query(END_ALL_INVITATIONS_OF, [userId])
}

/** What a key invited ends with the key: it may have been stolen, and its row is how its owner would be found later. */
export async function endInvitationsOfKey(em: EntityManager, keyId: string): Promise<void> {
  await em.delete(Invitation, { invitedBy: `key:${keyId}`, acceptedAt: IsNull() })
}

/** Links that somebody made, with their keys too: whoever is removed must not come back through one. */
export async function endInvitationsOf(em: EntityManager, tenantId: string, userId: string): Promise<void> {
  await em.query(END_INVITATIONS_OF, [tenantId, userId])
}
