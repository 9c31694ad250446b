import { screen, waitFor, within } from '@testing-library/react'
import { problem, uuid } from './fake-api'
import { FakeConnectors } from './fake-connectors'
import { openApp } from './open-app'

/** A tab that the app opened, as far as it is used. */
function watchTabs() {
  const tab = { opener: window, closed: false, location: { replace: jest.fn() }, close: jest.fn() }
  jest.spyOn(window, 'open').mockReturnValue(tab as unknown as Window)
  return tab
}

const h1 = (name: RegExp | string) => screen.findByRole('heading', { level: 1, name })
const row = async (name: RegExp) => within(await screen.findByRole('row', { name }))

describe('the list', () => {
  it('teaches the first step where there is nothing', async () => {
    openApp('/tenants/acme/connectors', { api: new FakeConnectors() })
    expect(await h1('No connectors yet')).toBeVisible()
    expect(screen.getByRole('link', { name: 'Add a connector' })).toHaveAttribute(
      'href',
      '/tenants/acme/connectors/new',
    )
  })

  it('says how each is, with the one button that mends it', async () => {
    const api = new FakeConnectors()
    for (const slug of ['github', 'github_2', 'slack', 'zoom']) {
      api.addConnector(slug.toUpperCase(), { slug, type: slug.replace('_2', '') })
    }
    api.connect('github', { account: 'harbor-labs' })
    api.connect('github_2', { state: 'reconnect_needed', reason: 'expired', account: 'harbor-two' })
    api.connect('slack', { state: 'scope_missing', missingScopes: [{ scope: 'chat:write', tools: ['slack_send'] }] })
    api.apps.forEach((app, i) => (api.apps[i] = { ...app, source: app.provider === 'zoom' ? null : app.source }))
    openApp('/tenants/acme/connectors', { api })
    expect(await h1('3 connectors need you')).toBeVisible()
    await screen.findByRole('button', { name: 'Reconnect: GITHUB_2' })
    const names = async (of: RegExp) => (await row(of)).queryAllByRole('button').map((each) => each.textContent)
    expect(await names(/harbor-labs/)).toEqual([])
    expect(await names(/harbor-two/)).toEqual(['Reconnect'])
    expect(await names(/^SLACK/)).toEqual(['Add the permission'])
    expect((await row(/^ZOOM/)).getByRole('link', { name: 'Set up the OAuth app: ZOOM' })).toHaveAttribute(
      'href',
      '/tenants/acme/settings/oauth-apps?provider=zoom&connector=zoom',
    )
  })

  it('counts the tools of each without asking for them', async () => {
    const api = new FakeConnectors()
    const slack = api.addConnector('Slack', { slug: 'slack', type: 'slack' })
    api.addTool(slack, 'search')
    api.addTool(slack, 'send', { effect: 'write', enabled: false })
    openApp('/tenants/acme/connectors', { api })
    expect((await row(/^Slack/)).getByText('1 of 2')).toBeVisible()
    expect(api.sent.filter(({ path }) => path.endsWith('/tools'))).toEqual([])
  })

  it('offers a member nothing that only admins may do', async () => {
    const api = new FakeConnectors('member')
    api.addConnector('GitHub')
    openApp('/tenants/acme/connectors', { api })
    expect(await (await row(/^GitHub/)).findAllByText('Not connected')).not.toEqual([])
    expect(screen.queryByRole('button', { name: /Connect/ })).toBeNull()
    expect(screen.queryByRole('link', { name: 'Add a connector' })).toBeNull()
    expect(api.asked('GET /tenants/acme/oauth-credentials')).toEqual([])
  })

  it('keeps what is searched for in the address', async () => {
    const api = new FakeConnectors()
    api.addConnector('GitHub')
    api.addConnector('Slack', { slug: 'slack', type: 'slack' })
    const { at, user } = openApp('/tenants/acme/connectors?q=sla', { api })
    await row(/^Slack/)
    expect(screen.queryByRole('row', { name: /^GitHub/ })).toBeNull()
    await user.clear(screen.getByRole('textbox', { name: 'Search connectors' }))
    await row(/^GitHub/)
    expect(at()).toBe('/tenants/acme/connectors')
  })
})

describe('adding one', () => {
  it('goes from the catalogue over the vendor to its tools, and makes it once', async () => {
    const api = new FakeConnectors()
    const tab = watchTabs()
    const { user, at } = openApp('/tenants/acme/connectors/new', { api })
    await user.click(await screen.findByRole('link', { name: /^Slack/ }))
    await user.click(await screen.findByRole('button', { name: 'Connect Slack' }))
    expect(await screen.findByText('Waiting for you to finish at Slack')).toBeVisible()
    expect(tab.location.replace).toHaveBeenCalledWith('https://mcp.example.com/connect/l1nk')
    expect(tab.opener).toBeNull()
    expect(at()).toBe('/tenants/acme/connectors/new?type=slack&step=connect&connector=slack')
    api.connect('slack')
    expect(await h1('Slack is connected: pick its tools')).toBeVisible()
    await user.click(await screen.findByRole('radio', { name: 'Only what reads: 1' }))
    await user.click(screen.getByRole('button', { name: 'Finish with 1 tool' }))
    expect(await h1('Slack is ready: 1 tool')).toBeVisible()
    expect(at()).toBe('/tenants/acme/connectors/slack/tools')
    expect(api.asked('POST /tenants/acme/connectors').map(({ body }) => body)).toEqual([
      { type: 'slack', name: 'Slack', slug: 'slack', account: 'shared', configuration: {} },
    ])
    expect(api.asked('PATCH /tenants/acme/connectors/slack/tools').map(({ body }) => body)).toEqual([
      { tools: [{ name: 'slack_write_it', enabled: false }] },
    ])
  }, 20_000)

  it('goes on after a reload with what is made, and waits for who is still at the vendor', async () => {
    const api = new FakeConnectors()
    api.addConnector('Slack', { slug: 'slack', type: 'slack' })
    const { at } = openApp('/tenants/acme/connectors/new?type=slack&step=connect&connector=slack', { api })
    expect(await screen.findByText(/^Slack is added as/)).toBeVisible()
    api.connect('slack')
    expect(await h1(/pick its tools$/)).toBeVisible()
    expect(at()).toBe('/tenants/acme/connectors/new?type=slack&step=tools&connector=slack')
    expect(api.asked('POST /tenants/acme/connectors')).toEqual([])
  }, 20_000)

  it('leads to one that was begun, and gives another one a name of its own', async () => {
    const api = new FakeConnectors()
    api.addConnector('Slack', { slug: 'slack', type: 'slack' })
    const { user, at } = openApp('/tenants/acme/connectors/new?type=slack&step=connect', { api })
    expect(await screen.findByRole('textbox', { name: 'Name' })).toHaveValue('Slack 2')
    await user.click(screen.getByRole('link', { name: 'Finish Slack' }))
    expect(await screen.findByText(/^Slack is added as/)).toBeVisible()
    expect(at()).toContain('connector=slack')
  })

  it('shows how to register the OAuth app where there is none, and connects once it is saved', async () => {
    const api = new FakeConnectors()
    const none = { source: null, secretSet: false } as const
    api.apps.forEach((app, i) => (api.apps[i] = { ...app, ...none }))
    api.on('PUT /tenants/:tenant/oauth-configs/:provider', ({ params }) => {
      const i = api.apps.findIndex(({ provider }) => provider === params.provider)
      const saved = { ...api.apps[i], source: 'tenant', clientId: 'id-1', secretSet: true } as (typeof api.apps)[number]
      api.apps[i] = saved
      return { status: 200, body: saved }
    })
    const { user } = openApp('/tenants/acme/connectors/new?type=zoom&step=connect', { api })
    expect(await screen.findByRole('heading', { name: 'Zoom needs an OAuth app first' })).toBeVisible()
    expect(screen.getByRole('group', { name: 'redirect URI' })).toHaveTextContent(
      'https://mcp.example.com/api/v1/oauth/callback',
    )
    expect(screen.queryByRole('button', { name: 'Connect Zoom' })).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Save the OAuth app' }))
    expect(screen.getAllByText('Fill this in.')).toHaveLength(2)
    await user.type(screen.getByLabelText('Client ID'), 'id-1')
    await user.type(screen.getByLabelText('Client secret'), 's3cret')
    await user.click(screen.getByRole('button', { name: 'Save the OAuth app' }))
    expect(await screen.findByRole('button', { name: 'Connect Zoom' })).toBeVisible()
    expect(api.asked('PUT /tenants/acme/oauth-configs/zoom').map(({ body }) => body)).toEqual([
      { clientId: 'id-1', clientSecret: 's3cret', scopes: [], baseUrl: null },
    ])
    expect(api.asked('POST /tenants/acme/connectors')).toEqual([])
  })

  it('says why it could not begin, and makes nothing twice when tried again', async () => {
    const api = new FakeConnectors()
    const tab = watchTabs()
    let refusals = 1
    const link = { url: 'https://mcp.example.com/connect/l1nk', expiresAt: '2099-01-01T00:00:00.000Z' }
    api.on('POST /tenants/:tenant/connectors/:id/connect', () =>
      refusals-- > 0 ? problem(409, 'conflict', 'The vendor is not to be reached.') : { status: 200, body: link },
    )
    const { user } = openApp('/tenants/acme/connectors/new?type=zoom&step=connect', { api })
    await user.click(await screen.findByRole('button', { name: 'Connect Zoom' }))
    expect(await screen.findByText('The vendor is not to be reached.')).toBeVisible()
    expect(tab.close).toHaveBeenCalled()
    await user.click(screen.getByRole('button', { name: 'Connect Zoom' }))
    expect(await screen.findByText('Waiting for you to finish at Zoom')).toBeVisible()
    expect(api.asked('POST /tenants/acme/connectors')).toHaveLength(1)
  })

  it('opens the vendor in this tab where the browser opens no other', async () => {
    jest.spyOn(window, 'open').mockReturnValue(null)
    const { user, left } = openApp('/tenants/acme/connectors/new?type=zoom&step=connect', { api: new FakeConnectors() })
    await user.click(await screen.findByRole('button', { name: 'Connect Zoom' }))
    await waitFor(() => expect(left).toEqual(['https://mcp.example.com/connect/l1nk']))
  })

  it('takes a token where the vendor has some, and keeps asking while the vendor does not accept it', async () => {
    const api = new FakeConnectors()
    const fields = { token: 'The vendor does not accept this token. Nothing was stored.' }
    api.on('PUT /tenants/:tenant/connectors/:id/credential', ({ params, body }) => {
      if ((body as { token: string }).token !== 'xoxb-2') return problem(400, 'invalid_request', 'No.', { fields })
      api.connect(params.id ?? '', { kind: 'token' })
      return { status: 200, body: api.connectors[0]?.credential }
    })
    const { user } = openApp('/tenants/acme/connectors/new?type=slack&step=connect', { api })
    await user.click(await screen.findByText('Use a token instead'))
    await user.type(screen.getByLabelText('Slack token'), 'xoxb-1')
    await user.click(screen.getByRole('button', { name: 'Test and save' }))
    expect(await screen.findByText(fields.token)).toBeVisible()
    const field = screen.getByLabelText('Slack token')
    expect(field).toHaveValue('xoxb-1')
    await user.clear(field)
    await user.type(field, 'xoxb-2')
    await user.click(screen.getByRole('button', { name: 'Test and save' }))
    expect(await h1('Slack is connected: pick its tools')).toBeVisible()
    expect(api.asked('PUT /tenants/acme/connectors/slack/credential').map(({ body }) => body)).toEqual([
      { token: 'xoxb-1', check: true },
      { token: 'xoxb-2', check: true },
    ])
    expect(api.asked('POST /tenants/acme/connectors')).toHaveLength(1)
  }, 20_000)

  it('shows only what the platform allows', async () => {
    const api = new FakeConnectors()
    Object.assign(api.tenants[0] ?? {}, { allowedTypes: ['zoom'] })
    openApp('/tenants/acme/connectors/new', { api })
    const vendors = within(await screen.findByRole('list', { name: 'Vendors' }))
    expect(vendors.getAllByRole('link').map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining('Zoom'),
    ])
  })
})

describe('a connector', () => {
  const withTools = () => {
    const api = new FakeConnectors()
    const slack = api.addConnector('Slack', { slug: 'slack', type: 'slack' })
    api.addTool(slack, 'search', { title: 'Search' })
    api.addTool(slack, 'send', { title: 'Send', effect: 'write' })
    api.connect('slack')
    return api
  }

  it('saves a switch at once, and takes it back', async () => {
    const api = withTools()
    const { user } = openApp('/tenants/acme/connectors/slack', { api })
    expect(await h1('Slack is ready: 2 tools')).toBeVisible()
    const send = (await row(/slack_send/)).getByRole('switch', { name: 'Send' })
    await user.click(send)
    expect(send).not.toBeChecked()
    expect(await h1('Slack is ready: 1 tool')).toBeVisible()
    await user.click(await screen.findByRole('button', { name: 'Undo' }))
    expect(await h1('Slack is ready: 2 tools')).toBeVisible()
    expect(api.asked('PATCH /tenants/acme/connectors/slack/tools/slack_send').map(({ body }) => body)).toEqual([
      { enabled: false },
      { enabled: true },
    ])
  })

  it('shows a switch as it was when the server refuses', async () => {
    const api = withTools()
    api.on('PATCH /tenants/:tenant/connectors/:id/tools/:tool', () => problem(409, 'conflict', 'Not now.'))
    const { user } = openApp('/tenants/acme/connectors/slack/tools', { api })
    const send = (await row(/slack_send/)).getByRole('switch', { name: 'Send' })
    await user.click(send)
    expect(await screen.findByText('Send stays as it was.')).toBeVisible()
    expect(send).toBeChecked()
  })

  it('leaves on only what reads, in one step', async () => {
    const api = withTools()
    const { user } = openApp('/tenants/acme/connectors/slack/tools', { api })
    await user.click(await screen.findByRole('button', { name: 'Switch many' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Only what reads' }))
    expect(await h1('Slack is ready: 1 tool')).toBeVisible()
    expect(api.asked('PATCH /tenants/acme/connectors/slack/tools').map(({ body }) => body)).toEqual([
      { tools: [{ name: 'slack_send', enabled: false }] },
    ])
  })

  it('leads to who may use a tool', async () => {
    const api = withTools()
    const allowedFor = { closedBy: null, everyone: false, roles: ['owner', 'admin'] as const, people: 2 }
    const id = uuid(2_001)
    api.tools.set(
      id,
      (api.tools.get(id) ?? []).map((tool) => ({
        ...tool,
        allowedFor: { ...allowedFor, roles: [...allowedFor.roles] },
      })),
    )
    openApp('/tenants/acme/connectors/slack/tools?q=search', { api })
    const found = await row(/slack_search/)
    expect(found.getByRole('link', { name: /^Owners, admins/ })).toHaveAttribute(
      'href',
      '/tenants/acme/people/access?connector=slack&tool=slack_search',
    )
    expect(screen.queryByRole('row', { name: /slack_send/ })).toBeNull()
  })

  it('is tested, with the answer of the vendor', async () => {
    const api = withTools()
    api.on('POST /tenants/:tenant/connectors/:id/validate', () => ({
      status: 200,
      body: { ok: true, account: 'harbor' },
    }))
    const { user } = openApp('/tenants/acme/connectors/slack/accounts', { api })
    await user.click(await screen.findByRole('button', { name: 'Test' }))
    expect(await screen.findByText('Slack works.')).toBeVisible()
  })

  it('connects a dead account again and says when it is well', async () => {
    const api = withTools()
    api.connect('slack', { state: 'reconnect_needed', reason: 'expired' })
    watchTabs()
    const { user } = openApp('/tenants/acme/connectors/slack/tools', { api })
    expect(await h1('Slack has to be connected again')).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Reconnect: Slack' }))
    expect(await screen.findByText('Waiting for you to finish at Slack')).toBeVisible()
    api.connect('slack', { connectedAt: '2026-11-21T11:00:00.000Z' })
    await waitFor(() => expect(screen.queryByText('Waiting for you to finish at Slack')).toBeNull(), { timeout: 8_000 })
    expect(await h1('Slack is ready: 2 tools')).toBeVisible()
  }, 20_000)

  it('tells what becomes of an account at the vendor when it is disconnected', async () => {
    const api = withTools()
    api.on('DELETE /tenants/:tenant/oauth-credentials/:id', () => ({ status: 200, body: { atVendor: 'failed' } }))
    const { user } = openApp('/tenants/acme/connectors/slack/accounts', { api })
    await user.click(await screen.findByRole('button', { name: 'Disconnect' }))
    const dialog = within(await screen.findByRole('alertdialog', { name: 'Disconnect harbor?' }))
    await user.click(dialog.getByRole('button', { name: 'Disconnect' }))
    expect(await screen.findByText(/did not take it back/)).toBeVisible()
  })

  it('is saved with what its type wants to know', async () => {
    const api = withTools()
    const { user } = openApp('/tenants/acme/connectors/slack/settings', { api })
    await user.type(await screen.findByLabelText('Page size'), 'many')
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(screen.getByText('Must be a number.')).toBeVisible()
    expect(api.asked('PATCH /tenants/acme/connectors/slack')).toEqual([])
    await user.clear(screen.getByLabelText('Page size'))
    await user.type(screen.getByLabelText('Page size'), '15')
    await user.click(screen.getByRole('button', { name: 'Save' }))
    await screen.findByText('Slack is saved.')
    expect(api.asked('PATCH /tenants/acme/connectors/slack').map(({ body }) => body)).toEqual([
      { name: 'Slack', description: null, configuration: { pageSize: 15 } },
    ])
  })

  it('is deleted only when its name is typed', async () => {
    const api = withTools()
    const { user, at } = openApp('/tenants/acme/connectors/slack/settings', { api })
    await user.click(await screen.findByRole('button', { name: 'Delete Slack' }))
    const dialog = within(await screen.findByRole('alertdialog'))
    await user.click(dialog.getByRole('button', { name: 'Delete' }))
    expect(api.asked('DELETE /tenants/acme/connectors/slack')).toEqual([])
    await user.type(dialog.getByRole('textbox'), 'slack')
    await user.click(dialog.getByRole('button', { name: 'Delete' }))
    expect(await h1('No connectors yet')).toBeVisible()
    expect(at()).toBe('/tenants/acme/connectors')
  })
})

describe('OAuth apps', () => {
  it('shows what there is, and another redirect URI for an own server', async () => {
    const api = new FakeConnectors()
    const { user } = openApp('/tenants/acme/settings/oauth-apps', { api })
    await user.click(await screen.findByRole('link', { name: /^GitHub/ }))
    expect(await screen.findByRole('heading', { name: "GitHub: the platform's OAuth app" })).toBeVisible()
    const uri = screen.getByRole('group', { name: 'redirect URI' })
    expect(uri).toHaveTextContent('https://mcp.example.com/api/v1/oauth/callback')
    await user.click(screen.getByText('Own server and scopes'))
    await user.type(screen.getByLabelText('Address of your own GitHub server'), 'https://git.acme.example/api/v3')
    expect(uri).toHaveTextContent('https://mcp.example.com/api/v1/oauth/servers/acme/github/callback')
  })

  it('never shows a secret, and keeps it when none is typed', async () => {
    const api = new FakeConnectors()
    const own = { source: 'tenant', clientId: 'id-1', updatedAt: '2026-11-18T10:00:00.000Z' } as const
    api.apps.forEach((app, i) => (api.apps[i] = { ...app, ...own }))
    api.on('PUT /tenants/:tenant/oauth-configs/:provider', () => ({ status: 200, body: api.apps[2] }))
    const { user } = openApp('/tenants/acme/settings/oauth-apps?provider=zoom', { api })
    const secret = await screen.findByLabelText('Client secret')
    expect(secret).toHaveValue('')
    expect(screen.getByText(/^Set .*never shown again/)).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Save' }))
    await screen.findByText('The OAuth app of Zoom is saved.')
    expect(api.asked('PUT /tenants/acme/oauth-configs/zoom').map(({ body }) => body)).toEqual([
      { clientId: 'id-1', scopes: [], baseUrl: null },
    ])
  })
})
