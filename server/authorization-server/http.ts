import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import type { Origin } from '../auth/caller'
import type { BrowserSessions } from '../auth/sign-in-sessions'
import type { Database } from '../db/database'
import { AppError, notFound } from '../errors'
import { sendProblem } from '../http/problem'
import { TokenBuckets } from '../limits/token-buckets'
import { parseMcpUrl } from '../mcp/address'
import type { Log } from '../observability/log'
import { message } from '../pages/layout'
import type { Snapshots } from '../tools/snapshots'
import type { Vendors } from '../vendors/vendors'
import { Artifacts, endGrant } from './adapter'
import { clientMetadata, ClientMetadataError } from './client-metadata'
import { Consent, sendPage } from './consent'
import { derivedKey } from './derived-key'
import { metadataDocument } from './metadata-document'
import { CONSENT_PATH, makeProvider, type ProviderParts, ROUTES } from './provider'
import { asProviderSees, readForm, readText } from './request'
import { CALL, DEFAULT_SCOPES, METADATA_PATH, READ, resourceMetadata } from './resource'
import type { SigningKeys } from './signing-keys'
import { sweep } from './store'
import type { GrantTokens } from './tokens'

export interface AuthorizationServerParts {
  readonly publicUrl: string
  readonly db: Database
  readonly platformKey: Buffer
  readonly keys: SigningKeys
  readonly tokens: GrantTokens
  readonly sessions: BrowserSessions
  readonly snapshots: Snapshots
  /** Its own door, which knows nothing of the private hosts that tenants may use: whoever asks here is a stranger. */
  readonly documents: Pick<Vendors, 'document'>
  /** Whether clients may name themselves by the URL of a document. Needs a way out to the internet. */
  readonly clientMetadataDocuments: boolean
  readonly refuseOrigin: (req: IncomingMessage) => string | undefined
  readonly originOf: (req: IncomingMessage) => Origin
  readonly log: Log
}

type Answer = (req: IncomingMessage, res: ServerResponse, origin: Origin) => Promise<void>

const HOUR_MS = 3_600_000
const REGISTRATIONS = 30
const REGISTRATIONS_PER_MINUTE = 0.5
const REQUESTS_PER_MINUTE = 300
const DISCOVERY = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration']
const NO_METADATA = /^\/\.well-known\/(oauth|openid)-/
const PROMPTS = ['none', 'login', 'consent']

/** The OAuth 2.1 authorization server in front of the MCP endpoints, on Node's own request and response. */
export class AuthorizationServer {
  readonly #consent: Consent
  readonly #providerParts: ProviderParts
  readonly #public: URL
  readonly #registrations = new TokenBuckets(REGISTRATIONS, REGISTRATIONS_PER_MINUTE)
  readonly #requests = new TokenBuckets(REQUESTS_PER_MINUTE)
  readonly #hourly: NodeJS.Timeout
  #provider: Provider

  constructor(private readonly parts: AuthorizationServerParts) {
    const { publicUrl, db, platformKey, log } = parts
    const artifacts = new Artifacts(db, derivedKey(platformKey, 'oauth artifacts'))
    this.#public = new URL(publicUrl)
    this.#consent = new Consent({ ...parts, artifacts })
    this.#providerParts = {
      publicUrl,
      db,
      artifacts,
      log,
      cookieKey: derivedKey(platformKey, 'oauth cookies').toString('base64url'),
      fetchDocument: parts.clientMetadataDocuments ? metadataDocument(parts.documents) : undefined,
      errorPage: (text, req) => message('This did not work', text).for(req),
    }
    this.#provider = makeProvider(this.#providerParts, parts.keys.all)
    this.#hourly = setInterval(() => void this.#housekeep(), HOUR_MS)
    this.#hourly.unref()
  }

  /** False when the address is not one of these, so that others may answer. */
  handle(req: IncomingMessage, res: ServerResponse): boolean {
    const path = (req.url ?? '').split('?', 1)[0] ?? ''
    const answer = this.#route(path)
    if (!answer) return false
    const origin = this.parts.originOf(req)
    res.setHeader('x-request-id', origin.requestId)
    res.setHeader('x-content-type-options', 'nosniff')
    if (this.#public.protocol === 'https:') res.setHeader('strict-transport-security', 'max-age=31536000')
    this.#answer(req, res, origin, answer).catch((error: unknown) => {
      if (error instanceof ClientMetadataError) return sendJson(res, 400, oauthError(error.code, error.message))
      if (!path.startsWith(CONSENT_PATH) || !(error instanceof AppError)) {
        return sendProblem(res, error, origin, this.parts.log)
      }
      sendPage(res, error.status, message('This did not work', error.message))
    })
    return true
  }

  close(): void {
    clearInterval(this.#hourly)
  }

  #route(path: string): Answer | undefined {
    if (path.startsWith(METADATA_PATH)) {
      const url = parseMcpUrl(path.slice(METADATA_PATH.length))
      return url?.route === 'mcp'
        ? async (_req, res) => sendJson(res, 200, resourceMetadata(this.parts.publicUrl, url.address), 'max-age=300')
        : nothing
    }
    if (path === ROUTES.registration) return (req, res, origin) => this.#register(req, res, origin)
    if (path === ROUTES.revocation) return (req, res) => this.#revoke(req, res)
    if (path === ROUTES.authorization) return (req, res) => this.#authorize(req, res)
    if (path.startsWith(`${ROUTES.authorization}/`) || [ROUTES.token, ROUTES.jwks, ...DISCOVERY].includes(path)) {
      return (req, res) => this.#provide(req, res)
    }
    if (path.startsWith(`${CONSENT_PATH}/`)) {
      return (req, res, origin) => this.#consent.answer(this.#provider, asProviderSees(req, this.#public), res, origin)
    }
    // Clients try several of these in turn, and take the web app's page, which answers anything else, for a broken answer.
    return NO_METADATA.test(path) ? nothing : undefined
  }

  async #answer(req: IncomingMessage, res: ServerResponse, origin: Origin, answer: Answer): Promise<void> {
    const refused = this.parts.refuseOrigin(req)
    if (refused !== undefined) throw new AppError('forbidden', refused)
    this.#limit(this.#requests, origin)
    await answer(req, res, origin)
  }

  async #provide(req: IncomingMessage, res: ServerResponse, put: { url?: string; body?: string } = {}): Promise<void> {
    await this.#provider.callback()(asProviderSees(req, this.#public, put), res)
  }

  /** The form that OAuth lets a server take here too would need cookies that other sites can send. */
  async #authorize(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (req.method === 'POST') {
      res.setHeader('allow', 'GET')
      throw new AppError('method_not_allowed', 'This address answers GET.')
    }
    return this.#provide(req, res, { url: withDefaults(req) })
  }

  async #register(req: IncomingMessage, res: ServerResponse, origin: Origin): Promise<void> {
    this.#limit(this.#registrations, origin)
    const given = parseObject(await readText(req))
    if (!given) return sendJson(res, 400, oauthError('invalid_client_metadata', 'The body must be a JSON object.'))
    return this.#provide(req, res, { body: JSON.stringify({ ...clientMetadata(given), client_id: undefined }) })
  }

  /** Whoever holds an access token may end what it stands for; the library knows only tokens that are not signed. */
  async #revoke(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const form = await readForm(req)
    const claims = await this.parts.tokens.claims(form.get('token') ?? '')
    const client = form.get('client_id')
    if (!claims || (client !== null && client !== claims.clientId)) {
      return this.#provide(req, res, { body: form.toString() })
    }
    await endGrant(this.parts.db, { id: claims.grantId, tenantId: claims.tenantId })
    res.writeHead(200, { 'cache-control': 'no-store', 'content-length': 0 })
    res.end()
  }

  #limit(buckets: TokenBuckets, { address }: Origin): void {
    const retryAfterS = buckets.take(address)
    if (retryAfterS > 0) throw new AppError('rate_limited', 'Too many requests from this address.', { retryAfterS })
  }

  async #housekeep(): Promise<void> {
    const { db, keys, log } = this.parts
    try {
      await db.withSystem(sweep)
      if (await keys.rotate()) this.#provider = makeProvider(this.#providerParts, keys.all)
    } catch (error) {
      log.warn({ err: error }, 'the authorization server was not tidied up')
    }
  }
}

const nothing: Answer = async () => {
  throw notFound('Metadata')
}

/** Clients that ask for no scope of ours get both, and prompts that nobody here knows are not asked. */
function withDefaults(req: IncomingMessage): string {
  const [path = '', query = ''] = (req.url ?? '').split('?', 2)
  const params = new URLSearchParams(query)
  if (!params.has('client_id')) return req.url ?? ''
  const asked = (params.get('scope') ?? '').split(' ')
  const known = [READ, CALL, 'offline_access'].filter((scope) => asked.includes(scope))
  const scopes = known.some((scope) => scope !== 'offline_access') ? known : [...DEFAULT_SCOPES, ...known]
  params.set('scope', scopes.join(' '))
  const prompts = (params.get('prompt') ?? '').split(' ').filter((prompt) => PROMPTS.includes(prompt))
  if (prompts.length > 0) params.set('prompt', prompts.join(' '))
  else params.delete('prompt')
  return `${path}?${params.toString()}`
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

const oauthError = (error: string, description: string) => ({ error, error_description: description })

function sendJson(res: ServerResponse, status: number, body: object, caching = 'no-store'): void {
  const text = JSON.stringify(body)
  res.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': caching,
  })
  res.end(text)
}
