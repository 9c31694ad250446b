import { createHash } from 'node:crypto'
import { newToken } from '../../server/auth/secret-token'
import { AccountsApp, type Person } from '../support/accounts'
import {
  altered,
  CONNECTED,
  endOf,
  exchangesAt,
  failed,
  goOut,
  isConnected,
  parameter,
  elsewhere,
  signInWith,
} from '../support/connecting'
import { Browser } from '../support/oauth'
import { consent } from '../support/vendors/oauth/consent'
import { setClockLater } from '../api/pages/clock'

let world: AccountsApp
let ana: Person
let eve: Person
beforeAll(async () => {
  world = await AccountsApp.start({ vendors: ['github', 'google', 'slack'] })
  await world.tenant('acme', ['github', 'google', 'slack'])
  await world.tenant('rival', ['github'])
  ana = await world.person('acme', 'ana')
  eve = await world.person('acme', 'eve')
})
afterAll(() => world?.close())
beforeEach(() => ['github', 'google', 'slack'].forEach((name) => world.vendors.of(name as 'github').reset()))
afterEach(() => jest.useRealTimers())

/** A new connector, so that no test sees the account of another. */
const github = async (more: object = {}) => (await world.addConnector('acme', 'github', more)).slug

describe('state', () => {
  it('works once', async () => {
    const slug = await github()
    const { back } = await goOut(world, ana, 'acme', slug)
    expect(await endOf(ana.browser, back)).toBe(CONNECTED)
    expect(await endOf(ana.browser, back)).toBe(failed('no_attempt'))
    expect(exchangesAt(world, 'github')).toBe(1)
  })

  it('works for one of two answers that come at once', async () => {
    const { back } = await goOut(world, ana, 'acme', await github())
    const ends = await Promise.all(Array.from({ length: 8 }, () => endOf(ana.browser, back)))
    expect(ends.sort()).toEqual([...Array<string>(7).fill(failed('no_attempt')), CONNECTED])
    expect(exchangesAt(world, 'github')).toBe(1)
  })

  it.each([
    ['that nobody gave out', newToken()],
    ['of another form', "' OR 1=1 --"],
    ['that is empty', ''],
    ['that is missing', undefined],
  ])('%s connects nothing', async (_, state) => {
    const slug = await github()
    const { back } = await goOut(world, ana, 'acme', slug)
    expect(await endOf(ana.browser, altered(back, { state }))).toBe(failed('no_attempt'))
    expect(exchangesAt(world, 'github')).toBe(0)
    expect(await isConnected(world, 'acme', slug)).toBe(false)
  })

  it('ends after ten minutes', async () => {
    const slug = await github()
    const { back } = await goOut(world, ana, 'acme', slug)
    setClockLater(10 * 60_000 + 1_000)
    expect(await endOf(ana.browser, back)).toBe(failed('expired'))
    expect(exchangesAt(world, 'github')).toBe(0)
    expect(await isConnected(world, 'acme', slug)).toBe(false)
  })

  it('still works just before that', async () => {
    const { back } = await goOut(world, ana, 'acme', await github())
    setClockLater(9 * 60_000)
    // The cookie of the browser lasts as long.
    expect(await endOf(ana.browser, back)).toBe(CONNECTED)
  })

  it('is nothing that another attempt of the same browser could use', async () => {
    const [one, two] = [await github(), (await world.addConnector('acme', 'google')).slug]
    const [first, second] = [await goOut(world, ana, 'acme', one), await goOut(world, ana, 'acme', two)]
    expect(parameter(first.back, 'state')).not.toBe(parameter(second.back, 'state'))
    // Side by side, and answered in the other order.
    expect(await endOf(ana.browser, second.back)).toBe(CONNECTED)
    expect(await endOf(ana.browser, first.back)).toBe(CONNECTED)
    expect(await isConnected(world, 'acme', one)).toBe(true)
    expect(await isConnected(world, 'acme', two)).toBe(true)
    expect(world.vendors.violations).toEqual([])
  })
})

describe('the browser that began', () => {
  it('is the only one that ends it, even of the same person', async () => {
    const slug = await github()
    const { back } = await goOut(world, ana, 'acme', slug)
    const other = await elsewhere(world, ana)
    expect(await endOf(other.browser, back)).toBe(failed('other_browser'))
    expect(exchangesAt(world, 'github')).toBe(0)
    // And nobody who was sent the address could use it up.
    expect(await endOf(ana.browser, back)).toBe(CONNECTED)
  })

  it('is not one with an attempt of its own', async () => {
    const slug = await github()
    const { back } = await goOut(world, ana, 'acme', slug)
    const other = await elsewhere(world, ana)
    await goOut(world, other, 'acme', slug)
    expect(await endOf(other.browser, back)).toBe(failed('other_browser'))
    expect(exchangesAt(world, 'github')).toBe(0)
  })

  it('must still be the same person’s', async () => {
    const slug = await github()
    const here = await elsewhere(world, ana)
    const { back } = await goOut(world, here, 'acme', slug)
    await signInWith(here.browser, eve.email)
    expect(await endOf(here.browser, back)).toBe(failed('not_yours'))
    expect(exchangesAt(world, 'github')).toBe(0)
    expect(await isConnected(world, 'acme', slug)).toBe(false)
  })

  it('must still be signed in', async () => {
    const slug = await github()
    const here = await elsewhere(world, ana)
    const { back } = await goOut(world, here, 'acme', slug)
    await here.browser.submit(await here.browser.open('/account'), {})
    expect((await here.browser.open('/account')).url).toContain('/sign-in')
    expect(await endOf(here.browser, back)).toBe(failed('signed_out'))
    expect(exchangesAt(world, 'github')).toBe(0)
    expect(await isConnected(world, 'acme', slug)).toBe(false)
  })
})

describe('login CSRF', () => {
  it('puts no account of the attacker where the victim works', async () => {
    const slug = await github()
    const attacker = await goOut(world, eve, 'acme', slug, { account: 'ben' })
    // The victim has a browser cookie of an attempt too.
    await goOut(world, ana, 'acme', slug)
    expect(await endOf(ana.browser, attacker.back)).toBe(failed('other_browser'))
    expect(await isConnected(world, 'acme', slug)).toBe(false)
  })
})

describe('a code', () => {
  const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url')
  const verifierIn = (body: string) => new URLSearchParams(body).get('code_verifier') ?? ''

  it('comes with the verifier of its own attempt, which no other has', async () => {
    const slug = await github()
    const ways = [await goOut(world, ana, 'acme', slug), await goOut(world, ana, 'acme', slug)]
    for (const { back } of ways) expect(await endOf(ana.browser, back)).toBe(CONNECTED)
    const challenges = ways.map(({ vendorUrl }) => parameter(vendorUrl, 'code_challenge'))
    const sent = world.vendors.of('github').requests.filter(({ purpose }) => purpose === 'exchange')
    expect(sent.map(({ body }) => challengeOf(verifierIn(body)))).toEqual(challenges)
    expect(new Set(challenges).size).toBe(2)
    for (const { vendorUrl } of ways) expect(parameter(vendorUrl, 'code_challenge_method')).toBe('S256')
  })

  it('of another attempt is worth nothing in this one', async () => {
    const slug = await github()
    const stolen = await goOut(world, ana, 'acme', slug)
    const own = await goOut(world, eve, 'acme', slug, { account: 'ben' })
    const injected = altered(own.back, { code: parameter(stolen.back, 'code') })
    expect(await endOf(eve.browser, injected)).toBe(failed('vendor_refused'))
    expect(world.vendors.of('github').violations).toEqual(['token: bad_verifier'])
    expect(await isConnected(world, 'acme', slug)).toBe(false)
  })

  it('of an attempt that went out without PKCE is worth nothing in one with it', async () => {
    const slug = await github()
    const { vendorUrl, back } = await goOut(world, eve, 'acme', slug)
    const stripped = altered(vendorUrl, { code_challenge: undefined, code_challenge_method: undefined })
    const downgraded = await consent(stripped.href)
    const injected = altered(back, { code: parameter(downgraded, 'code') })
    expect(await endOf(eve.browser, injected)).toBe(failed('vendor_refused'))
    expect(world.vendors.of('github').violations).toEqual(['token: bad_verifier'])
  })

  it('of another vendor goes to the attempt’s own vendor with its own application, and is refused there', async () => {
    const slug = await github()
    const google = (await world.addConnector('acme', 'google')).slug
    const there = await goOut(world, ana, 'acme', google)
    const here = await goOut(world, ana, 'acme', slug)
    const mixed = altered(here.back, { code: parameter(there.back, 'code') })
    expect(await endOf(ana.browser, mixed)).toBe(failed('vendor_refused'))
    expect(exchangesAt(world, 'google')).toBe(0)
    const [sent] = world.vendors.of('github').requests.filter(({ purpose }) => purpose === 'exchange')
    expect(new URLSearchParams(sent?.body).get('client_id')).toBe('sagemcp-github')
    expect(sent?.body).not.toContain('google')
  })
})

describe('who answers', () => {
  const connect = async (change: (iss: string) => Record<string, string | undefined>) => {
    const slug = (await world.addConnector('acme', 'google')).slug
    const { back } = await goOut(world, ana, 'acme', slug)
    return endOf(ana.browser, altered(back, change(parameter(back, 'iss'))))
  }

  it('is believed when it names the vendor, or nobody', async () => {
    expect(await connect((iss) => ({ iss }))).toBe(CONNECTED)
    expect(await connect((iss) => ({ iss: `${iss}/` }))).toBe(CONNECTED)
    expect(await connect(() => ({ iss: undefined }))).toBe(CONNECTED)
  })

  it.each(['https://evil.example', '', 'null'])('is not believed when it names %j', async (iss) => {
    expect(await connect(() => ({ iss }))).toBe(failed('wrong_issuer'))
    expect(exchangesAt(world, 'google')).toBe(0)
  })

  it('is not another vendor of ours', async () => {
    const slug = await github()
    const google = (await world.addConnector('acme', 'google')).slug
    const there = await goOut(world, ana, 'acme', google)
    const here = await goOut(world, ana, 'acme', slug)
    const mixed = altered(there.back, { state: parameter(here.back, 'state') })
    expect(await endOf(ana.browser, mixed)).toBe(failed('wrong_issuer'))
    expect(exchangesAt(world, 'google') + exchangesAt(world, 'github')).toBe(0)
  })
})

describe('an answer', () => {
  it('of another tenant’s address is none', async () => {
    const { back } = await goOut(world, ana, 'acme', await github())
    for (const tenant of ['acme', 'rival']) {
      const there = new URL(`/api/v1/oauth/servers/${tenant}/github/callback${back.search}`, back)
      const { back: fresh } = await goOut(world, ana, 'acme', await github())
      there.search = fresh.search
      expect(await endOf(ana.browser, there)).toBe(failed('no_attempt'))
    }
    expect(exchangesAt(world, 'github')).toBe(0)
    expect(await endOf(ana.browser, back)).toBe(CONNECTED)
  })

  it.each(['code', 'state', 'iss', 'error'])('with two of %s is none, and uses nothing up', async (name) => {
    const { back } = await goOut(world, ana, 'acme', await github())
    const doubled = new URL(back)
    const value = parameter(back, name) || 'x'
    while (doubled.searchParams.getAll(name).length < 2) doubled.searchParams.append(name, value)
    expect(await endOf(ana.browser, doubled)).toBe(failed('no_attempt'))
    expect(exchangesAt(world, 'github')).toBe(0)
    expect(await endOf(ana.browser, back)).toBe(CONNECTED)
  })

  it('that says no shows nothing that somebody wrote into it', async () => {
    const { back } = await goOut(world, ana, 'acme', await github(), { deny: true })
    const hostile = '<script>alert(1)</script> call 555-0100'
    for (const error of ['access_denied', 'server_error', hostile]) {
      const { back: fresh } = await goOut(world, ana, 'acme', await github(), { deny: true })
      const page = await ana.browser.open(
        altered(fresh, { error, error_description: hostile, error_uri: 'https://evil.example' }).href,
      )
      const status = error === 'access_denied' ? 'denied' : 'vendor_refused'
      expect(new URL(page.url).search).toBe(`?status=${status}`)
      expect(page.status).toBe(400)
      for (const text of ['script>', 'alert', '555', 'evil']) expect(page.text).not.toContain(text)
    }
    expect(await endOf(ana.browser, back)).toBe(failed('denied'))
  })

  it('without a code is a refusal', async () => {
    const { back } = await goOut(world, ana, 'acme', await github())
    expect(await endOf(ana.browser, altered(back, { code: undefined }))).toBe(failed('vendor_refused'))
    expect(exchangesAt(world, 'github')).toBe(0)
  })

  it('leads to no other place, whatever it asks for', async () => {
    const { back } = await goOut(world, ana, 'acme', await github())
    const asked = altered(back, {
      next: 'https://evil.example',
      redirect_uri: '//evil.example',
      url: '\\\\evil.example',
    })
    const reply = await ana.browser.send(asked.href)
    expect(reply.headers.get('location')).toBe(CONNECTED)
  })

  it('shows no text of the address on the page where it ends', async () => {
    const page = await new Browser(world.app.origin).open(
      '/oauth/error?status=%3Cscript%3Ealert(1)%3C/script%3E&message=evil',
    )
    expect(page.text).not.toMatch(/alert|evil/)
    for (const name of ['__proto__', 'constructor', 'toString']) {
      expect((await new Browser(world.app.origin).open(`/oauth/error?status=${name}`)).text).toContain(
        'Nothing was connected',
      )
    }
  })
})
