import { hostname } from 'node:os'
import * as oauth from 'openid-client'
import { isLoopback } from './address'
import { redirectUri } from './callback'
import { Refusal } from './credential'
import type { Grant, PendingSignIn } from './sign-in-store'
import { isCode } from './trouble'

const TIMEOUT_S = 10
/** The end of a sign-in, as opposed to a server that is unwell. */
const ENDED = new Set(['invalid_grant', 'invalid_client', 'unauthorized_client'])

/**
 * The OAuth side of one endpoint: who signs people in for it, and what is said to them. Addresses without encryption are
 * for this computer only, unless the person allowed them.
 */
export class Authorization {
  constructor(
    private readonly endpoint: URL,
    private readonly insecure: boolean,
  ) {}

  /** Introduces this bridge and makes the address where a person signs in. */
  async begin(port: number): Promise<Omit<PendingSignIn, 'since'>> {
    const { issuer, scope } = await this.#findIssuer()
    const redirect_uri = redirectUri(port)
    const config = await oauth.dynamicClientRegistration(
      issuer,
      {
        client_name: `SageMCP bridge on ${hostname()}`,
        redirect_uris: [redirect_uri],
        application_type: 'native',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
      },
      oauth.None(),
      this.#options(issuer),
    )
    const [state, verifier] = [oauth.randomState(), oauth.randomPKCECodeVerifier()]
    const url = oauth.buildAuthorizationUrl(config, {
      redirect_uri,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      resource: this.endpoint.href,
      ...(scope === '' ? {} : { scope }),
    })
    this.#mustBeSafe(url)
    const { client_id: clientId } = config.clientMetadata()
    return { issuer: issuer.href, clientId, state, verifier, port, url: url.href }
  }

  /** Takes the browser's answer: its `state` and `iss` are checked, its code becomes a grant. */
  async redeem({ issuer, clientId, state, verifier }: PendingSignIn, answer: URL): Promise<Grant> {
    const config = await this.#configuration({ issuer, clientId })
    const checks = { expectedState: state, pkceCodeVerifier: verifier }
    const tokens = await oauth.authorizationCodeGrant(config, answer, checks, { resource: this.endpoint.href })
    return grantOf({ issuer, clientId }, tokens)
  }

  /** Undefined when the server says that there is nothing to renew any more. */
  async renew({ issuer, clientId, refreshToken }: Grant): Promise<Grant | undefined> {
    const config = await this.#configuration({ issuer, clientId })
    try {
      const resource = { resource: this.endpoint.href }
      return grantOf({ issuer, clientId }, await oauth.refreshTokenGrant(config, refreshToken, resource), refreshToken)
    } catch (error) {
      if (error instanceof oauth.ResponseBodyError && ENDED.has(error.error)) return undefined
      throw error
    }
  }

  /** Ends it at the server, with everything that came of it. */
  async revoke({ issuer, clientId, refreshToken }: Grant): Promise<void> {
    await oauth.tokenRevocation(await this.#configuration({ issuer, clientId }), refreshToken)
  }

  /** RFC 9728: the endpoint's refusal names its description, and that one the issuer. */
  async #findIssuer(): Promise<{ issuer: URL; scope: string }> {
    const refusal = await get(this.endpoint)
    if (refusal.status !== 401) {
      throw refusal.status < 500 && refusal.status !== 429
        ? new Refusal(`Nobody can sign in at this address: it answered with status ${refusal.status}.`)
        : refusal.error
    }
    const at = /\bresource_metadata="([^"]+)"/.exec(refusal.headers.get('www-authenticate') ?? '')?.[1] ?? ''
    if (!URL.canParse(at))
      throw new Refusal('This server knows no sign-in by browser. Put an API key into SAGEMCP_KEY.')
    const description = await get(this.#mustBeSafe(new URL(at)))
    if (description.status !== 200) throw description.error
    const { resource, authorization_servers: servers, scopes_supported: scopes } = description.json()
    if (resource !== this.endpoint.href) {
      const own =
        typeof resource === 'string' && URL.canParse(resource) ? resource.replace(/^http/, 'ws') : 'another one'
      throw new Refusal(`The server names this endpoint otherwise. Use its own address: ${own}`)
    }
    const [issuer] = Array.isArray(servers) ? (servers as unknown[]) : []
    if (typeof issuer !== 'string' || !URL.canParse(issuer))
      throw new Refusal('The server names nobody to sign in with.')
    const scope = Array.isArray(scopes) ? scopes.filter((each) => typeof each === 'string').join(' ') : ''
    return { issuer: this.#mustBeSafe(new URL(issuer)), scope }
  }

  #configuration({ issuer, clientId }: Pick<Grant, 'issuer' | 'clientId'>): Promise<oauth.Configuration> {
    const at = this.#mustBeSafe(new URL(issuer))
    return oauth.discovery(at, clientId, undefined, oauth.None(), this.#options(at))
  }

  #options({ protocol }: URL): oauth.DiscoveryRequestOptions {
    const execute = protocol === 'http:' ? [oauth.allowInsecureRequests] : []
    return { algorithm: 'oauth2', timeout: TIMEOUT_S, execute }
  }

  #mustBeSafe(url: URL): URL {
    const safe = url.protocol === 'https:' || (url.protocol === 'http:' && (this.insecure || isLoopback(url)))
    if (!safe) throw new Refusal(`The server sends people to an address that is not encrypted, at ${url.host}.`)
    return url
  }
}

/** The words for a person whose sign-in the server, or they themselves, refused. */
export function declined(error: unknown): string | undefined {
  if (!(error instanceof oauth.AuthorizationResponseError)) return undefined
  return error.error === 'access_denied'
    ? 'The sign-in was declined.'
    : `The sign-in was refused${isCode(error.error) ? ` (${error.error})` : ''}.`
}

function grantOf(
  who: Pick<Grant, 'issuer' | 'clientId'>,
  tokens: oauth.TokenEndpointResponse & oauth.TokenEndpointResponseHelpers,
  before?: string,
): Grant {
  const refreshToken = tokens.refresh_token ?? before
  if (refreshToken === undefined) throw new Refusal('The server gave nothing that could be renewed.')
  const expiresAt = Date.now() + (tokens.expiresIn() ?? 0) * 1_000
  return { ...who, accessToken: tokens.access_token, expiresAt, refreshToken }
}

async function get(url: URL) {
  const reply = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_S * 1_000) })
  const text = await reply.text()
  return {
    status: reply.status,
    headers: reply.headers,
    error: new Error(`it answered with status ${reply.status}`),
    json: () => JSON.parse(text) as Readonly<Record<string, unknown>>,
  }
}
