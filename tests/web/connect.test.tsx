// Loaded beforehand, so that no test waits for it.
import '../../web/src/pages/connect'
import { act, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { CreateApiKey } from '../../server/contracts/api-keys'
import { FakeApi, NOW, ok, uuid } from './fake-api'
import { FakeEventSource } from './fake-events'
import { openApp } from './open-app'

const KEY = 'sk_k1_0123456789012345678901234567890123456789'

beforeEach(() => FakeEventSource.install())
afterEach(() => jest.useRealTimers())

function acme(role: 'owner' | 'member' = 'member'): FakeApi {
  const api = new FakeApi()
  api.addTenant('acme', 'Acme', role)
  api.addConnector('GitHub')
  api.on('POST /tenants/:tenant/api-keys', ({ body }) => {
    const { name, scope, readOnly, expiresAt, service } = CreateApiKey.parse(body)
    const whose = service ? { userId: null, userName: null } : { userId: uuid(1), userName: 'Ana' }
    const about = { id: 'k1', name, scope, readOnly, expiresAt: expiresAt ?? null, lastUsedAt: null }
    return { status: 201, body: { ...about, ...whose, createdBy: `user:${uuid(1)}`, createdAt: NOW, key: KEY } }
  })
  return api
}

const ana = { id: uuid(1), name: 'Ana', email: 'ana@example.com' }
const by = (n: number) => ({ actor: `grant:${n}`, actorKind: 'grant', actorName: 'Claude Code', person: ana })
const client = (n: number, more: object = {}) => ({
  ...{ id: uuid(n), clientName: 'claude-code', clientVersion: '2.1', transport: 'http', connector: null },
  ...{ ...by(n), firstSeenAt: NOW, lastSeenAt: NOW, at: NOW, ...more },
})
const toolCall = (n: number, tool: string, more: object = {}) => ({
  ...{ id: uuid(n), startedAt: NOW, durationMs: 12, tool, connectorId: null, connector: 'github', ...by(n) },
  ...{ transport: 'http', outcome: 'ok', arguments: {}, resultBytes: 10, requestId: 'r', ...more },
})
const tell = (name: string, data: unknown) => act(() => FakeEventSource.tell(name, data))
const waiting = () => screen.findByText('Waiting for your client…')
const pane = () => screen.getByRole('region', { name: 'Your client' })

describe('what to do', () => {
  it('is the client of the address, signing in by the browser, without a key', async () => {
    openApp('/tenants/acme/connect?client=claude-code', { api: acme() })
    expect(await screen.findByRole('heading', { level: 1, name: 'Connect Claude Code to Acme' })).toBeVisible()
    expect(await screen.findByText(/^claude mcp add/)).toHaveTextContent(
      'claude mcp add --transport http acme https://mcp.example.com/api/v1/acme/mcp',
    )
    expect(screen.getByRole('radio', { name: 'Sign in with the browser' })).toBeChecked()
    expect(screen.queryByText(/SAGEMCP_KEY|YOUR_KEY/)).toBeNull()
  })

  it('is that of the client of last time when the address names none', async () => {
    const { user, at } = openApp('/tenants/acme/connect', { api: acme(), kept: { 'sagemcp.client': 'cursor' } })
    expect(await screen.findByRole('heading', { name: 'Connect Cursor to Acme' })).toBeVisible()
    await user.click(screen.getByRole('link', { name: 'Windsurf' }))
    expect(await screen.findByRole('heading', { name: 'Connect Windsurf to Acme' })).toBeVisible()
    expect(at()).toBe('/tenants/acme/connect?client=windsurf')
    expect(localStorage.getItem('sagemcp.client')).toBe('windsurf')
  })

  it('reaches one connector when that is chosen, the extension for Claude Desktop too', async () => {
    const { user, at } = openApp('/tenants/acme/connect?client=claude-desktop', { api: acme() })
    await user.click(await screen.findByRole('combobox', { name: 'It reaches' }))
    await user.click(await screen.findByRole('option', { name: 'GitHub' }))
    expect(at()).toBe('/tenants/acme/connect?client=claude-desktop&connector=github')
    const download = await screen.findByRole('link', { name: 'Download the extension' })
    expect(download).toHaveAttribute('href', '/api/v1/admin/tenants/acme/bridge.mcpb?connector=github')
    expect(screen.getByText(/"acme-github"/)).toHaveTextContent(
      'wss://mcp.example.com/api/v1/acme/connectors/github/mcp',
    )
  })

  it('is told why ChatGPT cannot come to an address that only this computer reaches', async () => {
    const api = acme()
    const tenant = api.tenants[0]
    if (tenant) tenant.mcpUrl = 'http://localhost:8000/api/v1/acme/mcp'
    openApp('/tenants/acme/connect?client=chatgpt', { api })
    expect(await screen.findByText(/localhost:8000 can be reached from here only/)).toBeVisible()
    expect(screen.queryByRole('radio')).toBeNull()
  })
})

describe('a key', () => {
  it('is made here, shown once, and put into the snippet of every client looked at afterwards', async () => {
    const { api, user } = openApp('/tenants/acme/connect?client=claude-desktop&sign-in=key', { api: acme() })
    expect(await screen.findByText(/"SAGEMCP_KEY": "YOUR_KEY"/)).toBeInTheDocument()
    expect(await screen.findByRole('textbox', { name: 'Name' })).toHaveValue('Claude Desktop of Ana')
    await user.click(screen.getByRole('checkbox', { name: 'Only tools that read' }))
    await user.click(screen.getByRole('button', { name: 'Make the key' }))
    expect(await screen.findByText(/shown this once/)).toBeVisible()
    expect(screen.getByText(new RegExp(`"SAGEMCP_KEY": "${KEY}"`))).toBeInTheDocument()
    const [sent] = api.asked('POST /tenants/acme/api-keys')
    expect(sent?.body).toMatchObject({ name: 'Claude Desktop of Ana', scope: 'tenant_user', readOnly: true })
    expect(Object.keys(sent?.body ?? {})).not.toContain('service')
    await user.click(screen.getByRole('link', { name: 'Claude Code' }))
    expect(await screen.findByText(new RegExp(`^export SAGEMCP_KEY=${KEY}\\s+claude mcp add`))).toBeVisible()
    expect(document.querySelector(`a[href*="sk_"]`)).toBeNull()
    expect(window.location.href).not.toContain('sk_')
  })

  it('is all that a platform admin can use who is no member, and belongs to nobody', async () => {
    const api = new FakeApi()
    api.isPlatformAdmin = true
    api.addTenant('acme', 'Acme')
    api.on('POST /tenants/:tenant/api-keys', () => ok())
    const { user } = openApp('/tenants/acme/connect?client=cursor', { api })
    expect(await screen.findByRole('radio', { name: 'With a key' })).toBeChecked()
    expect(screen.getByRole('radio', { name: 'Sign in with the browser' })).toHaveAttribute('aria-disabled', 'true')
    await user.click(await screen.findByRole('button', { name: 'Make the key' }))
    expect(api.asked('POST /tenants/acme/api-keys')[0]?.body).toMatchObject({ service: true })
  })
})

describe('the live line', () => {
  it('waits, then says who connected how, and what it called first', async () => {
    openApp('/tenants/acme/connect?client=claude-code', { api: acme() })
    await waiting()
    expect(FakeEventSource.all[0]?.url).toBe('/api/v1/admin/tenants/acme/events')
    tell('client', client(7))
    expect(await screen.findByText('Connected: Claude Code 2.1')).toBeVisible()
    expect(pane()).toHaveTextContent('Over HTTP, just now')
    expect(pane()).toHaveTextContent('It has called nothing yet')
    tell('call', toolCall(8, 'github_get_me'))
    tell('call', toolCall(7, 'github_list_issues', { outcome: 'auth_expired' }))
    tell('call', toolCall(7, 'github_get_me'))
    expect(await within(pane()).findByText('github_list_issues')).toBeVisible()
    expect(pane()).toHaveTextContent('First call: github_list_issues: sign-in ended.')
    expect(screen.queryByText('Waiting for your client…')).toBeNull()
  })

  it('is deaf to the clients of others, and to those at another endpoint', async () => {
    openApp('/tenants/acme/connect?client=claude-code', { api: acme('owner') })
    await waiting()
    tell('client', client(7, { person: { ...ana, id: uuid(2) } }))
    tell('client', client(8, { connector: 'github' }))
    tell('client', client(9, { clientName: 'mine' }))
    expect(await screen.findByText('Connected: mine 2.1')).toBeVisible()
    expect(screen.getAllByText(/^Connected:/)).toHaveLength(1)
  })

  it('knows a client by the key that was made here, though it is nobody’s', async () => {
    const api = acme('owner')
    api.isPlatformAdmin = true
    const { user } = openApp('/tenants/acme/connect?client=claude-code&sign-in=key', { api })
    await user.click(await screen.findByRole('button', { name: 'Make the key' }))
    await screen.findByText(/shown this once/)
    tell('client', client(7, { actor: 'key:other', person: null }))
    tell('client', client(8, { actor: 'key:k1', person: null, transport: 'websocket' }))
    expect(await screen.findByText(/Over WebSocket/)).toBeVisible()
    expect(screen.getAllByText(/^Connected:/)).toHaveLength(1)
  })

  it('says what to check when nothing came for a minute', async () => {
    jest.useFakeTimers({ advanceTimers: true })
    openApp('/tenants/acme/connect?client=claude-code', { api: acme() })
    userEvent.setup({ advanceTimers: jest.advanceTimersByTime })
    await waiting()
    expect(screen.queryByRole('heading', { name: 'Nothing yet? Check these' })).toBeNull()
    act(() => void jest.advanceTimersByTime(60_000))
    expect(await screen.findByRole('heading', { name: 'Nothing yet? Check these' })).toBeVisible()
    expect(within(pane()).getByText('claude mcp list')).toBeVisible()
  })

  it('says when it lost sight of the server', async () => {
    openApp('/tenants/acme/connect?client=claude-code', { api: acme() })
    await waiting()
    act(() => FakeEventSource.all[0]?.lose())
    expect(await screen.findByText(/lost sight of the server/)).toBeVisible()
  })
})
