import { Secret, TOTP } from 'otpauth'
import type { Browser } from './browser'
import { setClockLater } from './clock'
import { openSite, PASSWORD, type Site } from './harness'

let site: Site
let email: string
let people = 0
beforeAll(async () => {
  site = await openSite()
})
beforeEach(() => {
  email = `zoe-${++people}@example.com`
})
afterEach(() => jest.useRealTimers())
afterAll(() => site.close())

const STEP = 30_000
const codeOf = (secret: string, at = Date.now()) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at })
const secretOn = (html: string) => /<code class="secret">([^<]*)</.exec(html)?.[1]?.replaceAll(' ', '') ?? ''

async function enrol(browser: Browser) {
  const page = await browser.open('/account/second-factor')
  const secret = secretOn(page.html)
  const done = await browser.submit(page, 'Switch it on', { code: codeOf(secret), password: PASSWORD })
  return { secret, done, codes: [...done.html.matchAll(/<li><code>([^<]+)</g)].map(([, code = '']) => code) }
}

/** After the password, at the page that asks for the code. */
async function halfway(next = '') {
  const browser = site.browser()
  const page = await browser.open(`/sign-in${next}`)
  return { browser, page: await browser.submit(page, 'Sign in', { email, password: PASSWORD }) }
}

describe('switching it on', () => {
  it('shows a key as text, link and picture, takes a code, and shows ten recovery codes once', async () => {
    const browser = await site.member(email)
    const page = await browser.open('/account/second-factor')
    const secret = secretOn(page.html)
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    expect(page.html).toContain(`secret=${secret}`)
    expect(page.html).toMatch(/href="otpauth:\/\/totp\/SageMCP:zoe-/)
    expect(page.html).toContain('<svg')

    const wrongCode = await browser.submit(page, 'Switch it on', { code: '000000', password: PASSWORD })
    expect(wrongCode).toMatchObject({ status: 400, title: 'Set up a second factor' })
    expect(secretOn(wrongCode.html)).toBe(secret)
    const wrongPassword = await browser.submit(wrongCode, 'Switch it on', { code: codeOf(secret), password: 'no' })
    expect(wrongPassword.status).toBe(401)
    expect((await browser.open('/account')).text).toContain('Your password alone signs you in.')

    const done = await browser.submit(wrongPassword, 'Switch it on', { code: codeOf(secret), password: PASSWORD })
    expect(done.title).toBe('Keep these recovery codes')
    expect(new Set(done.html.match(/[a-z2-7]{4}(-[a-z2-7]{4}){3}/g)).size).toBe(10)
    const again = await browser.open('/account/second-factor')
    expect(again.title).toBe('The second factor is on')
    expect(again.html).not.toContain(secret)
    expect((await browser.open('/account')).text).toContain('10 of 10 recovery codes left')
  })

  it('takes only the key that this session was given', async () => {
    const [browser, other] = [await site.member(email), await site.member(`other-${email}`)]
    const theirs = await other.open('/account/second-factor')
    const page = await browser.open('/account/second-factor')
    for (const draft of [theirs.forms[0]?.fields.draft ?? '', 'AAAA', '']) {
      const fields = { draft, code: codeOf(secretOn(theirs.html)), password: PASSWORD }
      expect((await browser.submit(page, 'Switch it on', fields)).status).toBe(400)
    }
    expect((await browser.open('/account')).text).toContain('Off')
  })

  it('stores neither the key nor the recovery codes as they are', async () => {
    const { secret, codes } = await enrol(await site.member(email))
    const user = (await site.users.list({ after: undefined, limit: 100 })).find((u) => u.email === email)
    const stored = JSON.stringify([user, user?.totpSecret?.toString('latin1'), user?.recoveryHashes])
    expect(user?.totpSecret).toBeInstanceOf(Buffer)
    expect(stored).not.toContain(secret)
    for (const code of codes) expect(stored).not.toContain(code.replaceAll('-', ''))
  })
})

describe('signing in with it', () => {
  it('takes the code after the password, and keeps where to go', async () => {
    const { secret } = await enrol(await site.member(email))
    setClockLater(STEP)
    const { browser, page } = await halfway('?next=%2Foauth%2Finteraction%2Fx')
    expect(page.title).toBe('Enter a code')
    expect(browser.cookies.has('sagemcp')).toBe(false)
    expect((await browser.open('/account')).title).toBe('Sign in')
    const done = await browser.submit(page, 'Continue', { code: codeOf(secret) }, { follow: false })
    expect(done.headers.location).toBe('/oauth/interaction/x')
    expect((await browser.open('/account')).title).toBe('Ben')
    expect(browser.cookies.has('sagemcp-pending')).toBe(false)
  })

  it('refuses a code that was taken, and the one before it', async () => {
    const { secret } = await enrol(await site.member(email))
    const used = codeOf(secret)
    const early = await halfway()
    expect((await early.browser.submit(early.page, 'Continue', { code: used })).status).toBe(401)

    setClockLater(STEP)
    const code = codeOf(secret)
    const first = await halfway()
    expect((await first.browser.submit(first.page, 'Continue', { code })).title).toBe('Ben')
    const second = await halfway()
    expect((await second.browser.submit(second.page, 'Continue', { code })).status).toBe(401)
    expect((await second.browser.submit(second.page, 'Continue', { code: used })).status).toBe(401)
    expect((await second.browser.open('/account')).title).toBe('Sign in')
  })

  it('lets one of several that come at once through', async () => {
    const { secret } = await enrol(await site.member(email))
    setClockLater(STEP)
    const all = await Promise.all(Array.from({ length: 8 }, () => halfway()))
    const code = codeOf(secret)
    const done = await Promise.all(all.map(({ browser, page }) => browser.submit(page, 'Continue', { code })))
    expect(done.filter((page) => page.title === 'Ben')).toHaveLength(1)
    expect(done.filter((page) => page.status === 401)).toHaveLength(7)
  })

  it('refuses codes of another time', async () => {
    const { secret } = await enrol(await site.member(email))
    setClockLater(10 * STEP)
    const { browser, page } = await halfway()
    for (const steps of [-3, -2, 2, 3]) {
      const code = codeOf(secret, Date.now() + steps * STEP)
      expect((await browser.submit(page, 'Continue', { code })).status).toBe(401)
    }
    expect((await browser.submit(page, 'Continue', { code: codeOf(secret) })).title).toBe('Ben')
  })

  it('takes each recovery code once, however it is typed', async () => {
    const browser = await site.member(email)
    const { codes } = await enrol(browser)
    const [first = '', second = ''] = codes
    for (const [code, title] of [
      [first, 'Ben'],
      [first, 'Enter a code'],
      [` ${second.toUpperCase().replaceAll('-', ' ')}`, 'Ben'],
      [second, 'Enter a code'],
    ] as const) {
      const way = await halfway()
      expect((await way.browser.submit(way.page, 'Continue', { code })).title).toBe(title)
    }
    expect((await browser.open('/account')).text).toContain('8 of 10 recovery codes left')
  })

  it('slows down guessing the code', async () => {
    await enrol(await site.member(email))
    const { browser, page } = await halfway()
    let reply = await browser.submit(page, 'Continue', { code: '123456' })
    for (let i = 0; i < 20 && reply.status === 401; i++)
      reply = await browser.submit(page, 'Continue', { code: `00000${i}` })
    expect(reply.status).toBe(429)
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0)
  })

  it('ends half-way after five minutes, or when the password changes', async () => {
    const member = await site.member(email)
    const { codes } = await enrol(member)
    const [slow, stale] = [await halfway(), await halfway()]
    const link = await site.resetLink(email)
    const somebody = site.browser()
    await somebody.submit(await somebody.open(link), 'Change password', { password: 'five small silver spoons' })
    expect((await stale.browser.submit(stale.page, 'Continue', { code: codes[0] ?? '' })).title).toBe('Sign in')
    const fresh = await somebody.signIn(email, 'five small silver spoons')
    expect(fresh.title).toBe('Enter a code')
    setClockLater(5 * 60_000 + 1)
    expect((await somebody.submit(fresh, 'Continue', { code: codes[1] ?? '' })).title).toBe('Sign in')
    expect((await slow.browser.submit(slow.page, 'Continue', { code: codes[2] ?? '' })).title).toBe('Sign in')
  })

  it('does not take a half-way cookie that was made up', async () => {
    const browser = site.browser()
    browser.cookies.set('sagemcp-pending', Buffer.from('{"user":"x"}').toString('base64url'))
    expect((await browser.open('/sign-in/code')).title).toBe('Sign in')
  })
})

it('is switched off with the password only', async () => {
  const browser = await site.member(email)
  await enrol(browser)
  const page = await browser.open('/account/second-factor')
  expect((await browser.submit(page, 'Switch it off', { password: 'not this' })).status).toBe(401)
  expect((await halfway()).page.title).toBe('Enter a code')
  expect((await browser.submit(page, 'Switch it off', { password: PASSWORD })).title).toBe('Ben')
  expect((await halfway()).page.title).toBe('Ben')
})
