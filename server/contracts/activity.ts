import { z } from 'zod'
import { Actor, AuditEvent, ToolCall } from './audit'
import { timestamp } from './common'

/** An MCP client that somebody used. */
export const SeenClient = z
  .object({
    id: z.uuid(),
    clientName: z.string().describe('As the client calls itself.'),
    clientVersion: z.string(),
    transport: z.string().describe('http, http-session, websocket or sse.'),
    connector: z.string().nullable().describe('Slug of the endpoint; null: the endpoint of the whole tenant.'),
    ...Actor,
    firstSeenAt: timestamp(),
    lastSeenAt: timestamp(),
  })
  .meta({ id: 'SeenClient' })
export type SeenClient = z.output<typeof SeenClient>

export const SeenClientList = z.object({ items: z.array(SeenClient) })

/**
 * The data of the events of GET /tenants/:tenant/events, by the name of the event. An event may come twice, after a reconnect
 * too: its `id` tells.
 */
export const LiveEvents = {
  call: ToolCall,
  audit: AuditEvent,
  client: SeenClient.extend({ at: timestamp().describe('The same as lastSeenAt.') }),
  /** More happened than was told: read the lists again. */
  gap: z.object({ of: z.enum(['call', 'audit', 'client']) }),
} as const
export type LiveEventName = keyof typeof LiveEvents
