import type { EntityManager } from 'typeorm'
import { MAIL_CHANNEL } from '../../db/change-feed'

const LIFE_MS = 60_000

/** When this transaction commits, the others hear of it. `notice` is short. */
export async function tell(em: EntityManager, notice: string): Promise<void> {
  await em.query('SELECT pg_notify($1, $2)', [MAIL_CHANNEL, notice])
}

/** The same with a body of any length: its number ends the notice. */
export async function post(em: EntityManager, tenantId: string, notice: string, body: string): Promise<void> {
  await em.query(
    `WITH mail AS (
       INSERT INTO sagemcp.mcp_mail (tenant_id, body, expires_at)
       VALUES ($1, $2, now() + ${LIFE_MS} * interval '1 millisecond') RETURNING id
     ) SELECT pg_notify($3, $4::text || ' ' || id) FROM mail`,
    [tenantId, body, MAIL_CHANNEL, notice],
  )
}

export async function readMail(em: EntityManager, ids: readonly string[]): Promise<{ id: string; body: string }[]> {
  return em.query('SELECT id, body FROM sagemcp.mcp_mail WHERE id = ANY ($1) ORDER BY id', [ids])
}
