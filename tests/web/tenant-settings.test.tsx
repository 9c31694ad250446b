import { screen, waitFor, within } from '@testing-library/react'
import type { Tenant } from '../../server/contracts/tenants'
import { FakeApi, list, NOW, ok, problem, uuid } from './fake-api'
import { openApp } from './open-app'

const SETTINGS = '/tenants/acme/settings'
const TYPES = ['github', 'jira', 'slack'].map((type) => ({
  ...{ type, title: type.toUpperCase(), description: '', category: null, keywords: [], icon: '/x.svg', provider: type },
  ...{ baseUrls: {}, auth: [], configuration: {}, toolCount: 1 },
}))

function acme(role: 'owner' | 'member' | 'platform admin'): FakeApi & { tenant: Tenant } {
  const api = new FakeApi()
  api.isPlatformAdmin = role === 'platform admin'
  const tenant = api.addTenant('acme', 'Acme', role === 'platform admin' ? undefined : role)
  api.on('GET /connector-types', () => list(TYPES))
  api.on('PATCH /tenants/:tenant', ({ body }) => ok(Object.assign(tenant, body)))
  return Object.assign(api, { tenant })
}
const changes = (api: FakeApi) => api.asked('PATCH /tenants/acme').map(({ body }) => body)

describe('general settings', () => {
  it('are changed by an owner, who reads what the platform sets', async () => {
    const api = acme('owner')
    const { user } = openApp(SETTINGS, { api })
    const name = await screen.findByRole('textbox', { name: 'Name' })
    await user.clear(name)
    await user.type(name, 'Acme Group')
    await user.type(screen.getByRole('textbox', { name: 'Contact e-mail' }), 'it@acme.example{Enter}')
    expect(await screen.findByText('The details were saved.')).toBeVisible()
    expect(changes(api)).toEqual([{ name: 'Acme Group', description: '', contactEmail: 'it@acme.example' }])
    expect(screen.getByText('600')).toBeVisible()
    expect(screen.getByText('https://mcp.example.com/api/v1/acme/mcp')).toBeVisible()
    for (const button of [/^Set /, 'Save the types', 'Suspend', 'Delete']) {
      expect(screen.queryByRole('button', { name: button })).not.toBeInTheDocument()
    }
  })

  it('say what is wrong where it is, and send nothing', async () => {
    const api = acme('owner')
    const { user } = openApp(SETTINGS, { api })
    await user.clear(await screen.findByRole('textbox', { name: 'Name' }))
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(screen.getByRole('textbox', { name: 'Name' })).toBeInvalid()
    expect(changes(api)).toEqual([])
  })

  it('are for a member to read, and to leave', async () => {
    const api = acme('member').on('DELETE /tenants/:tenant/membership', () => ok())
    const { user, at } = openApp(SETTINGS, { api })
    expect(await screen.findByRole('textbox', { name: 'Name' })).toHaveAttribute('readonly')
    expect(screen.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument()
    const tabs = within(screen.getByRole('navigation', { name: 'Settings' })).getAllByRole('link')
    expect(tabs.map(({ textContent }) => textContent)).toEqual(['General', 'Keys'])
    await user.click(screen.getByRole('button', { name: 'Leave this tenant' }))
    await user.click(await screen.findByRole('button', { name: 'Leave Acme' }))
    await waitFor(() => expect(at()).toBe('/tenants'))
    expect(api.asked('DELETE /tenants/acme/membership')).toHaveLength(1)
  })

  it('let a platform admin set the limit and take it back', async () => {
    const api = acme('platform admin')
    const { user } = openApp(SETTINGS, { api })
    const limit = await screen.findByRole('textbox', { name: 'Its own calls a minute' })
    await user.type(limit, '0{Enter}')
    expect(await screen.findByText(/A whole number from 1/)).toBeVisible()
    await user.clear(limit)
    await user.type(limit, '50{Enter}')
    await user.click(await screen.findByRole('button', { name: 'Undo' }))
    await waitFor(() =>
      expect(changes(api)).toEqual([{ limits: { callsPerMinute: 50 } }, { limits: { callsPerMinute: null } }]),
    )
  })

  it('let a platform admin set each limit by a button of its own', async () => {
    const api = acme('platform admin')
    const { user } = openApp(SETTINGS, { api })
    await user.type(await screen.findByRole('textbox', { name: 'Calls a day of each caller' }), '70')
    await user.click(screen.getByRole('button', { name: 'Set calls a day of each caller' }))
    await waitFor(() => expect(changes(api)).toEqual([{ limits: { callerCallsPerDay: 70 } }]))
    const names = screen.getAllByRole('button', { name: /^Set / }).map(({ textContent }) => textContent)
    expect(names).toHaveLength(5)
    expect(new Set(names).size).toBe(5)
  })

  it('let a platform admin choose the connector types', async () => {
    const api = acme('platform admin')
    const { user } = openApp(SETTINGS, { api })
    await user.click(await screen.findByRole('radio', { name: 'Only these' }))
    await user.click(screen.getByRole('checkbox', { name: 'JIRA' }))
    await user.click(screen.getByRole('button', { name: 'Save the types' }))
    await waitFor(() => expect(changes(api)).toEqual([{ allowedTypes: ['github', 'slack'] }]))
  })

  it('let a platform admin suspend it, with an undo, and delete it by typing its name', async () => {
    const api = acme('platform admin').on('DELETE /tenants/:tenant', () => ok())
    const { user, at } = openApp(SETTINGS, { api })
    await user.click(await screen.findByRole('button', { name: 'Suspend' }))
    expect(await screen.findByText('Suspended: nothing of it can be used')).toBeVisible()
    await user.click(await screen.findByRole('button', { name: 'Undo' }))
    await waitFor(() => expect(changes(api)).toEqual([{ isActive: false }, { isActive: true }]))
    await user.click(screen.getByRole('button', { name: 'Delete' }))
    const question = await screen.findByRole('alertdialog', { name: 'Delete Acme?' })
    await user.type(within(question).getByRole('textbox'), 'acme{Enter}')
    expect(api.asked('DELETE /tenants/acme')).toEqual([])
    await user.clear(within(question).getByRole('textbox'))
    await user.type(within(question).getByRole('textbox'), 'Acme{Enter}')
    await waitFor(() => expect(at()).toBe('/tenants'))
    expect(api.asked('DELETE /tenants/acme')).toHaveLength(1)
  })
})

describe('single sign-on', () => {
  const SSO = `${SETTINGS}/single-sign-on`
  const PROVIDER = {
    ...{
      id: uuid(1),
      name: 'Acme login',
      issuer: 'https://login.acme.com',
      clientId: 'c',
      scopes: ['openid'],
      isActive: true,
    },
    ...{ redirectUri: 'https://mcp.example.com/sign-in/sso/callback/acme', createdAt: NOW, updatedAt: NOW },
    ...{
      groupsClaim: null,
      groupRoles: {},
      defaultRole: 'member',
      signInUrl: 'https://mcp.example.com/sign-in/sso/acme',
    },
  }
  const DOMAIN = {
    ...{ domain: 'acme.com', verifiedAt: null as string | null, verifiedBy: null as string | null },
    record: { name: '_sagemcp.acme.com', type: 'TXT', value: 'sagemcp-verification=abc' },
  }
  const withProvider = (provider: typeof PROVIDER | null, domains: (typeof DOMAIN)[] = []) => {
    const api = acme('owner')
    api.on('GET /tenants/:tenant/identity-provider', () => ok({ identityProvider: provider }))
    return api.on('GET /tenants/:tenant/domains', () => list(domains))
  }

  it('begins with the address to register, and sends groups as the API takes them', async () => {
    const api = withProvider(null).on('PUT /tenants/:tenant/identity-provider', ({ body }) =>
      ok({ ...PROVIDER, ...(body as object) }),
    )
    const { user } = openApp(SSO, { api })
    expect(await screen.findByText('https://mcp.example.com/sign-in/sso/callback/acme')).toBeVisible()
    const fill = (field: string, text: string) => user.type(screen.getByLabelText(field), text)
    await fill('Name', 'Acme login')
    await fill('Issuer', 'https://login.acme.com')
    await fill('Client ID', 'client')
    await fill('Client secret', 'hush')
    await user.click(screen.getByRole('button', { name: 'Add a group' }))
    await fill('Group 1', 'staff')
    await user.click(screen.getByRole('button', { name: 'Check and save' }))
    expect(await screen.findByText('Name the claim that lists the groups.')).toBeVisible()
    expect(api.asked('PUT /tenants/acme/identity-provider')).toEqual([])
    await fill('Groups claim', 'groups')
    await user.click(screen.getByRole('button', { name: 'Check and save' }))
    expect(await screen.findByText('People can sign in with Acme login.')).toBeVisible()
    expect(api.asked('PUT /tenants/acme/identity-provider')[0]?.body).toMatchObject({
      ...{ clientSecret: 'hush', groupsClaim: 'groups', groupRoles: { staff: 'member' }, defaultRole: 'member' },
    })
  })

  it('keeps the stored secret, and is removed after a question', async () => {
    const api = withProvider(PROVIDER)
      .on('PUT /tenants/:tenant/identity-provider', () => ok(PROVIDER))
      .on('DELETE /tenants/:tenant/identity-provider', () => ok())
    const { user } = openApp(SSO, { api })
    expect(await screen.findByText('https://mcp.example.com/sign-in/sso/acme')).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(api.asked('PUT /tenants/acme/identity-provider')).toHaveLength(1))
    expect(api.asked('PUT /tenants/acme/identity-provider')[0]?.body).not.toHaveProperty('clientSecret')
    await user.click(screen.getByRole('button', { name: 'Remove Acme login' }))
    const question = await screen.findByRole('alertdialog', { name: 'Remove Acme login?' })
    await user.click(within(question).getByRole('button', { name: 'Remove Acme login' }))
    await waitFor(() => expect(api.asked('DELETE /tenants/acme/identity-provider')).toHaveLength(1))
  })

  it('shows the record that proves a domain, and why it was not found', async () => {
    const domain = { ...DOMAIN }
    const api = withProvider(null, [domain]).on('POST /tenants/:tenant/domains/:domain/verify', () =>
      problem(409, 'conflict', 'There is no TXT record.', { hint: 'DNS may take minutes.' }),
    )
    const { user } = openApp(SSO, { api })
    expect(await screen.findByText('sagemcp-verification=abc')).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Look for the record' }))
    expect(await screen.findByRole('alert')).toHaveTextContent(/no TXT record.*minutes/)
    expect(screen.queryByRole('button', { name: 'Give it without a record' })).not.toBeInTheDocument()
    api.on('POST /tenants/:tenant/domains/:domain/verify', () =>
      ok(Object.assign(domain, { verifiedAt: NOW, verifiedBy: 'dns' })),
    )
    await user.click(screen.getByRole('button', { name: 'Look for the record' }))
    expect(await screen.findByText(/^Proved/)).toBeVisible()
    expect(screen.queryByText('sagemcp-verification=abc')).not.toBeInTheDocument()
  })

  it('claims a domain, if it is one', async () => {
    const api = withProvider(null).on('POST /tenants/:tenant/domains', () => ok(DOMAIN))
    const { user } = openApp(SSO, { api })
    await user.type(await screen.findByRole('textbox', { name: 'Domain' }), 'acme{Enter}')
    expect(await screen.findByText('A domain, such as example.com.')).toBeVisible()
    await user.type(screen.getByRole('textbox', { name: 'Domain' }), '.com{Enter}')
    await waitFor(() =>
      expect(api.asked('POST /tenants/acme/domains').map(({ body }) => body)).toEqual([{ domain: 'acme.com' }]),
    )
  })
})
