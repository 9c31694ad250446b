import { BaseConnector, connector, type Input, noAuth, tool, z } from '../../connectors/sdk'
import { startTestApp, type TestApp } from '../support/app'
import { RawClient } from '../support/oauth'
import { withOwnKey } from '../support/own-key'
import { answer, modern } from '../support/raw'

const Nothing = z.strictObject({})

@connector({
  type: 'shelf',
  title: 'Shelf',
  description: 'Books on a shelf.',
  baseUrls: { default: 'https://shelf.invalid' },
  auth: [noAuth()],
})
class Shelf extends BaseConnector {
  @tool({ description: 'Reads.', input: Nothing, effect: 'read', scopes: [], aliases: ['peruse'] })
  async read(_: Input<typeof Nothing>) {
    return {}
  }

  @tool({ description: 'Finds.', input: Nothing, effect: 'read', scopes: [] })
  async find(_: Input<typeof Nothing>) {
    return {}
  }

  @tool({ description: 'Adds.', input: Nothing, effect: 'write', scopes: [] })
  async add(_: Input<typeof Nothing>) {
    return {}
  }
}

const SLUGS = ['shelf', 'attic', 'cellar']
const TOOLS = ['read', 'find', 'add']
const ROLES = ['owner', 'admin', 'member']
const ROUNDS = 8

/** Always the same numbers for the same seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ types: [Shelf] })
})
afterAll(() => app?.close())

interface Rule {
  readonly id: string
  readonly role: string | null
  readonly user: { readonly email: string } | null
  readonly connector: { readonly slug: string }
  readonly tool: string | null
}

interface Explained {
  readonly allowed: boolean
  readonly tool: string
  readonly decidedBy: string
  readonly steps: { readonly look: string; readonly outcome: string; readonly rule: string | null }[]
}

test('what is explained is what is listed: every tool, people and keys of every kind, random rules', async () => {
  const random = numbers(20_261_121)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  await app.createTenant('acme')
  const path = app.tenant('acme')
  const url = app.endpoint('acme')
  const connectors = await Promise.all(SLUGS.map((slug) => app.addConnector('acme', { type: 'shelf', slug })))

  /** How somebody is named when asked about, and what they come in with. */
  const callers: { query: string; token: string }[] = []
  const people: string[] = []
  for (const role of ROLES) {
    const { userId, browser, keyId, key } = await withOwnKey(app, 'acme', `the-${role}`, role)
    people.push(userId)
    const { access_token: token } = await (await RawClient.make(app.origin, url)).tokens(browser)
    callers.push({ query: `user=${userId}`, token }, { query: `key=${keyId}`, token: key })
  }
  for (const kind of [{ scope: 'tenant_admin' }, { scope: 'tenant_user' }, { scope: 'tenant_user', readOnly: true }]) {
    const { id, key } = await app.createKey('acme', kind)
    callers.push({ query: `key=${id}`, token: key })
  }

  /** In an order that does not depend on ids, which are different each time. */
  const rulesNow = async () => {
    const { items } = await app.must<{ items: Rule[] }>('GET', `${path}/access/rules?limit=200`)
    const place = ({ role, user, tool, connector: { slug } }: Rule) => [slug, tool, role, user?.email].join(' ')
    return items.sort((a, b) => (place(a) < place(b) ? -1 : 1))
  }

  const outcomes = new Set<string>()
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let i = 0; i < 12; i += 1) {
      const slug = pick(SLUGS)
      await app.must('PUT', `${path}/access/rules`, {
        ...(random() < 0.5 ? { role: pick(ROLES) } : { user: pick(people) }),
        connector: slug,
        ...(random() < 0.5 ? { tool: `${slug}_${pick(TOOLS)}` } : {}),
        effect: pick(['allow', 'deny']),
      })
    }
    for (const { id } of await rulesNow()) if (random() < 0.3) await app.must('DELETE', `${path}/access/rules/${id}`)
    for (const { id, slug } of connectors) {
      await app.updateConnector('acme', id, { isEnabled: random() < 0.8, isReadOnly: random() < 0.3 })
      await app.setTool('acme', id, `${slug}_${pick(TOOLS)}`, random() < 0.5)
    }
    const rules = new Set((await rulesNow()).map(({ id }) => id))

    for (const { query, token } of callers) {
      const { tools } = answer(await modern(url, token, 'tools/list')).result as { tools: { name: string }[] }
      const explained = await Promise.all(
        SLUGS.flatMap((slug) => TOOLS.map((name) => `${slug}_${name}`)).map((name) =>
          app.must<Explained>('GET', `${path}/access/explain?${query}&tool=${name}`),
        ),
      )
      const allowed = explained.filter((each) => each.allowed).map((each) => each.tool)
      expect([round, query, allowed.sort()]).toEqual([round, query, tools.map(({ name }) => name).sort()])
      for (const { decidedBy, steps, allowed: verdict } of explained) {
        const last = steps.at(-1)
        outcomes.add(`${decidedBy} ${last?.outcome}`)
        expect([decidedBy, last?.outcome]).toEqual([last?.look, verdict ? 'allow' : 'deny'])
        expect(steps.slice(0, -1).every(({ outcome }) => outcome === 'pass' || outcome === 'none')).toBe(true)
        if (decidedBy.endsWith('_rule')) expect(rules).toContain(last?.rule)
      }
    }
  }
  // The control: the rounds came by every way in which it is decided here, both ways.
  expect([...outcomes].sort()).toEqual([
    'connector deny',
    'default allow',
    'permission deny',
    'read_only deny',
    'role_connector_rule allow',
    'role_connector_rule deny',
    'role_tool_rule allow',
    'role_tool_rule deny',
    'tool deny',
    'user_connector_rule allow',
    'user_connector_rule deny',
    'user_tool_rule allow',
    'user_tool_rule deny',
  ])
})

test('an older name is explained as the tool that it calls', async () => {
  await app.createTenant('globex')
  await app.addConnector('globex', { type: 'shelf' })
  const { id } = await app.createKey('globex')
  const path = `${app.tenant('globex')}/access/explain?key=${id}&tool=shelf_peruse`
  expect(await app.must('GET', path)).toMatchObject({ tool: 'shelf_read', allowed: true })
})
