import { DEFAULT_TOKENS, type OAuth2, retryAfter, type TokenReply } from '../../connectors/sdk'
import { isSuccess, NoAnswer, type Reply } from '../vendors/exchange'
import { AddressRefused } from '../vendors/addresses'
import type { Vendors } from '../vendors/vendors'

/** A tenant's application at a vendor. */
export interface OAuthApp {
  readonly clientId: string
  readonly clientSecret: string | undefined
}

/** What the vendor gave for one name. */
export interface IssuedToken {
  readonly name: string
  readonly accessToken: string
  readonly refreshToken: string | undefined
  readonly expiresInS: number | undefined
  readonly refreshExpiresInS: number | undefined
  /** Undefined where the vendor does not say. */
  readonly scopes: readonly string[] | undefined
}

export type TokenFailure =
  /** The code or refresh token is worth nothing any more. */
  | 'dead'
  /** The application or the request is wrong: trying again gives the same. */
  | 'refused'
  | 'unavailable'
  | 'rate_limited'

/** Why there is no token. `code` is the vendor's word when it has the form of one; its text never passes. */
export class TokenError extends Error {
  override readonly name = 'TokenError'

  constructor(
    readonly failure: TokenFailure,
    readonly code: string,
    readonly retryAfterS?: number,
  ) {
    super(`${failure}: ${code}`)
  }
}

const TIMEOUT_MS = 10_000
const MAX_BYTES = 1024 * 1024
/** Words for a vendor's own trouble, which several say with status 200 or 400. */
const PASSING = new Set([
  ...['temporarily_unavailable', 'service_unavailable', 'server_error', 'internal_error', 'internal_server_error'],
  ...['fatal_error', 'request_timeout', 'timeout'],
])
/** Words without digits or capitals: a secret that the vendor sends back is none. */
const CODE = /^[a-z]{2,30}(?:[_.-][a-z]{1,30}){0,6}$/

export type Grant =
  | { grant_type: 'authorization_code'; code: string; redirect_uri: string; code_verifier?: string }
  | { grant_type: 'refresh_token'; refresh_token: string }

/** Asks a token address: the first exchange and every refresh. Throws {@link TokenError}. */
export async function askForTokens(
  vendors: Pick<Vendors, 'send'>,
  oauth: OAuth2,
  url: string,
  app: OAuthApp,
  grant: Grant,
): Promise<TokenReply> {
  const { client = 'body', body = 'form', headers } = oauth.token ?? {}
  const reply = await sendForm(vendors, url, { app, by: client, body, headers }, { ...grant })
  const parsed = parse(reply)
  const code = errorIn(parsed, [app.clientSecret, ...Object.values(grant)])
  if (reply.status === 200 && parsed && code === undefined) return parsed
  throw failureOf(reply, code, oauth)
}

interface How {
  readonly app: OAuthApp
  readonly by: 'basic' | 'body' | 'bearer'
  readonly body: 'form' | 'json'
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly method?: 'POST' | 'DELETE'
  readonly bearer?: string
}

/** A request of the application itself. Throws {@link TokenError} when there is no answer. */
export async function sendForm(
  vendors: Pick<Vendors, 'send'>,
  url: string,
  { app, by, body, headers, method = 'POST', bearer = '' }: How,
  fields: Readonly<Record<string, string>>,
): Promise<Reply> {
  const { clientId, clientSecret = '' } = app
  const all =
    by === 'body' ? { ...fields, client_id: clientId, ...(clientSecret && { client_secret: clientSecret }) } : fields
  const authorization =
    by === 'basic' ? basic(clientId, clientSecret) : by === 'bearer' ? `Bearer ${bearer}` : undefined
  try {
    return await vendors.send(
      {
        method,
        url: new URL(url),
        headers: {
          'user-agent': 'SageMCP',
          accept: 'application/json',
          'content-type': body === 'json' ? 'application/json' : 'application/x-www-form-urlencoded',
          ...headers,
          ...(authorization === undefined ? {} : { authorization }),
        },
        data: body === 'json' ? JSON.stringify(all) : new URLSearchParams(all).toString(),
      },
      { signal: AbortSignal.timeout(TIMEOUT_MS), maxBytes: MAX_BYTES, accept: [] },
    )
  } catch (error) {
    if (error instanceof AddressRefused) throw new TokenError('refused', 'address_refused')
    if (error instanceof NoAnswer)
      throw new TokenError(error.kind === 'refused' ? 'refused' : 'unavailable', error.kind)
    if (error instanceof DOMException) throw new TokenError('unavailable', 'timeout')
    throw error
  }
}

/** RFC 6749, 2.3.1: both halves are form-encoded first. */
const basic = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`

/** Whether a vendor did what it was asked: several refuse with status 200. */
export const wasDone = (reply: Reply): boolean => isSuccess(reply.status) && errorIn(parse(reply), []) === undefined

function parse({ bytes }: Reply): TokenReply | undefined {
  try {
    const value = JSON.parse(bytes?.toString('utf8') ?? '') as unknown
    return typeof value === 'object' && value !== null ? (value as TokenReply) : undefined
  } catch {
    return undefined
  }
}

/** Several vendors answer a refusal with status 200. */
function errorIn(reply: TokenReply | undefined, sent: readonly (string | undefined)[]): string | undefined {
  const { error, ok } = reply ?? {}
  if (typeof error === 'string' && error !== '') {
    return CODE.test(error) && !sent.includes(error) ? error : 'refused'
  }
  return ok === false ? 'refused' : undefined
}

function failureOf(reply: Reply, code: string | undefined, oauth: OAuth2): TokenError {
  const { status } = reply
  const dead = oauth.deadGrant ?? ['invalid_grant']
  if (code !== undefined && dead.includes(code)) return new TokenError('dead', code)
  if (status === 429 || code === 'ratelimited' || code === 'rate_limited') {
    return new TokenError('rate_limited', code ?? 'rate_limited', retryAfter(reply.headers))
  }
  if (status >= 500 || code === undefined || PASSING.has(code)) {
    return new TokenError('unavailable', code ?? `status_${status}`)
  }
  return new TokenError('refused', code)
}

/** RFC 6749, appendix A.12: what a header could not carry is no token. */
const tokenIn = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\x20-\x7e]+$/.test(value) ? value : undefined

/** Longer than anything lives, and short enough for a date. */
const MAX_LIFE_S = 10 * 365 * 86_400

const seconds = (value: unknown): number | undefined => {
  const number = typeof value === 'string' ? Number(value) : value
  return typeof number === 'number' && number > 0 ? Math.min(number, MAX_LIFE_S) : undefined
}

/** RFC 6749, 3.3. What is none of these could not be stored either. */
export const isScope = (text: string): boolean => /^[\x21-\x7e]{1,200}$/.test(text)

/** What a reply holds, by the names of the declaration; the first name is the account's own. Throws when it holds nothing. */
export function issuedTokens(oauth: OAuth2, reply: TokenReply): readonly IssuedToken[] {
  const found = Object.entries(oauth.tokens ?? DEFAULT_TOKENS).flatMap(([name, { at }]) => {
    const holder = at === undefined ? reply : reply[at]
    const token = typeof holder === 'object' && holder !== null ? issued(oauth, name, holder as TokenReply) : undefined
    return token ?? []
  })
  if (found.length === 0) throw new TokenError('unavailable', 'no_token_in_reply')
  return found
}

/** A refresh of one of several tokens answers with that token alone. */
export function refreshedToken(oauth: OAuth2, name: string, reply: TokenReply): IssuedToken {
  const at = oauth.tokens?.[name]?.at
  const inner = at === undefined ? undefined : reply[at]
  const token =
    (typeof inner === 'object' && inner !== null ? issued(oauth, name, inner as TokenReply) : undefined) ??
    issued(oauth, name, reply)
  if (!token) throw new TokenError('unavailable', 'no_token_in_reply')
  return token
}

function issued(oauth: OAuth2, name: string, holder: TokenReply): IssuedToken | undefined {
  const accessToken = tokenIn(holder.access_token)
  if (accessToken === undefined) return undefined
  const scope = holder.scope
  return {
    name,
    accessToken,
    refreshToken: tokenIn(holder.refresh_token),
    expiresInS: seconds(holder.expires_in) ?? oauth.lifetimeS,
    refreshExpiresInS: seconds(holder.refresh_token_expires_in),
    scopes: typeof scope === 'string' ? scope.split(/[\s,]+/).filter(isScope) : undefined,
  }
}
