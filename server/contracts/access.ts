import { z } from 'zod'
import { Effect, page, PageQuery, search, timestamp } from './common'
import { TenantRole } from './members'

const RuleEffect = z.enum(['allow', 'deny'])
const Person = z.string().trim().min(3).max(320).describe('A member: id or e-mail address.')
const ConnectorRef = z.string().max(50).describe('Id or slug.')
const FullToolName = z.string().min(1).max(150).describe('The full name, as MCP clients see it: github_list_issues.')

export const SetAccessRule = z
  .strictObject({
    role: TenantRole.optional(),
    user: Person.optional(),
    connector: ConnectorRef,
    tool: FullToolName.optional().describe('The full name of one tool; left out: the whole connector.'),
    effect: RuleEffect,
  })
  .refine(({ role, user }) => (role === undefined) !== (user === undefined), {
    path: ['user'],
    message: 'Give a role or a user, one of them.',
  })
  .meta({ id: 'SetAccessRule' })
export type SetAccessRule = z.output<typeof SetAccessRule>

const PersonRef = z.object({ id: z.uuid(), email: z.string(), name: z.string() })

export const AccessRule = z
  .object({
    id: z.uuid(),
    role: TenantRole.nullable(),
    user: PersonRef.nullable(),
    connector: z.object({ id: z.uuid(), slug: z.string(), name: z.string() }),
    tool: z.string().nullable().describe('The full name. Null: the whole connector.'),
    effect: RuleEffect,
    setBy: z.string().describe('The caller that set it last, as key:<id> or user:<id>.'),
    createdAt: timestamp(),
    updatedAt: timestamp(),
  })
  .meta({ id: 'AccessRule' })
export type AccessRule = z.output<typeof AccessRule>

/** With what it said before, so that whoever changed it can change it back. */
export const AccessRuleAsSet = AccessRule.extend({
  before: RuleEffect.nullable().describe('Its effect until now. Null: there was no rule about this.'),
}).meta({ id: 'AccessRuleAsSet' })

export const AccessRulePage = page(AccessRule)
export const AccessRuleQuery = PageQuery.extend({
  q: search('the name of the connector, of the tool or of the person, or the e-mail address'),
  role: TenantRole.optional(),
  user: Person.optional(),
  connector: ConnectorRef.optional(),
  tool: FullToolName.optional().describe('Only rules about this tool; with its connector, those about all of it too.'),
})
export type AccessRuleQuery = z.output<typeof AccessRuleQuery>

const Who = {
  user: Person.optional(),
  key: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,100}$/, 'The id of an API key, not the key.')
    .optional()
    .describe('The id of an API key, in place of a user.'),
}
const isOne = ({ user, key }: { user?: string | undefined; key?: string | undefined }) =>
  (user === undefined) !== (key === undefined)
const notOne = { path: ['user'], message: 'Give a user or a key, one of them.' }

export const ReachQuery = z.strictObject(Who).refine(isOne, notOne)
export type ReachQuery = z.output<typeof ReachQuery>

export const ExplainQuery = z.strictObject({ ...Who, tool: FullToolName }).refine(isOne, notOne)
export type ExplainQuery = z.output<typeof ExplainQuery>

const Look = z.enum([
  'tenant',
  'caller',
  'type',
  'connector',
  'tool',
  'read_only',
  'permission',
  'user_tool_rule',
  'user_connector_rule',
  'role_tool_rule',
  'role_connector_rule',
  'default',
])

/** What was looked at, in order; the last step decided. */
export const AccessExplanation = z
  .object({
    allowed: z.boolean(),
    decidedBy: Look.describe('What the last step looked at.'),
    tool: z.string(),
    connector: z.object({ id: z.uuid(), slug: z.string() }),
    user: PersonRef.nullable().describe('Null for service keys.'),
    key: z.object({ id: z.string(), name: z.string() }).nullable(),
    role: z.string().describe('What they act as. A key of a person may act as less than the person.'),
    steps: z.array(
      z.object({
        look: Look,
        outcome: z.enum(['pass', 'none', 'allow', 'deny']),
        says: z.string(),
        rule: z.uuid().nullable().describe('The rule that was found.'),
      }),
    ),
  })
  .meta({ id: 'AccessExplanation' })
export type AccessExplanation = z.output<typeof AccessExplanation>

/** Every tool of the tenant, and whether somebody may use it. */
export const AccessReach = z
  .object({
    user: PersonRef.nullable().describe('Null for service keys.'),
    key: z.object({ id: z.string(), name: z.string() }).nullable(),
    role: z.string().describe('What they act as. A key of a person may act as less than the person.'),
    connectors: z.array(
      z.object({
        id: z.uuid(),
        slug: z.string(),
        name: z.string(),
        type: z.string(),
        tools: z.array(
          z.object({
            name: z.string(),
            title: z.string().nullable(),
            effect: Effect,
            allowed: z.boolean(),
            decidedBy: Look,
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'AccessReach' })
export type AccessReach = z.output<typeof AccessReach>
