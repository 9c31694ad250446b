import { AuditEvent } from '../../../server/audit/entity'
import { setClockLater } from './clock'
import { ADMIN, openSite, PASSWORD, type Site } from './harness'

let site: Site
let email: string
let people = 0
beforeAll(async () => {
  site = await openSite()
})
beforeEach(() => {
  email = `ben-${++people}@example.com`
})
afterEach(() => jest.useRealTimers())
afterAll(() => site.close())

const HOUR = 3_600_000

describe('signing in and out', () => {
  it('leads to the account page, and out again', async () => {
    await site.member(email)
    const browser = site.browser()
    expect((await browser.open('/account')).title).toBe('Sign in')
    const account = await browser.signIn(` ${email.toUpperCase()}`, PASSWORD)
    expect(account).toMatchObject({ status: 200, path: '/account', title: 'Ben' })
    expect(account.text).toContain('Tenant team-')
    expect((await browser.open('/sign-in')).title).toBe('Ben')

    const out = await browser.submit(account, 'Sign out')
    const rows = await site.db.withSystem((em) => em.findBy(AuditEvent, { address: browser.address }))
    expect(rows.map((row) => row.action).sort()).toEqual(['session.create', 'session.end'])
    expect(out.title).toBe('Sign in')
    expect((await browser.open('/account')).title).toBe('Sign in')
  })

  it('answers alike for an unknown person and a wrong password', async () => {
    await site.member(email)
    const [wrong, unknown] = [
      await site.browser('198.51.100.7').signIn(email, 'not this one at all'),
      await site.browser('198.51.100.8').signIn(`nobody-${email}`, 'not this one at all'),
    ]
    const same = (page: typeof wrong) =>
      page.html.replaceAll(/(name="csrf" value=)"[^"]*"/g, '$1').replaceAll(/(nobody-)?ben-\d+/g, '')
    expect(wrong.status).toBe(401)
    expect(unknown.status).toBe(wrong.status)
    expect(same(unknown)).toBe(same(wrong))
    expect(Object.keys(unknown.headers).sort()).toEqual(Object.keys(wrong.headers).sort())
  })

  it('says where something is missing, and keeps what was typed except the password', async () => {
    const browser = site.browser()
    const page = await browser.signIn(email, '')
    expect(page.status).toBe(400)
    expect(page.text).toContain('Give your password.')
    expect(page.forms[0]?.fields).toMatchObject({ email: email, password: '' })
    expect((await browser.signIn('<b>"x"@y', 'a secret that is wrong')).html).not.toMatch(/<b>|a secret that/)
  })

  it('does not sign in somebody who was deactivated, and ends what they had open', async () => {
    const browser = await site.member(email)
    const user = (await site.users.list({ after: undefined, limit: 100 })).find((u) => u.email === email)
    await site.users.update(ADMIN, user?.id ?? '', { isActive: false }, async () => {})
    expect((await browser.open('/account')).title).toBe('Sign in')
    expect((await site.browser().signIn(email, PASSWORD)).status).toBe(401)
  })
})

describe('sessions', () => {
  it('get a new token at every sign-in, and the old one is worth nothing', async () => {
    const browser = await site.member(email)
    const before = browser.cookies.get('sagemcp') ?? ''
    const page = await browser.open('/account')
    const csrf = page.forms[0]?.fields.csrf ?? ''
    await browser.post('/sign-in', { csrf, email: email, password: PASSWORD })
    expect(browser.cookies.get('sagemcp')).not.toBe(before)
    const old = site.browser()
    old.cookies.set('sagemcp', before)
    expect((await old.open('/account')).title).toBe('Sign in')
  })

  it('never take a token that somebody else chose', async () => {
    await site.member(email)
    const browser = site.browser()
    const planted = 'A'.repeat(43)
    browser.cookies.set('sagemcp', planted)
    await browser.signIn(email, PASSWORD)
    expect(browser.cookies.get('sagemcp')).not.toBe(planted)
    const attacker = site.browser()
    attacker.cookies.set('sagemcp', planted)
    expect((await attacker.open('/account')).title).toBe('Sign in')
  })

  it('end after eight hours without use', async () => {
    const browser = await site.member(email)
    setClockLater(7.9 * HOUR)
    expect((await browser.open('/account')).title).toBe('Ben')
    setClockLater(7.9 * HOUR)
    expect((await browser.open('/account')).title).toBe('Ben')
    setClockLater(8.1 * HOUR)
    expect((await browser.open('/account')).title).toBe('Sign in')
  })

  it('end after fourteen days however much they were used', async () => {
    const browser = await site.member(email)
    for (let hour = 7; hour < 14 * 24; hour += 7) {
      setClockLater(7 * HOUR)
      expect((await browser.open('/account')).title).toBe('Ben')
    }
    setClockLater(7 * HOUR)
    expect((await browser.open('/account')).title).toBe('Sign in')
  })

  it('are listed to their owner, who can end each, and to nobody else', async () => {
    const laptop = await site.member(email)
    const phone = site.browser('203.0.113.9')
    await phone.signIn(email, PASSWORD)
    const other = await site.member(`eve-${email}`)
    const account = await laptop.open('/account')
    expect(account.text).toContain('203.0.113.9')
    const end = account.forms.find((form) => form.submit.startsWith('End'))

    const theirs = await other.open('/account')
    expect(theirs.text).not.toContain('203.0.113.9')
    await other.post('/account/sessions/end', { ...end?.fields, csrf: theirs.forms[0]?.fields.csrf ?? '' })
    expect((await phone.open('/account')).title).toBe('Ben')

    for (const id of ['', 'x', '00000000-0000-0000-0000-000000000000']) {
      expect((await laptop.submit(account, 'End', { id })).title).toBe('Ben')
    }
    expect((await phone.open('/account')).title).toBe('Ben')

    await laptop.submit(account, 'End')
    expect((await phone.open('/account')).title).toBe('Sign in')
    expect((await laptop.open('/account')).title).toBe('Ben')
  })

  it('all end when the password changes, except the one that changed it', async () => {
    const laptop = await site.member(email)
    const phone = site.browser()
    await phone.signIn(email, PASSWORD)
    const before = laptop.cookies.get('sagemcp')
    const change = { current: PASSWORD, password: 'four loud orange bells' }
    const account = await laptop.open('/account')
    const wrong = await laptop.submit(account, 'Change password', { ...change, current: 'something else' })
    expect(wrong).toMatchObject({ status: 401, title: 'Ben' })
    expect(wrong.text).toContain('This is not your password.')
    const short = await laptop.submit(account, 'Change password', { ...change, password: 'short' })
    expect(short.text).toContain('Use at least 12 characters')
    expect((await phone.open('/account')).title).toBe('Ben')

    const changed = await laptop.submit(account, 'Change password', change)
    expect(changed).toMatchObject({ status: 200, title: 'Ben' })
    expect(laptop.cookies.get('sagemcp')).not.toBe(before)
    expect((await phone.open('/account')).title).toBe('Sign in')
    expect((await site.browser().signIn(email, PASSWORD)).status).toBe(401)
    expect((await site.browser().signIn(email, change.password)).title).toBe('Ben')
  })
})

describe('guessing', () => {
  it('is slowed down for the account from one address, while its owner comes in from another', async () => {
    await site.member(email)
    const attacker = site.browser('192.0.2.66')
    let refused = await attacker.signIn(email, 'guess number one')
    for (let i = 0; i < 20 && refused.status === 401; i++) refused = await attacker.signIn(email, `guess ${i}`)
    expect(refused).toMatchObject({ status: 429, title: 'Sign in' })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(refused.text).toContain('Too many attempts.')
    expect((await attacker.signIn(email, PASSWORD)).status).toBe(429)
    expect((await site.browser('203.0.113.5').signIn(email, PASSWORD)).title).toBe('Ben')
    setClockLater(60_000)
    expect((await attacker.signIn(email, PASSWORD)).title).toBe('Ben')
  })

  it('is slowed down for one address over many accounts, known or not', async () => {
    const attacker = site.browser('192.0.2.67')
    let status = 401
    let tries = 0
    for (; tries < 100 && status === 401; tries++)
      status = (await attacker.signIn(`a${tries}-${email}`, 'guess')).status
    expect(status).toBe(429)
  })

  it('does not count what was right', async () => {
    await site.member(email)
    for (let i = 0; i < 15; i++) {
      expect((await site.browser('203.0.113.6').signIn(email, PASSWORD)).title).toBe('Ben')
    }
  })
})

describe('next', () => {
  it.each(['/oauth/interaction/abc', '/oauth/authorize?client_id=a%20b&x=1', '/invitation/x#y'])(
    'leads to %s',
    async (next) => {
      await site.member(email)
      const browser = site.browser()
      const page = await browser.open(`/sign-in?next=${encodeURIComponent(next)}`)
      const reply = await browser.submit(page, 'Sign in', { email: email, password: PASSWORD }, { follow: false })
      expect(reply).toMatchObject({ status: 303, headers: { location: next } })
    },
  )

  it.each([
    'https://evil.example',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/\t/evil.example',
    '/%0d%0aLocation:/x\r\nA: b',
    'javascript:alert(1)',
    'account',
    ' /account',
    '/é',
    `/${'a'.repeat(5000)}`,
  ])('never leads to %.40j', async (next) => {
    const signedIn = await site.member(email)
    const before = await signedIn.open(`/sign-in?next=${encodeURIComponent(next)}`, { follow: false })
    expect(before.headers.location).toBe('/account')

    const browser = site.browser()
    const page = await browser.open(`/sign-in?next=${encodeURIComponent(next)}`)
    expect(page.forms[0]?.fields).not.toHaveProperty('next')
    const fields = { ...page.forms[0]?.fields, email: email, password: PASSWORD, next }
    const reply = await browser.post('/sign-in', fields, { follow: false })
    expect(reply.headers.location).toBe('/account')
  })
})
