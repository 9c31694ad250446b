import type { VendorHttp } from './http'

/** Where a vendor answers the requests of OAuth. */
export interface OAuth2Addresses {
  readonly authorize: string
  readonly token: string
  /** Absent where the vendor has no way to give a token back. */
  readonly revoke?: string
}

/** One of several things that a connected account reaches: a Jira site, a region. */
export interface AccountPlace {
  readonly id: string
  readonly name: string
  /** On a host of the provider's `placeHosts`; it stands in for the type's first base URL. */
  readonly baseUrl: string
}

/** Whose account was connected. */
export interface Account {
  /** Equal for two connections of one account. */
  readonly id: string
  readonly name: string
  /** What the vendor says was granted, where the reply of the token address does not. */
  readonly scopes?: readonly string[]
  readonly places?: readonly AccountPlace[]
}

/** The reply of the token address: JSON, untrusted. */
export type TokenReply = Readonly<Record<string, unknown>>

/** One of the tokens that a vendor gives at once. */
export interface NamedToken {
  /** The authorize parameter that asks for its scopes; null where the application's settings have them, or there are none. */
  readonly scopeParameter: string | null
  /** The object in the reply that holds it; the reply itself when omitted. */
  readonly at?: string
}

/** How a vendor does OAuth 2.0. Facts, so that nothing outside the type knows the vendor. */
export interface OAuth2 {
  readonly kind: 'oauth2'
  /** What a person connects, such as "GitHub account". */
  readonly title: string
  /** Where an admin registers the application at the vendor, in a sentence. */
  readonly help?: string
  /** The same step by step: one-line Markdown; `{redirectUri}` stands where that address is to be entered. */
  readonly registration?: { readonly url: string; readonly steps: readonly string[] }
  /** Types with the same provider share applications and accounts. Default: the type. */
  readonly provider?: string
  readonly addresses: OAuth2Addresses
  /** The addresses of a server that a customer runs, from a connector's own base URL. */
  readonly selfHosted?: (baseUrl: URL) => OAuth2Addresses
  /** What the vendor calls itself as `iss`. Default: the origin of the authorize address. */
  readonly issuer?: string
  readonly authorize?: {
    readonly parameters?: Readonly<Record<string, string>>
    /** Default: a space. */
    readonly scopeSeparator?: ' ' | ','
    /** S256. Default: true; false only where the vendor refuses it or it changes what the application is. */
    readonly pkce?: boolean
  }
  readonly token?: {
    /** How the application proves itself. Default: in the body. */
    readonly client?: 'basic' | 'body'
    /** Default: a form. */
    readonly body?: 'form' | 'json'
    /** Sent to the revoke address too. */
    readonly headers?: Readonly<Record<string, string>>
  }
  readonly revoke?: {
    /** Default: POST. `{client_id}` in the address is filled in. */
    readonly method?: 'POST' | 'DELETE'
    /** Who asks: the application, or the token itself as bearer. Default: as at the token address. */
    readonly by?: 'basic' | 'body' | 'bearer'
    readonly body?: 'form' | 'json'
    /** The field that holds the token; null when the bearer says it. Default: `token`. */
    readonly field?: string | null
    /** Default: the access token. */
    readonly gives?: 'access' | 'refresh'
  }
  /** What one connection gives. Default: one token called `default`, whose scopes go by `scope`. The first is the account's own. */
  readonly tokens?: Readonly<Record<string, NamedToken>>
  /** Asked for besides what the tools need, by name of the token. Without it no refresh token comes from some vendors. */
  readonly baseScopes?: Readonly<Record<string, readonly string[]>>
  /** A scope that stands for others as well. */
  readonly implies?: Readonly<Record<string, readonly string[]>>
  /**
   * `rotates`: each refresh gives a new refresh token and the old one dies; `stays`: the old one goes on working; `none`: the
   * token cannot be refreshed. A reply that brings one counts whatever is said here.
   */
  readonly refresh: 'rotates' | 'stays' | 'none'
  /** Seconds a token lives where the reply does not say. Absent: it does not end. */
  readonly lifetimeS?: number
  /** Error codes of the token address that mean that the grant is gone. Default: `invalid_grant`. */
  readonly deadGrant?: readonly string[]
  /** Whether a reply says that the token is no longer accepted: several vendors do so with another status than 401. */
  readonly refusesToken?: (body: unknown) => boolean
  /** Hosts, `*.` for every one below, that a place may be on. */
  readonly placeHosts?: readonly string[]
  /** Asks the vendor whose account it is. `http` carries the new token. */
  readonly account: (http: VendorHttp, reply: TokenReply) => Promise<Account>
}

export const oauth2 = (declaration: Omit<OAuth2, 'kind'>): OAuth2 => ({ kind: 'oauth2', ...declaration })

export const DEFAULT_TOKENS: Readonly<Record<string, NamedToken>> = { default: { scopeParameter: 'scope' } }
