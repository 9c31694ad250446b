import type { Caller, Role } from '../auth/caller'
import { may } from '../auth/permissions'
import type { CompiledTool } from './compiled-tool'
import type { Rule, Subject } from './rule-index'
import type { Snapshot, SnapshotConnector } from './snapshot'

/** A caller as far as it matters to what it may use. */
export interface Rights {
  readonly mayRead: boolean
  /** Tools that change something too. */
  readonly mayCall: boolean
  /** Undefined: no rule about roles is asked. */
  readonly role: Role | undefined
  /** Undefined for service keys: no rule about people is asked. */
  readonly userId: string | undefined
}

export const rightsOf = (caller: Pick<Caller, 'id' | 'role' | 'userId' | 'readOnly'>): Rights => ({
  mayRead: may(caller, 'mcp:read'),
  mayCall: may(caller, 'mcp:call'),
  role: caller.role,
  userId: caller.userId,
})

/** The same caller where no access rule counted. */
export const withoutRules = (rights: Rights): Rights => ({ ...rights, role: undefined, userId: undefined })

/** What is looked at, in this order. The first that refuses, and the first rule that is found, ends the chain. */
export const LOOKS = [
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
] as const
export type Look = (typeof LOOKS)[number]

export interface Step {
  readonly look: Look
  /** `pass`: does not refuse. `none`: there is no such rule. */
  readonly outcome: 'pass' | 'none' | 'allow' | 'deny'
  readonly rule?: Rule
}

export interface Decision {
  readonly allowed: boolean
  /** How it came to that; the last one decided. */
  readonly steps: readonly Step[]
}

/**
 * Whether this caller may use a tool, or a connector where no tool is named: the one place that decides it. The ceiling
 * comes first and no rule lifts it; then the most specific rule wins; what no rule is about is allowed.
 */
export function decide(
  snapshot: Pick<Snapshot, 'tenant' | 'rules'>,
  connector: Ceiling,
  tool: Pick<CompiledTool, 'tool' | 'effect'> | undefined,
  rights: Rights,
): Decision {
  const steps: Step[] = []
  for (const [look, passes] of ceiling(snapshot, connector, tool, rights)) {
    steps.push({ look, outcome: passes ? 'pass' : 'deny' })
    if (!passes) return { allowed: false, steps }
  }
  for (const [look, subject, name] of bySpecificity(tool, rights)) {
    const rule = snapshot.rules.find(subject, connector.id, name)
    steps.push({ look, outcome: rule?.effect ?? 'none', ...(rule ? { rule } : {}) })
    if (rule) return { allowed: rule.effect === 'allow', steps }
  }
  steps.push({ look: 'default', outcome: 'allow' })
  return { allowed: true, steps }
}

/** What is above the rules. */
export type Ceiling = Pick<SnapshotConnector, 'id' | 'isAllowed' | 'isEnabled' | 'isReadOnly' | 'disabledTools'>

function ceiling(
  { tenant }: Pick<Snapshot, 'tenant'>,
  connector: Ceiling,
  tool: Pick<CompiledTool, 'tool' | 'effect'> | undefined,
  { mayRead, mayCall }: Rights,
): (readonly [Look, boolean])[] {
  const always = [
    ['tenant', tenant.isActive],
    ['caller', mayRead],
    ['type', connector.isAllowed],
    ['connector', connector.isEnabled],
  ] as const
  if (!tool) return [...always]
  const reads = tool.effect === 'read'
  return [
    ...always,
    ['tool', !connector.disabledTools.has(tool.tool)],
    ['read_only', reads || !connector.isReadOnly],
    ['permission', reads || mayCall],
  ]
}

function bySpecificity(
  tool: Pick<CompiledTool, 'tool'> | undefined,
  { userId, role }: Rights,
): (readonly [Look, Subject, string | null])[] {
  const about = (subject: Subject, ofTool: Look, ofConnector: Look) => [
    ...(tool ? [[ofTool, subject, tool.tool] as const] : []),
    [ofConnector, subject, null] as const,
  ]
  return [
    ...(userId === undefined ? [] : about(`user:${userId}`, 'user_tool_rule', 'user_connector_rule')),
    ...(role === undefined ? [] : about(`role:${role}`, 'role_tool_rule', 'role_connector_rule')),
  ]
}
