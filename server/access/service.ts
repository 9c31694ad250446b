import type { Caller } from '../auth/caller'
import { requireMayDecideFor } from '../auth/permissions'
import type { ConnectorParts } from '../connectors/service'
import { getConnector } from '../connectors/store'
import type { AccessRuleQuery, SetAccessRule } from '../contracts/access'
import type { Database, EntityManager } from '../db/database'
import { AppError, notFound } from '../errors'
import type { Auditor } from '../http/endpoint'
import { findMemberByEmail, findMember, type MemberRow } from '../members/store'
import { nearest } from '../nearest'
import type { TenantRef } from '../tenants/tenant-ref'
import { normalEmail } from '../users/store'
import {
  countRules,
  deleteRule,
  findRule,
  findRuleAt,
  listRules,
  type RuleFilter,
  type RuleKey,
  type RuleRow,
  saveRule,
} from './store'

/** Each is read whenever the tenant's snapshot is. */
const MAX_RULES = 5_000
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** By id or e-mail. */
export const findPerson = (em: EntityManager, tenantId: string, person: string): Promise<MemberRow | undefined> =>
  UUID.test(person)
    ? findMember(em, tenantId, person.toLowerCase())
    : findMemberByEmail(em, tenantId, normalEmail(person))

interface WasSet {
  readonly row: RuleRow
  /** What the rule said until now; null when there was none. */
  readonly before: RuleRow['effect'] | null
}

/** The rules that say what roles and people may use. `tools/decide.ts` applies them. */
export class AccessRules {
  constructor(private readonly parts: { readonly db: Database; readonly toolsOf: ConnectorParts['toolsOf'] }) {}

  list(
    tenant: TenantRef,
    filter: Omit<AccessRuleQuery, 'limit' | 'cursor'>,
    page: { after: RuleKey | undefined; limit: number },
  ): Promise<RuleRow[]> {
    return this.parts.db.withTenant(tenant.id, async (em) => {
      const { q, role, user, connector, tool } = filter
      const found: RuleFilter = {
        q,
        role,
        tool,
        userId: user === undefined ? undefined : (await personNamed(em, tenant, user, 'query')).userId,
        connectorId: connector === undefined ? undefined : (await connectorNamed(em, tenant, connector, 'query')).id,
      }
      return listRules(em, tenant.id, found, page)
    })
  }

  /** Makes the rule about this subject and place, or changes the one that is there. */
  async set(tenant: TenantRef, caller: Caller, wanted: SetAccessRule, audit: Auditor): Promise<WasSet> {
    const { db } = this.parts
    const tool = await this.#shortName(tenant, wanted)
    return db.withTenant(tenant.id, async (em) => {
      // Locked: of two who set the same rule at once, the second changes what the first made.
      const connector = await connectorNamed(em, tenant, wanted.connector, 'body', { lock: true })
      const person = wanted.user === undefined ? undefined : await personNamed(em, tenant, wanted.user, 'body')
      const setFor = person?.role ?? wanted.role
      if (setFor === undefined) throw new Error('a rule about nobody')
      requireMayDecideFor(caller, setFor)
      const place = {
        tenantId: tenant.id,
        role: wanted.role ?? null,
        userId: person?.userId ?? null,
        connectorId: connector.id,
        tool,
      }
      const existing = await findRuleAt(em, place)
      if (existing) requireMayDecideFor(caller, existing.setFor)
      else if ((await countRules(em, tenant.id)) >= MAX_RULES) {
        throw new AppError('conflict', `A tenant has at most ${MAX_RULES} access rules.`, {
          hint: 'Rules about roles need fewer than rules about people.',
        })
      }
      const id = await saveRule(em, place, existing, { effect: wanted.effect, setFor, setBy: caller.id })
      const row = await ruleOf(em, tenant, id)
      const before = existing?.effect ?? null
      await audit(em, { target: targetOf(row), details: { ...describe(row), before } })
      await db.announce(em, tenant.id)
      return { row, before }
    })
  }

  remove(tenant: TenantRef, caller: Caller, id: string, audit: Auditor): Promise<void> {
    return this.parts.db.withTenant(tenant.id, async (em) => {
      const row = await ruleOf(em, tenant, id)
      requireMayDecideFor(caller, row.setFor)
      const person = row.userId === null ? undefined : await findMember(em, tenant.id, row.userId)
      if (person) requireMayDecideFor(caller, person.role)
      await deleteRule(em, tenant.id, id)
      await audit(em, { target: targetOf(row), details: describe(row) })
      await this.parts.db.announce(em, tenant.id)
    })
  }

  /** Outside of a transaction: some types ask somebody else which tools they have. */
  async #shortName(tenant: TenantRef, { connector, tool }: SetAccessRule): Promise<string | null> {
    if (tool === undefined) return null
    const row = await this.parts.db.withTenant(tenant.id, (em) => connectorNamed(em, tenant, connector, 'body'))
    const tools = await this.parts.toolsOf(row)
    const found = tools.find(({ name }) => name === tool)
    if (found) return found.tool
    const near = nearest(
      tool,
      tools.map(({ name }) => name),
    )
    const question = near === undefined ? '' : ` Did you mean ${near}?`
    throw invalid('body', 'tool', `The connector ${row.slug} has no such tool.${question}`)
  }
}

async function connectorNamed(
  em: EntityManager,
  tenant: TenantRef,
  name: string,
  where: 'query' | 'body',
  options: { lock?: boolean } = {},
) {
  try {
    return await getConnector(em, tenant.id, name, options)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error
    throw invalid(where, 'connector', 'There is no such connector.')
  }
}

async function personNamed(em: EntityManager, tenant: TenantRef, name: string, where: 'query' | 'body') {
  const person = await findPerson(em, tenant.id, name)
  if (!person) throw invalid(where, 'user', 'There is no such member of this tenant.')
  return person
}

async function ruleOf(em: EntityManager, tenant: TenantRef, id: string): Promise<RuleRow> {
  const row = await findRule(em, tenant.id, id)
  if (!row) throw notFound('Access rule')
  return row
}

const invalid = (where: 'query' | 'body', field: string, problem: string): AppError =>
  new AppError('invalid_request', `The ${where} is not valid.`, { fields: { [field]: problem } })

export const fullName = ({ slug, tool }: Pick<RuleRow, 'slug' | 'tool'>): string | null =>
  tool === null ? null : `${slug}_${tool}`

const targetOf = (row: RuleRow): string => fullName(row) ?? row.slug

const describe = ({ id, effect, role, userId, email }: RuleRow) => ({
  rule: id,
  effect,
  ...(userId === null ? { role } : { user: email, userId }),
})
