import { AccountsApp, IDENTITY, type Person } from '../support/accounts'
import { Clock, say } from '../support/renewals'
import { type Fills, FillingDoor, type Passed } from '../support/vendors/filling-door'
import { Emulated, type EmulatedName } from '../support/vendors/oauth/emulated'

/*
 * A second judge of our requests that somebody else wrote: the `emulate` package. What it does not have is written down here
 * and filled in from what it has; a test says so when it has it.
 */
interface Judge {
  readonly says: object
  /** Where it gives no refresh token: why. */
  readonly noRefresh?: string
  /** What becomes of a token that is given back. */
  readonly gives: 'revoked' | 'failed'
  readonly fills?: Fills
  /** Asked of it without our filling in: what shows that it is still needed. */
  readonly lacks?: (emulated: Emulated, authorization: string) => Promise<boolean>
  /** Ends the connection as somebody would who is not us. */
  readonly end?: (trial: Trial) => Promise<Response>
  /** What it cannot try, in words. */
  readonly missing: readonly string[]
}

const json = { 'content-type': 'application/json' }
const VIEWER = '{ viewer { id name displayName email admin guest timezone } organization { id name urlKey } }'

const NO_PAGE = ['a page where a person ends a connection: whoever holds the token does', 'a refusal of unknown tokens']

const JUDGES: Readonly<Record<EmulatedName, Judge>> = {
  github: {
    says: { login: 'ada-north' },
    noRefresh: 'OAuth Apps only, whose tokens do not end',
    gives: 'failed',
    fills: {
      // It takes every token that it does not know for one of its first user.
      'GET /user': async (ask, { authorization = '', 'user-agent': agent = '' }) => {
        const reply = await ask('/user', { headers: { authorization, 'user-agent': agent } })
        const { login } = (await reply.clone().json()) as { login?: string }
        return login === 'nobody' ? Response.json({ message: 'Bad credentials' }, { status: 401 }) : reply
      },
    },
    lacks: async ({ origin }) => {
      const reply = await fetch(`${origin}/user`, { headers: { authorization: 'Bearer made-up' } })
      return ((await reply.json()) as { login?: string }).login === 'nobody'
    },
    end: ({ emulated, clientId }) =>
      fetch(`${emulated.origin}/settings/connections/applications/${clientId}/revoke`, {
        ...{ method: 'POST', redirect: 'manual' as const },
        headers: { cookie: emulated.cookies },
      }),
    missing: ['tokens that end or rotate', 'the address that takes tokens back', 'a refusal of unknown tokens'],
  },
  slack: {
    says: { user: 'ada-north', workspace: 'Harbor' },
    noRefresh: 'no token rotation',
    gives: 'failed',
    missing: ['tokens that end or rotate', 'any end of a connection', 'a refusal of unknown tokens'],
  },
  google: {
    says: { email: 'ada@example.com' },
    gives: 'revoked',
    fills: {
      // Drive's word for who it is.
      'GET /drive/v3/about': async (ask, { authorization = '' }) => {
        const reply = await ask('/oauth2/v2/userinfo', { headers: { authorization } })
        const { name, email } = (await reply.json()) as { name: string; email: string }
        return { user: { displayName: name, emailAddress: email } }
      },
    },
    lacks: async ({ origin }, authorization) =>
      (await fetch(`${origin}/drive/v3/about?fields=user`, { headers: { authorization } })).status === 404,
    end: (trial) => trial.giveBack('/revoke'),
    missing: [...NO_PAGE, 'the name of an account in Drive', 'new refresh tokens that end the old'],
  },
  linear: {
    says: { name: 'Ada North', email: 'ada@example.com' },
    gives: 'revoked',
    fills: {
      // Its viewer has no organization; there is one beside it.
      'POST /graphql': async (ask, { authorization = '' }) => {
        const headers = { ...json, authorization }
        const reply = await ask('/graphql', { method: 'POST', headers, body: JSON.stringify({ query: VIEWER }) })
        const { data, ...refused } = (await reply.json()) as { data?: { viewer: object; organization: object } }
        return data ? { data: { viewer: { ...data.viewer, organization: data.organization } } } : refused
      },
    },
    lacks: async ({ origin }, authorization) => {
      const body = JSON.stringify({ query: '{ viewer { organization { id } } }' })
      const reply = await fetch(`${origin}/graphql`, { method: 'POST', headers: { ...json, authorization }, body })
      return 'errors' in ((await reply.json()) as object)
    },
    end: (trial) => trial.giveBack('/oauth/revoke'),
    missing: [...NO_PAGE, 'the organization of its viewer'],
  },
}

const NAMES = Object.keys(JUDGES) as EmulatedName[]
const DAYS_S = 2 * 86_400
const CLOSED: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const close of CLOSED.splice(0).toReversed()) await close()
})

/** A tenant with one connector, and the vendor behind a door that writes down what passes. */
class Trial {
  private constructor(
    readonly name: EmulatedName,
    readonly world: AccountsApp,
    readonly emulated: Emulated,
    readonly door: FillingDoor,
    readonly ana: Person,
    readonly clientId: string,
  ) {}

  /** `redirectUri`: where the vendor sends people back to. Default: to us. */
  static async start(name: EmulatedName, redirectUri?: string): Promise<Trial> {
    const started: { emulated?: Emulated; door?: FillingDoor; clientId?: string } = {}
    const standIns = async ({ apps }: { apps: Partial<Record<EmulatedName, readonly object[]>> }) => {
      const [app] = apps[name] as Parameters<typeof Emulated.start>[1][]
      if (!app) throw new Error('no application')
      started.clientId = app.clientId
      const redirectUris = redirectUri === undefined ? app.redirectUris : [redirectUri]
      const emulated = (started.emulated = await Emulated.start(name, { ...app, redirectUris }))
      CLOSED.push(() => emulated.close())
      const door = (started.door = await FillingDoor.start(emulated.origin, JUDGES[name].fills ?? {}))
      CLOSED.push(() => door.close())
      return {
        of: () => {
          throw new Error('this one is not ours')
        },
        addresses: Object.fromEntries(Object.keys(emulated.addresses).map((origin) => [origin, door.origin])),
        hosts: [new URL(door.origin).host],
        violations: [],
        close: () => Promise.resolve(),
      }
    }
    const world = await AccountsApp.start({ vendors: [name], standIns })
    CLOSED.push(() => world.close())
    const { emulated, door, clientId } = started
    if (!emulated || !door || clientId === undefined) throw new Error('not started')
    await world.tenant('acme', [name])
    await world.addConnector('acme', name, { slug: 'first' })
    return new Trial(name, world, emulated, door, await world.person('acme', 'ana'), clientId)
  }

  /** The address of its page. */
  async out(): Promise<string> {
    return this.world.toVendor(this.ana.browser, await this.world.link(this.ana, 'acme', 'first'))
  }

  async connect(link?: string): Promise<string> {
    const { world, ana } = this
    const vendor = link === undefined ? await this.out() : await world.toVendor(ana.browser, link)
    const page = await ana.browser.open((await this.emulated.consent(vendor)).href)
    return new URL(page.url).pathname
  }

  call = () => say(this.world.app.endpoint('acme'), this.ana.key, `first_${IDENTITY[this.name].tool}`)

  /** What its token address was asked, and what it answered. */
  get tokenRequests(): readonly (Passed & { readonly refresh: boolean })[] {
    return this.door.passed
      .filter(({ answer }) => answer.includes('"access_token"'))
      .map((each) => ({ ...each, refresh: each.body.includes('grant_type=refresh_token') }))
  }

  get lastAuthorization(): string {
    return this.door.passed.findLast(({ headers }) => headers.authorization)?.headers.authorization ?? ''
  }

  /** Both tokens, at the address that takes them. */
  async giveBack(path: string): Promise<Response> {
    const { access_token, refresh_token } = JSON.parse(this.tokenRequests.at(-1)?.answer ?? '') as Record<
      string,
      string
    >
    const give = (token = '') =>
      fetch(this.emulated.origin + path, { method: 'POST', body: new URLSearchParams({ token }) })
    await give(access_token)
    return give(refresh_token)
  }

  async account(): Promise<{ id: string; state: string }> {
    const path = '/tenants/acme/oauth-credentials'
    const { items } = await this.world.app.must<{ items: { id: string; state: string }[] }>('GET', path)
    expect(items).toHaveLength(1)
    return items[0] as { id: string; state: string }
  }

  async remove(): Promise<unknown> {
    return this.world.app.must('DELETE', `/tenants/acme/oauth-credentials/${(await this.account()).id}`)
  }
}

describe.each(NAMES)('%s', (name) => {
  const { says, noRefresh, gives, lacks, end, missing } = JUDGES[name]

  test(`takes our way to connect, a call${noRefresh ? '' : ', a refresh'} and ${gives === 'revoked' ? 'the end' : 'has no end of a token'}`, async () => {
    const clock = new Clock()
    CLOSED.push(() => clock.restore())
    const it = await Trial.start(name)
    expect(await it.connect()).toBe('/oauth/success')
    expect(await it.call()).toMatchObject({ isError: false, body: says })
    expect(it.tokenRequests.map(({ refresh, status }) => [refresh, status])).toEqual([[false, 200]])

    const before = it.lastAuthorization
    clock.later(DAYS_S)
    expect(await it.call()).toMatchObject({ isError: false, body: says })
    if (noRefresh) {
      expect(it.tokenRequests[0]?.answer).not.toContain('refresh_token')
      expect(it.lastAuthorization).toBe(before)
    } else {
      expect(it.tokenRequests.map(({ refresh, status }) => [refresh, status])).toEqual([
        [false, 200],
        [true, 200],
      ])
      expect(it.lastAuthorization).not.toBe(before)
      const { access_token: fresh } = JSON.parse(it.tokenRequests[1]?.answer ?? '') as { access_token: string }
      expect(it.lastAuthorization).toBe(`Bearer ${fresh}`)
    }
    if (lacks) expect(await lacks(it.emulated, it.lastAuthorization)).toBe(true)
    expect(await it.remove()).toEqual({ atVendor: gives })
  })

  test('refuses our application with another secret, and nothing is stored', async () => {
    const it = await Trial.start(name)
    await it.world.configure('acme', name, { clientSecret: 'another' })
    expect(await it.connect()).toBe('/oauth/error')
    expect(it.tokenRequests).toEqual([])
    expect(await it.call()).toMatchObject({ isError: true, body: { code: 'connect_required' } })
  })

  if (end) {
    test('a connection that somebody ended: the next call has a link, and works when it was followed', async () => {
      const clock = new Clock()
      CLOSED.push(() => clock.restore())
      const it = await Trial.start(name)
      expect(await it.connect()).toBe('/oauth/success')
      const { id } = await it.account()
      expect((await end(it)).status).toBeLessThan(400)
      // Without a refusal of the token by the API, that of the refresh is what there is.
      if (!noRefresh) clock.later(DAYS_S)
      const said = await it.call()
      expect(said).toMatchObject({
        isError: true,
        body: {
          code: noRefresh ? 'auth_expired' : 'connect_required',
          hint: expect.stringContaining('http') as string,
        },
      })
      expect(await it.account()).toMatchObject({ id, state: 'reconnect_needed' })
      // Days later nobody would be signed in here any more.
      clock.restore()
      expect(await it.connect(String(said.body.connect_url))).toBe('/oauth/success')
      expect(await it.account()).toMatchObject({ id, state: 'ok' })
      expect(await it.call()).toMatchObject({ isError: false, body: says })
    })
  }

  test('shows no page to an application that is registered at another address', async () => {
    const it = await Trial.start(name, 'http://127.0.0.1:1/api/v1/oauth/callback')
    await expect(it.connect()).rejects.toThrow('The vendor shows no page: 400')
    expect(it.tokenRequests).toEqual([])
    expect(await it.call()).toMatchObject({ isError: true, body: { code: 'connect_required' } })
  })

  test('has nothing on its page to say no with', async () => {
    const it = await Trial.start(name)
    const page = (await (await fetch(await it.out())).text()).replace(/<style>.*?<\/style>/gs, '')
    expect(page).toContain('ada')
    expect(page).not.toMatch(/\b(?:deny|denied|decline|cancel|refuse)\b/i)
    const all = ['a way to say no', ...missing]
    process.stdout.write(`emulate has no part of these, for ${name}: ${all.join('; ')}\n`)
  })
})
