import { useEffect } from 'react'
import { useSearchParams } from 'react-router-dom'
import { useConnectors } from '../../api/connectors'
import { useMyTenant } from '../../api/me'
import { useTenant } from '../../api/tenants'
import { useParam } from '../../hooks/params'
import { CLIENTS, clientOf } from './clients'
import { claudeDesktop } from './clients/claude-desktop'
import type { Client, SignIn } from './clients/client'

/** The client that somebody looked at last. */
const LAST = 'sagemcp.client'

export function useChosenClient(): Client {
  const [params] = useSearchParams()
  const inAddress = clientOf(params.get('client'))
  useEffect(() => {
    if (inAddress) localStorage.setItem(LAST, inAddress.id)
  }, [inAddress])
  return inAddress ?? clientOf(localStorage.getItem(LAST)) ?? CLIENTS[0] ?? claudeDesktop
}

export interface Endpoint {
  /** '' for the whole tenant. */
  readonly slug: string
  readonly name: string
  readonly url: string
}

/** What a client may reach: everything, or one connector. */
export function useEndpoints(tenant: string) {
  const about = useTenant(tenant)
  const connectors = useConnectors(tenant)
  const [slug, choose] = useParam('connector')
  const all: readonly Endpoint[] | undefined = about.data &&
    connectors.items && [
      { slug: '', name: 'All connectors', url: about.data.mcpUrl },
      ...connectors.items
        .filter(({ isEnabled }) => isEnabled)
        .map(({ slug: each, name, mcpUrl }) => ({ slug: each, name, url: mcpUrl })),
    ]
  return {
    tenantName: about.data?.name,
    all,
    chosen: all?.find((each) => each.slug === slug) ?? all?.[0],
    choose,
    error: about.error ?? connectors.error,
    retry: () => void Promise.all([about.refetch(), connectors.refetch()]),
  }
}

/** By the browser where the client can and the person may; a key otherwise. */
export function useSignIn(tenant: string, { signIns }: Client): [chosen: SignIn, choose: (signIn: SignIn) => void] {
  const [wanted, choose] = useParam('sign-in')
  const mayUse = useMyTenant(tenant) !== undefined
  const offered = signIns.filter((each) => each === 'key' || mayUse || signIns.length === 1)
  return [offered.find((each) => each === wanted) ?? offered[0] ?? 'browser', choose]
}
