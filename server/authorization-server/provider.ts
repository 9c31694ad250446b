import type { IncomingMessage } from 'node:http'
import { type Configuration, errors, interactionPolicy, Provider } from 'oidc-provider'
import { now } from '../clock'
import type { Database } from '../db/database'
import type { Log } from '../observability/log'
import type { Artifacts } from './adapter'
import type { metadataDocument } from './metadata-document'
import { CALL, endpointOf, READ } from './resource'
import type { PrivateJwk } from './signing-keys'
import { findGrant, findUserName } from './store'

const DAY_S = 86_400
export const ACCESS_TOKEN_S = 900
/** Afterwards a person has to allow the client again. */
export const GRANT_S = 365 * DAY_S

export const CONSENT_PATH = '/oauth/consent'

export const ROUTES = {
  authorization: '/oauth/authorize',
  token: '/oauth/token',
  registration: '/oauth/register',
  revocation: '/oauth/revoke',
  jwks: '/oauth/jwks',
} as const

export interface ProviderParts {
  readonly publicUrl: string
  readonly db: Database
  readonly artifacts: Artifacts
  /** Signs the cookies of a flow. */
  readonly cookieKey: string
  /** Absent: clients cannot name themselves by a metadata document. */
  readonly fetchDocument: ReturnType<typeof metadataDocument> | undefined
  readonly errorPage: (message: string, req: IncomingMessage) => string
  readonly log: Log
}

/** Who signs in decides at every authorization, whatever was allowed before. */
function policy(): interactionPolicy.DefaultPolicy {
  const { base, Check } = interactionPolicy
  const prompts = base()
  prompts
    .get('login')
    ?.checks.add(new Check('asked_each_time', 'sign-in is needed', 'login_required', (ctx) => !ctx.oidc.result?.login))
  prompts
    .get('consent')
    ?.checks.add(
      new Check('asked_each_time', 'consent is needed', 'consent_required', (ctx) => !ctx.oidc.result?.consent),
    )
  return prompts
}

/** The OAuth 2.1 server. It knows nothing of pages and sessions: `consent.ts` answers its one question. */
export function makeProvider(parts: ProviderParts, keys: readonly PrivateJwk[]): Provider {
  const { publicUrl, db, artifacts, fetchDocument, log } = parts
  const configuration: Configuration = {
    adapter: artifacts.adapterFor,
    jwks: { keys: [...keys] },
    scopes: [READ, CALL, 'offline_access'],
    routes: ROUTES,
    responseTypes: ['code'],
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    pkce: { required: () => true },
    clientDefaults: {
      id_token_signed_response_alg: 'ES256',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    cookies: {
      keys: [parts.cookieKey],
      names: { session: 'oauth-session', interaction: 'oauth-interaction', resume: 'oauth-resume' },
      short: { signed: true, httpOnly: true, sameSite: 'lax' },
      long: { signed: true, httpOnly: true, sameSite: 'lax' },
    },
    interactions: { url: (_ctx, { uid }) => `${CONSENT_PATH}/${uid}`, policy: policy() },
    findAccount: async (_ctx, sub) =>
      (await db.withSystem((em) => findUserName(em, sub))) === undefined
        ? undefined
        : { accountId: sub, claims: async () => ({ sub }) },
    // Only what was decided in this flow: an earlier consent counts for nothing.
    loadExistingGrant: async ({ oidc }) => {
      const grantId = oidc.result?.consent?.grantId
      return grantId === undefined ? undefined : oidc.provider.Grant.find(grantId)
    },
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: () => true,
    // Signing out of a browser ends no client that was allowed.
    expiresWithSession: async () => false,
    ttl: {
      // The library counts from the machine's clock.
      AccessToken: () => ACCESS_TOKEN_S + Math.round((now() - Date.now()) / 1_000),
      AuthorizationCode: 60,
      IdToken: ACCESS_TOKEN_S,
      RefreshToken: 30 * DAY_S,
      Grant: GRANT_S,
      Session: 600,
      Interaction: 1_800,
    },
    extraTokenClaims: async (_ctx, token) => {
      const id = 'grantId' in token ? token.grantId : undefined
      const grant = id === undefined ? null : await db.withSystem((em) => findGrant(em, id))
      if (!grant) throw new errors.InvalidGrant('the grant has ended')
      const { tenantId, userId, connectorId } = grant
      return { tenant_id: tenantId, user_id: userId, grant_id: grant.id, endpoint_id: connectorId ?? tenantId }
    },
    renderError: async (ctx, out) => {
      ctx.type = 'html'
      ctx.set('content-security-policy', "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'")
      ctx.body = parts.errorPage(out.error_description ?? out.error, ctx.req)
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      dPoP: { enabled: false },
      revocation: { enabled: true, allowedPolicy: async (_ctx, client, token) => client.clientId === token.clientId },
      registration: { enabled: true, issueRegistrationAccessToken: false },
      clientIdMetadataDocument: { enabled: fetchDocument !== undefined, ack: 'draft-02' },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: async () => true,
        defaultResource: async (_ctx, _client, oneOf) => {
          if (oneOf !== undefined && oneOf.length > 0) return oneOf
          throw new errors.InvalidTarget('name the endpoint with the parameter "resource"')
        },
        getResourceServerInfo: async (_ctx, resource) => {
          if (endpointOf(publicUrl, resource) === undefined)
            throw new errors.InvalidTarget('no endpoint of this server')
          return {
            scope: `${READ} ${CALL}`,
            audience: resource,
            accessTokenFormat: 'jwt',
            accessTokenTTL: ACCESS_TOKEN_S,
            jwt: { sign: { alg: 'ES256', kid: keys[0]?.kid } },
          }
        },
      },
    },
    ...(fetchDocument === undefined ? {} : { fetch: fetchDocument }),
  }
  const provider = new Provider(publicUrl, configuration)
  // `http.ts` sets the forwarded headers from the configured public URL.
  provider.proxy = true
  provider.on('server_error', (_ctx, error) => log.error({ err: error }, 'the authorization server failed'))
  return provider
}
