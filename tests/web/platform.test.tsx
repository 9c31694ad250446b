import { screen, waitFor, within } from '@testing-library/react'
import type { ApiKey } from '../../server/contracts/api-keys'
import type { AuditEvent } from '../../server/contracts/audit'
import type { User } from '../../server/contracts/users'
import { FakeApi, list, NOW, ok, problem, uuid } from './fake-api'
import { openApp } from './open-app'

// Its code comes when somebody goes there, and takes a moment the first time.
beforeAll(() => import('../../web/src/pages/platform'))

/** A platform with Ana, who runs it, and others. */
class Platform extends FakeApi {
  readonly users: User[] = [
    person(1, 'Ana', { isPlatformAdmin: true }),
    person(2, 'Bo', { hasSecondFactor: true }),
    person(3, 'Cy', { isActive: false }),
  ]
  readonly keys: ApiKey[] = [key('script')]
  readonly events: AuditEvent[] = []

  constructor() {
    super()
    this.isPlatformAdmin = true
    this.addTenant('acme', 'Acme', 'owner')
    this.on('GET /users', ({ query }) => {
      const q = query.get('q')?.toLowerCase() ?? ''
      const active = query.get('isActive')
      return list(
        this.users.filter(
          ({ name, isActive }) => name.toLowerCase().includes(q) && (active === null || String(isActive) === active),
        ),
      )
    })
    this.on('PATCH /users/:id', ({ params, body }) => {
      const at = this.users.findIndex(({ id }) => id === params.id)
      return ok((this.users[at] = { ...(this.users[at] as User), ...(body as object) }))
    })
    this.on('POST /users', ({ body }) => {
      const made = { ...person(this.users.length + 1, 'New'), ...(body as object) }
      this.users.push(made)
      return { status: 201, body: made }
    })
    this.on('POST /users/:id/reset-link', ({ params }) =>
      ok({ url: `https://mcp.example.com/reset/of-${params.id}`, expiresAt: '2026-11-22T10:00:00.000Z' }),
    )
    this.on('DELETE /users/:id/second-factor', ({ params }) => {
      const at = this.users.findIndex(({ id }) => id === params.id)
      this.users[at] = { ...(this.users[at] as User), hasSecondFactor: false }
      return ok()
    })
    this.on('GET /api-keys', () => list(this.keys))
    this.on('POST /api-keys', ({ body }) => {
      const made = key((body as { name: string }).name)
      this.keys.push(made)
      return { status: 201, body: { ...made, key: 'sk_new_secret' } }
    })
    this.on('DELETE /api-keys/:id', ({ params }) => {
      this.keys.splice(
        this.keys.findIndex(({ id }) => id === params.id),
        1,
      )
      return ok()
    })
    this.on('GET /identity-provider', () => ok({ identityProvider: null }))
    this.on('GET /audit', () => list(this.events))
  }
}

const person = (n: number, name: string, more: Partial<User> = {}): User => ({
  ...{ id: uuid(n), email: `${name.toLowerCase()}@example.com`, name, isPlatformAdmin: false, isActive: true },
  ...{ hasSecondFactor: false, createdAt: NOW, ...more },
})

const key = (name: string): ApiKey => ({
  ...{ id: `id-${name}`, name, scope: 'platform_admin', readOnly: false, expiresAt: null, lastUsedAt: null },
  ...{ userId: uuid(1), userName: 'Ana', createdBy: `user:${uuid(1)}`, createdAt: NOW },
})

const provider = (more: object = {}) => ({
  ...{ id: uuid(50), name: 'Acme login', issuer: 'https://login.example.com', clientId: 'sagemcp' },
  ...{ scopes: ['openid', 'email'], isActive: true, createdAt: NOW, updatedAt: NOW },
  ...{ redirectUri: 'https://mcp.example.com/sign-in/sso/callback', ...more },
})

const event = (id: string, more: Partial<AuditEvent> = {}): AuditEvent => ({
  ...{ id, at: NOW, actor: { id: `user:${uuid(1)}`, name: 'Ana', role: 'platform_admin', userId: uuid(1) } },
  ...{ action: 'user.update', target: uuid(2), outcome: 'ok', callId: null, details: { isActive: false } },
  ...{ address: '127.0.0.1', requestId: 'req_7', ...more },
})

const open = (tab: string, api = new Platform()) => openApp(`/platform/${tab}`, { api })

/** Chooses something in the menu of somebody. */
async function choose(user: ReturnType<typeof open>['user'], name: string, entry: string): Promise<void> {
  await user.click(await screen.findByRole('button', { name: `More for ${name}` }))
  await user.click(await screen.findByRole('menuitem', { name: entry }))
}

describe('the people of the platform', () => {
  it('are listed with what they are, and narrowed by search and state in the address', async () => {
    const { user, at, api } = open('users')
    expect(await screen.findByRole('heading', { level: 1, name: '3 people have an account here' })).toBeVisible()
    const ana = screen.getByRole('row', { name: /Ana/ })
    expect(within(ana).getAllByText('Platform admin')[0]).toBeVisible()
    expect(within(ana).getByText('(you)')).toBeVisible()
    expect(within(screen.getByRole('row', { name: /Cy/ })).getByText('Deactivated')).toBeVisible()
    await user.type(screen.getByRole('textbox', { name: 'Search people' }), 'bo')
    expect(await screen.findByRole('heading', { level: 1, name: '1 person matches' })).toBeVisible()
    expect(at()).toBe('/platform/users?q=bo')
    await user.click(screen.getByRole('combobox', { name: 'State' }))
    await user.click(await screen.findByRole('option', { name: 'Deactivated' }))
    expect(await screen.findByRole('heading', { name: 'Nobody matches', level: 2 })).toBeVisible()
    expect(api.asked('GET /users').at(-1)?.query.toString()).toBe('q=bo&isActive=false')
    await user.click(screen.getByRole('button', { name: 'Show everybody' }))
    expect(await screen.findByText('cy@example.com')).toBeVisible()
    expect(at()).toBe('/platform/users')
  })

  it('are deactivated after being told what ends, and activated again at once', async () => {
    const { user, api } = open('users')
    await choose(user, 'Bo', 'Deactivate')
    const dialog = await screen.findByRole('alertdialog', { name: 'Deactivate Bo?' })
    expect(dialog).toHaveTextContent('they are signed out')
    expect(dialog).toHaveTextContent('AI clients are refused')
    expect(api.asked(`PATCH /users/${uuid(2)}`)).toHaveLength(0)
    await user.click(within(dialog).getByRole('button', { name: 'Deactivate' }))
    await waitFor(() => expect(within(screen.getByRole('row', { name: /Bo/ })).getByText('Deactivated')).toBeVisible())
    expect(api.asked(`PATCH /users/${uuid(2)}`).at(-1)?.body).toEqual({ isActive: false })
    await choose(user, 'Bo', 'Activate again')
    expect(await screen.findByText('Bo may sign in again.')).toBeVisible()
    expect(api.asked(`PATCH /users/${uuid(2)}`).at(-1)?.body).toEqual({ isActive: true })
  })

  it('become platform admins, and stay what they are when the server refuses', async () => {
    const api = new Platform()
    const { user } = open('users', api)
    await choose(user, 'Bo', 'Make platform admin')
    await user.click(await screen.findByRole('button', { name: 'Make platform admin' }))
    await waitFor(() => expect(api.asked(`PATCH /users/${uuid(2)}`).at(-1)?.body).toEqual({ isPlatformAdmin: true }))
    expect(await screen.findByText('Bo is a platform admin now.')).toBeVisible()
    api.on('PATCH /users/:id', () =>
      problem(409, 'conflict', 'Nobody else could run the platform.', { hint: 'Make another platform admin first.' }),
    )
    await choose(user, 'Ana', 'Take platform admin away')
    const dialog = await screen.findByRole('alertdialog', { name: 'Stop being a platform admin?' })
    await user.click(within(dialog).getByRole('button', { name: 'Stop being one' }))
    expect(await within(dialog).findByText('Nobody else could run the platform.')).toBeVisible()
    expect(within(dialog).getByText('Make another platform admin first.')).toBeVisible()
  })

  it('do neither deactivate themselves nor lose their own second factor here', async () => {
    const api = new Platform()
    api.users[0] = person(1, 'Ana', { isPlatformAdmin: true, hasSecondFactor: true })
    const { user } = open('users', api)
    await user.click(await screen.findByRole('button', { name: 'More for Ana' }))
    const entries = (await screen.findAllByRole('menuitem')).map(({ textContent }) => textContent)
    expect(entries).toEqual(['What they did here', 'Make a reset link', 'Take platform admin away'])
  })

  it('get a reset link, which is shown this once', async () => {
    const { user, api } = open('users')
    await choose(user, 'Bo', 'Make a reset link')
    const link = `https://mcp.example.com/reset/of-${uuid(2)}`
    await user.click(await screen.findByRole('button', { name: 'Make the link' }))
    expect(await screen.findByText(link)).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Done' }))
    await waitFor(() => expect(screen.queryByText(link)).not.toBeInTheDocument())
    await choose(user, 'Bo', 'Make a reset link')
    expect(await screen.findByRole('button', { name: 'Make the link' })).toBeVisible()
    expect(screen.queryByText(link)).not.toBeInTheDocument()
    expect(api.asked(`POST /users/${uuid(2)}/reset-link`)).toHaveLength(1)
  })

  it('lose a second factor that they lost themselves', async () => {
    const { user, api } = open('users')
    await choose(user, 'Bo', 'Switch off second factor')
    await user.click(await screen.findByRole('button', { name: 'Switch it off' }))
    expect(await screen.findByText('Bo signs in without a second factor now.')).toBeVisible()
    expect(api.asked(`DELETE /users/${uuid(2)}/second-factor`)).toHaveLength(1)
  })

  it('are made, and then get the link to a first password', async () => {
    const { user, api, at } = open('users')
    await user.click(await screen.findByRole('button', { name: 'Make an account' }))
    const dialog = await screen.findByRole('dialog', { name: 'Make an account' })
    expect(at()).toBe('/platform/users?new=')
    await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'Di')
    await user.type(within(dialog).getByRole('textbox', { name: 'E-mail address' }), 'di')
    await user.click(within(dialog).getByRole('button', { name: 'Make the account' }))
    expect(within(dialog).getByRole('textbox', { name: 'E-mail address' })).toBeInvalid()
    expect(api.asked('POST /users')).toHaveLength(0)
    expect(within(dialog).getByText('An address such as ana@example.com.')).toBeVisible()
    await user.type(within(dialog).getByRole('textbox', { name: 'E-mail address' }), '@example.com')
    await user.click(within(dialog).getByRole('button', { name: 'Make the account' }))
    expect(await screen.findByRole('dialog', { name: 'Di has an account' })).toBeVisible()
    expect(api.asked('POST /users').map(({ body }) => body)).toEqual([
      { name: 'Di', email: 'di@example.com', isPlatformAdmin: false },
    ])
    await user.click(screen.getByRole('button', { name: 'Make the link' }))
    expect(await screen.findByText(/\/reset\/of-/)).toBeVisible()
  })

  it('with an address that is taken are not made, and the field says so', async () => {
    const api = new Platform()
    api.on('POST /users', () =>
      problem(409, 'conflict', 'There is an account with this e-mail address.', { fields: { email: 'Is taken.' } }),
    )
    const { user } = openApp('/platform/users?new', { api })
    const dialog = await screen.findByRole('dialog', { name: 'Make an account' })
    await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'Bo')
    await user.type(within(dialog).getByRole('textbox', { name: 'E-mail address' }), 'bo@example.com')
    await user.click(within(dialog).getByRole('button', { name: 'Make the account' }))
    expect(await within(dialog).findByText('Is taken.')).toBeVisible()
    expect(within(dialog).getByRole('textbox', { name: 'Name' })).toHaveValue('Bo')
  })
})

describe('platform keys', () => {
  it('are made, shown once, and deleted', async () => {
    const { user, api } = open('keys')
    expect(await screen.findByRole('heading', { level: 1, name: '1 platform key reaches every tenant' })).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Make a key' }))
    await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'provisioning')
    await user.click(screen.getByRole('checkbox', { name: 'Belongs to nobody' }))
    await user.click(screen.getByRole('button', { name: 'Make the key' }))
    expect(await screen.findByText('sk_new_secret')).toBeVisible()
    expect(api.asked('POST /api-keys')[0]?.body).toEqual({
      ...{ name: 'provisioning', service: true, expiresAt: expect.stringMatching(/^\d{4}-/) },
    })
    await user.click(screen.getByRole('button', { name: 'Done' }))
    await waitFor(() => expect(screen.queryByText('sk_new_secret')).not.toBeInTheDocument())
    await user.click(await screen.findByRole('button', { name: 'Delete provisioning' }))
    await user.click(await screen.findByRole('button', { name: 'Delete the key' }))
    await waitFor(() => expect(api.asked('DELETE /api-keys/id-provisioning')).toHaveLength(1))
    expect(await screen.findByText('provisioning is deleted.')).toBeVisible()
  })

  it('teach what they are for where there are none', async () => {
    const api = new Platform()
    api.keys.length = 0
    open('keys', api)
    expect(await screen.findByRole('heading', { level: 1, name: 'There are no platform keys yet' })).toBeVisible()
    expect(screen.getByRole('heading', { name: 'No program runs the platform' })).toBeVisible()
    expect(screen.queryByRole('textbox', { name: 'Search keys' })).not.toBeInTheDocument()
  })
})

describe("the platform's identity provider", () => {
  it('is set up with the redirect address to register, and its secret', async () => {
    const { user, api } = open('single-sign-on')
    expect(await screen.findByRole('heading', { level: 1, name: 'Everybody signs in with a password' })).toBeVisible()
    expect(screen.getByText('http://localhost/sign-in/sso/callback')).toBeVisible()
    api.on('PUT /identity-provider', ({ body }) => ok(provider({ ...(body as object), clientSecret: undefined })))
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Acme login')
    await user.type(screen.getByRole('textbox', { name: 'Issuer' }), 'https://login.example.com')
    await user.type(screen.getByRole('textbox', { name: 'Client ID' }), 'sagemcp')
    await user.click(screen.getByRole('button', { name: 'Check and save' }))
    expect(screen.getByLabelText('Client secret')).toBeInvalid()
    expect(api.asked('PUT /identity-provider')).toHaveLength(0)
    await user.type(screen.getByLabelText('Client secret'), 'hush')
    await user.click(screen.getByRole('button', { name: 'Check and save' }))
    expect(await screen.findByText('People can sign in with Acme login.')).toBeVisible()
    expect(api.asked('PUT /identity-provider').map(({ body }) => body)).toEqual([
      {
        ...{ name: 'Acme login', issuer: 'https://login.example.com', clientId: 'sagemcp', clientSecret: 'hush' },
        ...{ scopes: ['openid', 'email', 'profile'], isActive: true },
      },
    ])
  })

  it('keeps its secret until issuer or client are others, and says in the field what the provider had against it', async () => {
    const api = new Platform()
    api.on('GET /identity-provider', () => ok({ identityProvider: provider() }))
    api.on('PUT /identity-provider', () =>
      problem(400, 'invalid_request', 'The body is not valid.', { fields: { issuer: 'Nobody answers there.' } }),
    )
    const { user } = open('single-sign-on', api)
    expect(await screen.findByRole('heading', { level: 1, name: 'People can sign in with Acme login' })).toBeVisible()
    expect(screen.getByLabelText('Client secret')).toHaveValue('')
    await user.click(screen.getByRole('checkbox', { name: 'People may sign in with it' }))
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(await screen.findByText('Nobody answers there.')).toBeVisible()
    expect(api.asked('PUT /identity-provider')[0]?.body).toEqual({
      ...{ name: 'Acme login', issuer: 'https://login.example.com', clientId: 'sagemcp' },
      ...{ scopes: ['openid', 'email'], isActive: false },
    })
    await user.type(screen.getByRole('textbox', { name: 'Issuer' }), '/other')
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(screen.getByLabelText('Client secret')).toBeInvalid()
    expect(api.asked('PUT /identity-provider')).toHaveLength(1)
  })

  it('is removed', async () => {
    const api = new Platform()
    api.on('GET /identity-provider', () => ok({ identityProvider: provider() }))
    api.on('DELETE /identity-provider', () => {
      api.on('GET /identity-provider', () => ok({ identityProvider: null }))
      return ok()
    })
    const { user } = open('single-sign-on', api)
    await user.click(await screen.findByRole('button', { name: 'Remove Acme login' }))
    const dialog = await screen.findByRole('alertdialog', { name: 'Remove Acme login?' })
    await user.click(within(dialog).getByRole('button', { name: 'Remove Acme login' }))
    expect(await screen.findByRole('heading', { level: 1, name: 'Everybody signs in with a password' })).toBeVisible()
    expect(screen.getByRole('textbox', { name: 'Name' })).toHaveValue('')
  })
})

describe("the platform's audit", () => {
  it('names people, filters by the address, and opens a row', async () => {
    const api = new Platform()
    api.events.push(event('9'), event('8', { action: 'key.create', target: 'id-script', details: {} }))
    const { user, at } = open('audit', api)
    const table = await screen.findByRole('table', { name: 'Audit' })
    const row = await within(table).findByRole('row', { name: /Changed a user/ })
    expect(await within(row).findByText('Bo')).toBeVisible()
    await user.click(within(row).getByRole('link'))
    const dialog = await screen.findByRole('dialog', { name: 'Changed a user' })
    expect(dialog).toHaveTextContent(uuid(2))
    expect(dialog).toHaveTextContent('Ana (platform admin)')
    expect(at()).toBe('/platform/audit?event=9')
    await user.click(within(dialog).getByRole('button', { name: 'Close' }))
    await user.click(screen.getByRole('combobox', { name: 'Outcome' }))
    await user.click(await screen.findByRole('option', { name: /^Failed/ }))
    await waitFor(() => expect(api.asked('GET /audit').at(-1)?.query.get('outcome')).toBe('error'))
    expect(at()).toBe('/platform/audit?outcome=error')
  })

  it('shows what one person did, from the list of people', async () => {
    const api = new Platform()
    const { user, at } = open('users', api)
    await choose(user, 'Bo', 'What they did here')
    expect(await screen.findByRole('heading', { name: 'Nothing matches' })).toBeVisible()
    expect(at()).toBe(`/platform/audit?person=${uuid(2)}`)
    expect(api.asked('GET /audit').at(-1)?.query.get('person')).toBe(uuid(2))
    await waitFor(() => expect(screen.getByRole('combobox', { name: 'Person' })).toHaveValue('Bo'))
  })
})

it('is of platform admins alone', async () => {
  const api = new Platform()
  api.isPlatformAdmin = false
  open('users', api)
  expect(await screen.findByRole('heading', { level: 1, name: 'Platform admins look after this server' })).toBeVisible()
})

it.each([
  ['users', 'GET /users', 'The people could not be fetched'],
  ['keys', 'GET /api-keys', 'The keys could not be fetched'],
  ['single-sign-on', 'GET /identity-provider', 'The sign-in provider could not be fetched'],
  ['audit', 'GET /audit', 'The audit could not be fetched'],
])('%s can be asked for again when the server fails', async (tab, route, title) => {
  const api = new Platform()
  let works = false
  api.on(route, () => (works ? list([]) : problem(500, 'internal', 'Something broke.')))
  const { user } = open(tab, api)
  expect(await screen.findByRole('heading', { level: 1, name: title })).toBeVisible()
  works = true
  const before = api.asked(route).length
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  await waitFor(() => expect(api.asked(route).length).toBeGreaterThan(before))
})
