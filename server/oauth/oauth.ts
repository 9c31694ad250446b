import type { Registry } from '../../connectors/sdk'
import type { ConnectorParts } from '../connectors/service'
import type { Credentials } from '../credentials/service'
import type { Vault } from '../credentials/vault'
import type { Database } from '../db/database'
import type { Log } from '../observability/log'
import type { Tenants } from '../tenants/service'
import type { Vendors } from '../vendors/vendors'
import { Activation } from './activate'
import type { OAuthApps } from './apps'
import { OAuthCallback } from './callback'
import { OAuthConfigs } from './configs'
import { Connects } from './connect'
import { Retirements } from './retirement'
import { Revoker } from './revoke'
import { VendorAccounts } from './service'

export interface OAuthParts {
  readonly db: Database
  readonly registry: Registry
  readonly vault: Vault
  readonly credentials: Credentials
  readonly apps: OAuthApps
  readonly vendors: Vendors
  readonly tenants: Tenants
  readonly publicUrl: string
  readonly toolsOf: ConnectorParts['toolsOf']
  readonly connected: (provider: string, outcome: string) => void
  readonly ended: (tenantId: string, credentialId: string) => void
  readonly log: Log
}

/** Everything about vendor accounts except their use and renewal. */
export function vendorOAuth(parts: OAuthParts) {
  const retirements = new Retirements({ ...parts, revoker: new Revoker(parts) })
  const accounts = new VendorAccounts({ ...parts, retirements })
  const connects = new Connects({
    ...parts,
    scopesFor: (em, tenant, connector) => accounts.scopesFor(em, tenant, connector),
  })
  const configs = new OAuthConfigs({ ...parts, checkAddress: (url) => parts.vendors.checkAddress(url) })
  const callback = new OAuthCallback({ ...parts, activation: new Activation(parts) })
  return {
    routes: { db: parts.db, tenants: parts.tenants, configs, connects, accounts },
    connects,
    callback,
    retirements,
  }
}
