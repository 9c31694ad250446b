import { AccountsApp, appOf, type Person } from '../support/accounts'
import { altered, CONNECTED, endOf, exchangesAt, failed, goOut, isConnected, linkFor } from '../support/connecting'
import { modern } from '../support/raw'
import { type Fake, fake, type Handle, json } from '../support/vendor-door'
import { consent } from '../support/vendors/oauth/consent'

/** A tenant may run a server of the vendor itself, which may be hostile. */
const OWN_PATH = (tenant: string) => `/api/v1/oauth/servers/${tenant}/github/callback`
const OWN_APP = { clientId: 'own-client', clientSecret: 'own-secret-0123456789' }
const USUAL_APP = { clientId: 'platform-client', clientSecret: 'platform-secret-0123456789' }

let world: AccountsApp
let count = 0
beforeAll(async () => {
  world = await AccountsApp.start({
    vendors: ['github'],
    env: {
      // Any port of this machine, so that nothing but our own checks keeps a secret from a server of the test.
      SAGEMCP_ALLOWED_PRIVATE_HOSTS: '127.0.0.1',
      SAGEMCP_OAUTH_GITHUB_CLIENT_ID: USUAL_APP.clientId,
      SAGEMCP_OAUTH_GITHUB_CLIENT_SECRET: USUAL_APP.clientSecret,
    },
  })
})
afterAll(() => world?.close())
beforeEach(() => world.vendors.of('github').reset())

/** A server as a customer runs it, which says to everybody that they are somebody. */
const server = (answers: Readonly<Record<string, Handle>> = {}): Promise<Fake> =>
  fake((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://own.example')
    const answer = answers[pathname] ?? USUAL[pathname]
    if (answer) answer(request, response)
    else json(response, {}, 404)
  })
const USUAL: Readonly<Record<string, Handle>> = {
  '/login/oauth/access_token': (_, response) => json(response, { access_token: 'own-token-0123456789', scope: 'repo' }),
  '/api/v3/user': (_, response) =>
    json(response, { id: 7, login: 'ada', name: 'Ada', html_url: 'https://own.example/ada', type: 'User' }),
}
const TOKEN = '/login/oauth/access_token'

interface At {
  readonly tenant: string
  readonly person: Person
  readonly slug: string
}

/** A tenant whose application and connector are at this server. */
async function at(url: string, more: object = {}): Promise<At> {
  const tenant = `own-${(count += 1)}`
  await world.app.createTenant(tenant)
  const person = await world.person(tenant, `own-${count}`)
  const baseUrl = `${url}/api/v3`
  await world.app.must('PUT', `/tenants/${tenant}/oauth-configs/github`, { ...OWN_APP, baseUrl })
  const { slug } = await world.addConnector(tenant, 'github', { configuration: { baseUrl }, ...more })
  return { tenant, person, slug }
}

/** Where our page sends the browser, and what the server would send it back with. */
async function out({ tenant, person, slug }: At, code = 'a-code') {
  const vendorUrl = new URL(await world.toVendor(person.browser, await linkFor(world, person, tenant, slug)))
  const back = altered(new URL(vendorUrl.searchParams.get('redirect_uri') ?? ''), {
    code,
    state: vendorUrl.searchParams.get('state') ?? '',
  })
  return { vendorUrl, back }
}

const everythingAt = ({ requests }: Fake): string =>
  requests.map(({ url, headers, text }) => `${url} ${JSON.stringify(headers)} ${text}`).join('\n')

it('is connected at an address of its own', async () => {
  const own = await server()
  const setting = await at(own.url)
  const { vendorUrl, back } = await out(setting)
  expect(vendorUrl.origin).toBe(own.url)
  expect(back.pathname).toBe(OWN_PATH(setting.tenant))
  expect(await endOf(setting.person.browser, back)).toBe(CONNECTED)
  expect(everythingAt(own)).toContain(OWN_APP.clientSecret.slice(0, 10))
})

describe('a hostile one', () => {
  it('that sends the browser on to the usual vendor is not handed the code', async () => {
    const evil = await server()
    const setting = await at(evil.url)
    const { vendorUrl } = await out(setting)
    const usual = appOf('github', world.app.origin)
    const onward = new URL(world.vendors.of('github').here('https://github.com/login/oauth/authorize'))
    onward.search = altered(vendorUrl, {
      client_id: usual.clientId,
      redirect_uri: usual.redirectUris[0],
    }).search
    const back = await consent(onward.href)
    expect(back.pathname).toBe('/api/v1/oauth/callback')
    expect(await endOf(setting.person.browser, back)).toBe(failed('no_attempt'))
    expect(evil.requests).toEqual([])
    expect(exchangesAt(world, 'github')).toBe(0)
  })

  it('has no callback address that an application at the usual vendor could be sent to', async () => {
    // GitHub takes every address below the one that was registered.
    expect(OWN_PATH('acme').startsWith('/api/v1/oauth/callback')).toBe(false)
    const usual = appOf('github', world.app.origin)
    const onward = new URL(world.vendors.of('github').here('https://github.com/login/oauth/authorize'))
    onward.search = new URLSearchParams({
      client_id: usual.clientId,
      redirect_uri: world.app.origin + OWN_PATH('acme'),
      state: 'x',
    }).toString()
    await expect(consent(onward.href)).rejects.toThrow('redirect_uri is not registered')
  })

  it('is not served by an answer at the address of another tenant', async () => {
    const evil = await server()
    const [mine, other] = [await at(evil.url), await at(evil.url)]
    const { back } = await out(mine)
    const elsewhere = new URL(OWN_PATH(other.tenant) + back.search, back)
    expect(await endOf(mine.person.browser, elsewhere)).toBe(failed('no_attempt'))
    expect(evil.requests).toEqual([])
  })

  it('is never sent the application of the platform, nor the tenant’s of the usual address', async () => {
    const evil = await server()
    const tenant = `own-${(count += 1)}`
    await world.app.createTenant(tenant)
    const person = await world.person(tenant, `own-${count}`)
    const configuration = { baseUrl: `${evil.url}/api/v3` }
    const { slug } = await world.addConnector(tenant, 'github', { configuration })
    const ask = () => person.ask<{ detail: string }>('POST', `/tenants/${tenant}/connectors/${slug}/connect`, {})
    expect((await ask()).status).toBe(409)
    await world.configure(tenant, 'github')
    expect((await ask()).status).toBe(409)
    // At the usual address it is there: the check is about the address.
    const usual = await world.addConnector(tenant, 'github')
    expect(await endOf(person.browser, (await goOut(world, person, tenant, usual.slug)).back)).toBe(CONNECTED)
    expect(evil.requests).toEqual([])
  })

  it('is not asked when the answer came from the server that was there before', async () => {
    const [good, evil] = [await server(), await server()]
    const setting = await at(good.url)
    const { back } = await out(setting, 'code-of-the-good-one')
    const baseUrl = `${evil.url}/api/v3`
    const { tenant, slug, person } = setting
    await world.app.must('PUT', `/tenants/${tenant}/oauth-configs/github`, { ...OWN_APP, baseUrl })
    await world.app.must('PATCH', `/tenants/${tenant}/connectors/${slug}`, { configuration: { baseUrl } })
    expect(await endOf(person.browser, back)).toBe(failed('changed'))
    expect(evil.requests).toEqual([])
  })

  it('that redirects its token address is followed nowhere', async () => {
    const other = await server()
    for (const status of [301, 302, 307, 308]) {
      const evil = await server({
        [TOKEN]: (_, response) => void response.writeHead(status, { location: `${other.url}${TOKEN}` }).end(),
      })
      const setting = await at(evil.url)
      const { back } = await out(setting)
      expect(await endOf(setting.person.browser, back)).toBe(failed('vendor_down'))
      expect(await isConnected(world, setting.tenant, setting.slug)).toBe(false)
      expect(evil.requests).toHaveLength(1)
    }
    expect(other.requests).toEqual([])
  })

  it.each<[string, Handle]>([
    ['no token', (_, response) => json(response, {})],
    ['a token that is none', (_, response) => json(response, { access_token: { deep: 1 } })],
    ['a list', (_, response) => json(response, [])],
    ['a page', (_, response) => void response.writeHead(200).end('<html>')],
    ['nothing', (_, response) => void response.writeHead(200).end()],
    ['too much', (_, response) => json(response, { access_token: 'x'.repeat(2 * 1024 * 1024) })],
    ['a broken connection', (_, response) => void response.socket?.destroy()],
  ])('that answers a code with %s connects nothing and stops nobody', async (_, answer) => {
    const evil = await server({ [TOKEN]: answer })
    const setting = await at(evil.url)
    const { back } = await out(setting)
    expect(await endOf(setting.person.browser, back)).toBe(failed('vendor_down'))
    expect(await isConnected(world, setting.tenant, setting.slug)).toBe(false)
  })

  it.each<[string, unknown, string]>([
    ['a header in the token', { access_token: 'abc\r\nx-evil: 1' }, 'vendor_down'],
    ['a byte that no database takes in the scope', { access_token: 'own-token-0123', scope: 're\u0000po user' }, ''],
    ['more scopes than there are', { access_token: 'own-token-0123', scope: 'x '.repeat(50_000) }, ''],
  ])('that answers with %s ends in a page of ours', async (_, reply, status) => {
    const evil = await server({ [TOKEN]: (_request, response) => json(response, reply) })
    const setting = await at(evil.url)
    const { back } = await out(setting)
    expect(await endOf(setting.person.browser, back)).toBe(status === '' ? CONNECTED : failed(status))
  })

  it.each<[string, unknown, string]>([
    ['without an id', { login: 'ada' }, failed('account_unknown')],
    ['with a name that no database takes', { id: 7, login: 'a\u0000da\u202E\ud800' }, CONNECTED],
    ['with a long name', { id: 7, login: 'a'.repeat(100_000) }, CONNECTED],
  ])('that names an account %s ends in a page of ours', async (_, user, end) => {
    const evil = await server({ '/api/v3/user': (_request, response) => json(response, user) })
    const setting = await at(evil.url)
    const { back } = await out(setting)
    expect(await endOf(setting.person.browser, back)).toBe(end)
    if (end !== CONNECTED) return
    const { items } = await world.app.must<{ items: { account: string }[] }>(
      'GET',
      `/tenants/${setting.tenant}/oauth-credentials`,
    )
    expect(items[0]?.account).toMatch(/^[\x20-\x7e…]{1,201}$/)
  })
})

describe('an address that changes after connecting', () => {
  /** An account at the usual address, and the token that must go nowhere else. */
  async function connected(account: 'shared' | 'personal') {
    const tenant = `own-${(count += 1)}`
    await world.app.createTenant(tenant)
    await world.configure(tenant, 'github')
    const person = await world.person(tenant, `own-${count}`)
    const { slug } = await world.addConnector(tenant, 'github', { account })
    expect(await endOf(person.browser, (await goOut(world, person, tenant, slug)).back)).toBe(CONNECTED)
    const call = async () => {
      const name = `${slug}_get_me`
      return (await modern(world.app.endpoint(tenant), person.key, 'tools/call', { name, arguments: {} })).text
    }
    expect(await call()).toContain('ada-north')
    const move = (baseUrl: string | undefined) =>
      world.app.must('PATCH', `/tenants/${tenant}/connectors/${slug}`, {
        configuration: baseUrl === undefined ? null : { baseUrl },
      })
    return { tenant, person, slug, call, move }
  }

  it.each(['shared', 'personal'] as const)('takes no %s account with it', async (account) => {
    const evil = await server()
    const { tenant, slug, call, move } = await connected(account)
    const moved = await move(`${evil.url}/api/v3`)
    expect(moved).toMatchObject({ credentialDiscarded: account === 'shared' })
    expect(await isConnected(world, tenant, slug)).toBe(false)
    expect(await call()).toContain('connect_required')
    // Not even with an application there.
    await world.app.must('PUT', `/tenants/${tenant}/oauth-configs/github`, {
      ...OWN_APP,
      baseUrl: `${evil.url}/api/v3`,
    })
    expect(await call()).toContain('connect_required')
    expect(evil.requests).toEqual([])
  })

  it('gives a personal account back its own address, and nothing else', async () => {
    const evil = await server()
    const { call, move } = await connected('personal')
    await move(`${evil.url}/api/v3`)
    await move(undefined)
    expect(await call()).toContain('ada-north')
  })

  it('takes no token with it that somebody pasted as their own', async () => {
    const evil = await server()
    const { tenant, person, slug, call, move } = await connected('personal')
    const token = `pasted-${'a1'.repeat(20)}`
    await person.ask('PUT', `/tenants/${tenant}/connectors/${slug}/my-credential`, { token })
    await move(`${evil.url}/api/v3`)
    expect(await call()).toContain('connect_required')
    expect(evil.requests).toEqual([])
  })

  it('takes no secret of an application with it', async () => {
    const [good, evil] = [await server(), await server()]
    const { tenant, person, slug } = await at(good.url)
    const put = (change: object) =>
      world.app.ask('PUT', `/tenants/${tenant}/oauth-configs/github`, { clientId: OWN_APP.clientId, ...change })
    expect((await put({ baseUrl: `${good.url}/api/v3` })).status).toBe(200)
    for (const baseUrl of [`${evil.url}/api/v3`, null, undefined]) {
      const { status, body } = await put(baseUrl === undefined ? {} : { baseUrl })
      expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('another address')])
    }
    await world.app.must('PATCH', `/tenants/${tenant}/connectors/${slug}`, {
      configuration: { baseUrl: `${evil.url}/api/v3` },
    })
    const asked = await person.ask('POST', `/tenants/${tenant}/connectors/${slug}/connect`, {})
    expect(asked.status).toBe(409)
    expect(evil.requests).toEqual([])
  })
})
