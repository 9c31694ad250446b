import type { Authenticator } from '../auth/authenticate'
import type { Caller } from '../auth/caller'
import { callerIn } from '../auth/callers'
import { keyCallerId } from '../auth/key-directory'
import type { AccessExplanation, AccessReach, ExplainQuery, ReachQuery } from '../contracts/access'
import type { Database } from '../db/database'
import { AppError, notFound } from '../errors'
import { findMember, type MemberRow } from '../members/store'
import type { TenantRef } from '../tenants/tenant-ref'
import { decide, type Look, rightsOf, type Step } from '../tools/decide'
import { explain, nearestTool } from '../tools/explain'
import type { Snapshots } from '../tools/snapshots'
import { findPerson } from './service'

export interface ExplainerParts {
  readonly db: Database
  readonly snapshots: Pick<Snapshots, 'get'>
  readonly authenticator: Pick<Authenticator, 'byId'>
}

/** Why somebody may use a tool or not: the caller that a call of theirs would have, and the steps of the decision about it. */
export class Explainer {
  constructor(private readonly parts: ExplainerParts) {}

  /** All tools of the tenant, each as `explain` would decide it. */
  async reach(tenant: TenantRef, query: ReachQuery): Promise<AccessReach> {
    const who = await this.#who(tenant, query)
    const snapshot = await this.parts.snapshots.get(tenant.slug)
    if (!snapshot) throw notFound('Tenant')
    const rights = rightsOf(who.caller)
    return {
      ...present(who, query),
      connectors: snapshot.connectors.map((connector) => ({
        id: connector.id,
        slug: connector.slug,
        name: connector.name,
        type: connector.type.type,
        tools: connector.tools.map((tool) => {
          const { allowed, steps } = decide(snapshot, connector, tool, rights)
          const { name, effect, listed } = tool
          return { name, effect, title: listed.title ?? null, allowed, decidedBy: steps.at(-1)?.look ?? 'default' }
        }),
      })),
    }
  }

  async explain(tenant: TenantRef, query: ExplainQuery): Promise<AccessExplanation> {
    const { tool } = query
    const who = await this.#who(tenant, query)
    const snapshot = await this.parts.snapshots.get(tenant.slug)
    const found = snapshot && explain(snapshot, rightsOf(who.caller), tool)
    const last = found?.steps.at(-1)
    if (!found || !last) {
      const near = snapshot && nearestTool(snapshot, tool)
      const hint =
        near === undefined ? 'Add a connector first.' : `Did you mean ${near}? GET .../connectors/:id/tools lists all.`
      throw new AppError('not_found', `No connector of this tenant has a tool ${tool}.`, { hint })
    }
    return {
      ...present(who, query),
      allowed: found.allowed,
      decidedBy: last.look,
      tool: found.tool,
      connector: { id: found.connector.id, slug: found.connector.slug },
      steps: found.steps.map((step) => ({
        look: step.look,
        outcome: step.outcome,
        says: WORDS[step.look](step),
        rule: step.rule?.id ?? null,
      })),
    }
  }

  #who(tenant: TenantRef, { user, key }: ReachQuery): Promise<Who> {
    return key === undefined ? this.#person(tenant, user ?? '') : this.#key(tenant, key)
  }

  /** As when they use a key or a client of their own that may do all that they may. */
  async #person(tenant: TenantRef, named: string): Promise<Who> {
    const person = await this.parts.db.withTenant(tenant.id, (em) => findPerson(em, tenant.id, named))
    if (!person) {
      throw new AppError('not_found', `${named} is no member of this tenant.`, {
        hint: 'GET .../members lists the members; for a service key ask with key=<id>.',
      })
    }
    const { userId, name } = person
    return {
      person,
      caller: await callerIn(this.parts.db, { userId, name, isPlatformAdmin: false, onlyTenantId: undefined }, tenant),
    }
  }

  async #key(tenant: TenantRef, id: string): Promise<Who> {
    const caller = await this.parts.authenticator.byId(keyCallerId(id))
    if (caller?.tenantId !== tenant.id) {
      throw new AppError('not_found', `There is no key ${id} in this tenant that works.`, {
        hint: 'It may have been deleted or have ended. GET .../api-keys lists the keys.',
      })
    }
    const { userId } = caller
    if (userId === undefined) return { caller, person: undefined }
    return { caller, person: await this.parts.db.withTenant(tenant.id, (em) => findMember(em, tenant.id, userId)) }
  }
}

interface Who {
  readonly caller: Caller
  /** Absent for service keys. */
  readonly person: MemberRow | undefined
}

const present = ({ person, caller }: Who, { key }: ReachQuery): Pick<AccessReach, 'user' | 'key' | 'role'> => ({
  user: person ? { id: person.userId, email: person.email, name: person.name } : null,
  key: key === undefined ? null : { id: key, name: caller.name },
  role: person && caller.role === 'nobody' ? person.role : caller.role,
})

const either = (pass: string, deny: string) => (step: Step) => (step.outcome === 'deny' ? deny : pass)
const rule = (about: string) => (step: Step) =>
  step.outcome === 'none' ? `No rule is about ${about}.` : `A rule about ${about} says: ${step.outcome}.`

const WORDS: Readonly<Record<Look, (step: Step) => string>> = {
  tenant: either('The tenant is active.', 'The tenant is suspended.'),
  caller: either('The account or key works.', 'The account is deactivated.'),
  type: either('The tenant may use this type of connector.', 'The platform does not let the tenant use this type.'),
  connector: either('The connector is switched on.', 'The connector is switched off.'),
  tool: either('The tool is switched on.', 'The tool is switched off.'),
  read_only: either(
    'The connector is not read-only, or the tool only reads.',
    'The connector is read-only, and the tool changes something.',
  ),
  permission: either(
    'They may change something, or the tool only reads.',
    'The key is read-only, and the tool changes something.',
  ),
  user_tool_rule: rule('this person and this tool'),
  user_connector_rule: rule('this person and the whole connector'),
  role_tool_rule: rule('the role and this tool'),
  role_connector_rule: rule('the role and the whole connector'),
  default: () => 'What no rule is about is allowed.',
}
