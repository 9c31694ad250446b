import { screen } from '@testing-library/react'
import { CLIENT_KEY, FakeApi, problem } from './fake-api'
import { openApp } from './open-app'

const acme = () => {
  const api = new FakeApi()
  api.addTenant('acme', 'Acme')
  return api
}

describe("a tenant's connectors", () => {
  it('are listed with state, tools and address', async () => {
    const api = acme()
    api.addConnector('Our GitHub', { isReadOnly: true, isEnabled: false })
    openApp('/tenants/acme', { api })
    expect(await screen.findByRole('heading', { name: 'Acme has 1 connector' })).toBeVisible()
    const row = screen.getByRole('listitem')
    expect(await screen.findByText(/1 of 2 tools/)).toBeVisible()
    for (const text of ['Our GitHub', 'github', 'Read-only', 'Disabled', 'No token'])
      expect(row).toHaveTextContent(text)
    expect(screen.getByLabelText('MCP address of Our GitHub')).toHaveTextContent(
      'https://mcp.example.com/api/v1/acme/connectors/github/mcp',
    )
    expect(screen.getByLabelText('MCP address of the tenant')).toHaveTextContent(
      'https://mcp.example.com/api/v1/acme/mcp',
    )
  })

  it('copy their address', async () => {
    const api = acme()
    api.addConnector('GitHub')
    const { user } = openApp('/tenants/acme', { api })
    await user.click(await screen.findByRole('button', { name: 'Copy MCP address of the tenant' }))
    expect(await navigator.clipboard.readText()).toBe('https://mcp.example.com/api/v1/acme/mcp')
  })
})

describe('adding a connector', () => {
  const fill = async (user: ReturnType<typeof openApp>['user'], token: string) => {
    await user.click(await screen.findByRole('link', { name: 'Add a connector' }))
    await user.click(await screen.findByRole('link', { name: 'Add GitHub' }))
    await user.type(screen.getByLabelText('Personal access token'), token)
    await user.click(screen.getByRole('button', { name: 'Add GitHub' }))
  }
  const writes = (api: FakeApi) =>
    api.sent.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path.split('/').at(-1)}`)

  it('creates it, stores the token and has it checked', async () => {
    const { api, user } = openApp('/tenants/acme', { api: acme() })
    await fill(user, 'ghp_1')
    expect(await screen.findByRole('heading', { name: 'Acme has 1 connector' })).toBeVisible()
    expect(writes(api)).toEqual(['POST connectors', 'PUT credential', 'POST validate'])
    expect(api.sent.find(({ method }) => method === 'PUT')?.body).toEqual({ token: 'ghp_1' })
    expect(document.body).not.toHaveTextContent('ghp_1')
  })

  it('stays when the vendor refuses the token, and does not add it twice', async () => {
    const api = acme()
    api.validation = { ok: false, code: 'unauthenticated', message: 'GitHub does not accept this token.' }
    const { user } = openApp('/tenants/acme', { api })
    await fill(user, 'ghp_bad')
    expect(await screen.findByRole('alert')).toHaveTextContent('GitHub does not accept this token.')
    api.validation = { ok: true }
    await user.click(screen.getByRole('button', { name: 'Store the token' }))
    expect(await screen.findByRole('heading', { name: 'Acme has 1 connector' })).toBeVisible()
    expect(writes(api).filter((write) => write === 'POST connectors')).toHaveLength(1)
  })

  it('says what was done when the token could not be stored', async () => {
    const api = acme()
    const path = '/tenants/acme/connectors/00000000-0000-4000-8000-000000000101/credential'
    api.overrides.set(`PUT ${path}`, problem(503, 'unavailable', 'The database is away.'))
    const { user } = openApp('/tenants/acme', { api })
    await fill(user, 'ghp_1')
    expect(await screen.findByText('GitHub is added, but its token is not stored yet.')).toBeVisible()
    expect(screen.getByRole('alert')).toHaveTextContent('The database is away.')
  })

  it('sends an address of your own as configuration', async () => {
    const { api, user } = openApp('/tenants/acme/connectors/new?type=github', { api: acme() })
    await user.click(await screen.findByText('GitHub at an address of your own'))
    await user.type(screen.getByLabelText('API address'), 'https://github.example.com/api/v3')
    await user.type(screen.getByLabelText('Personal access token'), 'ghp_1')
    await user.click(screen.getByRole('button', { name: 'Add GitHub' }))
    await screen.findByRole('heading', { name: 'Acme has 1 connector' })
    expect(api.sent.find(({ method }) => method === 'POST')?.body).toMatchObject({
      configuration: { baseUrl: 'https://github.example.com/api/v3' },
    })
  })

  it('does not ask for anything without a token', async () => {
    const { api, user } = openApp('/tenants/acme/connectors/new?type=github', { api: acme() })
    await user.click(await screen.findByRole('button', { name: 'Add GitHub' }))
    expect(screen.getByLabelText('Personal access token')).toHaveAccessibleDescription(/Fill this in/)
    expect(writes(api)).toEqual([])
  })

  it('lets a missing token be set later', async () => {
    const api = acme()
    api.addConnector('GitHub')
    const { user } = openApp('/tenants/acme', { api })
    await user.click(await screen.findByRole('link', { name: 'Set the token' }))
    expect(await screen.findByRole('heading', { name: 'GitHub needs a token' })).toBeVisible()
    await user.type(screen.getByLabelText('Personal access token'), 'ghp_2')
    await user.click(screen.getByRole('button', { name: 'Store the token' }))
    expect(await screen.findByRole('link', { name: 'Replace the token' })).toBeVisible()
  })
})

describe('connecting a client', () => {
  it('makes a key for it and shows what to paste where', async () => {
    const api = acme()
    const { user } = openApp('/tenants/acme/connect', { api })
    await user.type(await screen.findByLabelText('Whose client is it?'), "Ana's laptop")
    await user.click(screen.getByRole('checkbox', { name: /Only tools that read/ }))
    await user.click(screen.getByRole('button', { name: 'Make a key' }))
    expect(await screen.findByLabelText('the key')).toHaveTextContent(CLIENT_KEY)
    expect(api.sent.at(-1)?.body).toEqual({ name: "Ana's laptop", scope: 'tenant_user', readOnly: true })
    expect(screen.getByLabelText('configuration of Claude Code')).toHaveTextContent(
      `claude mcp add --transport http acme https://mcp.example.com/api/v1/acme/mcp \\ --header "Authorization: Bearer ${CLIENT_KEY}"`,
    )

    await user.click(screen.getByRole('link', { name: 'Claude Desktop' }))
    const desktop = screen.getByLabelText('configuration of Claude Desktop').textContent
    expect(JSON.parse(desktop ?? '')).toEqual({
      mcpServers: {
        acme: {
          command: 'npx',
          args: ['-y', 'https://mcp.example.com/downloads/sagemcp-bridge.tgz', 'wss://mcp.example.com/api/v1/acme/mcp'],
          env: { SAGEMCP_KEY: CLIENT_KEY },
        },
      },
    })
    expect(Object.values(sessionStorage)).not.toContain(CLIENT_KEY)
  })
})
