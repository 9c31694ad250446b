import { type EntityManager, MoreThan } from 'typeorm'
import { OAuthGrant } from '../authorization-server/entity'
import { BrowserSession } from '../users/entity'

/** A session that nobody ends, and in which nobody else opens anything, until the transaction ends. */
export const holdSession = (em: EntityManager, id: string): Promise<BrowserSession | null> =>
  em.findOne(BrowserSession, { where: { id }, lock: { mode: 'pessimistic_write' } })

/** When the grants of a session end that have not yet, soonest first. */
export async function liveEnds(em: EntityManager, sessionId: string, most: number): Promise<Date[]> {
  const grants = await em.find(OAuthGrant, {
    where: { sessionId, expiresAt: MoreThan(new Date()) },
    order: { expiresAt: 'ASC' },
    take: most,
  })
  return grants.flatMap(({ expiresAt }) => expiresAt ?? [])
}
