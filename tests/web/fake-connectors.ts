import type { OAuthConfig, VendorAccount } from '../../server/contracts/accounts'
import { type Connector, type ConnectorType, CreateConnector, UpdateConnector } from '../../server/contracts/connectors'
import { type Asked, FakeApi, list, NOW, ok, problem, uuid } from './fake-api'

const TYPES: readonly [type: string, title: string, auth: readonly string[]][] = [
  ['github', 'GitHub', ['oauth2', 'token']],
  ['slack', 'Slack', ['oauth2', 'token']],
  ['zoom', 'Zoom', ['oauth2']],
]

const USUAL = 'https://mcp.example.com/api/v1/oauth/callback'
const OWN = 'https://mcp.example.com/api/v1/oauth/servers/acme/github/callback'

/** The fake API with connectors in a tenant `acme`: vendors, accounts and OAuth apps that remember what is done to them. */
export class FakeConnectors extends FakeApi {
  readonly accounts: VendorAccount[] = []
  readonly mine: VendorAccount[] = []
  readonly apps: OAuthConfig[] = TYPES.map(([provider, title]) => ({
    ...{ provider, title: `${title} account`, help: null, source: 'platform', clientId: null, secretSet: true },
    ...{ scopes: [], baseUrl: null, redirectUri: USUAL, updatedAt: null },
    redirectUris: { usual: USUAL, ownServer: provider === 'github' ? OWN : null },
    registration: { url: 'https://vendor.example/apps', steps: ['Press **New app**.', `Enter \`${USUAL}\` there.`] },
  }))

  constructor(role: 'owner' | 'member' = 'owner') {
    super()
    this.addTenant('acme', 'Acme', role)
    const at = '/tenants/:tenant'
    const isOf =
      ({ params }: Asked) =>
      (each: Connector) =>
        [each.id, each.slug].includes(params.id ?? '')
    const one = (asked: Asked) => this.connectors.find(isOf(asked))
    const gone = problem(404, 'not_found', 'Connector not found.')
    this.on('GET /connector-types', () => list(TYPES.map((each) => typeOf(...each))))
    this.on('GET /connector-types/:type', ({ params }) => {
      const [found] = TYPES.filter(([type]) => type === params.type)
      return found ? ok({ ...typeOf(...found), tools: [] }) : gone
    })
    this.on(`GET ${at}/connector-usage`, () => ok({ from: NOW, to: NOW, items: [] }))
    this.on(`GET ${at}/connectors/:id/usage`, () =>
      ok({ from: NOW, to: NOW, total: { calls: 0, errors: 0, p95Ms: null, lastCalledAt: null }, tools: [] }),
    )
    this.on(`GET ${at}/oauth-credentials`, () => list(this.accounts))
    this.on(`GET ${at}/my-accounts`, () => list(this.mine))
    this.on(`GET ${at}/oauth-configs`, () => list(this.apps))
    this.on(`GET ${at}/connectors/:id`, (asked) => {
      const found = one(asked)
      return found ? ok(found) : gone
    })
    this.on(`GET ${at}/connectors/:id/tools`, (asked) => list(this.tools.get(one(asked)?.id ?? '') ?? []))
    this.on(`POST ${at}/connectors`, ({ body }) => {
      const { type, name, slug = type, account } = CreateConnector.parse(body)
      if (this.connectors.some((each) => each.slug === slug)) {
        return problem(409, 'conflict', `There is already a connector ${slug}.`)
      }
      const made = this.addConnector(name, { type, slug, account })
      this.addTool(made, 'read_it')
      this.addTool(made, 'write_it', { effect: 'write' })
      return { status: 201, body: made }
    })
    this.on(`PATCH ${at}/connectors/:id`, (asked) => {
      const i = this.connectors.findIndex(isOf(asked))
      const before = this.connectors[i]
      if (!before) return gone
      const given = Object.entries(UpdateConnector.parse(asked.body)).filter(([, value]) => value != null)
      const after: Connector = { ...before, ...Object.fromEntries(given) }
      this.connectors[i] = after
      return ok({ ...after, credentialDiscarded: false })
    })
    this.on(`DELETE ${at}/connectors/:id`, (asked) => {
      this.connectors.splice(this.connectors.findIndex(isOf(asked)), 1)
      return ok()
    })
    this.on(`POST ${at}/connectors/:id/connect`, () =>
      ok({ url: 'https://mcp.example.com/connect/l1nk', expiresAt: '2099-01-01T00:00:00.000Z' }),
    )
    this.on(`PATCH ${at}/connectors/:id/tools/:tool`, (asked) => {
      const { enabled } = asked.body as { enabled: boolean }
      return ok(
        this.#switch(one(asked), (name) => (name === asked.params.tool ? enabled : undefined)).find(
          ({ name }) => name === asked.params.tool,
        ),
      )
    })
    this.on(`PATCH ${at}/connectors/:id/tools`, (asked) => {
      const { tools } = asked.body as { tools: { name: string; enabled: boolean }[] }
      return list(this.#switch(one(asked), (name) => tools.find((each) => each.name === name)?.enabled))
    })
  }

  /** What the vendor's page and the callback do: the account is there from now on. */
  connect(slug: string, more: Partial<VendorAccount> = {}): VendorAccount {
    const i = this.connectors.findIndex((each) => each.slug === slug)
    const connector = this.connectors[i]
    if (!connector) throw new Error(`there is no connector ${slug}`)
    const at = new Date(Date.parse(NOW) + this.accounts.length * 1_000).toISOString()
    const account: VendorAccount = {
      ...{ id: uuid(4_000 + i), provider: connector.type, kind: 'oauth', userId: null, account: 'harbor', places: [] },
      ...{ state: 'ok', reason: null, since: at, until: null, expiresAt: null, scopes: ['read'], unusedScopes: [] },
      ...{ missingScopes: [], connectors: [slug], connectedAt: at, connectedBy: { id: uuid(1), name: 'Ana' } },
      ...more,
    }
    this.accounts.splice(0, this.accounts.length, ...this.accounts.filter(({ id }) => id !== account.id), account)
    const { id, provider, connectedBy, state, since } = account
    this.connectors[i] = {
      ...connector,
      credential: {
        ...{ id, provider, connectedBy, state, origins: [], username: account.account },
        ...{ storedAt: account.connectedAt, stateSince: since },
      },
    }
    return account
  }

  #switch(connector: Connector | undefined, wanted: (name: string) => boolean | undefined) {
    const id = connector?.id ?? ''
    const tools = (this.tools.get(id) ?? []).map((tool) => ({ ...tool, enabled: wanted(tool.name) ?? tool.enabled }))
    this.tools.set(id, tools)
    return tools
  }
}

const typeOf = (type: string, title: string, auth: readonly string[]): ConnectorType => ({
  ...{ type, title, description: `What ${title} has.`, category: null, keywords: [], provider: type, toolCount: 2 },
  icon: `/api/v1/connector-types/${type}/icon.svg`,
  baseUrls: { api: `https://api.${type}.example` },
  auth: auth.map((kind) => ({ kind, title: kind === 'token' ? `${title} token` : `${title} account` })),
  configuration: {
    type: 'object',
    properties: { pageSize: { type: 'integer', description: 'Most at once.' }, baseUrl: { type: 'string' } },
  },
})
