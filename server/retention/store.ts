import type { EntityManager } from 'typeorm'
import { SESSION_IDLE_MS } from '../users/store'

/** Rows that one statement takes: it holds their locks, and on the embedded database everybody waits for it. */
export const BATCH = 1_000

const ended = (table: string, condition: string) => `
  DELETE FROM sagemcp.${table}
  WHERE ctid = ANY (ARRAY(SELECT ctid FROM sagemcp.${table} WHERE ${condition} LIMIT ${BATCH}))`

/** What has served once it ends. */
const OVER: Readonly<Record<string, string>> = {
  browser_sessions: ended(
    'browser_sessions',
    `expires_at < now() OR last_seen_at < now() - ${SESSION_IDLE_MS} * interval '1 millisecond'`,
  ),
  one_time_links: ended('one_time_links', 'expires_at < now()'),
  used_sign_ins: ended('used_sign_ins', 'expires_at < now()'),
  mcp_tickets: ended('mcp_tickets', 'expires_at < now()'),
  mcp_mail: ended('mcp_mail', 'expires_at < now()'),
  mcp_events: ended('mcp_events', 'expires_at < now()'),
  mcp_sessions: ended('mcp_sessions', 'expires_at < now()'),
  call_counts: ended('call_counts', 'expires_at < now()'),
  limit_buckets: ended('limit_buckets', 'expires_at < now()'),
  oauth_attempts: ended('oauth_attempts', 'expires_at < now()'),
  oauth_artifacts: ended('oauth_artifacts', 'expires_at < now()'),
}

const LONG_AGO = `now() - $1 * interval '1 day'`

/** What tells what happened. $1: for how many days. */
const KEPT: Readonly<Record<string, string>> = {
  // Tenant by tenant, as its index is.
  tool_calls: `
    DELETE FROM sagemcp.tool_calls WHERE ctid = ANY (ARRAY(
      SELECT c.ctid FROM sagemcp.tenants t CROSS JOIN LATERAL (
        SELECT ctid FROM sagemcp.tool_calls WHERE tenant_id = t.id AND started_at < ${LONG_AGO} LIMIT ${BATCH}
      ) c LIMIT ${BATCH}))`,
  client_sightings: ended('client_sightings', `last_seen_at < ${LONG_AGO}`),
  invitations: ended('invitations', `coalesce(accepted_at, expires_at) < ${LONG_AGO}`),
  // A database without any key lets the first of them in again: the platform's stay.
  api_keys: ended('api_keys', `tenant_id IS NOT NULL AND expires_at < ${LONG_AGO}`),
}

export const ENDING_TABLES = [...Object.keys(OVER), ...Object.keys(KEPT)]

/** One batch of one table; returns how many rows went. */
export async function removeEnded(em: EntityManager, table: string, days: number): Promise<number> {
  const over = OVER[table]
  const [, removed] = (await (over === undefined ? em.query(KEPT[table] ?? '', [days]) : em.query(over))) as [
    unknown,
    number,
  ]
  return removed
}
