import { AccountsApp, type Person } from '../support/accounts'
import { Admin } from '../support/admin'
import { CONNECTED, elsewhere, endOf, goOut, isConnected, linkFor } from '../support/connecting'
import { setClockLater } from '../api/pages/clock'
import { Browser, PASSWORD } from '../support/oauth'
import { ask } from '../support/raw'

let world: AccountsApp
let ana: Person
let eve: Person
let mia: Person
let rita: Person
beforeAll(async () => {
  world = await AccountsApp.start({ vendors: ['github'] })
  for (const slug of ['acme', 'rival']) await world.tenant(slug, ['github'])
  ana = await world.person('acme', 'ana')
  eve = await world.person('acme', 'eve')
  mia = await world.person('acme', 'mia', 'member')
  rita = await world.person('rival', 'rita')
})
afterAll(() => world?.close())
afterEach(() => jest.useRealTimers())

const shared = async () => (await world.addConnector('acme', 'github')).slug
const personal = async () => (await world.addConnector('acme', 'github', { account: 'personal' })).slug
const csrfOf = (text: string) => /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? ''
const pathOf = (link: string) => new URL(link).pathname

/** Opens the link and sends its form as somebody who made up a page around it. */
async function force(browser: Browser, link: string, csrf: string) {
  return browser.send(link, { csrf })
}

describe('a link that was forwarded', () => {
  it('is nothing to somebody in another tenant', async () => {
    const link = await linkFor(world, ana, 'acme', await shared())
    const page = await rita.browser.open(link)
    expect(page.status).toBe(403)
    expect(page.text).not.toMatch(/acme|GitHub/i)
    const own = csrfOf((await rita.browser.open('/account')).text)
    expect((await force(rita.browser, link, own)).status).toBe(403)
  })

  it('of a shared account is nothing to a member who may not decide about it', async () => {
    const link = await linkFor(world, ana, 'acme', await shared())
    expect((await mia.browser.open(link)).status).toBe(403)
    const own = csrfOf((await mia.browser.open('/account')).text)
    expect((await force(mia.browser, link, own)).status).toBe(403)
  })

  it('of a personal account is nothing to anybody else, not to an admin either', async () => {
    const slug = await personal()
    const link = await linkFor(world, mia, 'acme', slug)
    for (const { browser } of [ana, eve]) {
      expect((await browser.open(link)).status).toBe(403)
      const own = csrfOf((await browser.open('/account')).text)
      expect((await force(browser, link, own)).status).toBe(403)
    }
    expect(await endOf(mia.browser, (await goOut(world, mia, 'acme', slug)).back)).toBe(CONNECTED)
  })

  it('asks whoever is not signed in who they are, and leads on then', async () => {
    const link = await linkFor(world, ana, 'acme', await shared())
    const browser = new Browser(world.app.origin)
    const page = await browser.open(link)
    expect(new URL(page.url).pathname).toBe('/sign-in')
    expect(page.text).not.toMatch(/acme|GitHub/i)
    // Nor does its form do anything for them.
    const forced = await force(new Browser(world.app.origin), link, csrfOf(page.text))
    expect(forced.status).toBe(403)
    const tried = await force(browser, link, csrfOf(page.text))
    expect([tried.status, tried.headers.get('location')]).toEqual([
      303,
      `/sign-in?next=${encodeURIComponent(pathOf(link))}`,
    ])
    const after = await browser.submit(page, { email: ana.email, password: PASSWORD })
    expect(after.text).toContain('Connect GitHub?')
  })

  it('of a tenant cannot be asked for by anybody outside it', async () => {
    const slug = await shared()
    for (const key of [rita.key, (await world.app.createKey('rival')).key]) {
      const theirs = new Admin(world.app.origin, key)
      expect((await theirs.ask('POST', `/tenants/acme/connectors/${slug}/connect`)).status).toBe(404)
    }
  })
})

describe('the page of a link', () => {
  it('starts nothing when it is only opened, however often', async () => {
    const link = await linkFor(world, ana, 'acme', await shared())
    const here = await elsewhere(world, ana)
    const cookies = here.browser.cookieHeader('/')
    for (const method of ['GET', 'HEAD', 'GET']) {
      const reply = await ask(link, { method, headers: { cookie: cookies, purpose: 'prefetch' } })
      expect([reply.status, reply.headers['set-cookie'], reply.headers['location']]).toEqual([
        200,
        undefined,
        undefined,
      ])
    }
    await here.browser.open(link)
    expect(here.browser.cookieHeader('/')).toBe(cookies)
    expect(await world.toVendor(here.browser, link)).toContain('/login/oauth/authorize')
    expect(here.browser.cookieHeader('/')).toContain('sagemcp-connect=')
  })

  it.each(['PUT', 'DELETE', 'PATCH'])('does nothing on %s', async (method) => {
    const link = await linkFor(world, ana, 'acme', await shared())
    const reply = await ask(link, { method, headers: { cookie: ana.browser.cookieHeader('/') } })
    expect(reply.headers['location'] ?? '').not.toContain('/login/oauth')
    expect(reply.status).toBeGreaterThanOrEqual(400)
  })

  it('goes out only with the token of its own form', async () => {
    const link = await linkFor(world, ana, 'acme', await shared())
    const ofEve = csrfOf((await eve.browser.open('/account')).text)
    for (const form of [{}, { csrf: '' }, { csrf: ofEve }, { csrf: 'x'.repeat(43) }]) {
      const reply = await ana.browser.send(link, form as Record<string, string>)
      expect([reply.status, reply.headers.get('location')]).toEqual([403, null])
    }
  })

  it('goes out from no page of another site', async () => {
    const link = await linkFor(world, ana, 'acme', await shared())
    const csrf = csrfOf((await ana.browser.open(link)).text)
    const send = (headers: Record<string, string>) =>
      ask(link, {
        method: 'POST',
        headers: {
          cookie: ana.browser.cookieHeader('/'),
          'content-type': 'application/x-www-form-urlencoded',
          ...headers,
        },
        body: `csrf=${csrf}`,
      })
    const foreign = await send({ origin: 'https://evil.example' })
    expect([foreign.status, foreign.headers['location']]).toEqual([403, undefined])
    expect((await send({ origin: world.app.origin })).status).toBe(303)
  })

  it('cannot be framed, is not kept, and tells no other site its address', async () => {
    const link = await linkFor(world, ana, 'acme', await shared())
    const { headers } = await ana.browser.send(link)
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('referrer-policy')).toBe('same-origin')
  })

  it('leads where its vendor leads on to, so its policy names no one host', async () => {
    const link = await linkFor(world, ana, 'acme', await shared())
    expect((await ana.browser.send(link)).headers.get('content-security-policy')).not.toContain('form-action')
  })

  it('sends the browser to the vendor and back to us, whatever Host it was opened with', async () => {
    const link = await linkFor(world, ana, 'acme', await shared())
    const csrf = csrfOf((await ana.browser.open(link)).text)
    const reply = await ask(link, {
      method: 'POST',
      headers: {
        host: 'evil.example',
        'x-forwarded-host': 'evil.example',
        cookie: ana.browser.cookieHeader('/'),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: `csrf=${csrf}`,
    })
    expect(`${reply.headers['location'] ?? ''}${reply.text}`).not.toContain('evil.example')
  })

  it('is gone after its use', async () => {
    const { link, back } = await goOut(world, ana, 'acme', await shared())
    expect(await endOf(ana.browser, back)).toBe(CONNECTED)
    expect((await ana.browser.open(link)).status).toBe(404)
    const csrf = csrfOf((await ana.browser.open('/account')).text)
    expect((await force(ana.browser, link, csrf)).status).toBe(404)
  })

  it('works for ten minutes', async () => {
    const link = await linkFor(world, ana, 'acme', await shared())
    const page = await ana.browser.open(link)
    setClockLater(9 * 60_000)
    expect((await ana.browser.open(link)).text).toContain('Connect GitHub?')
    expect((await ana.browser.submit(page, {})).url).toContain('/login/oauth/authorize')
  })

  it('is gone after that, and so is its form', async () => {
    const link = await linkFor(world, ana, 'acme', await shared())
    const page = await ana.browser.open(link)
    setClockLater(10 * 60_000 + 1_000)
    expect((await ana.browser.open(link)).status).toBe(404)
    const sent = await ana.browser.submit(page, {})
    expect([sent.status, sent.url]).toEqual([404, link])
  })

  it('is gone after a refusal too', async () => {
    const slug = await shared()
    const { link, back } = await goOut(world, ana, 'acme', slug, { deny: true })
    expect(await endOf(ana.browser, back)).toBe('/oauth/error?status=denied')
    expect((await ana.browser.open(link)).status).toBe(404)
    expect(await isConnected(world, 'acme', slug)).toBe(false)
  })

  it('answers a made-up token like one that was used', async () => {
    for (const token of ['x'.repeat(43), 'short', '..%2F..', '%00']) {
      const { status, url } = await ana.browser.open(`/connect/${token}`)
      expect([status, new URL(url).host]).toEqual([404, new URL(world.app.origin).host])
    }
  })

  it('does not lead anywhere else after sign-in', async () => {
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', '/connect/..//evil.example']) {
      const browser = new Browser(world.app.origin)
      const page = await browser.open(`/sign-in?next=${encodeURIComponent(next)}`)
      const after = await browser.submit(page, { email: ana.email, password: PASSWORD })
      expect(new URL(after.url).origin).toBe(world.app.origin)
    }
  })
})

describe('the address of a connector, which anybody may know', () => {
  const at = (slug: string, tenant = 'acme') => `/connect/${tenant}/${slug}`

  it('says the same to whoever may not connect it as where there is nothing', async () => {
    const slug = await shared()
    const own = await personal()
    const pages = [
      await rita.browser.open(at(slug)),
      await rita.browser.open(at(own)),
      await mia.browser.open(at(slug)),
      await ana.browser.open(at('nowhere')),
      await ana.browser.open(at('github', 'nowhere')),
      await ana.browser.open(at('%27%20OR%201')),
    ]
    expect(new Set(pages.map(({ text }) => text)).size).toBe(1)
    expect(pages.map(({ status }) => status)).toEqual(pages.map(() => 404))
    expect((await mia.browser.open(at(own))).text).toContain('Connect GitHub?')
  })

  it('makes no link and goes nowhere until its form is sent', async () => {
    const slug = await shared()
    const page = await ana.browser.open(at(slug))
    await ask(world.app.origin + at(slug), { method: 'HEAD', headers: { cookie: ana.browser.cookieHeader('/') } })
    const { items } = await world.app.must<{ items: { action: string; target: string }[] }>(
      'GET',
      '/tenants/acme/audit',
    )
    expect(items.filter(({ action, target }) => action === 'credential.link' && target === slug)).toEqual([])
    const ofEve = csrfOf((await eve.browser.open('/account')).text)
    for (const csrf of ['', ofEve]) {
      const reply = await ana.browser.send(at(slug), { csrf })
      expect([reply.status, reply.headers.get('location')]).toEqual([403, null])
    }
    expect((await ana.browser.submit(page, {})).url).toContain('/login/oauth/authorize')
  })

  it('goes nowhere for whoever may not connect it, with a form of their own either', async () => {
    const slug = await shared()
    for (const { browser } of [rita, mia]) {
      const csrf = csrfOf((await browser.open('/account')).text)
      const reply = await browser.send(at(slug), { csrf })
      expect([reply.status, reply.headers.get('location')]).toEqual([404, null])
    }
    const nobody = new Browser(world.app.origin)
    expect((await nobody.open(at(slug))).url).toContain('/sign-in?next=')
  })
})
