import type { ConnectorDeclaration } from '../../connectors/sdk'
import { AccountsApp, IDENTITY, type Person, plainAppOf } from '../support/accounts'
import { type MailServer, openMailServer } from '../support/mail-server'
import { say } from '../support/renewals'
import { until } from '../support/until'

const METRICS = 'monitoring-token-of-this-test'

let mail: MailServer
let env: Readonly<Record<string, string>>
let world: AccountsApp
let ana: Person
let ola: Person
let ben: Person
beforeAll(async () => {
  mail = await openMailServer({ startTls: false, login: false })
  env = {
    SAGEMCP_SMTP_URL: mail.url('127.0.0.1'),
    SAGEMCP_MAIL_FROM: 'no-reply@example.com',
    SAGEMCP_METRICS_TOKEN: METRICS,
  }
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

/** Monitoring looks, as it does all the time, and what no call finds out is found. */
const look = ({ app }: AccountsApp) =>
  fetch(`${app.origin}/metrics`, { headers: { authorization: `Bearer ${METRICS}` } })

/** A vendor whose tokens end after a day and cannot be renewed. */
const livesADay = (declaration: ConnectorDeclaration): ConnectorDeclaration => ({
  ...declaration,
  auth: declaration.auth.map((each) => (each.kind === 'oauth2' ? { ...each, lifetimeS: 86_400 } : each)),
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

test('an account that was not given what tools need is told of once, to whom it belongs', async () => {
  const scoped = await AccountsApp.start({ vendors: ['google'], env })
  try {
    await scoped.tenant('acme', ['google'])
    const eva = await scoped.person('acme', 'eva', 'member')
    const { slug } = await scoped.addConnector('acme', 'google', { account: 'personal' })
    mail.received.length = 0
    await scoped.connect(eva, 'acme', slug, { untick: ['https://www.googleapis.com/auth/drive.file'] })
    const about = () => mail.received.filter(({ headers }) => headers.get('subject')?.startsWith('Allow more'))
    await until('the mail', async () => {
      await look(scoped)
      return about().length > 0
    })
    await look(scoped)
    expect(about().map(({ to }) => to)).toEqual([[eva.email]])
    expect(about()[0]?.text).toContain(`/connect/acme/${slug}`)
  } finally {
    await scoped.close()
  }
})

test('an account that nothing can renew is told of before its end', async () => {
  const ending = await AccountsApp.start({ vendors: ['github'], env, alter: livesADay })
  try {
    await ending.app.createTenant('acme')
    const { clientId, clientSecret } = plainAppOf('github', ending.app.origin)
    await ending.configure('acme', 'github', { clientId, clientSecret })
    const olga = await ending.person('acme', 'olga', 'admin')
    const { slug } = await ending.addConnector('acme', 'github')
    mail.received.length = 0
    await ending.connect(olga, 'acme', slug)
    const about = () => mail.received.filter(({ headers }) => headers.get('subject')?.startsWith('Connect again soon'))
    await until('the mail', async () => {
      await look(ending)
      return about().length > 0
    })
    expect(about().map(({ to }) => to)).toEqual([[olga.email]])
  } finally {
    await ending.close()
  }
})
