import { z } from 'zod'
import { line, timestamp } from './common'

export const OpenPlayground = z
  .strictObject({
    connector: line(50).optional().describe('Id or slug. Left out: the endpoint of the whole tenant.'),
  })
  .meta({ id: 'OpenPlayground' })

export const PlaygroundToken = z
  .object({
    token: z.string().describe('Send it as a bearer token. Good for this one endpoint, while you are signed in.'),
    expiresAt: timestamp(),
    mcpUrl: z.string().describe('Streamable HTTP.'),
    sseUrl: z.string().describe('HTTP with server-sent events.'),
    wsUrl: z.string().describe('WebSocket. A page cannot send the token there: it asks for a ticket.'),
    ticketUrl: z
      .string()
      .describe('POST here with the token; opening the answered `url` with the subprotocol `mcp` works once.'),
  })
  .meta({ id: 'PlaygroundToken' })
export type PlaygroundToken = z.output<typeof PlaygroundToken>
