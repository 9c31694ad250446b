import { createMcpHandler, type CallToolResult, inputRequired, Server, type Tool } from '@modelcontextprotocol/server'
import { FakeApi, ok, problem } from '../fake-api'

type Run = (args: Record<string, unknown>, answers: Readonly<Record<string, unknown>>) => CallToolResult | object

/** An MCP endpoint of 2026-07-28, with the SDK's own server behind fetch, and the admin API beside it. */
export class FakeEndpoint {
  readonly api = new FakeApi()
  readonly tokens: string[] = []
  readonly called: { tool: string; args: unknown }[] = []
  /** Tools on a page of the list. */
  pageSize = Infinity
  pages = 0
  isGone = false
  readonly #tools = new Map<string, { tool: Tool; run: Run }>()
  readonly #handler = createMcpHandler(() => this.#server(), { legacy: 'reject' })

  constructor() {
    const { api } = this
    api.addTenant('acme', 'Acme', 'member')
    api.addConnector('Our GitHub')
    api.on('POST /tenants/:tenant/playground-token', ({ body }) => {
      const { connector } = body as { connector?: string }
      if (connector === 'gone') return problem(404, 'not_found', 'Connector not found.')
      const token = `token-${this.tokens.push(connector ?? '*')}`
      const url = `https://mcp.example.com/api/v1/acme${connector ? `/connectors/${connector}` : ''}/mcp`
      const expiresAt = new Date(Date.now() + 300_000).toISOString()
      return ok({ token, expiresAt, mcpUrl: url, sseUrl: `${url}/sse`, wsUrl: url, ticketUrl: `${url}/ticket` })
    })
    const admin = api.fetch
    Object.assign(api, {
      fetch: (url: string, init: RequestInit) =>
        new URL(url, 'http://localhost').pathname.endsWith('/mcp') ? this.#answer(url, init) : admin(url, init),
    })
  }

  add(name: string, more: Partial<Tool>, run: Run): void {
    const inputSchema = { type: 'object' as const, properties: {} }
    this.#tools.set(name, { tool: { name, inputSchema, ...more }, run })
  }

  remove(name: string): void {
    this.#tools.delete(name)
    this.#handler.notify.toolsChanged()
  }

  close = (): Promise<void> => this.#handler.close()

  /** Only a token of this endpoint opens it, and only on the page's own origin. */
  async #answer(url: string, init: RequestInit): Promise<Response> {
    const { origin, pathname } = new URL(url)
    const held =
      this.tokens[Number(/^Bearer token-(\d+)$/.exec(new Headers(init.headers).get('authorization') ?? '')?.[1]) - 1]
    const path = held === '*' ? '/api/v1/acme/mcp' : `/api/v1/acme/connectors/${held}/mcp`
    if (origin !== window.location.origin || pathname !== path) return new Response('{}', { status: 401 })
    if (this.isGone) {
      const error = { code: -32_000, message: 'Endpoint not found.' }
      return new Response(JSON.stringify({ jsonrpc: '2.0', id: null, error }), { status: 404 })
    }
    return this.#handler.fetch(new Request(url, init))
  }

  #server(): Server {
    const server = new Server({ name: 'fake', version: '1' }, { capabilities: { tools: { listChanged: true } } })
    server.setRequestHandler('tools/list', ({ params }) => {
      this.pages++
      const all = [...this.#tools.values()].map(({ tool }) => tool)
      const from = Number(params?.cursor ?? 0)
      const next = from + this.pageSize
      return { tools: all.slice(from, next), ...(next < all.length && { nextCursor: String(next) }) }
    })
    server.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
      this.called.push({ tool: params.name, args: params.arguments })
      const run = this.#tools.get(params.name)?.run
      return (await run?.(params.arguments ?? {}, mcpReq.inputResponses ?? {})) as CallToolResult
    })
    return server
  }
}

export const said = (text: string): CallToolResult => ({ content: [{ type: 'text', text }] })

export const asksForName = (): object =>
  inputRequired({
    inputRequests: {
      who: inputRequired.elicit({
        message: 'Who is it for?',
        requestedSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
      }),
    },
  })
