import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AuditEvent, AuditPage, CallDetail, CallPage } from '../../../server/contracts/audit'
import type { ConnectorPage, ToolList } from '../../../server/contracts/connectors'
import type { MemberPage } from '../../../server/contracts/members'
import { apiAddress, call, type Params } from './client'
import { usePages } from './pages'
import { tenantKey } from './query'
import { tenantPath } from './tenants'

/** The two lists of what happened. */
export type Kind = 'calls' | 'audit'

export const useCalls = (tenant: string, filters: Params) =>
  usePages<typeof CallPage>(tenantKey(tenant, 'calls', 'list'), `${tenantPath(tenant)}/calls`, filters)

export const useAudit = (tenant: string, filters: Params) =>
  usePages<typeof AuditPage>(tenantKey(tenant, 'audit', 'list'), `${tenantPath(tenant)}/audit`, filters)

export const useCall = (tenant: string, id: string) =>
  useQuery({
    queryKey: tenantKey(tenant, 'calls', id),
    queryFn: ({ signal }) =>
      call<typeof CallDetail>(`${tenantPath(tenant)}/calls/${encodeURIComponent(id)}`, { signal }),
  })

/** One row of the audit, where it is not among those that are shown already. */
export const useAuditEvent = (tenant: string | undefined, id: string | undefined) =>
  useQuery({
    queryKey: tenantKey(tenant ?? '', 'audit', id),
    queryFn: ({ signal }) =>
      call<typeof AuditEvent>(`${tenantPath(tenant ?? '')}/audit/${encodeURIComponent(id ?? '')}`, { signal }),
    enabled: tenant !== undefined && id !== undefined,
  })

/** Where the browser saves what the filters find. */
export const exportAddress = (tenant: string, kind: Kind, format: 'csv' | 'jsonl', filters: Params): string =>
  apiAddress(`${tenantPath(tenant)}/${kind}/export`, { ...filters, format })

/** The most that one request brings; whoever has more types a part of the name. */
const MOST = 200
const A_WHILE_MS = 60_000

interface Choice {
  readonly value: string
  readonly label: string
  readonly hint: string
}

/** What the filters offer, found by what is typed. A list that was read a moment ago is not read again. */
export function useChoices(tenant: string) {
  const cache = useQueryClient()
  return {
    people: (typed: string) => people(cache, tenant, typed),
    connectors: (typed: string) => connectors(cache, tenant, typed),
    /** Of one connector, or of all. */
    tools: (typed: string, connector: string, chosen: string) => tools(cache, tenant, { typed, connector, chosen }),
  }
}

function people(cache: QueryClient, tenant: string, q: string): Promise<Choice[]> {
  return cache.fetchQuery({
    queryKey: tenantKey(tenant, 'members', 'choices', q),
    queryFn: async ({ signal }) => {
      const params = { q, limit: 50 }
      const { items } = await call<typeof MemberPage>(`${tenantPath(tenant)}/members`, { params, signal })
      return items.map(({ name, email }) => ({ value: email, label: name, hint: email }))
    },
    staleTime: A_WHILE_MS,
  })
}

function connectors(cache: QueryClient, tenant: string, q: string): Promise<Choice[]> {
  return cache.fetchQuery({
    queryKey: tenantKey(tenant, 'connectors', 'choices', q),
    queryFn: async ({ signal }) => {
      const params = { q, limit: MOST }
      const { items } = await call<typeof ConnectorPage>(`${tenantPath(tenant)}/connectors`, { params, signal })
      return items.map(({ slug, name }) => ({ value: slug, label: name, hint: slug }))
    },
    staleTime: A_WHILE_MS,
  })
}

interface ToolSearch {
  readonly typed: string
  readonly connector: string
  readonly chosen: string
}

async function tools(cache: QueryClient, tenant: string, { typed, connector, chosen }: ToolSearch): Promise<Choice[]> {
  const all = connector === '' ? (await connectors(cache, tenant, '')).map(({ value }) => value) : [connector]
  // Only to show what is chosen, its own connector is enough.
  const asked = typed === '' && chosen !== '' ? all.filter((slug) => chosen.startsWith(`${slug}_`)) : all
  const found = await Promise.all(asked.map((slug) => toolsOf(cache, tenant, slug)))
  const wanted = typed.trim().toLowerCase()
  return found
    .flat()
    .filter(({ value, hint }) => value.includes(wanted) || hint.toLowerCase().includes(wanted))
    .slice(0, MOST)
}

const toolsOf = (cache: QueryClient, tenant: string, connector: string): Promise<Choice[]> =>
  cache.fetchQuery({
    queryKey: tenantKey(tenant, 'connectors', connector, 'tools', 'choices'),
    queryFn: async ({ signal }) => {
      const path = `${tenantPath(tenant)}/connectors/${encodeURIComponent(connector)}/tools`
      const { items } = await call<typeof ToolList>(path, { signal })
      return items.map(({ name, title, description }) => ({ value: name, label: name, hint: title ?? description }))
    },
    staleTime: A_WHILE_MS,
  })
