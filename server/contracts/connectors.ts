import { z } from 'zod'
import { ACCOUNT_STATES } from './accounts'
import { Effect, flag, line, page, PageQuery, paragraph, PersonRef, search, timestamp } from './common'
import { TenantRole } from './members'

export const ConnectorSlug = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,24}$/, 'Up to 25 lower-case letters, digits and underscores; starts with a letter.')
  .describe('Begins the name of each of its tools; never changes. Default: the type, then type_2.')

export const AccountKind = z
  .enum(['shared', 'personal'])
  .describe("shared: the tenant's account serves everybody. personal: each person connects their own.")

/** Checked again by the type, which knows its own fields. */
const Configuration = z
  .record(z.string().min(1).max(100), z.json())
  .describe('baseUrl, where the vendor is not at its usual address, and the fields of the type.')

const Fields = {
  name: line(200),
  description: paragraph(2_000),
  credentialId: z.uuid().describe('A credential of another connector of the same type and address, to share it.'),
}

const ShortToolName = z.string().regex(/^[a-z][a-z0-9_]{0,99}$/, 'A tool name without the connector, such as get_me.')

export const CreateConnector = z
  .strictObject({
    type: z.string().max(25),
    name: Fields.name,
    slug: ConnectorSlug.optional(),
    description: Fields.description.optional(),
    configuration: Configuration.optional(),
    isEnabled: z.boolean().default(true),
    isReadOnly: z.boolean().default(false).describe('Offers only tools with effect read.'),
    account: AccountKind.default('shared'),
    credentialId: Fields.credentialId.optional(),
    tools: z
      .union([z.enum(['all', 'read']), z.array(ShortToolName).max(1_000)])
      .default('all')
      .describe('Which are switched on: all, those with effect read, or these, by their names without the connector.'),
  })
  .meta({ id: 'CreateConnector' })
export type CreateConnector = z.output<typeof CreateConnector>

export const UpdateConnector = z
  .strictObject({
    name: Fields.name.optional(),
    description: Fields.description.nullable().optional(),
    configuration: Configuration.nullable().optional(),
    isEnabled: z.boolean().optional(),
    isReadOnly: z.boolean().optional(),
    account: AccountKind.optional(),
    credentialId: Fields.credentialId.nullable().optional(),
  })
  .meta({ id: 'UpdateConnector' })
export type UpdateConnector = z.output<typeof UpdateConnector>

/** Everything about a stored credential except the credential. */
export const CredentialInfo = z
  .object({
    id: z.uuid(),
    provider: z.string(),
    origins: z.array(z.string()).describe('The only addresses it is ever sent to.'),
    username: z.string().nullable().describe('The vendor account, once it is known.'),
    storedAt: timestamp(),
    connectedBy: PersonRef.nullable().describe(
      'Who stored or connected it. Null: a service key, or no member any more.',
    ),
    state: z.enum(ACCOUNT_STATES).describe('How it was at the last look; more in oauth-credentials.'),
    stateSince: timestamp(),
  })
  .meta({ id: 'CredentialInfo' })
export type CredentialInfo = z.output<typeof CredentialInfo>

export const Connector = z
  .object({
    id: z.uuid(),
    type: z.string(),
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    configuration: z.record(z.string(), z.unknown()),
    isEnabled: z.boolean(),
    isReadOnly: z.boolean(),
    account: AccountKind,
    credential: CredentialInfo.nullable(),
    tools: z
      .object({ total: z.int(), enabled: z.int() })
      .describe('How many it has, and how many of them are switched on.'),
    mcpUrl: z.string().describe('Where MCP clients of this one connector connect.'),
    createdAt: timestamp(),
    updatedAt: timestamp(),
  })
  .meta({ id: 'Connector' })
export type Connector = z.output<typeof Connector>

export const UpdatedConnector = Connector.extend({
  credentialDiscarded: z
    .boolean()
    .describe('The address changed, so the credential stored for the old one was removed.'),
}).meta({ id: 'UpdatedConnector' })

export const ConnectorPage = page(Connector)
export const ConnectorQuery = PageQuery.extend({
  q: search('name, slug or type'),
  type: z.string().max(25).optional(),
  isEnabled: flag().optional(),
})

const ToolName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,99}$/, 'A full tool name, such as github_get_me.')
  .describe('The full name, as MCP clients see it.')

/** Which members may use a tool now: what is switched off first, then the access rules. Keys may do less than their person. */
const AllowedFor = z
  .object({
    closedBy: z
      .enum(['tenant', 'type', 'connector', 'tool', 'read_only'])
      .nullable()
      .describe('What keeps everybody away, before any rule is asked. Null: nothing does.'),
    everyone: z.boolean().describe('All members may.'),
    roles: z.array(TenantRole).describe('Roles that may, unless a rule about a person says otherwise.'),
    people: z.int().describe('How many members may.'),
  })
  .meta({ id: 'AllowedFor' })
export type AllowedFor = z.output<typeof AllowedFor>

export const Tool = z
  .object({
    name: ToolName,
    tool: z.string().describe('The name without the connector.'),
    title: z.string().nullable().describe('Its name for people, where it has one.'),
    description: z.string(),
    effect: Effect,
    scopes: z.array(z.string()).describe('What the vendor account must be allowed to do.'),
    enabled: z.boolean(),
    allowedFor: AllowedFor.nullable().describe('Null for who may not read access rules.'),
    tokens: z
      .object({ input: z.int(), output: z.int() })
      .describe("What it takes of a model's context: name, description and input schema; the output schema."),
  })
  .meta({ id: 'Tool' })
export type Tool = z.output<typeof Tool>

export const ToolList = z.object({ items: z.array(Tool) })
export const ToolParams = z.strictObject({ tool: ToolName })
export const UpdateTool = z.strictObject({ enabled: z.boolean() }).meta({ id: 'UpdateTool' })

export const UpdateTools = z
  .union([
    z.strictObject({
      tools: z
        .array(z.strictObject({ name: ToolName, enabled: z.boolean() }))
        .min(1)
        .max(500),
    }),
    z.strictObject({
      enabled: z.boolean(),
      effect: Effect.optional().describe('Only the tools with this effect; all of them when left out.'),
    }),
  ])
  .meta({ id: 'UpdateTools' })
export type UpdateTools = z.output<typeof UpdateTools>

export const PutCredential = z
  .strictObject({
    token: z
      .string()
      .trim()
      .min(1)
      .max(8_192)
      .regex(/^[\x21-\x7e]+$/, 'Must be one word of printable ASCII.'),
    check: z
      .boolean()
      .default(false)
      .describe('Asks the vendor first. A token that it does not accept is not stored, and the one before it stays.'),
  })
  .meta({ id: 'PutCredential' })

/** The check ran; whether the vendor accepted the credential is in `ok`. */
export const Validation = z
  .union([
    z.object({ ok: z.literal(true), account: z.string().optional(), scopes: z.array(z.string()).optional() }),
    z.object({ ok: z.literal(false), code: z.string(), message: z.string(), hint: z.string().optional() }),
  ])
  .meta({ id: 'Validation' })
export type Validation = z.output<typeof Validation>

export const ConnectorType = z
  .object({
    type: z.string(),
    title: z.string(),
    description: z.string(),
    category: z.string().nullable(),
    keywords: z.array(z.string()).describe('What people who look for it may type, besides its title.'),
    icon: z.string().describe('The address of its picture on this server, an SVG.'),
    provider: z.string().describe('Whose accounts it uses: the name of its OAuth config, where it has OAuth.'),
    baseUrls: z.record(z.string(), z.string()),
    auth: z.array(z.object({ kind: z.string(), title: z.string().optional(), help: z.string().optional() })),
    configuration: z.record(z.string(), z.unknown()).describe('JSON Schema of what an admin may set.'),
    toolCount: z.int(),
  })
  .meta({ id: 'ConnectorType' })
export type ConnectorType = z.output<typeof ConnectorType>

export const ConnectorTypeDetail = ConnectorType.extend({
  tools: z.array(
    z.object({
      tool: z.string(),
      description: z.string(),
      effect: Effect,
      scopes: z.array(z.string()),
      schemaBytes: z.int().describe('What its description and schemas cost in a tool list, as JSON.'),
    }),
  ),
}).meta({ id: 'ConnectorTypeDetail' })

export const ConnectorTypeList = z.object({ items: z.array(ConnectorType) })
