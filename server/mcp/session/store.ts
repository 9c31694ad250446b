import type { EntityManager } from 'typeorm'
import { StoredSession } from '../entity'

const until = (ms: string) => `now() + ${ms} * interval '1 millisecond'`

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Whether there could be a row for it. */
export const isSessionId = (id: string): boolean => UUID.test(id)

type NewSession = Pick<StoredSession, 'id' | 'tenantId' | 'callerId' | 'readOnly' | 'endpoint'> &
  ({ readonly initialize: string } | { readonly holder: string })

/** False when the tenant has `most` already. */
export async function addSession(em: EntityManager, row: NewSession, lifeMs: number, most?: number): Promise<boolean> {
  const { id, tenantId, callerId, readOnly, endpoint } = row
  const holder = 'holder' in row ? row.holder : null
  const initialize = 'initialize' in row ? row.initialize : null
  // So that many at once, in all processes, cannot all find the last place free.
  if (most !== undefined) await em.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [tenantId])
  const added = (await em.query(
    `INSERT INTO sagemcp.mcp_sessions (id, tenant_id, caller_id, read_only, endpoint, holder, initialize, expires_at)
     SELECT $1, $2, $3, $4, $5, $6, $7, ${until('$8')}
     WHERE $9::integer IS NULL OR $9 > (SELECT count(*) FROM sagemcp.mcp_sessions
       WHERE tenant_id = $2 AND holder IS NULL AND expires_at > now())
     RETURNING id`,
    [id, tenantId, callerId, readOnly, endpoint, holder, initialize, lifeMs, most ?? null],
  )) as unknown[]
  return added.length > 0
}

/** Undefined when it is unknown or has ended. */
export async function findSession(em: EntityManager, tenantId: string, id: string): Promise<StoredSession | undefined> {
  const found = await em
    .createQueryBuilder(StoredSession, 's')
    .where('s.id = :id AND s.tenantId = :tenantId AND s.expiresAt > now()', { id, tenantId })
    .getOne()
  return found ?? undefined
}

export async function removeSession(em: EntityManager, tenantId: string, id: string): Promise<void> {
  await em.delete(StoredSession, { id, tenantId })
}

/** They were used; answers with those that are still there. */
export async function keepSessions(
  em: EntityManager,
  ids: readonly string[],
  lifeMs: number,
): Promise<Pick<StoredSession, 'id' | 'logLevel' | 'subscriptions'>[]> {
  const [rows] = (await em.query(
    `UPDATE sagemcp.mcp_sessions SET expires_at = ${until('$2')} WHERE id = ANY ($1)
     RETURNING id, log_level AS "logLevel", subscriptions`,
    [ids, lifeMs],
  )) as [Pick<StoredSession, 'id' | 'logLevel' | 'subscriptions'>[], number]
  return rows
}

export async function setLogLevel(em: EntityManager, tenantId: string, id: string, level: string): Promise<void> {
  await em.query('UPDATE sagemcp.mcp_sessions SET log_level = $3 WHERE tenant_id = $1 AND id = $2', [
    tenantId,
    id,
    level,
  ])
}

export async function setSubscribed(
  em: EntityManager,
  { tenantId, id }: Pick<StoredSession, 'tenantId' | 'id'>,
  uri: string,
  on: boolean,
): Promise<void> {
  const without = 'array_remove(subscriptions, $3)'
  await em.query(
    `UPDATE sagemcp.mcp_sessions SET subscriptions = ${on ? `array_append(${without}, $3)` : without}
     WHERE tenant_id = $1 AND id = $2`,
    [tenantId, id, uri],
  )
}
