import type { VendorAccount } from '../../../../server/contracts/accounts'
import type { Connector, ConnectorType } from '../../../../server/contracts/connectors'
import { useAccounts, useMyAccounts } from '../../api/accounts'
import { useConnectorTypes } from '../../api/connectors'
import { useMay, useMyTenant } from '../../api/me'
import { useOAuthApps } from '../../api/oauth-apps'
import { useTenant } from '../../api/tenants'
import { type Account, type Facts, type Health, healthOf } from './health'

interface Known {
  /** Undefined until everything is known that this person may know. */
  readonly factsOf: ((connector: Connector) => Facts) | undefined
  readonly error: Error | null
  readonly retry: () => void
}

/** What decides how connectors are, for all of a tenant's at once. */
export function useFacts(tenant: string): Known {
  const mayWrite = useMay('connectors:write', tenant)
  const seesAll = useMay('accounts:read', tenant)
  const isMember = useMyTenant(tenant) !== undefined
  const types = useConnectorTypes()
  const about = useTenant(tenant)
  const accounts = useAccounts(tenant, seesAll)
  const apps = useOAuthApps(tenant, seesAll)
  const mine = useMyAccounts(tenant, { enabled: isMember })
  const asked = [types, about, ...(seesAll ? [accounts, apps] : []), ...(isMember ? [mine] : [])]
  const isReady = asked.every(({ data }) => data !== undefined)
  const allowed = about.data?.allowedTypes ?? null
  const factsOf = (connector: Connector): Facts => {
    const type = types.data?.items.find((each) => each.type === connector.type)
    return {
      ...{ connector, type, mayWrite, isMember },
      isAllowed: allowed === null || allowed.includes(connector.type),
      account: accountOf(connector, type, accounts.data?.items, mine.data?.items),
      app: apps.data?.items.find(({ provider }) => provider === type?.provider),
    }
  }
  return {
    factsOf: isReady ? factsOf : undefined,
    error: isReady ? null : (asked.find(({ error }) => error !== null)?.error ?? null),
    retry: () => asked.forEach((each) => void (each.error && each.refetch())),
  }
}

export function useHealth(tenant: string) {
  const { factsOf, ...rest } = useFacts(tenant)
  const health = factsOf && ((connector: Connector): Health => healthOf(factsOf(connector)))
  return { ...rest, factsOf, healthOf: health }
}

function accountOf(
  connector: Connector,
  type: ConnectorType | undefined,
  all: readonly VendorAccount[] | undefined,
  mine: readonly VendorAccount[] = [],
): Account | undefined {
  if (connector.account === 'personal') return mine.find(({ connectors }) => connectors.includes(connector.slug))
  const { credential } = connector
  if (credential === null) return undefined
  const full = all?.find(({ id }) => id === credential.id)
  if (full) return full
  const kind = type?.auth.some((method) => method.kind === 'oauth2') ? 'oauth' : 'token'
  return { state: credential.state, kind, account: credential.username }
}
