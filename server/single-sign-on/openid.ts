import { LRUCache } from 'lru-cache'
import * as oidc from 'openid-client'
import type { Vendors } from '../vendors/vendors'

const TIMEOUT_MS = 10_000
const MAX_BYTES = 1024 * 1024
/** Clocks of two servers differ. */
const SKEW_S = 30
/** Opened secrets stay in memory no longer. */
const CACHE_MS = 5 * 60_000

/** At most what OpenID Connect allows, and nothing that a database refuses. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/

/** What this server is at a provider. */
export interface Registration {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scopes: readonly string[]
}

/** What one sign-in has to remember until it comes back. */
export interface Secrets {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

export type Claims = Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string }

/** What a provider said or did that ends a sign-in. `message` is for the log; the person hears `denied` or not. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused'

  constructor(
    readonly denied: boolean,
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

/** Speaks OpenID Connect with providers. Every request goes through the door to vendors; the library checks every answer. */
export class OpenId {
  readonly #known = new LRUCache<string, oidc.Configuration>({ max: 200, ttl: CACHE_MS })

  constructor(private readonly vendors: Pick<Vendors, 'send'>) {}

  /** The issuer exactly as the provider spells it. Throws what went wrong, in the library's words or the door's. */
  async discover(registration: Registration): Promise<string> {
    return (await this.#ask(registration)).serverMetadata().issuer
  }

  /** Where to send the browser, and what to keep until it comes back. `key` changes with the registration. */
  async begin(
    key: string,
    registration: () => Promise<Registration>,
    redirectUri: string,
  ): Promise<{ url: string; secrets: Secrets }> {
    const config = await this.#configuration(key, registration)
    const secrets = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    }
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: (await registration()).scopes.join(' '),
      response_type: 'code',
      state: secrets.state,
      nonce: secrets.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(secrets.verifier),
      code_challenge_method: 'S256',
    })
    return { url: url.href, secrets }
  }

  /** Who came back. `answer` is our own address with what the provider gave back; `needed` are claims to ask the provider for where its token does not hold them. */
  async finish(
    key: string,
    registration: () => Promise<Registration>,
    { answer, secrets, needed }: { answer: URL; secrets: Secrets; needed: readonly string[] },
  ): Promise<Claims> {
    try {
      const config = await this.#configuration(key, registration)
      const tokens = await oidc.authorizationCodeGrant(config, answer, {
        expectedState: secrets.state,
        expectedNonce: secrets.nonce,
        pkceCodeVerifier: secrets.verifier,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (!claims) throw new Error('there is no ID token')
      if (!SUBJECT.test(claims.sub)) throw new Error('the subject cannot be stored')
      const asks = needed.some((name) => !(name in claims)) && config.serverMetadata().userinfo_endpoint !== undefined
      const more = asks ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub) : {}
      return { ...more, ...claims }
    } catch (error) {
      const denied = error instanceof oidc.AuthorizationResponseError && error.error === 'access_denied'
      throw new SignInRefused(denied, error)
    }
  }

  async #configuration(key: string, registration: () => Promise<Registration>): Promise<oidc.Configuration> {
    const known = this.#known.get(key)
    if (known) return known
    const config = await this.#ask(await registration())
    this.#known.set(key, config)
    return config
  }

  async #ask({ issuer, clientId, clientSecret }: Registration): Promise<oidc.Configuration> {
    const url = new URL(issuer)
    // Only where the operator allows a private host does the door let plain http through.
    const plain = url.protocol === 'http:' ? [oidc.allowInsecureRequests] : []
    const send: oidc.CustomFetch = (address, options) => this.#fetch(address, options)
    const found = await oidc.discovery(
      url,
      clientId,
      { [oidc.clockTolerance]: SKEW_S },
      // Which of the two the provider takes, it says itself; the one that everybody has to know is the default.
      (as, client, body, headers) =>
        (as.token_endpoint_auth_methods_supported?.includes('client_secret_post') === true &&
          !as.token_endpoint_auth_methods_supported.includes('client_secret_basic')
          ? oidc.ClientSecretPost(clientSecret)
          : oidc.ClientSecretBasic(clientSecret))(as, client, body, headers),
      {
        [oidc.customFetch]: send,
        timeout: TIMEOUT_MS / 1_000,
        // Without this the library trusts a token for the connection that it came over, and reads no signature.
        execute: [...plain, oidc.enableNonRepudiationChecks],
      },
    )
    const {
      issuer: own,
      authorization_endpoint: authorize,
      token_endpoint: token,
      jwks_uri: keys,
    } = found.serverMetadata()
    // The library lets one vendor put a placeholder here, behind which anybody's organisation stands.
    if (new URL(own).href !== url.href) throw new Error('it calls itself another issuer')
    for (const endpoint of [authorize, token, keys]) {
      const { protocol } = new URL(endpoint ?? 'missing:')
      if (protocol !== 'https:' && protocol !== url.protocol)
        throw new Error('an endpoint of it is missing or not https')
    }
    return found
  }

  async #fetch(address: string, { method, headers, body, signal }: oidc.CustomFetchOptions): Promise<Response> {
    const timeout = AbortSignal.timeout(TIMEOUT_MS)
    const reply = await this.vendors.send(
      {
        method,
        url: new URL(address),
        headers,
        ...(body === undefined || body === null ? {} : { data: String(body) }),
      },
      { signal: signal ? AbortSignal.any([signal, timeout]) : timeout, maxBytes: MAX_BYTES, accept: [] },
    )
    const kept = ['content-type', 'www-authenticate'].flatMap((name) => {
      const value = reply.headers[name]
      return value === undefined ? [] : [[name, value] as const]
    })
    // A body is not allowed with some statuses, none of which is an answer here.
    const text = [204, 205, 304].includes(reply.status) ? null : (reply.bytes?.toString('utf8') ?? '')
    return new Response(text, { status: reply.status, headers: Object.fromEntries(kept) })
  }
}
