import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Mailer } from '../../server/mail/mailer'
import { startTestApp, type TestApp } from '../support/app'
import { localhostTls } from '../support/localhost-tls'
import { linkIn, mailerTo, type MailServer, openMailServer } from '../support/mail-server'
import { Browser, PASSWORD } from '../support/oauth'
import { until } from '../support/until'
import { type Api, makeTenant, openApi } from './harness'

let smtp: MailServer
beforeAll(async () => {
  smtp = await openMailServer()
})
afterAll(() => smtp.close())

describe('in the whole app, from its settings', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-mail-'))
  let app: TestApp
  beforeAll(async () => {
    const ca = path.join(folder, 'ca.pem')
    writeFileSync(ca, localhostTls.cert)
    const mail = { SAGEMCP_SMTP_URL: smtp.url(), SAGEMCP_MAIL_FROM: 'SageMCP <no-reply@example.com>' }
    app = await startTestApp({ env: { ...mail, SAGEMCP_EXTRA_CA_FILE: ca } })
    await app.createTenant('acme')
  })
  afterAll(async () => {
    await app?.close()
    rmSync(folder, { recursive: true })
  })

  it('an invitation arrives, and its link makes a member who is signed in', async () => {
    const invitation = { role: 'member', email: 'Ben@Example.com' }
    const made = await app.must<{ url: string; mailed: boolean }>(
      'POST',
      `${app.tenant('acme')}/invitations`,
      invitation,
    )
    expect(made.mailed).toBe(true)
    const [mail] = smtp.to('ben@example.com')
    expect(mail).toMatchObject({ secure: true, user: 'ada' })
    expect(linkIn(mail)).toBe(new URL(made.url).pathname)
    const browser = new Browser(app.origin)
    const page = await browser.open(linkIn(mail))
    const home = await browser.submit(page, { name: 'Ben', password: PASSWORD })
    expect([home.status, new URL(home.url).pathname]).toEqual([200, '/tenants/acme'])
    const account = await browser.open('/account')
    expect(account.text).toContain('ben@example.com')
    expect(account.text).toContain('acme')
    expect((await new Browser(app.origin).open(linkIn(mail))).status).toBe(404)
  })
})

describe('the mail of an invitation', () => {
  let api: Api
  let mailer: Mailer
  beforeAll(async () => {
    mailer = mailerTo(smtp)
    api = await openApi({ mailer })
  })
  afterAll(async () => {
    await mailer.close()
    await api.close()
  })

  it('says who invites, to what, until when, and what to do if it is a mistake', async () => {
    const tenant = await makeTenant(api, 'globex')
    const owner = await tenant.member('owner', 'olga')
    const to = 'new@example.com'
    const { body } = await owner.post(`${tenant.path}/invitations`, { role: 'admin', email: to }).expect(201)
    expect(body.mailed).toBe(true)
    const [mail] = smtp.to(to)
    expect(mail?.headers.get('subject')).toBe('Join “Tenant globex” on SageMCP')
    const until = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })
    for (const text of [
      '“olga” invites you to be an admin of “Tenant globex”',
      until.format(new Date(body.expiresAt)),
      to,
    ]) {
      expect(mail?.text).toContain(text)
      expect(mail?.html.replace(/\s+/g, ' ')).toContain(text)
    }
    expect(mail?.text).toContain('If you did not expect this, ignore it')
    expect(mail?.html).toContain(`href="${body.url}"`)
  })

  it('does not name the key of a program', async () => {
    const tenant = await makeTenant(api, 'hooli')
    await tenant.admin.post(`${tenant.path}/invitations`, { role: 'member', email: 'key@example.com' }).expect(201)
    expect(smtp.to('key@example.com')[0]?.text).toContain('An admin invites you')
    expect(smtp.to('key@example.com')[0]?.text).not.toContain('tenant_admin')
  })

  it('shows names as they are, whatever markup they hold', async () => {
    const name = '<b>Acme</b> & "Co" <img src=x>'
    await api.admin.post('/tenants', { slug: 'marked', name }).expect(201)
    await api.admin.post('/tenants/marked/invitations', { role: 'member', email: 'm@example.com' }).expect(201)
    const [mail] = smtp.to('m@example.com')
    expect(mail?.headers.get('subject')).toBe(`Join “${name}” on SageMCP`)
    expect(mail?.text).toContain(name)
    expect(mail?.html).not.toMatch(/<b>|<img/)
  })

  it.each(['a@example.com\r\nBcc: eve@example.com', 'a@example.com,eve@example.com', 'A <a@example.com>'])(
    'goes to one address, not to %j',
    async (email) => {
      const before = smtp.received.length
      const tenant = await makeTenant(api, `umbrella-${before}-${email.length}`)
      await tenant.admin.post(`${tenant.path}/invitations`, { role: 'member', email }).expect(400)
      expect(smtp.received).toHaveLength(before)
    },
  )

  it('is sent again with a new link', async () => {
    const tenant = await makeTenant(api, 'initech')
    const email = 'again@example.com'
    const { body } = await tenant.admin.post(`${tenant.path}/invitations`, { role: 'member', email }).expect(201)
    const again = (await tenant.admin.post(`${tenant.path}/invitations/${body.id}/link`).expect(200)).body
    expect(again).toMatchObject({ id: body.id, mailed: true })
    const links = smtp.to(email).map((mail) => linkIn(mail))
    expect(links).toEqual([body.url, again.url].map((url) => new URL(url).pathname))
    expect(links[0]).not.toBe(links[1])
  })

  it('is not sent without an address, to one that the server refuses, or without end for one tenant', async () => {
    const tenant = await makeTenant(api, 'vandelay')
    const invite = (email?: string) => tenant.admin.post(`${tenant.path}/invitations`, { role: 'member', email })
    expect((await invite().expect(201)).body).toMatchObject({
      mailed: false,
      url: expect.stringContaining('/invitation/'),
    })
    const strict = await openMailServer({ refuse: () => 550 })
    const refusing = mailerTo(strict)
    const other = await openApi({ mailer: refusing })
    const refused = await makeTenant(other, 'refused')
    const { body } = await refused.admin
      .post(`${refused.path}/invitations`, { role: 'member', email: 'a@example.com' })
      .expect(201)
    expect(body).toMatchObject({ mailed: false, url: expect.stringContaining('/invitation/') })
    await refusing.close()
    await other.close()
    await strict.close()

    const before = smtp.received.length
    await Promise.all(Array.from({ length: 105 }, (_, i) => invite(`many-${i}@example.com`).expect(201)))
    await until('what may be sent is sent', () => smtp.received.length === before + 100, 30_000)
    expect((await invite('one-more@example.com').expect(201)).body.mailed).toBe(false)
    expect(smtp.received).toHaveLength(before + 100)
  })
})
