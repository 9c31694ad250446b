import { type EntityManager, IsNull, MoreThan } from 'typeorm'
import { hashToken, isToken } from '../auth/secret-token'
import { Invitation } from './entity'

const open = () => ({ acceptedAt: IsNull(), expiresAt: MoreThan(new Date()) })

/** Those that still work, newest first. */
export const listInvitations = (em: EntityManager, tenantId: string): Promise<Invitation[]> =>
  em.find(Invitation, { where: { tenantId, ...open() }, order: { createdAt: 'DESC', id: 'ASC' }, take: 500 })

export const findInvitation = (em: EntityManager, tenantId: string, id: string): Promise<Invitation | null> =>
  em.findOneBy(Invitation, { tenantId, id, ...open() })

export async function invitationOf(em: EntityManager, token: string): Promise<Invitation | null> {
  return isToken(token) ? em.findOneBy(Invitation, { tokenHash: hashToken(token), ...open() }) : null
}

/** False when it was accepted in the meantime. */
export async function replaceLink(
  em: EntityManager,
  id: string,
  link: Pick<Invitation, 'tokenHash' | 'invitedBy' | 'expiresAt'>,
): Promise<boolean> {
  const { affected } = await em.update(Invitation, { id, ...open() }, link)
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
