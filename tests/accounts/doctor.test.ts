import { setTimeout as wait } from 'node:timers/promises'
import { AccountsApp, plainAppOf } from '../support/accounts'
import { watchQueries } from '../support/queries'
import { Clock, NEVER, Renewal } from '../support/renewals'
import { until } from '../support/until'
import type { Answer } from '../support/vendors/oauth/messages'
import type { VendorName } from '../support/vendors/oauth/stand-ins'

const METRICS = 'monitoring-token-of-this-test'
const DAY_S = 86_400

let world: AccountsApp
let clock: Clock
beforeAll(async () => {
  clock = new Clock()
  world = await AccountsApp.start({
    sweepMs: NEVER,
    env: { SAGEMCP_METRICS_TOKEN: METRICS, SAGEMCP_CALL_TIMEOUT_MS: '2000' },
  })
})
afterAll(async () => {
  await world?.close()
  clock.restore()
})

interface Account {
  state: string
  reason: string | null
  until: string | null
  expiresAt: string | null
  missingScopes: { scope: string; tools: string[] }[]
  unusedScopes: string[]
}

const accountOf = async (it: Renewal) => (await it.account()) as unknown as Account
const stateOf = async (it: Renewal) => (await it.account()).state
const becomes = (it: Renewal, state: string) =>
  until(`${it.tenant} is ${state}`, async () => (await stateOf(it)) === state)
const told = async (it: Renewal) => (await it.changes()).map(({ from, to }) => `${from} > ${to}`).toReversed()

/** What monitoring reads about a tenant: how many accounts in which state. */
async function counted(it: Renewal): Promise<Record<string, number>> {
  const reply = await fetch(`${world.app.origin}/metrics`, { headers: { authorization: `Bearer ${METRICS}` } })
  const lines = (await reply.text()).split('\n').filter((line) => line.includes(`tenant="${it.tenant}"`))
  return Object.fromEntries(lines.map((line) => [/state="(\w+)"/.exec(line)?.[1], Number(line.split(' ').at(-1))]))
}

const start = (vendor: VendorName, more = {}) => Renewal.start(world, vendor, more)

test('an account that works is ok, and nobody is told so', async () => {
  const it = await start('github')
  expect(await it.call()).toMatchObject({ isError: false })
  expect(await accountOf(it)).toMatchObject({ state: 'ok', reason: null, until: null, missingScopes: [] })
  expect(await counted(it)).toEqual({ ok: 1 })
  expect(await told(it)).toEqual([])
})

describe('rate_limited, in each vendor’s form', () => {
  const inS = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds
  const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => ({
    status,
    body,
    headers,
  })
  const forms: [VendorName, string, () => Answer, number][] = [
    [
      'github',
      'primary',
      () =>
        json(
          403,
          { message: 'API rate limit exceeded' },
          { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(inS(900)) },
        ),
      900,
    ],
    [
      'github',
      'secondary',
      () => json(429, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '120' }),
      120,
    ],
    ['jira', 'Retry-After', () => json(429, {}, { 'retry-after': '90' }), 90],
    ['slack', 'ok: false', () => json(429, { ok: false, error: 'ratelimited' }, { 'retry-after': '30' }), 30],
    [
      'notion',
      'code',
      () => json(429, { object: 'error', status: 429, code: 'rate_limited', message: 'x' }, { 'retry-after': '45' }),
      45,
    ],
    [
      'zoom',
      'a date',
      () => json(429, { code: 429, message: 'x' }, { 'retry-after': new Date(Date.now() + 600_000).toISOString() }),
      600,
    ],
    ['zoom', 'without a time', () => json(429, { code: 429, message: 'x' }), 60],
    [
      'google',
      'a reason',
      () => json(403, { error: { code: 403, errors: [{ reason: 'userRateLimitExceeded' }] } }),
      60,
    ],
    [
      'linear',
      'a code and a reset in milliseconds',
      () =>
        json(
          400,
          { errors: [{ message: 'x', extensions: { code: 'RATELIMITED' } }] },
          {
            'x-ratelimit-requests-remaining': '0',
            'x-ratelimit-requests-reset': String(Date.now() + 1_800_000),
          },
        ),
      1_800,
    ],
  ]

  test.each(forms)('%s: %s', async (vendor, _form, answer, seconds) => {
    const it = await start(
      vendor,
      vendor === 'jira' ? { connector: { configuration: { place: 'harbor.atlassian.net' } } } : {},
    )
    it.standIn.fail('refusal', { on: 'api', answer: answer() })
    const at = Date.now()
    expect(await it.call()).toMatchObject({ isError: true, body: { code: 'rate_limited' } })
    await becomes(it, 'rate_limited')
    const limited = await accountOf(it)
    const waits = (Date.parse(limited.until ?? '') - at) / 1_000
    expect(waits).toBeGreaterThan(seconds - 15)
    expect(waits).toBeLessThan(seconds + 15)
    expect(await counted(it)).toEqual({ rate_limited: 1 })
    expect(await told(it)).toEqual(['ok > rate_limited'])
    // The time goes by, and nobody calls.
    clock.later(seconds + 20)
    expect(await accountOf(it)).toMatchObject({ state: 'ok', until: null })
    expect(await counted(it)).toEqual({ ok: 1 })
    expect(await told(it)).toEqual(['ok > rate_limited', 'rate_limited > ok'])
    expect(it.world.vendors.violations).toEqual([])
  })
})

describe('vendor_down', () => {
  test.each([
    ['a 5xx', 'error', 1, 'vendor_unavailable'],
    ['no connection', 'cut', 3, 'vendor_unavailable'],
    ['no answer', 'hang', 1, 'timeout'],
    ['nonsense', 'html', 1, 'vendor_unavailable'],
  ] as const)('%s', async (_name, fault, times, code) => {
    const it = await start('linear')
    it.standIn.fail(fault, { on: 'api', times })
    expect(await it.call()).toMatchObject({ isError: true, body: { code } })
    await becomes(it, 'vendor_down')
    expect(await accountOf(it)).toMatchObject({ reason: code })
    expect(await counted(it)).toEqual({ vendor_down: 1 })
    const connectors = await world.app.must<{ items: { credential: { state: string } }[] }>(
      'GET',
      `/tenants/${it.tenant}/connectors`,
    )
    expect(connectors.items[0]?.credential.state).toBe('vendor_down')
    expect(await told(it)).toEqual(['ok > vendor_down'])
  })

  test('the next call works, and that is found out although it came at once and is the last', async () => {
    const it = await start('linear')
    it.standIn.fail('error', { on: 'api' })
    expect(await it.call()).toMatchObject({ isError: true })
    await becomes(it, 'vendor_down')
    expect(await it.call()).toMatchObject({ isError: false })
    await until('it is ok', async () => (await stateOf(it)) === 'ok', 8_000)
    expect(await told(it)).toEqual(['ok > vendor_down', 'vendor_down > ok'])
  }, 20_000)

  test('what is wrong with a call alone changes nothing', async () => {
    const it = await start('github')
    it.standIn.fail('refusal', { on: 'api', answer: { status: 404, body: {} } })
    expect(await it.call()).toMatchObject({ isError: true, body: { code: 'not_found' } })
    it.standIn.fail('refusal', { on: 'api', answer: { status: 403, body: { message: 'no' } } })
    expect(await it.call()).toMatchObject({ isError: true, body: { code: 'forbidden' } })
    expect(await counted(it)).toEqual({ ok: 1 })
    expect(await told(it)).toEqual([])
  })

  test('a vendor that wavers costs a write in a while, and its last word counts', async () => {
    const it = await start('linear')
    const queries = watchQueries()
    try {
      for (let i = 0; i < 20; i += 1) {
        it.standIn.fail('error', { on: 'api' })
        expect(await it.call()).toMatchObject({ isError: true })
        expect(await it.call()).toMatchObject({ isError: false })
      }
      const writes = queries.asked().filter((text) => /^UPDATE .*oauth_credentials/.test(text))
      // A note is an update of the state, one of the time, one of the condition.
      expect(writes.length).toBeLessThanOrEqual(3 * 3)
      expect(writes.length).toBeGreaterThan(0)
    } finally {
      queries.restore()
    }
    await until('it is ok', async () => (await stateOf(it)) === 'ok', 8_000)
    expect((await told(it)).length).toBeLessThanOrEqual(4)
    expect((await told(it)).at(-1)).toBe('vendor_down > ok')
  }, 30_000)
})

describe('reconnect_needed', () => {
  test('a token without a refresh token that the vendor revoked; connecting again mends it', async () => {
    const { clientId, clientSecret } = plainAppOf('github', world.app.origin)
    const it = await start('github', { config: { clientId, clientSecret } })
    expect(await it.call()).toMatchObject({ isError: false })
    it.standIn.revokeGrant('ada')
    const said = await it.call()
    expect(said).toMatchObject({ isError: true, body: { code: 'auth_expired', connect_url: expect.any(String) } })
    await becomes(it, 'reconnect_needed')
    expect(await accountOf(it)).toMatchObject({ reason: 'refused' })
    expect(await counted(it)).toEqual({ reconnect_needed: 1 })
    expect(await told(it)).toEqual(['ok > reconnect_needed'])
    await world.follow(it.ana.browser, String(said.body.connect_url))
    expect(await it.call()).toMatchObject({ isError: false })
    expect(await accountOf(it)).toMatchObject({ state: 'ok', reason: null })
    expect(await counted(it)).toEqual({ ok: 1 })
  })

  test('a grant that ended at the vendor, found by a refresh', async () => {
    const it = await start('zoom')
    it.standIn.revokeGrant('ada')
    expect(await it.call()).toMatchObject({ isError: true, body: { code: 'connect_required' } })
    expect(await accountOf(it)).toMatchObject({ state: 'reconnect_needed', reason: 'invalid_grant' })
    expect(await counted(it)).toEqual({ reconnect_needed: 1 })
    expect(await told(it)).toEqual(['ok > reconnect_needed'])
  })
})

describe('scope_missing', () => {
  const DRIVE = 'https://www.googleapis.com/auth/drive.file'

  const switchOff = (it: Renewal, names: readonly string[]) =>
    world.app.must('PATCH', `/tenants/${it.tenant}/connectors/${it.connectorId}/tools`, {
      tools: names.map((name) => ({ name, enabled: false })),
    })

  test('a scope that was taken off at the consent: which, and for which tools', async () => {
    const it = await start('google')
    await it.connect({ untick: [DRIVE] })
    const { state, missingScopes } = await accountOf(it)
    expect([state, missingScopes.map(({ scope }) => scope)]).toEqual(['scope_missing', [DRIVE]])
    expect(missingScopes[0]?.tools).toContain('google_docs_get_current_user')
    expect(missingScopes[0]?.tools).not.toContain('google_docs_read_document_content')
    expect(await counted(it)).toEqual({ scope_missing: 1 })
    expect(await told(it)).toEqual(['ok > scope_missing'])
    const { items } = await world.app.must<{ items: { credential: { state: string } }[] }>(
      'GET',
      `/tenants/${it.tenant}/connectors`,
    )
    expect(items[0]?.credential.state).toBe('scope_missing')
    // Nothing needs it any more.
    await switchOff(it, missingScopes[0]?.tools ?? [])
    expect(await accountOf(it)).toMatchObject({ state: 'ok', missingScopes: [] })
    expect(await counted(it)).toEqual({ ok: 1 })
    expect(await told(it)).toEqual(['ok > scope_missing', 'scope_missing > ok'])
  })

  test('scopes that are granted and that no enabled tool needs', async () => {
    const it = await start('google')
    expect(await accountOf(it)).toMatchObject({ state: 'ok', unusedScopes: [] })
    const { items } = await world.app.must<{ items: { name: string; scopes: string[] }[] }>(
      'GET',
      `/tenants/${it.tenant}/connectors/${it.connectorId}/tools`,
    )
    const using = items.filter(({ scopes }) => scopes.includes(DRIVE)).map(({ name }) => name)
    expect(using.length).toBeGreaterThan(5)
    await switchOff(it, using)
    expect(await accountOf(it)).toMatchObject({ state: 'ok', unusedScopes: [DRIVE] })
  })

  test('where the vendor does not say what it grants, a call finds out; one that works takes it back', async () => {
    const it = await start('github')
    const answer = {
      status: 403,
      body: { message: 'Resource not accessible by integration' },
      headers: { 'x-accepted-github-permissions': 'issues=write' },
    }
    it.standIn.fail('refusal', { on: 'api', answer })
    expect(await it.call()).toMatchObject({ isError: true, body: { code: 'missing_scope', scope: 'issues=write' } })
    await becomes(it, 'scope_missing')
    expect(await accountOf(it)).toMatchObject({ missingScopes: [{ scope: 'issues=write', tools: ['github_get_me'] }] })
    expect(await counted(it)).toEqual({ scope_missing: 1 })
    expect(await it.call()).toMatchObject({ isError: false })
    await becomes(it, 'ok')
    expect(await told(it)).toEqual(['ok > scope_missing', 'scope_missing > ok'])
  })
})

test('calls of an account that is well, or goes on being unwell, ask the database nothing', async () => {
  const it = await start('linear')
  await it.call()
  const asked = async (calls: number, enough: (found: string[]) => boolean) => {
    const queries = watchQueries()
    try {
      for (let i = 0; i < calls; i += 1) await it.call()
      // Notes are written beside the calls.
      await wait(100)
      await until('they asked', () => enough(queries.asked()))
      return queries.asked()
    } finally {
      queries.restore()
    }
  }
  const whatever = () => true
  expect(await asked(5, whatever)).toEqual([])
  it.standIn.fail('error', { on: 'api', times: 7 })
  // That a query would have been seen.
  await asked(1, (found) => found.length > 0)
  await becomes(it, 'vendor_down')
  await it.call()
  expect(await asked(5, whatever)).toEqual([])
})

describe('asked whether it works', () => {
  const validate = (it: Renewal, person = it.ana) =>
    person.ask<{ ok: boolean; code?: string; account?: string }>(
      'POST',
      `/tenants/${it.tenant}/connectors/${it.slug}/validate`,
      {},
    )

  test('the answer is noted', async () => {
    const { clientId, clientSecret } = plainAppOf('github', world.app.origin)
    const it = await start('github', { config: { clientId, clientSecret } })
    expect((await validate(it)).body).toMatchObject({ ok: true, account: 'ada-north' })
    it.standIn.revokeGrant('ada')
    expect((await validate(it)).body).toMatchObject({ ok: false, code: 'auth_expired' })
    await becomes(it, 'reconnect_needed')
    await it.connect()
    expect((await validate(it)).body).toMatchObject({ ok: true })
  })

  test('a member asks about their own account, not about the shared one', async () => {
    const it = await start('github', { connector: { account: 'personal' } })
    const mia = await world.person(it.tenant, `mia-of-${it.tenant}`, 'member')
    expect((await validate(it, mia)).body).toMatchObject({ ok: false, code: 'connect_required' })
    await world.connect(mia, it.tenant, it.slug, { account: 'ben' })
    expect((await validate(it, mia)).body).toMatchObject({ ok: true, account: 'ben-quay' })
    expect((await validate(it)).body).toMatchObject({ ok: true, account: 'ada-north' })
    const shared = await start('github')
    const ben = await world.person(shared.tenant, `ben-of-${shared.tenant}`, 'member')
    expect((await validate(shared, ben)).status).toBe(403)
  })
})

// The last: sessions that begin after so long are over for the database.
describe('expiring', () => {
  test('what nothing can renew ends soon, then has ended; both are told although nobody calls', async () => {
    const it = await start('github')
    const { expiresAt } = await accountOf(it)
    const lives = (Date.parse(expiresAt ?? '') - Date.now()) / 1_000
    expect(lives).toBeGreaterThan(180 * DAY_S)
    clock.later(lives - 8 * DAY_S)
    expect(await stateOf(it)).toBe('ok')
    clock.later(2 * DAY_S)
    expect(await accountOf(it)).toMatchObject({ state: 'expiring', expiresAt })
    expect(await counted(it)).toEqual({ expiring: 1 })
    expect(await told(it)).toEqual(['ok > expiring'])
    clock.later(7 * DAY_S)
    expect(await accountOf(it)).toMatchObject({ state: 'reconnect_needed', reason: 'expired' })
    expect(await counted(it)).toEqual({ reconnect_needed: 1 })
    expect(await told(it)).toEqual(['ok > expiring', 'expiring > reconnect_needed'])
  })
})
