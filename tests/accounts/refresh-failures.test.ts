import { AccountsApp, appOf } from '../support/accounts'
import { Clock, LIFE_S, NEVER, Renewal } from '../support/renewals'
import { until } from '../support/until'

let world: AccountsApp
let clock: Clock
beforeAll(async () => {
  clock = new Clock()
  world = await AccountsApp.start({ vendors: ['github', 'google', 'jira', 'linear'], sweepMs: NEVER })
})
afterAll(async () => {
  await world?.close()
  clock.restore()
})

const DUE_S = 400
const OVER_S = LIFE_S + 100
const states = async (it: Renewal) => (await it.changes()).map(({ from, to, reason }) => [from, to, reason])
const isLink = (value: unknown) => expect(value).toMatch(new RegExp(`^${world.app.origin}/connect/[\\w-]{20,}$`))

describe('the grant is gone', () => {
  test('the account has to be connected again: state, audit row, and a link for whoever may', async () => {
    const it = await Renewal.start(world, 'linear')
    it.standIn.revokeGrant('ada')
    clock.later(OVER_S)
    const first = await it.call()
    expect(first).toMatchObject({ isError: true, body: { code: 'connect_required' } })
    isLink(first.body.connect_url)
    const account = await it.account()
    expect(account).toMatchObject({ state: 'reconnect_needed', reason: 'invalid_grant', until: null })
    expect(await it.changes()).toEqual([
      { credentialId: account.id, from: 'ok', to: 'reconnect_needed', reason: 'invalid_grant' },
    ])

    const again = await it.call()
    expect(again).toMatchObject({ isError: true, body: { code: 'connect_required' } })
    isLink(again.body.connect_url)
    expect(it.standIn.requests.map(({ purpose }) => purpose)).toEqual(['refresh'])

    // Who may not connect a shared account is told who may, and gets no link.
    const mia = await world.person(it.tenant, `mia-of-${it.tenant}`, 'member')
    const hers = await it.call(mia.key)
    expect(hers).toMatchObject({ isError: true, body: { code: 'connect_required' } })
    expect(hers.body).not.toHaveProperty('connect_url')
    expect(hers.body.hint).toMatch(/admin/)

    await it.connect()
    expect(await it.call()).toMatchObject({ isError: false, body: { name: 'Ada North' } })
    expect(await it.account()).toMatchObject({ id: account.id, state: 'ok', reason: null })
  })

  test("a person's own account: the link is for that person", async () => {
    const it = await Renewal.start(world, 'linear', { connector: { account: 'personal' } })
    it.standIn.revokeGrant('ada')
    clock.later(OVER_S)
    const said = await it.call()
    expect(said).toMatchObject({ isError: true, body: { code: 'connect_required' } })
    await world.follow(it.ana.browser, String(said.body.connect_url))
    expect(await it.call()).toMatchObject({ isError: false, body: { name: 'Ada North' } })
  })

  test('a connection that came while the vendor said no counts: the row is read once again', async () => {
    const it = await Renewal.start(world, 'linear')
    it.standIn.revokeGrant('ada')
    clock.later(OVER_S)
    // Judged at once, answered after the person has connected again.
    it.standIn.fail('slow', { on: 'refresh', delayMs: 4_000 })
    const call = it.call()
    await until('the refresh is on its way', () => it.asked('refresh').length === 1)
    await it.connect()
    expect(it.asked('refresh')[0]?.status).toBeUndefined()
    expect(await call).toMatchObject({ isError: false, body: { name: 'Ada North' } })
    expect(it.asked('refresh').map(({ status }) => status)).toEqual([400])
    expect(it.asked('api').at(-1)?.token?.value).toBe(it.standIn.tokenOf('ada'))
    expect((await it.account()).state).toBe('ok')
    expect(await states(it)).toEqual([])
  })
})

describe('the vendor has a problem', () => {
  test.each([
    ['error', 'vendor_down', 'status_500'],
    ['html', 'vendor_down', 'status_200'],
    ['broken_json', 'vendor_down', 'status_200'],
    ['cut', 'vendor_down', 'network'],
    ['limited', 'rate_limited', 'rate_limited'],
  ] as const)(
    '%s: remembered with a back-off, and a token that is still good goes on',
    async (fault, state, reason) => {
      const it = await Renewal.start(world, 'linear')
      clock.later(DUE_S)
      await clock.standing(async () => {
        it.standIn.fail(fault, { on: 'refresh', retryAfterS: 120 })
        expect((await it.call()).isError).toBe(false)
        for (let tries = 0; (await it.account()).state === 'ok' && tries < 200; tries += 1) await it.account()
        const seen = await it.account()
        expect(seen).toMatchObject({ state, reason })
        expect(Date.parse(seen.until ?? '') - Date.now()).toBe(fault === 'limited' ? 120_000 : 1_000)
        for (let i = 0; i < 3; i += 1) expect((await it.call()).isError).toBe(false)
        expect(it.asked('refresh')).toHaveLength(1)
      })
      clock.later(130)
      expect((await it.call()).isError).toBe(false)
      // A limit whose wait is over is none any more, before the next refresh shows it.
      await until('it is renewed', async () => (await states(it)).length === 2)
      expect(await it.account()).toMatchObject({ reason: null, until: null })
      expect(it.asked('refresh')).toHaveLength(2)
      expect(await states(it)).toEqual([
        [state, 'ok', undefined],
        ['ok', state, reason],
      ])
    },
  )

  test('each failure in a row waits longer', async () => {
    const it = await Renewal.start(world, 'linear')
    clock.later(OVER_S)
    const waits: unknown[] = []
    await clock.standing(async () => {
      it.standIn.fail('error', { on: 'refresh', times: 3 })
      waits.push((await it.call()).body.retry_after_s)
    })
    for (const seconds of [2, 3]) {
      clock.later(seconds)
      await clock.standing(async () => void waits.push((await it.call()).body.retry_after_s))
    }
    expect(waits).toEqual([1, 2, 4])
  })

  test('without a good token the call says for how long the vendor asks to wait', async () => {
    const it = await Renewal.start(world, 'linear')
    clock.later(OVER_S)
    it.standIn.fail('limited', { on: 'refresh', retryAfterS: 120 })
    const said = await Promise.all([it.call(), it.call(), it.call()])
    for (const { isError, body } of said) {
      expect({ isError, body }).toMatchObject({ isError: true, body: { code: 'rate_limited' } })
      expect(body).not.toHaveProperty('connect_url')
      expect(Number(body.retry_after_s)).toBeGreaterThan(100)
    }
    expect(it.asked('refresh')).toHaveLength(1)
    clock.later(130)
    expect((await it.call()).isError).toBe(false)
  })

  test('no answer at all', async () => {
    const it = await Renewal.start(world, 'linear')
    clock.later(OVER_S)
    it.standIn.fail('hang', { on: 'refresh' })
    expect(await it.call()).toMatchObject({ isError: true, body: { code: 'vendor_unavailable' } })
    expect(await it.account()).toMatchObject({ state: 'vendor_down', reason: 'timeout' })
    clock.later(10)
    expect((await it.call()).isError).toBe(false)
    expect((await it.account()).state).toBe('ok')
  })

  // Linear's old refresh token is dead then, Atlassian takes it for some minutes more, Google does not rotate.
  test.each([
    ['linear', 'reconnect_needed'],
    ['jira', 'ok'],
    ['google', 'ok'],
  ] as const)('%s: the connection breaks after the vendor renewed: %s', async (vendor, state) => {
    const connector = vendor === 'jira' ? { configuration: { place: 'harbor.atlassian.net' } } : {}
    const it = await Renewal.start(world, vendor, { connector })
    clock.later(OVER_S)
    it.standIn.fail('cut_after', { on: 'refresh' })
    expect(await it.call()).toMatchObject({ isError: true, body: { code: 'vendor_unavailable' } })
    expect(await it.account()).toMatchObject({ state: 'vendor_down', reason: 'network' })
    clock.later(10)
    const said = await it.call()
    expect((await it.account()).state).toBe(state)
    if (state === 'ok') return expect(said).toMatchObject({ isError: false, body: { name: 'Ada North' } })
    expect(said).toMatchObject({ isError: true, body: { code: 'connect_required' } })
    isLink(said.body.connect_url)
    expect((await states(it))[0]).toEqual(['vendor_down', 'reconnect_needed', 'invalid_grant'])
  })
})

describe('the application', () => {
  test.each(['linear', 'github'] as const)(
    '%s: a wrong secret is called that, and the right one mends it without anybody connecting again',
    async (vendor) => {
      const it = await Renewal.start(world, vendor)
      await world.configure(it.tenant, vendor, { clientSecret: 'not the secret' })
      clock.later(OVER_S)
      expect((await it.call()).isError).toBe(true)
      expect(await it.account()).toMatchObject({ state: 'reconnect_needed', reason: 'app_refused' })
      expect((await it.call()).isError).toBe(true)
      expect(it.asked('refresh')).toHaveLength(1)
      await world.configure(it.tenant, vendor)
      expect((await it.call()).isError).toBe(false)
      expect(await it.account()).toMatchObject({ state: 'ok', reason: null })
      expect(await states(it)).toEqual([
        ['reconnect_needed', 'ok', undefined],
        ['ok', 'reconnect_needed', 'app_refused'],
      ])
    },
  )

  test('tokens of another application are not sent to the vendor with this one', async () => {
    const it = await Renewal.start(world, 'linear')
    await world.configure(it.tenant, 'linear', { clientId: 'another-app' })
    clock.later(OVER_S)
    expect(await it.call()).toMatchObject({ isError: true, body: { code: 'configuration_required' } })
    expect(await it.account()).toMatchObject({ state: 'reconnect_needed', reason: 'app_changed' })
    expect(it.standIn.requests).toEqual([])
    await world.configure(it.tenant, 'linear', { clientId: appOf('linear', world.app.origin).clientId })
    expect((await it.call()).isError).toBe(false)
  })
})
