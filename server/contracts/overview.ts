import { z } from 'zod'
import { timestamp } from './common'

export const OverviewQuery = z.strictObject({ days: z.enum(['1', '7', '30']).default('7') })
export type OverviewQuery = z.output<typeof OverviewQuery>
export const UsageQuery = z.strictObject({ days: z.coerce.number().int().min(1).max(30).default(7) })

const ms = z.number().nullable().describe('Milliseconds; null where there was no call.')
const Figures = {
  calls: z.int(),
  errors: z.int().describe('What the caller cancelled or was asked about is no error.'),
  p50Ms: ms,
  p95Ms: ms,
}

export const ATTENTION_KINDS = ['tenant', 'account', 'connector', 'tool', 'app', 'invitation'] as const

export const ATTENTION_STATES = [
  'suspended',
  'refused',
  'reconnect_needed',
  'not_connected',
  'failing',
  'scope_missing',
  'expiring',
  'vendor_down',
  'rate_limited',
  'off',
  'pending',
] as const

/** Something that somebody should look at. */
export const Attention = z.object({
  kind: z.enum(ATTENTION_KINDS),
  state: z.enum(ATTENTION_STATES),
  title: z.string().describe('One line in words.'),
  detail: z.string().describe('What to do about it.'),
  since: timestamp().nullable(),
  connector: z.string().nullable().describe('The slug of what it is about.'),
  to: z.string().nullable().describe("Where it is mended: a path below the tenant's in the web app."),
})
export type Attention = z.output<typeof Attention>

/** How a tenant is: what needs somebody, and what was called. A member sees their own calls. */
export const Overview = z
  .object({
    scope: z.enum(['tenant', 'own']).describe("Whose calls: everybody's, or the caller's own."),
    from: timestamp(),
    to: timestamp(),
    attention: z.array(Attention).describe('The most pressing first; at most 50.'),
    totals: z.object(Figures),
    previous: z.object(Figures).describe('The same time before.'),
    bucketMinutes: z.int(),
    buckets: z.array(z.object({ at: timestamp(), ...Figures })).describe('Without a gap, oldest first.'),
    busiestTools: z
      .array(
        z.object({
          tool: z.string(),
          connector: z.string().nullable().describe('Its slug. Null: it is gone.'),
          connectorName: z.string().nullable(),
          calls: z.int(),
          errors: z.int(),
          p95Ms: ms,
        }),
      )
      .describe('At most 10.'),
    counts: z.object({
      connectors: z.int(),
      tools: z.int().describe('Offered to the caller; to a tenant admin, all that are on.'),
      members: z.int().nullable().describe('Null for whoever may not see them.'),
      clients: z.int().describe('MCP clients seen in the last 30 days.'),
    }),
  })
  .meta({ id: 'Overview' })
export type Overview = z.output<typeof Overview>

const Usage = { calls: z.int(), errors: z.int(), p95Ms: ms, lastCalledAt: timestamp().nullable() }

export const ConnectorUsage = z
  .object({
    from: timestamp(),
    to: timestamp(),
    total: z.object(Usage),
    tools: z.array(z.object({ tool: z.string(), ...Usage })).describe('Those that were called, the busiest first.'),
  })
  .meta({ id: 'ConnectorUsage' })
export type ConnectorUsage = z.output<typeof ConnectorUsage>

export const ConnectorUsageList = z.object({
  from: timestamp(),
  to: timestamp(),
  items: z.array(z.object({ connectorId: z.uuid(), connector: z.string().describe('The slug.'), ...Usage })),
})
export type ConnectorUsageList = z.output<typeof ConnectorUsageList>
