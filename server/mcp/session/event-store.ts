import type { EntityManager } from 'typeorm'
import { StreamEvent } from '../entity'

const LIFE_MS = 600_000

export type StoredEvent = Pick<StreamEvent, 'number' | 'message' | 'isLast'>
export type StreamOf = Pick<StreamEvent, 'tenantId' | 'sessionId' | 'stream'>

/** Adds to a stream, and takes away what is before `from`, except its beginning. */
export async function addEvents(
  em: EntityManager,
  of: StreamOf,
  events: readonly StoredEvent[],
  from: number,
): Promise<void> {
  const expiresAt = new Date(Date.now() + LIFE_MS)
  await em.insert(
    StreamEvent,
    events.map((event) => ({ ...of, ...event, expiresAt })),
  )
  if (from > 0) {
    await em.query('DELETE FROM sagemcp.mcp_events WHERE stream = $1 AND number > 0 AND number < $2', [of.stream, from])
  }
}

/** In order. */
export const eventsFrom = (em: EntityManager, of: StreamOf, from: number): Promise<StoredEvent[]> =>
  em
    .createQueryBuilder(StreamEvent, 'e')
    .where('e.tenantId = :tenantId AND e.sessionId = :sessionId AND e.stream = :stream AND e.number >= :from')
    .setParameters({ ...of, from })
    .orderBy('e.number')
    .getMany()
