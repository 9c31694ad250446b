import type { Browser } from './browser'
import { openSite, PASSWORD, type Site } from './harness'

describe('forms', () => {
  let site: Site
  beforeAll(async () => {
    site = await openSite()
  })
  afterAll(() => site.close())

  const OUT_OF_DATE = { status: 403, title: 'This page is out of date' }

  it('are refused before sign-in without what the page held', async () => {
    await site.member('ben@example.com')
    const fields = { email: 'ben@example.com', password: PASSWORD }
    const browser = site.browser()
    expect(await browser.post('/sign-in', fields)).toMatchObject(OUT_OF_DATE)
    expect(await browser.post('/sign-in', { ...fields, csrf: '' })).toMatchObject(OUT_OF_DATE)
    const page = await browser.open('/sign-in')
    expect(await browser.post('/sign-in', { ...fields, csrf: 'x' })).toMatchObject(OUT_OF_DATE)
    const elsewhere = (await site.browser().open('/sign-in')).forms[0]?.fields.csrf ?? ''
    expect(await browser.post('/sign-in', { ...fields, csrf: elsewhere })).toMatchObject(OUT_OF_DATE)
    for (const planted of ['', 'x']) {
      const other = site.browser()
      other.cookies.set('sagemcp-csrf', planted)
      expect(await other.post('/sign-in', { ...fields, csrf: planted })).toMatchObject(OUT_OF_DATE)
    }
    expect((await browser.submit(page, 'Sign in', fields)).title).toBe('Ben')
  })

  it.each([
    '/sign-out',
    '/account/password',
    '/account/sessions/end',
    '/account/sessions/end-others',
    '/account/clients/end',
    '/account/second-factor',
    '/account/second-factor/off',
  ])('to %s are refused without the csrf of the session', async (path) => {
    const browser = await site.member(`${path.replaceAll('/', '-').slice(1)}@example.com`)
    const anonymous = (await site.browser().open('/sign-in')).forms[0]?.fields.csrf ?? ''
    browser.cookies.set('sagemcp-csrf', anonymous)
    for (const fields of [{}, { csrf: 'x' }, { csrf: anonymous }]) {
      expect(await browser.post(path, fields)).toMatchObject(OUT_OF_DATE)
    }
    expect((await browser.open('/account')).title).toBe('Ben')
  })

  it('come from pages of this server only', async () => {
    const browser = site.browser()
    const page = await browser.open('/sign-in')
    const fields = { email: 'ben@example.com', password: PASSWORD }
    for (const origin of ['https://evil.example', 'null', 'http://localhost:9000']) {
      const reply = await browser.submit(page, 'Sign in', fields, { headers: { origin } })
      expect(reply.status).toBe(403)
    }
    expect(browser.cookies.has('sagemcp')).toBe(false)
    const own = { headers: { origin: 'http://localhost:8000' } }
    expect((await browser.submit(page, 'Sign in', fields, own)).title).toBe('Ben')
  })

  it('of another kind, too large or unreadable are refused', async () => {
    const browser = site.browser()
    const csrf = (await browser.open('/sign-in')).forms[0]?.fields.csrf ?? ''
    const json = { headers: { 'content-type': 'application/json' } }
    expect((await browser.post('/sign-in', { csrf }, json)).status).toBe(415)
    expect((await browser.post('/sign-in', { csrf, email: 'a'.repeat(20_000) })).status).toBe(413)
    expect((await browser.post('/sign-in', { csrf, email: 'a\0b', password: 'x' })).status).toBe(400)
    expect((await browser.post('/sign-in', `csrf=${csrf}&email=a&email=b`)).status).toBe(400)
  })

  it('need nothing of the cookie to read a page, and an address that takes forms leads back', async () => {
    const browser = await site.member('nora@example.com')
    for (const path of ['/sign-out', '/account/password', '/account/sessions/end', '/account/second-factor/off']) {
      expect(await browser.open(path, { follow: false })).toMatchObject({
        status: 303,
        headers: { location: '/account' },
      })
    }
    expect((await browser.open('/account')).title).toBe('Ben')
  })
})

describe('every page', () => {
  let site: Site
  let browser: Browser
  beforeAll(async () => {
    site = await openSite()
    browser = await site.member('ben@example.com')
  })
  afterAll(() => site.close())

  it.each([
    '/sign-in',
    '/sign-in/code',
    '/forgot',
    '/account',
    '/account/second-factor',
    '/setup/x',
    '/invitation/x',
    '/reset/x',
  ])('%s is never stored, framed or named to other sites, and runs no script', async (path) => {
    for (const visitor of [browser, site.browser()]) {
      const page = await visitor.open(path, { follow: false })
      expect(page.headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'same-origin',
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
      })
      const policy = page.headers['content-security-policy']
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain("style-src 'self'")
      expect(policy).toContain("form-action 'self'")
      expect(page.html).not.toMatch(/<script|<style|\sstyle=|\son\w+=|https?:\/\//)
    }
  })

  it('lets what follows signing in end at a client of the authorization server, and nothing else', async () => {
    const policyOf = async (path: string) => (await site.browser().open(path)).headers['content-security-policy'] ?? ''
    const away = await policyOf('/sign-in?next=%2Foauth%2Fconsent%2Fx')
    expect(away).not.toContain('form-action')
    expect(away).toContain("default-src 'self'")
    expect(away).toContain("frame-ancestors 'none'")
    for (const next of ['/account', '//evil.example', '/oauthx']) {
      expect(await policyOf(`/sign-in?next=${encodeURIComponent(next)}`)).toContain("form-action 'self'")
    }
  })

  it('has one style sheet', async () => {
    const css = await browser.open('/pages.css')
    expect(css.status).toBe(200)
    expect(css.headers['content-type']).toContain('text/css')
    expect(css.setCookies).toEqual([])
  })

  it('shows names as they are', async () => {
    const name = `<img src=x onerror=alert(1)> & "Co"`
    const guest = site.browser()
    const link = await site.invite(await site.tenant('quoted'), 'member')
    const fields = { name, email: 'x@example.com', password: PASSWORD }
    const account = await guest.submit(await guest.open(link), 'Create account and join', fields)
    expect(account.html).not.toContain('<img')
    expect(account.text).toContain(name)
  })
})

describe('cookies', () => {
  const attributesOf = (lines: readonly string[], name: string) =>
    lines
      .find((line) => line.startsWith(`${name}=`) && !line.includes('Max-Age=0'))
      ?.split('; ')
      .slice(1)
      .sort()

  it('with https are __Host- and Secure', async () => {
    const site = await openSite('https://sagemcp.example')
    try {
      const browser = site.browser()
      const page = await browser.open(await site.setupLink())
      expect(attributesOf(page.setCookies, '__Host-sagemcp-csrf')).toEqual([
        'HttpOnly',
        'Path=/',
        'SameSite=Lax',
        'Secure',
      ])
      const fields = { name: 'Ana', email: 'ana@example.com', password: PASSWORD }
      const done = await browser.submit(page, 'Create account', fields, { follow: false })
      const session = attributesOf(done.setCookies, '__Host-sagemcp')
      expect(session).toEqual(['HttpOnly', expect.stringMatching(/^Max-Age=\d+$/), 'Path=/', 'SameSite=Lax', 'Secure'])
      expect([...browser.cookies.keys()]).toEqual(['__Host-sagemcp'])
      const account = await browser.open('/account')
      expect(account.title).toBe('Ana')
      await browser.submit(account, 'Sign out')
      expect(browser.cookies.has('__Host-sagemcp')).toBe(false)

      const planted = site.browser()
      planted.cookies.set('sagemcp', browser.cookies.get('__Host-sagemcp') ?? 'A'.repeat(43))
      expect((await planted.open('/account')).title).toBe('Sign in')
    } finally {
      await site.close()
    }
  })

  it('with http on loopback have plain names', async () => {
    const site = await openSite()
    try {
      const browser = site.browser()
      const page = await browser.open('/sign-in')
      expect(attributesOf(page.setCookies, 'sagemcp-csrf')).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax'])
      await site.member('ben@example.com')
      const done = await browser.submit(
        page,
        'Sign in',
        { email: 'ben@example.com', password: PASSWORD },
        { follow: false },
      )
      expect(attributesOf(done.setCookies, 'sagemcp')).not.toContain('Secure')
    } finally {
      await site.close()
    }
  })
})
