import { createHash, randomBytes } from 'node:crypto'
import { LessThan } from 'typeorm'
import type { Caller } from '../auth/caller'
import { now, today } from '../clock'
import type { Database } from '../db/database'
import { Ticket } from './entity'

const LIFE_MS = 60_000
const FORM = /^[A-Za-z0-9_-]{43}$/

const hashOf = (ticket: string): Buffer => createHash('sha256').update(ticket).digest()

/**
 * One-use tickets for WebSocket clients that cannot send headers. A ticket stands for its caller on one endpoint for a
 * minute; only its hash is stored, and taking it deletes the row, so that of two takers one loses, in any process.
 */
export class Tickets {
  constructor(private readonly db: Database) {}

  async issue(caller: Caller, endpoint: string): Promise<{ ticket: string; expiresAt: Date }> {
    const ticket = randomBytes(32).toString('base64url')
    const expiresAt = new Date(now() + LIFE_MS)
    const { tenantId } = caller
    if (tenantId === undefined) throw new Error('Who acts on the platform has no endpoint.')
    await this.db.withTenant(tenantId, async (em) => {
      await em.delete(Ticket, { tenantId, expiresAt: LessThan(today()) })
      await em.insert(Ticket, {
        hash: hashOf(ticket),
        tenantId,
        callerId: caller.id,
        readOnly: caller.readOnly,
        endpoint,
        expiresAt,
      })
    })
    return { ticket, expiresAt }
  }

  /** Whom the ticket stands for; undefined when it is unknown, used, expired or for another endpoint. */
  async take(ticket: string, endpoint: string): Promise<{ callerId: string; readOnly: boolean } | undefined> {
    if (!FORM.test(ticket)) return undefined
    const hash = hashOf(ticket)
    return this.db.withSystem(async (em) => {
      const { raw } = await em
        .createQueryBuilder()
        .delete()
        .from(Ticket)
        .where({ hash })
        .returning(['callerId', 'readOnly', 'endpoint', 'expiresAt'])
        .execute()
      const row = (raw as { caller_id: string; read_only: boolean; endpoint: string; expires_at: string | Date }[])[0]
      return row && row.endpoint === endpoint && new Date(row.expires_at).getTime() > now()
        ? { callerId: row.caller_id, readOnly: row.read_only }
        : undefined
    })
  }
}
