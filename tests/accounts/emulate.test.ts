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
}

const json = { 'content-type': 'application/json' }
const VIEWER = '{ viewer { id name displayName email admin guest timezone } organization { id name urlKey } }'

const JUDGES: Readonly<Record<EmulatedName, Judge>> = {
  github: { says: { login: 'ada-north' }, noRefresh: 'OAuth Apps only, whose tokens do not end', gives: 'failed' },
  slack: { says: { user: 'ada-north', workspace: 'Harbor' }, noRefresh: 'no token rotation', gives: 'failed' },
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
  ) {}

  static async start(name: EmulatedName): Promise<Trial> {
    const started: { emulated?: Emulated; door?: FillingDoor } = {}
    const standIns = async ({ apps }: { apps: Partial<Record<EmulatedName, readonly object[]>> }) => {
      const [app] = apps[name] as Parameters<typeof Emulated.start>[1][]
      if (!app) throw new Error('no application')
      const emulated = (started.emulated = await Emulated.start(name, app))
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
    const { emulated, door } = started
    if (!emulated || !door) throw new Error('not started')
    await world.tenant('acme', [name])
    await world.addConnector('acme', name, { slug: 'first' })
    return new Trial(name, world, emulated, door, await world.person('acme', 'ana'))
  }

  async connect(): Promise<string> {
    const { world, ana } = this
    const vendor = await world.toVendor(ana.browser, await world.link(ana, 'acme', 'first'))
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

  async remove(): Promise<unknown> {
    const path = '/tenants/acme/oauth-credentials'
    const { items } = await this.world.app.must<{ items: { id: string }[] }>('GET', path)
    expect(items).toHaveLength(1)
    return this.world.app.must('DELETE', `${path}/${items[0]?.id}`)
  }
}

describe.each(NAMES)('%s', (name) => {
  const { says, noRefresh, gives, lacks } = JUDGES[name]

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
})
