import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { Building2, Cable, User, Wrench } from 'lucide-react'
import { useNavigate } from 'react-router-dom'
import type { ConnectorPage, ToolList } from '../../../../server/contracts/connectors'
import type { MemberPage } from '../../../../server/contracts/members'
import type { TenantPage } from '../../../../server/contracts/tenants'
import { call } from '../../api/client'
import { useMay, useMe } from '../../api/me'
import { platformKey, tenantKey } from '../../api/query'
import { tenantPath } from '../../api/tenants'
import type { Command } from './command'

/** The most that one request brings. Where there are more, the server looks for what was typed. */
const MOST = { limit: 200 }
const FEW = { limit: 20 }

/** What a tenant has: its connectors, their tools, its people. Asked for when the palette opens. */
export function useThingsOf(tenant: string | undefined, q: string): { things: readonly Command[]; isPending: boolean } {
  const slug = tenant ?? ''
  const base = tenantPath(slug)
  const navigate = useNavigate()
  const mayConnectors = useMay('connectors:read', tenant) && tenant !== undefined
  const mayMembers = useMay('members:read', tenant) && tenant !== undefined
  const connectors = useQuery({
    queryKey: tenantKey(slug, 'connectors', 'palette'),
    queryFn: ({ signal }) => call<typeof ConnectorPage>(`${base}/connectors`, { params: MOST, signal }),
    enabled: mayConnectors,
  })
  const members = useQuery({
    queryKey: tenantKey(slug, 'members', 'palette'),
    queryFn: ({ signal }) => call<typeof MemberPage>(`${base}/members`, { params: MOST, signal }),
    enabled: mayMembers,
  })
  const more = useQuery({
    queryKey: tenantKey(slug, 'members', 'palette', q),
    queryFn: ({ signal }) => call<typeof MemberPage>(`${base}/members`, { params: { ...FEW, q }, signal }),
    enabled: members.data?.nextCursor !== undefined && q !== '',
    placeholderData: keepPreviousData,
  })
  const all = connectors.data?.items ?? []
  const tools = useQueries({
    queries: all.map(({ id }) => ({
      queryKey: tenantKey(slug, 'connectors', id, 'tools'),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call<typeof ToolList>(`${base}/connectors/${id}/tools`, { signal }),
      staleTime: 60_000,
    })),
  })
  const at = (path: string) => () => void navigate(`/tenants/${slug}${path}`)
  const things: Command[] = [
    ...all.map(({ id, name, slug: short, type }) => ({
      ...{
        id: `connector ${id}`,
        group: 'Connectors' as const,
        label: name,
        keywords: `${short} ${type}`,
        hint: short,
      },
      ...{ icon: <Cable />, run: at(`/connectors/${id}/tools`) },
    })),
    ...all.flatMap((connector, i) =>
      (tools[i]?.data?.items ?? []).map(({ name, description, enabled }) => ({
        ...{ id: `tool ${connector.id} ${name}`, group: 'Tools' as const, label: name, keywords: description },
        ...{ icon: <Wrench />, hint: enabled ? connector.name : `${connector.name}, off` },
        run: at(`/connectors/${connector.id}/tools?q=${encodeURIComponent(name)}`),
      })),
    ),
    ...joined([members.data?.items, more.data?.items], ({ userId }) => userId).map(({ userId, name, email, role }) => ({
      ...{ id: `member ${userId}`, group: 'People' as const, label: name, keywords: email, hint: `${email}, ${role}` },
      ...{ icon: <User />, run: at(`/people?q=${encodeURIComponent(email)}`) },
    })),
  ]
  return { things, isPending: [connectors, members, more, ...tools].some(({ isLoading }) => isLoading) }
}

/** Where somebody can go: platform admins everywhere. */
export function useTenantCommands(isWanted: boolean, q: string): { tenants: readonly Command[]; isPending: boolean } {
  const { data: me } = useMe()
  const navigate = useNavigate()
  const seesMore = me !== undefined && (me.role === 'platform_admin' || me.moreTenants)
  const all = useQuery({
    queryKey: platformKey('tenants', 'palette'),
    queryFn: ({ signal }) => call<typeof TenantPage>('/tenants', { params: MOST, signal }),
    enabled: isWanted && seesMore,
  })
  const more = useQuery({
    queryKey: platformKey('tenants', 'palette', q),
    queryFn: ({ signal }) => call<typeof TenantPage>('/tenants', { params: { ...FEW, q }, signal }),
    enabled: all.data?.nextCursor !== undefined && q !== '',
    placeholderData: keepPreviousData,
  })
  const items = seesMore ? joined([all.data?.items, more.data?.items], ({ id }) => id) : (me?.tenants ?? [])
  const tenants = items.map(({ slug, name }) => ({
    ...{ id: `tenant ${slug}`, group: 'Tenants' as const, label: name, keywords: slug, hint: slug },
    ...{ icon: <Building2 />, run: () => void navigate(`/tenants/${slug}`) },
  }))
  return { tenants, isPending: all.isLoading || more.isLoading }
}

/** Lists that may not be there yet, and nobody twice. */
const joined = <T,>(lists: readonly (readonly T[] | undefined)[], idOf: (each: T) => string): readonly T[] => [
  ...new Map(lists.flatMap((list) => list ?? []).map((each) => [idOf(each), each])).values(),
]
