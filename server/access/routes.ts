import { z } from 'zod'
import {
  AccessExplanation,
  AccessReach,
  type AccessRule,
  AccessRuleAsSet,
  AccessRulePage,
  AccessRuleQuery,
  ExplainQuery,
  ReachQuery,
  SetAccessRule,
} from '../contracts/access'
import { endpoint, type Endpoint } from '../http/endpoint'
import { decodeCursor, toPage } from '../http/paging'
import type { Explainer } from './explainer'
import { type AccessRules, fullName } from './service'
import type { RuleRow } from './store'

const ACCESS = '/api/v1/admin/tenants/:tenant/access'
const RULES = `${ACCESS}/rules` as const
const params = z.object({ id: z.uuid() })
const After = z.tuple([z.string(), z.string(), z.uuid()])

export const accessRoutes = (rules: AccessRules, explainer: Explainer): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: RULES,
    summary: 'List the access rules of a tenant, of one role, person or connector when it is named',
    permission: 'access:read',
    audit: null,
    query: AccessRuleQuery,
    reply: AccessRulePage,
    handle: async ({ tenant, query: { limit, cursor, ...filter } }) =>
      toPage(
        await rules.list(tenant, filter, { after: decodeCursor(cursor, After, filter), limit }),
        limit,
        present,
        ({ slug, tool, id }) => [slug, tool ?? '', id],
        filter,
      ),
  }),
  endpoint({
    method: 'PUT',
    path: RULES,
    summary: 'Set what a role or a person may use of a connector; changes the rule about the same if there is one',
    permission: 'access:write',
    audit: 'access-rule.set',
    body: SetAccessRule,
    reply: AccessRuleAsSet,
    handle: async ({ tenant, caller, body, audit }) => {
      const { row, before } = await rules.set(tenant, caller, body, audit)
      return { ...present(row), before }
    },
  }),
  endpoint({
    method: 'DELETE',
    path: `${RULES}/:id`,
    summary: 'Delete an access rule',
    permission: 'access:write',
    audit: 'access-rule.delete',
    params,
    reply: null,
    handle: ({ tenant, caller, params: { id }, audit }) => rules.remove(tenant, caller, id, audit),
  }),
  endpoint({
    method: 'GET',
    path: `${ACCESS}/tools`,
    summary: 'List every tool of a tenant and whether a person or a key may use it',
    permission: 'access:read',
    audit: null,
    query: ReachQuery,
    reply: AccessReach,
    handle: ({ tenant, query }) => explainer.reach(tenant, query),
  }),
  endpoint({
    method: 'GET',
    path: `${ACCESS}/explain`,
    summary: 'Explain why a person or a key may use a tool, or may not',
    permission: 'access:read',
    audit: null,
    query: ExplainQuery,
    reply: AccessExplanation,
    handle: ({ tenant, query }) => explainer.explain(tenant, query),
  }),
]

const present = (row: RuleRow): AccessRule => ({
  id: row.id,
  role: row.role,
  user: row.userId === null ? null : { id: row.userId, email: row.email ?? '', name: row.userName ?? '' },
  connector: { id: row.connectorId, slug: row.slug, name: row.connectorName },
  tool: fullName(row),
  effect: row.effect,
  setBy: row.setBy,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
})
