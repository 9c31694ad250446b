import { z } from 'zod'
import { flag, line, page, PageQuery, paragraph, search, timestamp } from './common'

/** Our own paths, now and foreseeable: a tenant's slug stands where they do. */
export const RESERVED_SLUGS: readonly string[] = (
  'account admin api assets audit auth authorize callback client connect connector connector-types connectors consent ' +
  'dashboard demo-data docs downloads favicon health help home invitations invite keys login logout mcp mcpo me metadata ' +
  'metrics new oauth openapi pages platform playground public register reset robots root settings setup sign-in sign-out ' +
  'sign-up signin signout signup sse static status support system tenant tenants token tokens user users v1 v2 web ' +
  'webhooks well-known whoami ws www'
).split(' ')

export const TenantSlug = z
  .string()
  .min(2)
  .max(50)
  .regex(/^[a-z][a-z0-9-]*[a-z0-9]$/, 'Lower-case letters, digits and dashes; starts with a letter, ends with no dash.')
  .refine((slug) => !RESERVED_SLUGS.includes(slug), 'This name is reserved.')
  .describe('Part of every address of the tenant; never changes.')

/** Facts that an organisation keeps about a tenant; the product does not read them. */
const Settings = z
  .record(z.string().min(1).max(100), z.json())
  .refine((value) => JSON.stringify(value).length <= 16_384, 'At most 16 KB.')

const Fields = {
  name: line(200),
  description: paragraph(2_000),
  contactEmail: z.email().max(254),
  settings: Settings,
  allowedTypes: z
    .array(z.string().min(1).max(100))
    .max(500)
    .nullable()
    .describe('Connector types that the tenant may use; null: all. Platform admins only.'),
}

const limit = (most: number) => z.int().min(1).max(most).nullable().optional()

/** Left out: as it is. */
const Limits = z
  .strictObject({
    callsPerMinute: limit(10_000_000).describe(
      'Tool calls and the like, of all callers together; null: what the server lets each tenant make.',
    ),
    callsPerDay: limit(1_000_000_000).describe(
      'The same in a day (UTC), counted from when it is set; null: what the server lets each tenant make.',
    ),
    callerCallsPerDay: limit(1_000_000_000).describe(
      'Of each caller in a day: a key, an AI client; null: what the server lets each make.',
    ),
    streams: limit(1_000_000).describe('Open streams at once; null: what the server lets each tenant have.'),
    callerStreams: limit(1_000_000).describe('Those of each caller; null: what the server lets each have.'),
  })
  .describe('Platform admins only.')

export const CreateTenant = z
  .strictObject({
    slug: TenantSlug,
    name: Fields.name,
    description: Fields.description.optional(),
    contactEmail: Fields.contactEmail.optional(),
    settings: Fields.settings.optional(),
    allowedTypes: Fields.allowedTypes.optional(),
    limits: Limits.optional(),
  })
  .meta({ id: 'CreateTenant' })
export type CreateTenant = z.output<typeof CreateTenant>

export const UpdateTenant = z
  .strictObject({
    name: Fields.name.optional(),
    description: Fields.description.nullable().optional(),
    contactEmail: Fields.contactEmail.nullable().optional(),
    settings: Fields.settings.nullable().optional(),
    allowedTypes: Fields.allowedTypes.optional(),
    limits: Limits.optional(),
    isActive: z.boolean().optional().describe('Platform admins only. Nothing of an inactive tenant can be used.'),
  })
  .meta({ id: 'UpdateTenant' })
export type UpdateTenant = z.output<typeof UpdateTenant>

export const Tenant = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    contactEmail: z.string().nullable(),
    settings: z.record(z.string(), z.unknown()),
    allowedTypes: z.array(z.string()).nullable(),
    limits: z
      .object({
        callsPerMinute: z.int().nullable(),
        callsPerDay: z.int().nullable(),
        callerCallsPerDay: z.int().nullable(),
        streams: z.int().nullable(),
        callerStreams: z.int().nullable(),
      })
      .describe('Its own; null: none, so that the next applies.'),
    effectiveLimits: z
      .object({
        callsPerMinute: z.int(),
        callerCallsPerMinute: z.int().describe('Of one caller: a key, a browser, an AI client.'),
        callsPerDay: z.int().nullable().describe('Null: as many as they like.'),
        callerCallsPerDay: z.int().nullable().describe('Of one caller. Null: as many as it likes.'),
        sessions: z.int().describe('MCP sessions at once, in each process of the server.'),
        streams: z.int().describe('Open streams at once, in each process of the server.'),
        callerStreams: z.int().describe('Those of one caller.'),
      })
      .describe('What applies now.'),
    isActive: z.boolean(),
    mcpUrl: z.string().describe('Where MCP clients of this tenant connect.'),
    createdAt: timestamp(),
    updatedAt: timestamp(),
  })
  .meta({ id: 'Tenant' })
export type Tenant = z.output<typeof Tenant>

export const TenantPage = page(Tenant)
export const TenantQuery = PageQuery.extend({ q: search('name or slug'), isActive: flag().optional() })
