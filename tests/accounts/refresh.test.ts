import { AccountsApp } from '../support/accounts'
import { Clock, NEVER, Renewal } from '../support/renewals'
import { until } from '../support/until'

let world: AccountsApp
let clock: Clock
beforeAll(async () => {
  clock = new Clock()
  world = await AccountsApp.start({
    vendors: ['github', 'google', 'linear', 'notion', 'slack', 'zoom'],
    sweepMs: NEVER,
  })
})
afterAll(async () => {
  await world?.close()
  clock.restore()
})

const DUE_S = 400
const OVER_S = 700
const many = <T>(count: number, work: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, work))

test('a token that is due is renewed behind the call, which does not wait for it', async () => {
  const it = await Renewal.start(world, 'linear')
  const old = it.standIn.tokenOf('ada')
  const before = it.standIn.refreshes('ada')
  clock.later(DUE_S)
  it.standIn.fail('slow', { on: 'refresh', delayMs: 3_000 })
  expect(await it.call()).toMatchObject({ isError: false, body: { name: 'Ada North' } })
  expect(it.asked('api').map(({ token }) => token?.value)).toEqual([old])
  await until('the vendor is asked', () => it.asked('refresh').length === 1)
  expect(it.asked('refresh').map(({ status }) => status)).toEqual([undefined])
  await until('the new token', () => it.asked('refresh')[0]?.status === 200)
  const renewed = it.standIn.tokenOf('ada')
  expect(renewed).not.toBe(old)
  const carriesNew = async () => {
    await it.call()
    return it.asked('api').at(-1)?.token?.value === renewed
  }
  await until('calls carry the new one', carriesNew)
  expect(it.standIn.refreshes('ada') - before).toBe(1)
})

test('a token that is over is renewed before the vendor is asked anything', async () => {
  const it = await Renewal.start(world, 'linear')
  clock.later(OVER_S)
  expect(await it.call()).toMatchObject({ isError: false, body: { name: 'Ada North' } })
  expect(it.standIn.requests.map(({ purpose, status }) => [purpose, status])).toEqual([
    ['refresh', 200],
    ['api', 200],
  ])
  expect(it.asked('api')[0]?.token?.value).toBe(it.standIn.tokenOf('ada'))
})

test('50 calls at once on a token that is over: one refresh, and all succeed', async () => {
  const it = await Renewal.start(world, 'linear')
  clock.later(OVER_S)
  const said = await many(50, () => it.call())
  expect(said.filter(({ isError, body }) => isError || body.name !== 'Ada North')).toEqual([])
  expect(it.asked('refresh')).toHaveLength(1)
  expect(new Set(it.asked('api').map(({ token }) => token?.value))).toEqual(new Set([it.standIn.tokenOf('ada')]))
})

test.each(['github', 'google', 'linear', 'notion', 'slack', 'zoom'] as const)(
  '%s: a token that ended early is renewed once, and the calls that it refused succeed',
  async (vendor) => {
    const it = await Renewal.start(world, vendor)
    it.standIn.expire('ada')
    const said = await many(10, () => it.call())
    expect(said.filter(({ isError }) => isError)).toEqual([])
    expect(it.asked('refresh')).toHaveLength(1)
    expect(await it.account()).toMatchObject({ state: 'ok', reason: null })
    expect(await it.changes()).toEqual([])
  },
)

test('a new token that is refused as well ends the call: the vendor is not asked in circles', async () => {
  const it = await Renewal.start(world, 'linear')
  it.standIn.expire('ada')
  // The new one ends on its way to us.
  it.standIn.fail('slow', { on: 'refresh', delayMs: 500 })
  const call = it.call()
  await until('the vendor gave a new one', () => it.asked('refresh').length === 1 && Boolean(it.standIn.tokenOf('ada')))
  it.standIn.expire('ada')
  expect((await call).isError).toBe(true)
  expect(it.asked('refresh')).toHaveLength(1)
  expect(it.asked('api')).toHaveLength(2)
  // Nor in circles of calls: after a while the next one tries again.
  await until('it shows', async () => (await it.account()).state === 'reconnect_needed')
  expect((await it.call()).isError).toBe(true)
  expect(it.asked('refresh')).toHaveLength(1)
  clock.later(31)
  expect((await it.call()).isError).toBe(false)
  await until('it is over', async () => (await it.account()).state === 'ok', 20_000)
})

test('rotation: the old pair is dead, and a call that was on its way with the old token succeeds', async () => {
  // A GitHub App's old access token ends with the refresh.
  const it = await Renewal.start(world, 'github')
  const [old, oldRefresh] = [it.standIn.tokenOf('ada'), it.standIn.refreshTokenOf('ada')]
  clock.later(DUE_S)
  it.standIn.fail('slow', { on: 'refresh', delayMs: 1_500 })
  expect((await it.call()).isError).toBe(false)
  await until('the vendor rotated', () => it.standIn.tokenOf('ada') !== old)
  expect(it.asked('refresh').map(({ status }) => status)).toEqual([undefined])
  const said = await many(5, () => it.call())
  expect(said.filter(({ isError, body }) => isError || body.login !== 'ada-north')).toEqual([])
  expect(it.asked('refresh')).toHaveLength(1)
  const statuses = (value: string | undefined) =>
    it.asked('api').flatMap(({ token, status }) => (token?.value === value ? [status] : []))
  expect(statuses(old)).toEqual([200, 401, 401, 401, 401, 401])
  expect(statuses(it.standIn.tokenOf('ada'))).toEqual([200, 200, 200, 200, 200])
  expect(it.standIn.refreshTokenOf('ada')).not.toBe(oldRefresh)
  expect(it.standIn.ledger.token(oldRefresh ?? '')?.rotatedAt).toBeDefined()
})

test('a refresh token that does not come back is kept', async () => {
  const it = await Renewal.start(world, 'google')
  const kept = it.standIn.refreshTokenOf('ada')
  for (const round of [1, 2]) {
    clock.later(OVER_S)
    expect([round, (await it.call()).isError]).toEqual([round, false])
  }
  const used = it.asked('refresh').map(({ body }) => new URLSearchParams(body).get('refresh_token'))
  expect(used).toEqual([kept, kept])
})
