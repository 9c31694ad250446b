import { type AccountsProcess, AccountsHouse } from '../support/accounts-process'
import type { AccountsApp, Person } from '../support/accounts'
import { freePort } from '../../scripts/free-port.cjs'
import { NEVER, say } from '../support/renewals'
import { TEST_DATABASE_URL } from '../support/test-db'
import { until } from '../support/until'

const suite = TEST_DATABASE_URL === undefined ? describe.skip : describe
if (TEST_DATABASE_URL === undefined) {
  process.stdout.write('refresh-two-processes.test.ts is skipped: it needs a PostgreSQL server in TEST_DATABASE_URL\n')
}

suite('two processes on one PostgreSQL', () => {
  let house: AccountsHouse
  let processes: AccountsProcess[]
  let world: AccountsApp
  let ana: Person

  beforeAll(async () => {
    house = await AccountsHouse.open(['github', 'linear'])
    // One after the other: the first migrates.
    processes = [await house.start({ sweepMs: NEVER })]
    processes.push(await house.start({ sweepMs: NEVER, port: await freePort() }))
    world = house.world(processes[0] as AccountsProcess)
    await world.tenant('acme', ['github', 'linear'])
    ana = await world.person('acme', 'ana')
    for (const vendor of ['github', 'linear'] as const) await world.addConnector('acme', vendor)
  }, 60_000)
  afterAll(() => house?.close())

  const TOOLS = { github: 'github_get_me', linear: 'linear_get_viewer' } as const
  const call = (at: AccountsProcess | undefined, vendor: keyof typeof TOOLS) =>
    say(at?.endpoint('acme') ?? '', ana.key, TOOLS[vendor])
  /** 50 calls at once, spread over both. */
  const fifty = (vendor: keyof typeof TOOLS) =>
    Promise.all(Array.from({ length: 50 }, (_, i) => call(processes[i % 2], vendor)))

  /** A new token, over by the time that this returns. */
  async function overToken(vendor: keyof typeof TOOLS): Promise<void> {
    const standIn = house.vendors.of(vendor)
    standIn.ledger.accessS = 1
    expect((await world.connect(ana, 'acme', vendor)).pathname).toBe('/oauth/success')
    const token = standIn.ledger.token(standIn.tokenOf('ada') ?? '')
    standIn.ledger.accessS = 600
    await until('the token is over', () => token !== undefined && standIn.ledger.life(token) === 'ended')
    standIn.reset()
  }

  /** 50 calls at once on a token that does not work: one refresh serves them all, and none is refused. */
  async function oneRefreshForAll(vendor: keyof typeof TOOLS, round: number): Promise<void> {
    const standIn = house.vendors.of(vendor)
    // Long enough for calls of both processes to come upon it.
    standIn.fail('slow', { on: 'refresh', delayMs: 400 })
    const before = standIn.refreshes('ada')
    const said = await fifty(vendor)
    expect({ round, failed: said.filter(({ isError }) => isError) }).toEqual({ round, failed: [] })
    expect({ round, refreshes: standIn.refreshes('ada') - before }).toEqual({ round, refreshes: 1 })
    const refreshes = standIn.requests.filter(({ purpose }) => purpose === 'refresh')
    expect(refreshes.map(({ status }) => status)).toEqual([200])
    expect(standIn.violations).toEqual([])
  }

  test.each(['github', 'linear'] as const)(
    '%s: 50 calls at once on a token that is over: exactly one refresh, and all succeed',
    async (vendor) => {
      for (const round of [1, 2, 3]) {
        await overToken(vendor)
        await oneRefreshForAll(vendor, round)
      }
    },
    60_000,
  )

  test.each(['github', 'linear'] as const)(
    '%s: 50 calls at once that the vendor refuses the token to: exactly one refresh, and all succeed',
    async (vendor) => {
      for (const round of [1, 2, 3, 4, 5]) {
        house.vendors.of(vendor).reset()
        house.vendors.of(vendor).expire('ada')
        await oneRefreshForAll(vendor, round)
      }
    },
    60_000,
  )

  test('what a process that died had begun is taken over by the other', async () => {
    await overToken('linear')
    const standIn = house.vendors.of('linear')
    standIn.fail('hang', { on: 'refresh' })
    const [first, second] = processes
    const lost = call(first, 'linear').catch(() => 'lost')
    await until('the vendor is asked', () => standIn.requests.some(({ purpose }) => purpose === 'refresh'))
    await first?.kill()
    expect(await lost).toBe('lost')
    expect(await call(second, 'linear')).toMatchObject({ isError: false, body: { name: 'Ada North' } })
    const refreshes = standIn.requests.filter(({ purpose }) => purpose === 'refresh')
    expect(refreshes.map(({ status }) => status)).toEqual([undefined, 200])
  }, 60_000)
})
