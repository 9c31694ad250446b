import { setTimeout as wait } from 'node:timers/promises'
import { type AccountsApp, IDENTITY, type Person } from '../support/accounts'
import { AccountsHouse, type AccountsProcess } from '../support/accounts-process'
import { random } from '../support/mutations'
import { type AccountSeen, NEVER, type Said, say, stateChanges } from '../support/renewals'
import { until } from '../support/until'
import type { Recorded } from '../support/vendors/oauth/stand-in'

/** Side by side, each with a database and vendors of its own. */
const LANES = 2
/** Starting on a server takes half the time: all points there, some here. CI runs both. */
const PEOPLE = process.env.TEST_DATABASE_URL === undefined ? 2 : 5
/** Every kind of refresh token: one that stays, those that die at once, one that goes on for some minutes. */
const VENDORS = ['github', 'google', 'jira', 'linear', 'slack'] as const
const POINTS = LANES * PEOPLE * VENDORS.length
/** Points at which the process comes back at once, so that what is left is met while it is fresh. Beside the lanes. */
const AT_ONCE = ['linear', 'github', 'slack'] as const satisfies readonly Vendor[]
const SETTLED_MS = 30_000
const LONG_S = 3_600
const SEED = Number(process.env.KILL9_SEED ?? Date.now() % 2 ** 31)

type Vendor = (typeof VENDORS)[number]
/** What the vendor had done when the process died. */
type Moment = 'not asked' | 'asked' | 'answered'

interface Account {
  readonly person: Person
  readonly who: 'ada' | 'ben'
  readonly vendor: Vendor
  /** The consent that its tokens come from: several people have the same account at the vendor. */
  readonly grant: string
  /** The refresh token that it had when it was connected. */
  readonly first: string
  moment: Moment
  /** The call was answered before the process died. */
  told: boolean
}

interface Outcome extends Pick<Account, 'vendor' | 'moment' | 'told'> {
  readonly outcome: 'works' | 'reconnect'
  readonly foundBy: 'sweep' | 'call'
}

class Lane {
  readonly accounts: Account[] = []

  /** The last call of each vendor's accounts: one after the other, so that it is known which request is whose. */
  readonly #last = new Map<Vendor, Promise<unknown>>()

  private constructor(
    private readonly house: AccountsHouse,
    private readonly random: () => number,
  ) {}

  static async open(lane: number): Promise<Lane> {
    return new Lane(await AccountsHouse.open(VENDORS), random(SEED + lane))
  }

  close = () => this.house.close()

  /** A connector of each vendor, with everybody's own accounts. */
  async #furnish(world: AccountsApp): Promise<void> {
    await world.tenant('acme', VENDORS)
    for (const vendor of VENDORS) {
      const configuration = vendor === 'jira' ? { configuration: { place: 'pier.atlassian.net' } } : {}
      await world.addConnector('acme', vendor, { account: 'personal', slug: vendor, ...configuration })
    }
  }

  async #connect(
    world: AccountsApp,
    person: Person,
    who: 'ada' | 'ben',
    vendor: Vendor,
    livesS: number,
  ): Promise<Account> {
    const standIn = this.house.vendors.of(vendor)
    standIn.ledger.accessS = livesS
    const ended = await world.connect(person, 'acme', vendor, { account: who })
    expect(`${ended.pathname}${ended.search}`).toBe('/oauth/success?status=connected')
    standIn.ledger.accessS = LONG_S
    const grant = standIn.ledger.grants.at(-1)?.id ?? ''
    const first = standIn.refreshTokenOf(who, NAME[vendor]) ?? ''
    return { person, who, vendor, grant, first, moment: 'not asked', told: false }
  }

  /** People with an account each at every vendor, whose tokens are over at once. */
  async connect(): Promise<void> {
    const running = await this.house.start({ sweepMs: NEVER })
    const world = this.house.world(running)
    await this.#furnish(world)
    for (let i = 0; i < PEOPLE; i += 1) {
      const person = await world.person('acme', `person-${i}`)
      for (const vendor of VENDORS) {
        this.accounts.push(await this.#connect(world, person, i % 2 === 0 ? 'ada' : 'ben', vendor, 1))
      }
    }
    await running.stop()
  }

  /** The process dies around one refresh after the other, and comes back each time. */
  async kill(): Promise<void> {
    for (const [i, account] of this.accounts.entries()) {
      await this.#killAround(await this.house.start({ sweepMs: NEVER }), account, i)
    }
  }

  /** Dies while the vendor works, comes back at once, and has the account settled in time: by a call, or by the sweep alone. */
  async killAndComeBack(): Promise<Outcome[]> {
    let running = await this.house.start()
    const world = this.house.world(running)
    await this.#furnish(world)
    const person = await world.person('acme', 'person')
    const outcomes: Outcome[] = []
    for (const [i, vendor] of AT_ONCE.entries()) {
      const account = await this.#connect(world, person, 'ada', vendor, LONG_S)
      // By no clock: the sweep of the process that is to die does not see it.
      this.house.vendors.of(vendor).expire('ada')
      await this.#killAround(running, account, WHILE_IT_WORKS)
      const from = this.house.vendors.of(vendor).requests.length
      running = await this.house.start()
      // How long a process takes to start is the machine's; from here on it is ours.
      const back = Date.now()
      const foundBy = i % 2 === 0 && account.moment === 'asked' ? 'sweep' : 'call'
      if (foundBy === 'sweep') {
        const renewed = () => this.#refreshes(vendor, from).some(({ status }) => status !== undefined)
        await until('the sweep has seen to it', renewed, SETTLED_MS)
      }
      outcomes.push(await this.#judge(running, account, foundBy))
      const ms = Date.now() - back
      process.stdout.write(
        `kill -9, ${vendor}, ${account.moment}: settled by the ${foundBy} ${ms} ms after the restart\n`,
      )
      expect(ms).toBeLessThan(SETTLED_MS)
    }
    await running.stop()
    return outcomes
  }

  /** Somebody calls, and the process dies somewhere around the refresh that the call needs. Returns when. */
  async #killAround(running: AccountsProcess, account: Account, nth: number): Promise<number> {
    const standIn = this.house.vendors.of(account.vendor)
    standIn.reset()
    const delayMs = Math.round(this.random() * 120)
    standIn.fail('slow', { on: 'refresh', delayMs })
    const said: (Said | 'nothing')[] = []
    const call = this.call(running, account)
      .catch(() => 'nothing' as const)
      .then((answer) => said.push(answer))
    const asked = () => standIn.requests.find((each) => each.purpose === 'refresh')
    // A third before the vendor is asked, or about then; a third while it works; a third about the time of its answer.
    const part = nth % 3
    if (part === 0) await wait(this.random() * (nth % 2 === 0 ? 20 : 150))
    else {
      while (!asked() && said.length === 0) await wait(1)
      await wait(part === WHILE_IT_WORKS ? this.random() * delayMs : Math.max(0, delayMs - 10 + this.random() * 60))
    }
    // What came before this moment was answered by a process that lived.
    account.told = said.some((answer) => answer !== 'nothing' && !answer.isError)
    const wasAnswered = asked()?.status !== undefined
    await running.kill()
    const killed = Date.now()
    // What it sent with its last breath arrives after its death.
    await wait(50)
    account.moment = !asked() ? 'not asked' : wasAnswered ? 'answered' : 'asked'
    await call
    return killed
  }

  /** The process comes back, as in production. Half of the accounts are left to the sweep. */
  async settle(): Promise<Outcome[]> {
    const before = new Map(VENDORS.map((vendor) => [vendor, this.house.vendors.of(vendor).requests.length]))
    const running = await this.house.start()
    const end = Date.now() + SETTLED_MS
    // What was answered may be stored, and then there is nothing left to do for the sweep.
    const left = this.accounts.filter(({ moment }, i) => moment !== 'answered' && i % 2 === 0)
    const called = this.accounts.filter((account) => !left.includes(account))
    const outcomes = await Promise.all(called.map((account) => this.#judge(running, account, 'call')))
    const renewed = (account: Account) =>
      this.#refreshes(account.vendor, before.get(account.vendor) ?? 0).some(
        (each) => each.status !== undefined && each.body.includes(encoded(account)),
      )
    await until('the sweep has seen to the rest', () => left.every(renewed), Math.max(1, end - Date.now()))
    const found = await Promise.all(left.map((account) => this.#judge(running, account, 'sweep')))
    expect(Date.now()).toBeLessThan(end)
    await running.stop()
    return [...outcomes, ...found]
  }

  async #judge(running: AccountsProcess, account: Account, foundBy: Outcome['foundBy']): Promise<Outcome> {
    const { vendor, moment, told, who } = account
    const at = { vendor, moment, told, foundBy }
    if (foundBy === 'sweep') {
      const settled = async () => (await this.#seen(running, account)).state !== 'vendor_down'
      await until('it is written down', settled)
      // The vendor's answer is seen here before the process has written down what it means.
      const isOk = async () => (await this.#seen(running, account)).state === 'ok'
      for (let looks = 0; looks < 20 && (await isOk()); looks += 1) await wait(100)
    }
    const before = await this.#seen(running, account)
    const { said, grants } = await this.#callAlone(running, account)
    const { id, state } = await this.#seen(running, account)
    // Nothing went out with the token of anybody else, although several have the same account.
    expect({ ...at, grants: grants.filter((grant) => grant !== account.grant) }).toEqual({ ...at, grants: [] })
    if (!said.isError) {
      // Of the two people it knows, the answer has to name this one.
      expect({ ...at, names: namesIn(said), state }).toEqual({ ...at, names: [who], state: 'ok' })
      expect(grants.length).toBeGreaterThan(0)
      return { ...at, outcome: 'works' }
    }
    expect({ ...at, said: said.body, state }).toMatchObject({
      said: { code: 'connect_required', connect_url: expect.stringContaining('/connect/') as string },
      state: 'reconnect_needed',
    })
    const page = await account.person.browser.open(String(said.body.connect_url))
    expect({ ...at, status: page.status, text: page.text }).toMatchObject({
      status: 200,
      text: expect.stringContaining('<h1>Connect ') as string,
    })
    if (foundBy === 'sweep') expect({ ...at, before: before.state }).toEqual({ ...at, before: 'reconnect_needed' })
    const changes = await stateChanges(running.admin, 'acme')
    const rows = changes.filter(({ credentialId, to }) => credentialId === id && to === 'reconnect_needed')
    expect({ ...at, rows: rows.length }).toEqual({ ...at, rows: 1 })
    return { ...at, outcome: 'reconnect' }
  }

  /** A call, and the grants whose tokens were sent for it. */
  async #callAlone(
    running: AccountsProcess,
    account: Account,
  ): Promise<{ said: Said; grants: (string | undefined)[] }> {
    const standIn = this.house.vendors.of(account.vendor)
    const alone = (this.#last.get(account.vendor) ?? Promise.resolve()).then(async () => {
      const from = standIn.requests.length
      const said = await this.call(running, account)
      const asked = standIn.requests.slice(from).filter(({ purpose }) => purpose === 'api')
      return { said, grants: asked.map(({ token }) => standIn.ledger.token(token?.value ?? '')?.grant.id) }
    })
    this.#last.set(account.vendor, alone)
    return alone
  }

  call(running: AccountsProcess, { person, vendor }: Account): Promise<Said> {
    return say(running.endpoint('acme'), person.key, `${vendor}_${IDENTITY[vendor].tool}`)
  }

  async #seen({ admin }: AccountsProcess, { person, vendor }: Account): Promise<AccountSeen> {
    const { items } = await admin.must<{ items: (AccountSeen & { provider: string })[] }>(
      'GET',
      '/tenants/acme/oauth-credentials',
    )
    const found = items.filter((each) => each.userId === person.userId && each.provider === vendor)
    if (!found[0] || found.length > 1) throw new Error(`${found.length} accounts at ${vendor}`)
    return found[0]
  }

  #refreshes = (vendor: Vendor, from: number): readonly Recorded[] =>
    this.house.vendors
      .of(vendor)
      .requests.slice(from)
      .filter(({ purpose }) => purpose === 'refresh')
}

/** Of three ways to die. */
const WHILE_IT_WORKS = 1
/** The token that the identity tool runs with, where a vendor gives several. */
const NAME: Partial<Record<Vendor, string>> = { slack: 'user' }
/** As the refresh token stands in a body, form or JSON: it has no character that either would write otherwise. */
const encoded = ({ first }: Account): string => encodeURIComponent(first)
const namesIn = ({ body }: Said): string[] =>
  ['ada', 'ben'].filter((name) => new RegExp(`\\b${name}\\b`, 'i').test(JSON.stringify(body)))

const count = (outcomes: readonly Outcome[], of: Partial<Outcome>): number =>
  outcomes.filter((each) => Object.entries(of).every(([key, value]) => each[key as keyof Outcome] === value)).length

test(`kill -9 at ${POINTS} points around a refresh: each account works or asks to be connected again`, async () => {
  process.stdout.write(`kill -9 around a refresh: the same points again with KILL9_SEED=${SEED}\n`)
  const lanes = await Promise.all(Array.from({ length: LANES + 1 }, (_, lane) => Lane.open(lane)))
  try {
    const [beside, ...others] = lanes as [Lane, ...Lane[]]
    const [atOnce, ...perLane] = await Promise.all([
      beside.killAndComeBack(),
      ...others.map(async (lane) => {
        await lane.connect()
        await lane.kill()
        return lane.settle()
      }),
    ])
    expect(atOnce).toHaveLength(AT_ONCE.length)
    // Who came back at once came upon the lease of the one who died.
    expect(count(atOnce, { moment: 'asked' })).toBeGreaterThan(0)
    const outcomes = perLane.flat()
    const moments = ['not asked', 'asked', 'answered'] as const
    const table = moments.map((moment) => {
      const [works, reconnect] = (['works', 'reconnect'] as const).map((outcome) =>
        count(outcomes, { moment, outcome }),
      )
      return `${moment}: ${works} work, ${reconnect} to be connected again`
    })
    process.stdout.write(`kill -9 around a refresh, by what the vendor had done: ${table.join('; ')}\n`)

    expect(outcomes).toHaveLength(POINTS)
    // The points spread over the whole of it.
    for (const moment of moments) expect([moment, count(outcomes, { moment }) >= POINTS / 10]).toEqual([moment, true])
    // Nothing was asked, so nothing can be lost; nor where the vendor does not end the old refresh token at once.
    expect(count(outcomes, { moment: 'not asked', outcome: 'reconnect' })).toBe(0)
    for (const vendor of ['google', 'jira'] as const) expect(count(outcomes, { vendor, outcome: 'reconnect' })).toBe(0)
    // Who was answered had a token that was stored.
    expect(count(outcomes, { told: true, outcome: 'reconnect' })).toBe(0)
    // The kills did hit: some rotated pair was lost on the way.
    expect(count(outcomes, { moment: 'asked', outcome: 'reconnect' })).toBeGreaterThan(0)
    expect(count(outcomes, { foundBy: 'sweep' })).toBeGreaterThan(0)
  } finally {
    await Promise.all(lanes.map((lane) => lane.close()))
  }
}, 600_000)

test('a refresh that was not due by any clock, left in the middle, is finished by the sweep alone', async () => {
  // Notion's tokens have no end: only that somebody began says that there is something to do.
  const house = await AccountsHouse.open(['notion'])
  try {
    const first = await house.start({ sweepMs: NEVER })
    const world = house.world(first)
    await world.tenant('acme', ['notion'])
    await world.addConnector('acme', 'notion')
    const ana = await world.person('acme', 'ana')
    await world.connect(ana, 'acme', 'notion')
    const standIn = house.vendors.of('notion')
    standIn.reset()
    standIn.expire('ada')
    standIn.fail('hang', { on: 'refresh' })
    const tool = `notion_${IDENTITY.notion.tool}`
    const lost = say(first.endpoint('acme'), ana.key, tool).catch(() => 'lost')
    const refreshes = () => standIn.requests.filter(({ purpose }) => purpose === 'refresh')
    await until('the vendor is asked', () => refreshes().length === 1, 10_000)
    await first.kill()
    expect(await lost).toBe('lost')

    const second = await house.start()
    await until('the sweep asks again', () => refreshes()[1]?.status === 200, SETTLED_MS)
    standIn.requests.length = 0
    expect(await say(second.endpoint('acme'), ana.key, tool)).toMatchObject({ isError: false })
    expect(standIn.requests.map(({ purpose, status }) => [purpose, status])).toEqual([['api', 200]])
    await second.stop()
  } finally {
    await house.close()
  }
}, 120_000)
