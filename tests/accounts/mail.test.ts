import { AccountsApp, IDENTITY, type Person } from '../support/accounts'
import { type MailServer, openMailServer } from '../support/mail-server'
import { say } from '../support/renewals'
import { until } from '../support/until'

let mail: MailServer
let world: AccountsApp
let ana: Person
let ola: Person
let ben: Person
beforeAll(async () => {
  mail = await openMailServer({ startTls: false, login: false })
  const env = { SAGEMCP_SMTP_URL: mail.url('127.0.0.1'), SAGEMCP_MAIL_FROM: 'no-reply@example.com' }
  world = await AccountsApp.start({ vendors: ['linear'], env })
  await world.tenant('acme', ['linear'])
  ana = await world.person('acme', 'ana', 'admin')
  ola = await world.person('acme', 'ola', 'owner')
  ben = await world.person('acme', 'ben', 'member')
})
afterAll(async () => {
  await world?.close()
  await mail?.close()
})

const linear = () => world.vendors.of('linear')
const told = () => mail.received.filter(({ headers }) => headers.get('subject')?.startsWith('Connect again'))
const call = (who: Person, slug: string) => say(world.app.endpoint('acme'), who.key, `${slug}_${IDENTITY.linear.tool}`)

/** The vendor ended it: the next call finds out. */
async function end(who: Person, slug: string, account: string) {
  linear().revokeGrant(account)
  mail.received.length = 0
  expect((await call(who, slug)).body).toMatchObject({ code: 'connect_required' })
  await until('the mail', () => told().length > 0)
}

test('whoever connected a shared account is told once that it ended, with a link that works days later', async () => {
  const { slug } = await world.addConnector('acme', 'linear')
  await world.connect(ana, 'acme', slug)
  await end(ben, slug, 'ada')
  await call(ben, slug)
  expect(told().map(({ to }) => to)).toEqual([[ana.email]])
  const [sent] = told()
  expect(sent?.text).toContain('Tenant acme')
  const page = await ana.browser.open(`/connect/acme/${slug}`)
  expect(sent?.text).toContain(`${world.app.origin}/connect/acme/${slug}`)
  expect(page.text).toContain('Connect Linear?')
})

test('when that person is no admin any more, those who are admins are told', async () => {
  const { slug } = await world.addConnector('acme', 'linear', { slug: 'shared_two' })
  const cem = await world.person('acme', 'cem', 'admin')
  await world.connect(cem, 'acme', slug, { account: 'ben' })
  await world.app.must('PATCH', `/tenants/acme/members/${cem.userId}`, { role: 'member' })
  await end(ben, slug, 'ben')
  await until('both mails', () => told().length === 2)
  expect(
    told()
      .flatMap(({ to }) => to)
      .sort(),
  ).toEqual([ana.email, ola.email].sort())
})

test('whose own account it is is told, and nobody else', async () => {
  const { slug } = await world.addConnector('acme', 'linear', { slug: 'own', account: 'personal' })
  await world.connect(ben, 'acme', slug, { account: 'ben' })
  await end(ben, slug, 'ben')
  expect(told().map(({ to }) => to)).toEqual([[ben.email]])
  expect(told()[0]?.text).toContain('your Linear')
})
