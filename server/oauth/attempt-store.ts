import { In, LessThan, MoreThan } from 'typeorm'
import { hashToken, isToken, newToken } from '../auth/secret-token'
import type { EntityManager } from '../db/database'
import { OAuthAttempt } from './entity'

const ATTEMPT_MS = 10 * 60_000
/** Links that one person or service key, and one tenant, may have open: more are made by programs, not people. */
const MAX_OF_CALLER = 20
const MAX_OF_TENANT = 500

const open = () => ({ expiresAt: MoreThan(new Date()) })

/** Returns the token of the link, the only time that it exists. */
export async function addAttempt(
  em: EntityManager,
  attempt: Pick<OAuthAttempt, 'tenantId' | 'provider' | 'connectorId' | 'userId' | 'createdBy' | 'scopes'>,
): Promise<{ token: string; expiresAt: Date }> {
  const { tenantId, createdBy } = attempt
  await deleteExpiredAttempts(em, tenantId)
  // The oldest make room, one's own first: whoever asks again means the newest, and nobody keeps the others from asking.
  await makeRoom(em, { tenantId, createdBy }, MAX_OF_CALLER)
  await makeRoom(em, { tenantId }, MAX_OF_TENANT)
  const token = newToken()
  const expiresAt = new Date(Date.now() + ATTEMPT_MS)
  await em.insert(OAuthAttempt, { ...attempt, linkHash: hashToken(token), expiresAt })
  return { token, expiresAt }
}

export const deleteExpiredAttempts = (em: EntityManager, tenantId?: string): Promise<unknown> =>
  em.delete(OAuthAttempt, { ...(tenantId === undefined ? {} : { tenantId }), expiresAt: LessThan(new Date()) })

async function makeRoom(
  em: EntityManager,
  where: Pick<OAuthAttempt, 'tenantId'> & Partial<Pick<OAuthAttempt, 'createdBy'>>,
  most: number,
): Promise<void> {
  const rows = await em.find(OAuthAttempt, {
    select: { id: true },
    where,
    order: { createdAt: 'DESC' },
    skip: most - 1,
  })
  if (rows.length > 0) await em.delete(OAuthAttempt, { tenantId: where.tenantId, id: In(rows.map(({ id }) => id)) })
}

/** What a link leads to. The tenant is not known before, so this needs the system's view. */
export async function findByLink(em: EntityManager, token: string): Promise<OAuthAttempt | null> {
  return isToken(token) ? em.findOneBy(OAuthAttempt, { linkHash: hashToken(token), ...open() }) : null
}

/** Every attempt that a `state` could belong to: at most one. It stays. */
export async function findByState(em: EntityManager, state: string): Promise<OAuthAttempt | null> {
  return isToken(state) ? em.findOneBy(OAuthAttempt, { stateHash: hashToken(state) }) : null
}

/** Deletes the row, so that of two takers one loses. */
export async function takeAttempt(em: EntityManager, { id, stateHash }: OAuthAttempt): Promise<boolean> {
  if (stateHash === null) return false
  const { affected } = await em.delete(OAuthAttempt, { id, stateHash })
  return (affected ?? 0) > 0
}
