import type { Registry } from '../connectors/sdk'
import { Explainer, type ExplainerParts } from './access/explainer'
import { accessRoutes } from './access/routes'
import { AccessRules } from './access/service'
import type { LiveActivity } from './activity/live'
import { activityRoutes } from './activity/routes'
import { apiKeyRoutes } from './api-keys/routes'
import { ApiKeys } from './api-keys/service'
import { auditRoutes } from './audit/routes'
import { verifyRoutes } from './audit/verify-routes'
import type { AuditVerifier } from './audit/verify'
import type { BrowserSessions } from './auth/sign-in-sessions'
import { clientRoutes } from './authorization-server/routes'
import { ConnectedClients } from './authorization-server/service'
import type { Icons } from './connector-types/icons'
import { connectorTypeRoutes } from './connector-types/routes'
import { ConnectorTypes } from './connector-types/service'
import { type ConnectorRouteParts, connectorRoutes } from './connectors/routes'
import { type ConnectorParts, Connectors } from './connectors/service'
import { ConnectorTokens } from './connectors/tokens'
import { ToolPolicy } from './connectors/tool-policy'
import { toolRoutes } from './connectors/tool-routes'
import type { MasterKeys } from './credentials/master-keys'
import { masterKeyRoutes } from './credentials/routes'
import type { Credentials } from './credentials/service'
import type { Database } from './db/database'
import type { Endpoint } from './http/endpoint'
import { invitationRoutes } from './invitations/routes'
import type { Invitations } from './invitations/service'
import type { Bundles } from './mcpb/bundle'
import { bundleRoutes } from './mcpb/routes'
import { memberRoutes } from './members/routes'
import { Members } from './members/service'
import { overviewRoutes } from './overview/routes'
import { sightingRoutes } from './sightings/routes'
import { singleSignOnRoutes } from './single-sign-on/routes'
import type { SingleSignOn } from './single-sign-on/single-sign-on'
import { playgroundRoutes } from './playground/routes'
import type { Playground } from './playground/service'
import { type ServerLimits, tenantRoutes } from './tenants/routes'
import { type OAuthRouteParts, oauthRoutes } from './oauth/routes'
import type { Tenants } from './tenants/service'
import { meRoutes } from './users/me-routes'
import { userRoutes } from './users/routes'
import type { Passwords } from './users/passwords'
import type { Users } from './users/service'

export interface AdminParts {
  readonly db: Database
  readonly registry: Registry
  readonly publicUrl: string
  readonly credentials: Credentials
  readonly tenants: Tenants
  readonly limits: ServerLimits
  readonly users: Users
  readonly passwords: Passwords
  readonly invitations: Invitations
  readonly oauth: OAuthRouteParts
  readonly sessions: BrowserSessions
  readonly singleSignOn: SingleSignOn
  readonly live: LiveActivity
  readonly playground: Playground
  readonly masterKeys: MasterKeys
  readonly icons: Icons
  readonly bundles: Bundles
  readonly snapshots: ExplainerParts['snapshots']
  readonly authenticator: ExplainerParts['authenticator']
  readonly auditVerifier: AuditVerifier
  readonly toolsOf: ConnectorParts['toolsOf']
  readonly checkAddress: ConnectorParts['checkAddress']
  readonly validate: ConnectorRouteParts['validate']
}

/** The whole admin API, declared. */
export function adminEndpoints(parts: AdminParts): Endpoint[] {
  const { db, registry, publicUrl, tenants, users, passwords, invitations, sessions, validate } = parts
  return [
    ...tenantRoutes(db, tenants, publicUrl, parts.limits),
    ...connectorRoutes({ connectors: new Connectors(parts), tokens: new ConnectorTokens(parts), publicUrl, validate }),
    ...toolRoutes(new ToolPolicy(parts)),
    ...accessRoutes(new AccessRules(parts), new Explainer(parts)),
    ...apiKeyRoutes(new ApiKeys(db), tenants),
    ...auditRoutes(db),
    ...verifyRoutes(parts.auditVerifier),
    ...activityRoutes(parts.live),
    ...sightingRoutes(db),
    ...overviewRoutes({ db, accounts: parts.oauth.accounts, snapshots: parts.snapshots }),
    ...meRoutes(users, sessions, tenants),
    ...userRoutes(users, passwords),
    ...memberRoutes(new Members(db)),
    ...invitationRoutes(invitations),
    ...singleSignOnRoutes(parts.singleSignOn),
    ...clientRoutes(new ConnectedClients(db), publicUrl),
    ...oauthRoutes(parts.oauth, validate),
    ...playgroundRoutes(parts.playground),
    ...masterKeyRoutes(db, parts.masterKeys),
    ...bundleRoutes(parts),
    ...connectorTypeRoutes(new ConnectorTypes(registry, parts.icons)),
  ]
}
