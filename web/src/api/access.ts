import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type {
  AccessExplanation,
  AccessReach,
  AccessRuleAsSet,
  AccessRulePage,
  SetAccessRule,
} from '../../../server/contracts/access'
import type { ApiKeyPage } from '../../../server/contracts/api-keys'
import type { ConnectorPage, ToolList } from '../../../server/contracts/connectors'
import { call } from './client'
import { usePages } from './pages'
import { tenantKey } from './query'
import { tenantPath } from './tenants'

const path = (tenant: string) => `${tenantPath(tenant)}/access`
const key = (tenant: string, ...rest: readonly unknown[]) => tenantKey(tenant, 'access', ...rest)

export interface RuleFilter {
  readonly q: string
  readonly connector: string
  readonly tool: string
  readonly user: string
  readonly role: string
}

export const useAccessRules = (tenant: string, filter: Partial<RuleFilter>) =>
  usePages<typeof AccessRulePage>(key(tenant, 'rules'), `${path(tenant)}/rules`, filter)

/** Rules decide what tools everybody sees, here and on the pages of the connectors. */
function useRulesChanged(tenant: string) {
  const cache = useQueryClient()
  return () =>
    Promise.all([
      cache.invalidateQueries({ queryKey: key(tenant) }),
      cache.invalidateQueries({ queryKey: tenantKey(tenant, 'connectors') }),
    ])
}

export function useSetRule(tenant: string) {
  const changed = useRulesChanged(tenant)
  return useMutation({
    mutationFn: (body: z.input<typeof SetAccessRule>) =>
      call<typeof AccessRuleAsSet>(`${path(tenant)}/rules`, { method: 'PUT', body }),
    onSuccess: changed,
  })
}

export function useDeleteRule(tenant: string) {
  const changed = useRulesChanged(tenant)
  return useMutation({
    mutationFn: (id: string) => call<z.ZodVoid>(`${path(tenant)}/rules/${id}`, { method: 'DELETE' }),
    onSuccess: changed,
  })
}

/** Whose access is asked about: a member's, or that of a key. One of the two is ''. */
export interface Whose {
  readonly user: string
  readonly key: string
}

const isSomebody = ({ user, key: id }: Whose) => user !== '' || id !== ''

/** All tools, and whether somebody may use them. */
export const useReach = (tenant: string, whose: Whose) =>
  useQuery({
    queryKey: key(tenant, 'tools', whose),
    queryFn: ({ signal }) => call<typeof AccessReach>(`${path(tenant)}/tools`, { params: { ...whose }, signal }),
    enabled: isSomebody(whose),
  })

export const useExplanation = (tenant: string, whose: Whose, tool: string) =>
  useQuery({
    queryKey: key(tenant, 'explain', whose, tool),
    queryFn: ({ signal }) =>
      call<typeof AccessExplanation>(`${path(tenant)}/explain`, { params: { ...whose, tool }, signal }),
    enabled: isSomebody(whose) && tool !== '',
  })

/** Connectors to choose from. Whoever has more than one request brings types a part of the name. */
export const useConnectorChoices = (tenant: string) =>
  useQuery({
    queryKey: tenantKey(tenant, 'connectors', 'choices'),
    queryFn: ({ signal }) =>
      call<typeof ConnectorPage>(`${tenantPath(tenant)}/connectors`, { params: { limit: 200 }, signal }),
    select: ({ items }) => items,
  })

/** Names of a connector's tools; `connector` is its id or slug. */
export const useToolChoices = (tenant: string, connector: string) =>
  useQuery({
    queryKey: tenantKey(tenant, 'connectors', connector, 'tools'),
    queryFn: ({ signal }) => call<typeof ToolList>(`${tenantPath(tenant)}/connectors/${connector}/tools`, { signal }),
    enabled: connector !== '',
    select: ({ items }) => items,
  })

/** Keys to choose from, for what is typed. */
export function useFindKeys(tenant: string) {
  const cache = useQueryClient()
  return async (q: string) => {
    const found = await cache.fetchQuery({
      queryKey: tenantKey(tenant, 'api-keys', 'find', q),
      queryFn: ({ signal }) =>
        call<typeof ApiKeyPage>(`${tenantPath(tenant)}/api-keys`, { params: { q, limit: 20 }, signal }),
      staleTime: 30_000,
    })
    return found.items
  }
}
