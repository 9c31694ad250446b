import { setClockLater } from './clock'
import { ADMIN, openSite, PASSWORD, type Site } from './harness'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterEach(() => jest.useRealTimers())
afterAll(() => site.close())

const HOUR = 3_600_000
const GONE = { status: 404, title: 'This link does not work' }
const cora = { name: 'Cora', email: 'cora@example.com', password: PASSWORD }

describe('the set-up link', () => {
  it('makes the first admin, signs them in, and works once', async () => {
    const link = await site.setupLink()
    const browser = site.browser()
    const page = await browser.open(link)
    expect(page.title).toBe('Make the first account')
    const wrong = await browser.submit(page, 'Create account', { name: ' ', email: 'cora', password: 'short' })
    expect(wrong.status).toBe(400)
    expect(wrong.text).toMatch(/Give a name.*Give an e-mail address.*Use at least 12 characters/)

    const account = await browser.submit(wrong, 'Create account', cora)
    expect(account).toMatchObject({ status: 200, path: '/account', title: 'Cora' })
    expect(account.text).toContain('cora@example.com, platform admin')
    expect(await site.browser().open(link)).toMatchObject(GONE)
    const late = site.browser()
    const csrf = (await late.open('/sign-in')).forms[0]?.fields.csrf ?? ''
    expect(await late.post(link, { ...cora, email: 'eve@example.com', csrf })).toMatchObject(GONE)
    expect((await site.browser().signIn('eve@example.com', PASSWORD)).status).toBe(401)
  })

  it.each(['nonsense', 'A'.repeat(43), '%00', '..%2f..%2faccount'])('answers /setup/%s alike', async (token) => {
    expect(await site.browser().open(`/setup/${token}`)).toMatchObject(GONE)
  })

  it('ends after its time, even with the page open', async () => {
    const link = await site.setupLink(HOUR)
    const browser = site.browser()
    const page = await browser.open(link)
    setClockLater(HOUR + 1)
    expect(await browser.submit(page, 'Create account', cora)).toMatchObject(GONE)
  })

  it('is not a reset link, nor the other way round', async () => {
    await site.member('ida@example.com')
    const [setup, reset] = [await site.setupLink(), await site.resetLink('ida@example.com')]
    expect(await site.browser().open(setup.replace('setup', 'reset'))).toMatchObject(GONE)
    expect(await site.browser().open(reset.replace('reset', 'setup'))).toMatchObject(GONE)
    expect(await site.browser().open(reset.replace('reset', 'invitation'))).toMatchObject(GONE)
  })
})

describe('an invitation', () => {
  it('makes an account and a member of somebody new, once', async () => {
    const link = await site.invite(await site.tenant('globex'), 'admin')
    const browser = site.browser()
    const page = await browser.open(link)
    expect(page.title).toBe('Join Tenant globex')
    expect(page.text).toContain('an admin of Tenant globex')
    const account = await browser.submit(page, 'Create account and join', { ...cora, email: 'dan@example.com' })
    expect(account).toMatchObject({ path: '/account', title: 'Cora' })
    expect(account.text).toMatch(/Tenant globex globex admin/)
    expect(account.text).not.toContain('platform admin')
    expect(await site.browser().open(link)).toMatchObject(GONE)
  })

  it('takes one click of somebody who is signed in', async () => {
    const browser = await site.member('gil@example.com')
    const page = await browser.open(await site.invite(await site.tenant('hooli'), 'member'))
    expect(page.text).toContain('You are signed in as Ben (gil@example.com).')
    expect((await browser.submit(page, 'Join Tenant hooli')).text).toMatch(/Tenant hooli hooli member/)
  })

  it('sends somebody with an account to sign in, and back', async () => {
    await site.member('hana@example.com')
    const link = await site.invite(await site.tenant('initech'), 'member')
    const browser = site.browser()
    const page = await browser.open(link)
    const taken = await browser.submit(page, 'Create account and join', { ...cora, email: 'hana@example.com' })
    expect(taken.status).toBe(409)
    expect(taken.text).toContain('sign in first')
    expect(taken.text).not.toContain('exists')

    const href = /href="(\/sign-in\?next=[^"]*)"/.exec(page.html)?.[1] ?? ''
    const signIn = await browser.open(href)
    const back = await browser.submit(signIn, 'Sign in', { email: 'hana@example.com', password: PASSWORD })
    expect(back).toMatchObject({ path: link, title: 'Join Tenant initech' })
    expect((await browser.submit(back, 'Join Tenant initech')).text).toContain('Tenant initech')
  })

  it('for one address is for nobody else', async () => {
    const link = await site.invite(await site.tenant('umbrella'), 'owner', 'Ivy@example.com')
    const other = await site.member('jon@example.com')
    const refused = await other.open(link)
    expect(refused.title).toBe('This invitation is for somebody else')
    const csrf = refused.forms[0]?.fields.csrf ?? ''
    expect((await other.post(link, { csrf })).status).toBe(403)
    expect((await other.open('/account')).text).not.toContain('umbrella')

    const browser = site.browser()
    const page = await browser.open(link)
    expect(page.forms[0]?.fields.email).toBe('ivy@example.com')
    const { fields } = page.forms[0] ?? { fields: {} }
    const account = await browser.post(link, { ...fields, ...cora, email: 'mallory@example.com' })
    expect(account.text).toContain('ivy@example.com')
    expect(account.text).toMatch(/Tenant umbrella umbrella owner/)
  })

  it('ends after a week, and does not join twice', async () => {
    const tenant = await site.tenant('vandelay')
    const browser = await site.member('kim@example.com')
    const [first, second, third] = [
      await site.invite(tenant, 'member'),
      await site.invite(tenant, 'owner'),
      await site.invite(tenant, 'member'),
    ]
    await browser.submit(await browser.open(first), 'Join Tenant vandelay')
    const again = await browser.submit(await browser.open(second), 'Join Tenant vandelay')
    expect(again).toMatchObject({ status: 409, title: 'You cannot join with this link' })
    expect((await browser.open('/account')).text).toMatch(/Tenant vandelay vandelay member/)
    setClockLater(7 * 24 * HOUR + 1)
    expect(await site.browser().open(third)).toMatchObject(GONE)
  })

  it('accepted together with another to the same tenant joins once, and says so to both', async () => {
    const tenant = await site.tenant('wonka')
    const browser = await site.member('lou@example.com')
    const links = [await site.invite(tenant, 'member'), await site.invite(tenant, 'admin')]
    const pages = await Promise.all(links.map((link) => browser.open(link)))
    const replies = await Promise.all(pages.map((page) => browser.submit(page, 'Join Tenant wonka')))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(replies.find(({ status }) => status === 409)?.text).toContain('You are a member of this tenant already.')
    const account = await browser.open('/account')
    expect(account.text.match(/Tenant wonka/g)).toHaveLength(1)
  })
})

describe('a reset link', () => {
  const password = 'five small silver spoons'

  it('sets a password once, ends every session, and signs nobody in', async () => {
    const old = await site.member('lea@example.com')
    const [link, spare] = [await site.resetLink('lea@example.com'), await site.resetLink('lea@example.com')]
    const browser = site.browser()
    const page = await browser.open(link)
    const short = await browser.submit(page, 'Change password', { password: 'short' })
    expect(short).toMatchObject({ status: 400, title: 'Choose a new password' })
    expect((await old.open('/account')).title).toBe('Ben')

    const done = await browser.submit(short, 'Change password', { password })
    expect(done.title).toBe('Sign in')
    expect(done.text).toContain('Your password is changed.')
    expect((await browser.open('/account')).title).toBe('Sign in')
    expect((await old.open('/account')).title).toBe('Sign in')
    expect(await site.browser().open(link)).toMatchObject(GONE)
    expect(await site.browser().open(spare)).toMatchObject(GONE)
    expect((await site.browser().signIn('lea@example.com', PASSWORD)).status).toBe(401)
    expect((await site.browser().signIn('lea@example.com', password)).title).toBe('Ben')
  })

  it('ends after a day, and with the account', async () => {
    await site.member('max@example.com')
    const link = await site.resetLink('max@example.com')
    setClockLater(23 * HOUR)
    expect((await site.browser().open(link)).title).toBe('Choose a new password')
    setClockLater(HOUR + 1)
    expect(await site.browser().open(link)).toMatchObject(GONE)
    jest.useRealTimers()
    const user = (await site.users.list({ after: undefined, limit: 100 })).find((u) => u.email === 'max@example.com')
    await site.users.update(ADMIN, user?.id ?? '', { isActive: false }, async () => {})
    expect(await site.browser().open(link)).toMatchObject(GONE)
  })
})
