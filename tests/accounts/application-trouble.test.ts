import { type MailServer, openMailServer } from '../support/mail-server'
import { AccountsApp, appOf } from '../support/accounts'
import { Clock, LIFE_S, NEVER, Renewal } from '../support/renewals'
import { until } from '../support/until'

/*
 * An application that the vendor refuses, or that is gone here, is nothing that connecting again mends: an admin does, and
 * then everything goes on by itself.
 */

let mail: MailServer
let world: AccountsApp
let clock: Clock
beforeAll(async () => {
  clock = new Clock()
  mail = await openMailServer({ startTls: false, login: false })
  world = await AccountsApp.start({
    vendors: ['linear', 'github'],
    sweepMs: NEVER,
    env: { SAGEMCP_SMTP_URL: mail.url('127.0.0.1'), SAGEMCP_MAIL_FROM: 'no-reply@example.com' },
  })
})
beforeEach(() => void (mail.received.length = 0))
afterAll(async () => {
  await world?.close()
  await mail?.close()
  clock.restore()
})

const subjects = () => mail.received.map(({ headers, to }) => `${headers.get('subject')} > ${to.join()}`)
const configure = (it: Renewal, more: object) => world.configure(it.tenant, it.vendor, more)
const over = () => clock.later(LIFE_S + 5)

const troubles: [string, string, (it: Renewal) => Promise<unknown>, (it: Renewal) => Promise<unknown>][] = [
  [
    'the secret is wrong',
    'app_refused',
    (it) => configure(it, { clientSecret: 'a-wrong-secret-0123456789' }),
    (it) => configure(it, {}),
  ],
  [
    'it was taken away',
    'app_changed',
    (it) => world.app.must('DELETE', `/tenants/${it.tenant}/oauth-configs/linear`),
    (it) => configure(it, {}),
  ],
]

test.each(troubles)(
  '%s: whoever calls is told that an admin mends it, and no link is offered',
  async (_, reason, harm, mend) => {
    const it = await Renewal.start(world, 'linear')
    await harm(it)
    // What the account has goes on working.
    expect((await it.call()).isError).toBe(false)
    over()
    for (const _again of [1, 2]) {
      const { isError, body } = await it.call()
      expect({ isError, ...body }).toMatchObject({ isError: true, code: 'configuration_required' })
      expect(body.hint).toMatch(/admin/)
      expect(JSON.stringify(body)).not.toContain('/connect/')
    }
    expect(await it.account()).toMatchObject({ state: 'reconnect_needed', reason })
    await until('an admin is told', () => mail.received.length > 0)
    expect(subjects()).toEqual([expect.stringMatching(/^An OAuth application .*Linear/)])
    await mend(it)
    expect((await it.call()).isError).toBe(false)
    expect(await it.account()).toMatchObject({ state: 'ok' })
  },
)

test('each wrong secret that somebody tries is no mail again, and many accounts are one', async () => {
  const it = await Renewal.start(world, 'linear')
  const ben = await world.person(it.tenant, 'ben-trouble', 'member')
  const own = await world.addConnector(it.tenant, 'linear', { account: 'personal' })
  await world.connect(ben, it.tenant, own.slug, { account: 'ben' })
  for (const secret of ['first-wrong-secret-012', 'second-wrong-secret-012']) {
    await configure(it, { clientSecret: secret })
    over()
    await it.call()
    await it.call(ben.key, `${own.slug}_get_viewer`)
  }
  await until('an admin is told', () => mail.received.length > 0)
  await world.app.must('GET', `/tenants/${it.tenant}/oauth-credentials`)
  expect(subjects()).toHaveLength(1)
  expect(subjects()[0]).not.toContain('ben-trouble')
})

test('another application of the tenant does not end what the first one was given', async () => {
  const { clientId, clientSecret } = appOf('linear', world.app.origin)
  const platform = await AccountsApp.start({
    vendors: ['linear'],
    sweepMs: NEVER,
    env: { SAGEMCP_OAUTH_LINEAR_CLIENT_ID: clientId, SAGEMCP_OAUTH_LINEAR_CLIENT_SECRET: clientSecret },
  })
  try {
    const tenant = 'moving'
    await platform.app.createTenant(tenant)
    const ana = await platform.person(tenant, 'ana-moving')
    const { slug } = await platform.addConnector(tenant, 'linear')
    await platform.connect(ana, tenant, slug)
    const plain = { ...appOf('linear', platform.app.origin), clientId: 'sagemcp-linear-plain' }
    await platform.configure(tenant, 'linear', { clientId: plain.clientId })
    platform.vendors.of('linear').expire('ada')
    const { items } = await platform.app.must<{ items: { state: string }[] }>(
      'GET',
      `/tenants/${tenant}/oauth-credentials`,
    )
    expect(items).toMatchObject([{ state: 'ok' }])
    const [before] = [platform.vendors.of('linear').refreshes('ada')]
    const reply = await ana.ask('POST', `/tenants/${tenant}/connectors/${slug}/validate`)
    expect(reply).toMatchObject({ status: 200, body: { ok: true } })
    expect(platform.vendors.of('linear').refreshes('ada')).toBe(before + 1)
  } finally {
    await platform.close()
  }
})

test('a vendor that refuses every new token, too, is asked for no more of them than needed, and it shows', async () => {
  const it = await Renewal.start(world, 'linear')
  const no = { status: 401, body: { errors: [{ message: 'x', extensions: { code: 'AUTHENTICATION_ERROR' } }] } }
  it.standIn.fail('refusal', { on: 'api', times: 12, answer: no })
  expect((await it.call()).body).toMatchObject({ code: 'auth_expired' })
  await until('it shows', async () => (await it.account()).state === 'reconnect_needed')
  for (let i = 0; i < 3; i++) expect((await it.call()).body).toMatchObject({ code: 'auth_expired' })
  expect(it.asked('refresh')).toHaveLength(1)
  it.standIn.reset()
  expect((await it.call()).isError).toBe(false)
  await until('it is over', async () => (await it.account()).state === 'ok', 20_000)
})
