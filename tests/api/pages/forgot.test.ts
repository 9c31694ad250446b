import { Secret, TOTP } from 'otpauth'
import type { Mailer } from '../../../server/mail/mailer'
import { mailerTo, linkIn, type MailServer, openMailServer } from '../../support/mail-server'
import { until } from '../../support/until'
import { setClockLater } from './clock'
import { ADMIN, openSite, PASSWORD, type Site } from './harness'

let smtp: MailServer
let mailer: Mailer
let site: Site
let email: string
let count = 0
beforeAll(async () => {
  smtp = await openMailServer()
  mailer = mailerTo(smtp)
  site = await openSite(undefined, mailer)
})
beforeEach(() => {
  email = `forgetful-${(count += 1)}@example.com`
})
afterEach(() => jest.useRealTimers())
afterAll(async () => {
  await site.close()
  await mailer.close()
  await smtp.close()
})

const NEW = 'five small silver spoons'
const idOf = async (of: string) =>
  (await site.users.list({ after: undefined, limit: 200 })).find((user) => user.email === of)?.id ?? ''

async function ask(of: string, browser = site.browser()) {
  return browser.submit(await browser.open('/forgot'), 'Send the link', { email: of })
}
async function mailTo(of: string, nth = 1) {
  await until(`mail ${nth} to ${of}`, () => smtp.to(of).length === nth)
  return smtp.to(of)[nth - 1]
}
/** Mail that was asked for before this one has arrived, if it ever will. */
async function nothingFor(of: string) {
  const later = `later-${of}`
  await site.member(later)
  await ask(later)
  await mailTo(later)
  expect(smtp.to(of)).toEqual([])
}

describe('a forgotten password', () => {
  it('is replaced through a mailed link, which works once and for an hour', async () => {
    await site.member(email)
    const browser = site.browser()
    const signIn = await browser.open('/sign-in')
    expect(signIn.html).toContain('href="/forgot"')
    expect((await ask(` ${email.toUpperCase()} `, browser)).title).toBe('Look into your mail')
    const link = linkIn(await mailTo(email))
    expect(link).toMatch(/^\/reset\//)
    const page = await browser.open(link)
    const done = await browser.submit(page, 'Change password', { password: NEW })
    expect(done.text).toContain('Your password is changed.')
    expect((await site.browser().open(link)).status).toBe(404)
    expect((await site.browser().signIn(email, NEW)).title).toBe('Ben')

    await ask(email)
    const second = linkIn(await mailTo(email, 2))
    setClockLater(3_600_001)
    expect((await site.browser().open(second)).status).toBe(404)
  })

  it('is answered alike whether there is an account, and nobody else gets mail', async () => {
    await site.member(email)
    const shown = async (of: string) => {
      const page = await ask(of)
      return [page.status, page.html.replaceAll(of, 'somebody')]
    }
    const known = await shown(email)
    expect(known[0]).toBe(200)
    const unknown = `nobody-${email}`
    expect(await shown(unknown)).toEqual(known)
    await site.users.update(ADMIN, await idOf(email), { isActive: false }, async () => {})
    expect(await shown(email)).toEqual(known)
    await mailTo(email)
    await nothingFor(unknown)
    expect(smtp.to(email)).toHaveLength(1)
  })

  it('is answered alike when the mail server is not there', async () => {
    const gone = await openMailServer()
    await gone.close()
    const unanswered = mailerTo(gone)
    const other = await openSite(undefined, unanswered)
    await other.member(email)
    const browser = other.browser()
    const page = await browser.submit(await browser.open('/forgot'), 'Send the link', { email })
    expect(page).toMatchObject({ status: 200, title: 'Look into your mail' })
    await unanswered.close()
    await other.close()
  })

  it('of an account that never had one is no way to make one', async () => {
    await site.users.create(ADMIN, { email, name: 'Sso' }, async () => {})
    await ask(email)
    const mail = await mailTo(email)
    expect(linkIn(mail)).toBe('')
    expect(mail?.text).toContain('This account has no password.')
  })

  it.each(['', ' '])('needs an address, not %j', async (of) => {
    const page = await ask(of)
    expect(page).toMatchObject({ status: 400, title: 'Forgot your password?' })
    expect(page.text).toContain('Give your e-mail address.')
  })

  it.each(['x@example.com\r\nBcc: eve@example.com', 'x'.repeat(5_000), '<script>alert(1)</script>@example.com'])(
    'of %.40j sends nothing and shows it as text',
    async (of) => {
      const before = smtp.received.length
      const page = await ask(of)
      expect(page.status).toBe(200)
      expect(page.html).not.toContain('<script')
      await nothingFor(`eve-${email}`)
      expect(smtp.received).toHaveLength(before + 1)
    },
  )

  it('is slowed down for one account from everywhere, known or not', async () => {
    await site.member(email)
    for (const whose of [email, `nobody-${email}`]) {
      const statuses = []
      for (let i = 0; i < 7; i += 1) statuses.push((await ask(whose)).status)
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429])
    }
    await mailTo(email, 5)
    expect(smtp.to(`nobody-${email}`)).toEqual([])
  })

  it('is slowed down for one address over many accounts', async () => {
    const browser = site.browser('192.0.2.90')
    let status = 200
    let tries = 0
    for (; tries < 100 && status === 200; tries += 1) status = (await ask(`a${tries}-${email}`, browser)).status
    expect([status, tries]).toEqual([429, 41])
  })

  it('leaves a line in the audit log, of nobody in particular and without the link', async () => {
    await site.member(email)
    await ask(email)
    const link = linkIn(await mailTo(email))
    const id = await idOf(email)
    const rows = await site.db.withSystem((em) =>
      em.query('SELECT actor, details FROM sagemcp.audit_events WHERE action = $1 AND target = $2', [
        'user.reset-link',
        id,
      ]),
    )
    expect(rows).toEqual([
      { actor: { id: 'stranger', name: 'not signed in', role: 'nobody' }, details: { mailed: true } },
    ])
    expect(link).not.toBe('')
  })

  it('needs what the page held', async () => {
    const browser = site.browser()
    await browser.open('/forgot')
    expect((await browser.post('/forgot', { email, csrf: 'x' })).status).toBe(403)
  })
})

it('a mailed link does not get past the second factor', async () => {
  const owner = await site.member(email)
  const page = await owner.open('/account/second-factor')
  const secret = /<code class="secret">([^<]*)</.exec(page.html)?.[1]?.replaceAll(' ', '') ?? ''
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate()
  await owner.submit(page, 'Switch it on', { code, password: PASSWORD })
  await ask(email)
  const browser = site.browser()
  const link = linkIn(await mailTo(email))
  await browser.submit(await browser.open(link), 'Change password', { password: NEW })
  expect((await browser.open('/account')).title).toBe('Sign in')
  expect((await browser.signIn(email, NEW)).title).toBe('Enter a code')
})

it('without a mail server there is no such page, and sign-in names the admin', async () => {
  const without = await openSite()
  const browser = without.browser()
  const signIn = await browser.open('/sign-in')
  expect(signIn.html).not.toContain('/forgot')
  const page = await browser.open('/forgot')
  expect(page).toMatchObject({ status: 404, title: 'This server sends no mail' })
  const csrf = signIn.forms[0]?.fields.csrf ?? ''
  expect((await browser.post('/forgot', { csrf, email })).status).toBe(404)
  expect((await browser.signIn(email, PASSWORD)).text).toContain('ask an admin for a reset link')
  await without.close()
})
