import type { Answer, Asked } from './messages'

/** An application as somebody registered it at the vendor. */
export interface RegisteredApp {
  clientId: string
  clientSecret: string
  redirectUris: readonly string[]
  name?: string
  /** One of the vendor's `lifetimes`; the first when omitted. */
  kind?: string
  /** Where the vendor takes the scopes from the registration. */
  scopes?: readonly string[]
}

/** Somebody who can be signed in at the vendor. */
export interface Account {
  key: string
  id: string
  name: string
  email: string
  login: string
  /** What one connection reaches, where that is several things. */
  places?: readonly { id: string; name: string; url: string }[]
}

/** What one consent gave. */
export interface Grant {
  id: string
  app: RegisteredApp
  account: Account
  /** By name of the token. */
  scopes: Readonly<Record<string, readonly string[]>>
  /** Ids of the places that were left ticked. */
  places: readonly string[]
  /** Whether refresh tokens belong to it. */
  refreshes: boolean
  alive: boolean
}

export interface Token {
  value: string
  use: 'access' | 'refresh'
  name: string
  grant: Grant
  /** Milliseconds; null: it does not end. */
  endsAt: number | null
  dead: boolean
  rotatedAt?: number
}

export interface Issued {
  name: string
  scopes: readonly string[]
  access: Token
  refresh: Token | undefined
  expiresInS: number | undefined
}

export interface Lifetimes {
  /** Null: it does not end. */
  accessS: number | null
  refresh: 'none' | 'stays' | 'rotates'
  refreshS?: number
  /** A refresh token that was used goes on working this long. */
  leewayS?: number
  /** A refresh ends the access tokens that were there before. */
  oldAccessDies?: boolean
  /** A used refresh token that comes again ends the whole grant. */
  reuseKills?: boolean
}

/** Why the token or revocation address says no. */
export type Refusal =
  | 'unknown_client'
  | 'wrong_secret'
  | 'wrong_proof'
  | 'wrong_media'
  | 'missing_header'
  | 'unknown_grant_type'
  | 'missing_field'
  | 'bad_code'
  | 'used_code'
  | 'other_redirect'
  | 'bad_verifier'
  | 'dead_refresh'
  | 'unknown_refresh'
  | 'unknown_token'

/** Why an API address says no. */
export type ApiRefusal =
  'no_token' | 'bad_token' | 'ended_token' | 'revoked_token' | 'missing_header' | 'no_such_address'

/** Somebody asks an API with a good token. */
export interface Caller {
  account: Account
  grant: Grant
  token: Token
  asked: Asked
}

export interface ApiRoute {
  method: 'GET' | 'POST'
  /** `:name` stands for one segment, which `params` holds. */
  at: string
  scope?: string
  /** Whether it is this stand-in that is asked, and not what is behind it, where something is. Default: yes. */
  isOwn?: (asked: Asked) => boolean
  answer: (caller: Caller, params: Readonly<Record<string, string>>) => Answer
}

/** How one vendor does OAuth: facts and answers, no behaviour of ours. */
export interface VendorRules {
  title: string
  /** Every origin that this vendor answers on. */
  hosts: readonly string[]
  /** Another address of one of the hosts: the vendor's server as a customer runs it. */
  alsoAt?: { prefix: string; origin: string }
  accounts: readonly Account[]
  authorize: {
    at: string
    /** Parameters that must be there with this value. */
    required?: Readonly<Record<string, string>>
    /** The tokens that one consent gives, and the parameter that asks for their scopes. */
    tokens: readonly { name: string; parameter: string | null }[]
    separator: ' ' | ','
    /** At least one scope has to be asked for. */
    needsScope?: boolean
    knows: (scope: string) => boolean
    /** What happens to a scope that it does not know. Default: the page says no. */
    unknownScope?: 'dropped'
    /** The scopes are those of the registration, whatever is asked; these where the registration names none. */
    scopesOfApp?: readonly string[]
    pkce: 'optional' | 'refused'
    /** Single scopes can be unticked. */
    untick?: boolean
    /** Says who it is in the redirect (RFC 9207). */
    iss?: boolean
    /** The scope comes back in the redirect. */
    returnsScope?: boolean
  }
  token: {
    at: string
    client: readonly ('basic' | 'body')[]
    media: readonly ('form' | 'json')[]
    codeS: number
    /** A code that comes again ends the tokens that it gave. */
    reusedCodeKills?: boolean
    /** Whether grant_type must be said for a code. */
    grantType: boolean
    /** JSON only for who accepts it, else a form. */
    formUnlessAccepted?: boolean
  }
  revoke?: {
    method: 'POST' | 'DELETE'
    /** What ends at which address; `:client_id` stands for the application. `account`: all that it was given by this person. */
    at: Readonly<Record<string, 'account' | 'grant' | 'token'>>
    by: 'basic' | 'body' | 'bearer' | 'anybody'
    media: 'form' | 'json'
    /** Null: the bearer says it. */
    field: string | null
    done: Answer
    /** Where it does not say no as the token address does. */
    refuse?: (why: Refusal) => Answer
  }
  lifetimes: Readonly<Record<string, Lifetimes>>
  /** Whether this consent comes with a refresh token. Default: where the lifetimes have one. */
  refreshes?: (query: URLSearchParams, scopes: readonly string[], hadGrant: boolean) => boolean
  /** A new consent of the same account ends the tokens of the one before. */
  oneGrant?: boolean
  prefix: (use: Token['use'], name: string, app: RegisteredApp) => string
  refuse: (why: Refusal) => Answer
  reply: (grant: Grant, issued: readonly Issued[], first: boolean) => Readonly<Record<string, unknown>>
  api: {
    /** Headers that every request carries. */
    headers?: readonly string[]
    refuse: (why: ApiRefusal) => Answer
    lacks: (scope: string) => Answer
    routes: readonly ApiRoute[]
  }
}

export const ok = (body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  body,
  headers,
})

export const person = (key: 'ada' | 'ben', id: string, more: Partial<Account> = {}): Account => ({
  key,
  id,
  ...(key === 'ada'
    ? { name: 'Ada North', email: 'ada@harbor.example', login: 'ada-north' }
    : { name: 'Ben Quay', email: 'ben@harbor.example', login: 'ben-quay' }),
  ...more,
})
