import type { Connector, Tool } from '../../server/contracts/connectors'
import type { Member } from '../../server/contracts/members'
import { CreateTenant, type Tenant } from '../../server/contracts/tenants'
import type { Me } from '../../server/contracts/users'
import { permissionsOf } from '../../server/auth/permissions'
import type { Role, TenantRole } from '../../server/auth/caller'

// The admin API as the browser meets it: a stand-in for fetch that knows one session, remembers, and refuses a change that
// does not prove where it comes from. Tests add what they need with `on`.

export const NOW = '2026-11-21T10:00:00.000Z'
export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

export interface Asked {
  readonly method: string
  /** Below /api/v1/admin; the whole path elsewhere. */
  readonly path: string
  /** What `:name` stood for. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly body: unknown
}

export interface Answer {
  readonly status: number
  readonly body?: unknown
}

type Handler = (asked: Asked) => Answer | 'unreachable' | Promise<Answer | 'unreachable'>

interface Route {
  readonly method: string
  readonly pattern: RegExp
  readonly handler: Handler
}

export const ok = (body?: unknown): Answer => ({ status: body === undefined ? 204 : 200, body })
export const list = (items: readonly unknown[], nextCursor?: string): Answer => ok({ items, nextCursor })
export const problem = (status: number, code: string, detail: string, more: object = {}): Answer => ({
  status,
  body: { type: 'about:blank', title: code, status, code, detail, requestId: 'req_1', ...more },
})

export class FakeApi {
  readonly sent: Asked[] = []
  readonly tenants: Tenant[] = []
  readonly connectors: Connector[] = []
  readonly tools = new Map<string, Tool[]>()
  readonly members: Member[] = []
  readonly signedInId = `user:${uuid(1)}`
  /** Null: the server knows no session. */
  session: { id: string; csrf: string; idleSeconds: number; secondsLeft: number } | null = {
    ...{ id: this.signedInId, csrf: 'csrf-1', idleSeconds: 8 * 3_600, secondsLeft: 14 * 86_400 },
  }
  isPlatformAdmin = false
  readonly #roles = new Map<string, TenantRole>()
  readonly #routes: Route[] = []

  constructor() {
    this.on('GET /me', () => ok(this.me()))
    this.on('GET /tenants', ({ query }) => list(this.#seen().slice(0, Number(query.get('limit') ?? 50))))
    this.on('POST /tenants', ({ body }) => {
      const { slug, name } = CreateTenant.parse(body)
      return { status: 201, body: this.addTenant(slug, name, 'owner') }
    })
    this.on('GET /tenants/:tenant', ({ params }) => {
      const found = this.#seen().find(({ slug }) => slug === params.tenant)
      return found ? ok(found) : problem(404, 'not_found', 'Tenant not found.')
    })
    this.on('GET /tenants/:tenant/connectors', () =>
      list(
        this.connectors.map((connector) => {
          const tools = this.tools.get(connector.id) ?? []
          return {
            ...connector,
            tools: { total: tools.length, enabled: tools.filter(({ enabled }) => enabled).length },
          }
        }),
      ),
    )
    this.on('GET /tenants/:tenant/connectors/:id/tools', ({ params }) => list(this.tools.get(params.id ?? '') ?? []))
    this.on('GET /tenants/:tenant/members', () => list(this.members))
  }

  /** `METHOD /path/:name`. What is added last is asked first. */
  on(route: string, handler: Handler): this {
    const [method = '', path = ''] = route.split(' ')
    const pattern = new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`)
    this.#routes.unshift({ method, pattern, handler })
    return this
  }

  /** How often this was asked. */
  asked(route: string): readonly Asked[] {
    return this.sent.filter(({ method, path }) => `${method} ${path}` === route)
  }

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { pathname, searchParams: query } = new URL(url, 'http://localhost')
    const method = init.method ?? 'GET'
    const path = pathname.replace(/^\/api\/v1\/admin/, '')
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : init.body
    const { params, handler } = this.#find(method, path)
    const asked = { method, path, params, query, body }
    this.sent.push(asked)
    const answer = this.#refuse(pathname, method, new Headers(init.headers)) ?? (await handler(asked))
    init.signal?.throwIfAborted()
    if (answer === 'unreachable') throw new TypeError('fetch failed')
    return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), { status: answer.status })
  }

  me(): Me {
    const { session } = this
    if (session === null) throw new Error('nobody is signed in')
    const onPlatform: Role = this.isPlatformAdmin ? 'platform_admin' : 'nobody'
    const held = (role: Role) => [...permissionsOf({ id: session.id, role, readOnly: false })]
    return {
      ...{ id: session.id, name: 'Ana', user: { id: uuid(1), email: 'ana@example.com', name: 'Ana' } },
      ...{ role: onPlatform, permissions: held(onPlatform), moreTenants: false },
      tenants: [...this.#roles].map(([slug, role]) => {
        const { id, name, isActive } = this.tenants.find((each) => each.slug === slug) ?? NO_TENANT
        return { id, slug, name, isActive, role, permissions: held(this.isPlatformAdmin ? 'platform_admin' : role) }
      }),
      session: { idleSeconds: session.idleSeconds, secondsLeft: session.secondsLeft },
      csrf: session.csrf,
    }
  }

  /** A tenant that Ana is in; with no role, one that only platform admins see. */
  addTenant(slug: string, name: string, role?: TenantRole): Tenant {
    const tenant: Tenant = {
      ...{ id: uuid(1_000 + this.tenants.length), slug, name, description: '', contactEmail: null, settings: {} },
      ...{ allowedTypes: null, isActive: true, mcpUrl: `https://mcp.example.com/api/v1/${slug}/mcp` },
      ...{ createdAt: NOW, updatedAt: NOW },
      limits: { callsPerMinute: null, callsPerDay: null, callerCallsPerDay: null, streams: null, callerStreams: null },
      effectiveLimits: {
        ...{ callsPerMinute: 600, callerCallsPerMinute: 120, callsPerDay: null, callerCallsPerDay: 5_000 },
        ...{ sessions: 100, streams: 100, callerStreams: 100 },
      },
    }
    this.tenants.push(tenant)
    if (role) this.#roles.set(slug, role)
    return tenant
  }

  addConnector(name: string, more: Partial<Connector> = {}): Connector {
    const n = this.connectors.length + 1
    const slug = n === 1 ? 'github' : `github_${n}`
    const connector: Connector = {
      ...{ id: uuid(2_000 + n), type: 'github', slug, name, description: '', configuration: {} },
      ...{ isEnabled: true, isReadOnly: false, account: 'shared', credential: null },
      tools: { total: 0, enabled: 0 },
      ...{ mcpUrl: `https://mcp.example.com/api/v1/acme/connectors/${slug}/mcp`, createdAt: NOW, updatedAt: NOW },
      ...more,
    }
    this.connectors.push(connector)
    return connector
  }

  addTool(connector: Connector, tool: string, more: Partial<Tool> = {}): void {
    const made: Tool = {
      ...{ name: `${connector.slug}_${tool}`, tool, title: null, description: `Does ${tool}.`, effect: 'read' },
      ...{ scopes: [], enabled: true, allowedFor: null, tokens: { input: 100, output: 50 } },
      ...more,
    }
    this.tools.set(connector.id, [...(this.tools.get(connector.id) ?? []), made])
  }

  addMember(name: string, role: TenantRole = 'member'): void {
    const email = `${name.toLowerCase()}@example.com`
    const userId = uuid(3_000 + this.members.length)
    this.members.push({ userId, email, name, isActive: true, role, since: NOW, lastSeenAt: null })
  }

  #seen(): Tenant[] {
    return this.tenants.filter(({ slug }) => this.isPlatformAdmin || this.#roles.has(slug))
  }

  #find(method: string, path: string): { params: Readonly<Record<string, string>>; handler: Handler } {
    for (const route of this.#routes) {
      const match = route.method === method ? route.pattern.exec(path) : null
      if (match) return { params: { ...match.groups }, handler: route.handler }
    }
    return { params: {}, handler: () => problem(404, 'not_found', `The fake has no ${method} ${path}.`) }
  }

  #refuse(pathname: string, method: string, headers: Headers): Answer | undefined {
    // The pages beside the app check what their forms send.
    if (!pathname.startsWith('/api/')) return undefined
    if (this.session === null) return problem(401, 'unauthenticated', 'This address needs an API key.')
    if (method === 'GET' || headers.get('x-csrf-token') === this.session.csrf) return undefined
    return problem(403, 'forbidden', 'This request does not come from a page of this server.')
  }
}

const NO_TENANT = { id: uuid(0), name: '', isActive: true }
