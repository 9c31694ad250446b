import { IDENTITY, type Person } from './accounts'
import { altered, CONNECTED, elsewhere, failed, linkFor } from './connecting'
import { plantOwnOAuth, plantPerson, plantVendors } from './exposure'
import { type HuntedApp, OF_FORMS, parameterOfLink } from './hunted-app'
import { lookThroughClients, lookThroughTicket } from './mcp-surfaces'
import { Browser } from './oauth'
import { modern } from './raw'
import { VENDOR_NAMES } from './vendors/oauth/stand-ins'

/** What people paste. */
export const PASTED = `pasted-canary-${'a1B2'.repeat(8)}`
export const OWN_PASTED = `own-pasted-canary-${'c3D4'.repeat(8)}`

interface People {
  /** An administrator. */
  readonly ana: Person
  readonly mia: Person
}

/** Everything that people and programs do with accounts, and every way in which that fails. */
export async function live(app: HuntedApp, { ana, mia }: People): Promise<void> {
  const { world, hunt } = app
  for (const name of VENDOR_NAMES) {
    const configuration = name === 'jira' ? { configuration: { place: 'pier.atlassian.net' } } : {}
    const { slug } = await world.addConnector('acme', name, configuration)
    const way = await app.connect(ana, 'acme', slug)
    expect(await app.land(ana, way.back)).toBe(CONNECTED)
    await app.land(ana, way.back)
    await app.land(ana, altered(way.back, { state: 'x'.repeat(43) }))
    await app.tool('acme', ana, `${slug}_${IDENTITY[name].tool}`)
    plantVendors(hunt, world, [name])
    await app.admin('POST', `/tenants/acme/connectors/${slug}/validate`)
    for (const fault of ['error', 'broken_json', 'html', 'limited', 'cut'] as const) {
      world.vendors.of(name).fail(fault, { on: 'api', times: 3 })
      await app.tool('acme', ana, `${slug}_${IDENTITY[name].tool}`)
      world.vendors.of(name).fail(fault, { on: 'exchange' })
      await app.land(ana, (await app.connect(ana, 'acme', slug)).back)
      plantVendors(hunt, world, [name])
      world.vendors.of(name).reset()
    }
    expect(await app.land(ana, (await app.connect(ana, 'acme', slug)).back)).toBe(CONNECTED)
    plantVendors(hunt, world, [name])
    world.vendors.of(name).expire('ada')
    await app.tool('acme', ana, `${slug}_${IDENTITY[name].tool}`)
    plantVendors(hunt, world, [name])
    world.vendors.of(name).expire('ada')
    world.vendors.of(name).fail('error', { on: 'refresh' })
    await app.tool('acme', ana, `${slug}_${IDENTITY[name].tool}`)
    world.vendors.of(name).revokeGrant('ada')
    await app.tool('acme', ana, `${slug}_${IDENTITY[name].tool}`)
    expect(await app.land(ana, (await app.connect(ana, 'acme', slug, { deny: true })).back)).toBe(failed('denied'))
    expect(await app.land(ana, (await app.connect(ana, 'acme', slug)).back)).toBe(CONNECTED)
    plantVendors(hunt, world, [name])
  }
  await world.addConnector('acme', 'github', { slug: 'pasted' })
  await app.admin('PUT', '/tenants/acme/connectors/pasted/credential', { token: PASTED })
  await app.tool('acme', ana, 'pasted_get_me')
  await app.admin('POST', '/tenants/acme/connectors/pasted/validate')
  await world.addConnector('acme', 'github', { slug: 'own', account: 'personal' })
  expect(await app.land(mia, (await app.connect(mia, 'acme', 'own', { account: 'ben' })).back)).toBe(CONNECTED)
  await app.tool('acme', mia, 'own_get_me')
  await app.tool('acme', ana, 'own_get_me')
  await world.addConnector('acme', 'slack', { slug: 'own_slack', account: 'personal' })
  const stored = await mia.ask('PUT', '/tenants/acme/connectors/own_slack/my-credential', { token: OWN_PASTED })
  hunt.look('the reply to an own token', JSON.stringify(stored))
  await app.tool('acme', mia, 'own_slack_auth_test')
  const other = await elsewhere(world, ana)
  await app.land(other, (await app.connect(ana, 'acme', 'github')).back)
  await plantPerson(hunt, other)
  const { items } = await world.app.must<{ items: { id: string; provider: string }[] }>(
    'GET',
    '/tenants/acme/oauth-credentials',
  )
  for (const name of ['slack', 'zoom']) {
    const { id } = items.find(({ provider }) => provider === name) ?? {}
    expect((await app.admin('DELETE', `/tenants/acme/oauth-credentials/${id}`)).status).toBe(200)
  }
  await app.admin('PUT', '/tenants/acme/oauth-configs/github', {
    clientId: 'x',
    clientSecret: 'y',
    baseUrl: 'http://[::1]/',
  })
  await lookAround(app, { ana, mia })
  const left = await linkFor(world, ana, 'acme', 'github')
  hunt.plant('link', parameterOfLink(left))
  hunt.look('the page of a link', (await ana.browser.open(left)).text, ['link', ...OF_FORMS])
  hunt.look('the page of a used link', (await ana.browser.open(`/connect/${'x'.repeat(43)}`)).text)
  hunt.look('the account page', (await ana.browser.open('/account')).text, OF_FORMS)
  hunt.look('a sign-in page', (await new Browser(world.app.origin).open(left)).text, ['link', ...OF_FORMS])
}

/** What programs see over every transport, and the addresses of the API that answer a question. */
async function lookAround(app: HuntedApp, { ana, mia }: People): Promise<void> {
  const { world, hunt } = app
  const surface = {
    url: world.app.endpoint('acme'),
    works: `linear_${IDENTITY.linear.tool}`,
    lacks: `lacking_${IDENTITY.notion.tool}`,
    resource: 'github://o/r/contents/README.md',
    prompt: 'github_triage_issues',
  }
  await world.addConnector('acme', 'notion', { slug: 'lacking', account: 'personal' })
  await lookThroughClients(hunt, surface, ana)
  await lookThroughTicket(hunt, surface, mia)
  await plantOwnOAuth(hunt, ana, surface.url, async (token) => {
    const { text } = await modern(surface.url, token, 'tools/list')
    expect(text).toContain(surface.works)
    hunt.look('tools/list with a token of our own', text)
  })
  for (const name of VENDOR_NAMES) {
    const reply = await fetch(
      `${world.app.origin}/api/v1/oauth/${name === 'google' ? 'google' : IDENTITY[name].type}/auth`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${ana.key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ tenant: 'acme' }),
      },
    )
    const answer = await reply.text()
    if (reply.ok) hunt.plant('link', parameterOfLink((JSON.parse(answer) as { url: string }).url))
    hunt.look('POST /api/v1/oauth/:provider/auth', `${JSON.stringify([...reply.headers])} ${answer}`, ['link'])
  }
  for (const about of [{ user: mia.email }, { user: ana.userId }, { user: 'nobody@example.com' }]) {
    const query = new URLSearchParams(about).toString()
    await app.admin('GET', `/tenants/acme/access/tools?${query}`)
    await app.admin('GET', `/tenants/acme/access/explain?${query}&tool=${surface.works}`)
  }
}
