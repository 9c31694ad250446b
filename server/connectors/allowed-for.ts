import { rulesAbout } from '../access/store'
import { TENANT_ROLES, type TenantRole } from '../auth/caller'
import { userCallerId } from '../auth/callers'
import type { AllowedFor } from '../contracts/connectors'
import type { EntityManager } from '../db/database'
import type { Membership } from '../members/entity'
import { activeMembers, countActive } from '../members/store'
import type { TenantRef } from '../tenants/tenant-ref'
import { type Ceiling, decide, rightsOf, withoutRules } from '../tools/decide'
import { RuleIndex } from '../tools/rule-index'
import type { Connector } from './entity'
import type { ToolSummary } from './service'
import { allowedTypesOf } from './store'

/** What decides which members may use the tools of one connector. */
export interface Audience {
  readonly tenant: TenantRef
  readonly rules: RuleIndex
  readonly connector: Ceiling
  /** How many active members of each role no rule is about as a person. */
  readonly others: Readonly<Record<TenantRole, number>>
  /** Active members whom a rule is about. */
  readonly named: readonly Pick<Membership, 'userId' | 'role'>[]
}

/** A few queries for the whole connector, however many tools it has. */
export async function loadAudience(
  em: EntityManager,
  tenant: TenantRef,
  connector: Connector,
  disabledTools: ReadonlySet<string>,
): Promise<Audience> {
  const rules = await rulesAbout(em, tenant.id, connector.id)
  const allowedTypes = await allowedTypesOf(em, tenant.id)
  const named = await activeMembers(em, tenant.id, [...new Set(rules.flatMap(({ userId }) => userId ?? []))])
  const counts = await countActive(em, tenant.id)
  const others = (role: TenantRole) => (counts.get(role) ?? 0) - named.filter((each) => each.role === role).length
  const { id, type, isEnabled, isReadOnly } = connector
  const isAllowed = allowedTypes === null || allowedTypes.includes(type)
  return {
    tenant,
    rules: new RuleIndex(rules),
    connector: { id, isAllowed, isEnabled, isReadOnly, disabledTools },
    others: { owner: others('owner'), admin: others('admin'), member: others('member') },
    named,
  }
}

/** Asks what calls are decided by, once for each role and for each person whom a rule is about. */
export function allowedFor(audience: Audience, tool: Pick<ToolSummary, 'tool' | 'effect'>): AllowedFor {
  const { connector, others, named } = audience
  const closed = decide(audience, connector, tool, withoutRules(memberRights('member')))
  if (!closed.allowed) {
    const look = closed.steps.at(-1)?.look
    return { closedBy: CLOSING.find((each) => each === look) ?? 'tool', everyone: false, roles: [], people: 0 }
  }
  const may = (role: TenantRole, userId?: string) =>
    decide(audience, connector, tool, memberRights(role, userId)).allowed
  const roles = TENANT_ROLES.filter((role) => may(role))
  const through = named.filter(({ role, userId }) => may(role, userId))
  const isForAll = roles.length === TENANT_ROLES.length && through.length === named.length
  const people = roles.reduce((sum, role) => sum + others[role], through.length)
  return { closedBy: null, everyone: isForAll, roles, people }
}

const CLOSING = ['tenant', 'type', 'connector', 'tool', 'read_only'] as const

/** As when they use a key or a client of their own that may do all that they may. */
const memberRights = (role: TenantRole, userId?: string) =>
  rightsOf({ id: userCallerId(userId ?? ''), role, userId, readOnly: false })
