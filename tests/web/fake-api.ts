import type { ZodType } from 'zod'
import { CreateApiKey, type WhoAmI } from '../../server/contracts/api-keys'
import {
  type Connector,
  type ConnectorType,
  CreateConnector,
  PutCredential,
  type Validation,
} from '../../server/contracts/connectors'
import { CreateTenant, type Tenant } from '../../server/contracts/tenants'

// The admin API as the browser meets it: a stand-in for fetch that remembers, and refuses what the server's contracts refuse.

export const PLATFORM_KEY = 'sk_platform_secret'
export const CLIENT_KEY = 'sk_client_made'
const NOW = '2026-11-21T10:00:00.000Z'
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

const github: ConnectorType = {
  type: 'github',
  title: 'GitHub',
  description: 'Repositories, issues and pull requests.',
  baseUrls: { default: 'https://api.github.com' },
  auth: [{ kind: 'token', title: 'Personal access token', help: 'Make one in your GitHub settings.' }],
  configuration: {},
  toolCount: 2,
}

export interface Sent {
  method: string
  path: string
  authorization: string | null
  body: unknown
}

interface Answer {
  status: number
  body?: unknown
}

export const problem = (status: number, code: string, detail: string, more: object = {}): Answer => ({
  status,
  body: { type: 'about:blank', title: code, status, code, detail, requestId: 'req_1', ...more },
})

export class FakeApi {
  readonly sent: Sent[] = []
  readonly tenants: Tenant[] = []
  readonly connectors: Connector[] = []
  me: WhoAmI = {
    keyId: 'platform',
    name: 'bootstrap',
    role: 'platform_admin',
    scope: 'platform_admin',
    readOnly: false,
    expiresAt: null,
    tenant: null,
    permissions: ['connectors:write', 'keys:write'],
  }
  /** What the vendor says about a stored token. */
  validation: Validation = { ok: true, account: 'ana' }
  /** Answers that take precedence, by "METHOD path". */
  readonly overrides = new Map<string, Answer | 'unreachable'>()

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { pathname } = new URL(url, 'http://localhost')
    const method = init.method ?? 'GET'
    const path = pathname.replace(/^\/api\/v1\/admin/, '')
    const authorization = new Headers(init.headers).get('authorization')
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined
    this.sent.push({ method, path, authorization, body })
    const answer = this.overrides.get(`${method} ${path}`) ?? this.answer(method, path, authorization, body)
    if (answer === 'unreachable') throw new TypeError('fetch failed')
    return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), { status: answer.status })
  }

  addTenant(slug: string, name: string): void {
    this.tenants.push({
      id: uuid(this.tenants.length + 1),
      slug,
      name,
      description: '',
      contactEmail: null,
      settings: {},
      allowedTypes: null,
      isActive: true,
      mcpUrl: `https://mcp.example.com/api/v1/${slug}/mcp`,
      createdAt: NOW,
      updatedAt: NOW,
    })
  }

  addConnector(name: string, more: Partial<Connector> = {}): Connector {
    const n = this.connectors.length + 1
    const slug = n === 1 ? 'github' : `github_${n}`
    const connector = {
      id: uuid(100 + n),
      type: 'github',
      slug,
      name,
      description: '',
      configuration: {},
      isEnabled: true,
      isReadOnly: false,
      account: 'shared' as const,
      credential: null,
      mcpUrl: `https://mcp.example.com/api/v1/acme/connectors/${slug}/mcp`,
      createdAt: NOW,
      updatedAt: NOW,
      ...more,
    }
    this.connectors.push(connector)
    return connector
  }

  private answer(method: string, path: string, authorization: string | null, body: unknown): Answer {
    if (authorization !== `Bearer ${PLATFORM_KEY}`) {
      return problem(401, 'unauthenticated', 'This key is not valid.', { hint: 'Paste the whole key.' })
    }
    const route = `${method} ${path}`
    const [, tenant] = /^\w+ \/tenants\/([a-z0-9-]+)/.exec(route) ?? []
    if (tenant !== undefined && !this.tenants.some(({ slug }) => slug === tenant)) {
      return problem(404, 'not_found', 'Tenant not found.')
    }
    if (route === 'GET /whoami') return ok(this.me)
    if (route === 'GET /connector-types') return ok({ items: [github] })
    if (route === 'GET /tenants') return ok({ items: this.tenants })
    if (route === 'POST /tenants')
      return this.create(CreateTenant, body, ({ slug, name }) => this.newTenant(slug, name))
    if (/^GET \/tenants\/[^/]+$/.test(route)) return ok(this.tenants.find(({ slug }) => slug === tenant))
    if (/^GET .*\/connectors$/.test(route)) return ok({ items: this.connectors })
    if (/^POST .*\/connectors$/.test(route)) {
      return this.create(CreateConnector, body, ({ name }) => this.addConnector(name))
    }
    if (/^GET .*\/tools$/.test(route)) return ok({ items: [tool('get_me', true), tool('create_issue', false)] })
    if (/^PUT .*\/credential$/.test(route)) return this.create(PutCredential, body, () => this.storeToken(path))
    if (/^POST .*\/validate$/.test(route)) return ok(this.validation)
    if (/^POST .*\/api-keys$/.test(route)) return this.create(CreateApiKey, body, (key) => madeKey(key))
    if (/^GET .*\/connectors\/[^/]+$/.test(route)) return ok(this.connectors.find(({ id }) => path.endsWith(id)))
    return problem(404, 'not_found', `The fake has no ${route}.`)
  }

  private create<T>(contract: ZodType<T>, body: unknown, act: (value: T) => unknown): Answer {
    const parsed = contract.safeParse(body)
    return parsed.success
      ? { status: 201, body: act(parsed.data) }
      : problem(400, 'invalid_request', parsed.error.message)
  }

  private newTenant(slug: string, name: string): unknown {
    this.addTenant(slug, name)
    return this.tenants.at(-1)
  }

  private storeToken(path: string): object {
    const credential = {
      ...{ id: uuid(900), provider: 'github', origins: [], username: null, storedAt: NOW },
      ...{ state: 'ok' as const, stateSince: NOW },
    }
    for (const each of this.connectors) if (path.includes(each.id)) each.credential = credential
    return credential
  }
}

const ok = (body: unknown): Answer => ({ status: body === undefined ? 404 : 200, body })

const tool = (name: string, enabled: boolean) => ({
  name: `github_${name}`,
  tool: name,
  description: name,
  effect: 'read',
  scopes: [],
  enabled,
  tokens: { input: 60, output: 40 },
})

const madeKey = ({ name, readOnly }: { name: string; readOnly: boolean }) => ({
  id: 'client',
  name,
  scope: 'tenant_user',
  readOnly,
  expiresAt: null,
  lastUsedAt: null,
  userId: null,
  createdBy: 'key:platform',
  createdAt: NOW,
  key: CLIENT_KEY,
})
