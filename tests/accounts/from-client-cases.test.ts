import { BaseConnector, tool, z } from '../../connectors/sdk'
import { AccountsApp, IDENTITY, type Person } from '../support/accounts'
import { answer, modern, openSession } from '../support/raw'
import type { VendorName } from '../support/vendors/oauth/stand-ins'

/** Slack with a tool for each of its two tokens. */
class BothTokens extends BaseConnector {
  @tool({ description: 'As the bot.', input: z.strictObject({}), effect: 'read', scopes: ['chat:write'], token: 'bot' })
  async asBot() {
    return Promise.resolve({ as: 'bot' })
  }

  @tool({ description: 'As the person.', input: z.strictObject({}), effect: 'read', scopes: [], token: 'user' })
  async asPerson() {
    return Promise.resolve({ as: 'person' })
  }
}

const VENDORS: readonly VendorName[] = ['github', 'slack', 'google']

interface CallError {
  code: string
  message: string
  hint?: string
  scope?: string
  connect_url?: string
}

let world: AccountsApp
let admin: Person
let tenants = 0

beforeAll(async () => {
  world = await AccountsApp.start({ vendors: VENDORS, classes: { slack: BothTokens } })
})
afterAll(() => world?.close())
afterEach(() => expect(world.vendors.violations).toEqual([]))

/** A tenant of the test's own. */
async function tenant(): Promise<string> {
  const slug = `t${(tenants += 1)}`
  await world.tenant(slug, VENDORS)
  admin = await world.person(slug, `admin-${slug}`)
  return slug
}

async function call(at: string, key: string, name: string): Promise<{ value?: unknown; error?: CallError }> {
  const reply = await modern(world.app.endpoint(at), key, 'tools/call', { name, arguments: {} })
  const { result } = answer(reply)
  const { isError, structuredContent, content } = (result ?? {}) as {
    isError?: boolean
    structuredContent?: unknown
    content?: { text: string }[]
  }
  return isError ? { error: JSON.parse(content?.[0]?.text ?? '') as CallError } : { value: structuredContent }
}

const links = async (at: string) =>
  (
    await world.app.must<{ items: { target: string; actor: { id: string } }[] }>(
      'GET',
      `/tenants/${at}/audit?action=credential.link&limit=100`,
    )
  ).items

const LINK = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/connect\/[\w-]{20,}$/)

describe('whoever may connect it gets the link', () => {
  test('a member with an account of their own, in both eras, without elicitation', async () => {
    const acme = await tenant()
    await world.addConnector(acme, 'github', { account: 'personal' })
    const ben = await world.person(acme, `ben-${acme}`, 'member')
    const { error } = await call(acme, ben.key, 'github_get_me')
    expect(error).toMatchObject({ code: 'connect_required', connect_url: LINK })
    expect(error?.hint).toContain(error?.connect_url)
    const session = await openSession(world.app.endpoint(acme), ben.key)
    const params = { name: 'github_get_me', arguments: {} }
    const old = answer(await session.send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }))
    expect(JSON.stringify(old.result)).toContain(error?.connect_url)
    await world.follow(ben.browser, error?.connect_url ?? '', { account: 'ben' })
    expect((await call(acme, ben.key, 'github_get_me')).value).toMatchObject({ login: 'ben-quay' })
    expect(world.vendors.of('github').requests.some(({ token }) => token?.account === 'ada')).toBe(false)
  })

  test('an admin, at a shared connector', async () => {
    const acme = await tenant()
    await world.addConnector(acme, 'github')
    const { error } = await call(acme, admin.key, 'github_get_me')
    expect(error).toMatchObject({ code: 'connect_required', connect_url: LINK })
    await world.follow(admin.browser, error?.connect_url ?? '')
    expect((await call(acme, admin.key, 'github_get_me')).value).toMatchObject({ login: 'ada-north' })
  })

  test('where the connection ended at the vendor', async () => {
    const acme = await tenant()
    const { slug } = await world.addConnector(acme, 'github')
    await world.connect(admin, acme, slug)
    expect((await call(acme, admin.key, 'github_get_me')).value).toBeDefined()
    world.vendors.of('github').revokeGrant('ada')
    const ended = await call(acme, admin.key, 'github_get_me')
    expect(ended.error).toMatchObject({ code: 'connect_required', connect_url: LINK })
    // What is remembered says the same.
    const again = await call(acme, admin.key, 'github_get_me')
    expect(again.error).toMatchObject({ code: 'connect_required', connect_url: ended.error?.connect_url })
    await world.follow(admin.browser, again.error?.connect_url ?? '')
    expect((await call(acme, admin.key, 'github_get_me')).value).toBeDefined()
  })

  test('where a scope was not allowed, and it says which', async () => {
    const acme = await tenant()
    await world.addConnector(acme, 'google')
    const scope = 'https://www.googleapis.com/auth/drive.file'
    const { tool: name } = IDENTITY.google
    const ended = await world.connect(admin, acme, 'google_docs', { untick: [scope] })
    expect(ended.pathname).toBe('/oauth/success')
    const asked = world.vendors.of('google').requests.length
    const { error } = await call(acme, admin.key, `google_docs_${name}`)
    expect(error).toMatchObject({ code: 'missing_scope', scope, connect_url: LINK })
    expect(world.vendors.of('google').requests).toHaveLength(asked)
    await world.follow(admin.browser, error?.connect_url ?? '')
    expect((await call(acme, admin.key, `google_docs_${name}`)).value).toBeDefined()
  })

  test("where one of Slack's two tokens is missing", async () => {
    const acme = await tenant()
    const { id } = await world.addConnector(acme, 'slack', { account: 'personal' })
    await world.app.setTool(acme, id, 'slack_as_bot', false)
    await world.connect(admin, acme, 'slack')
    await world.app.setTool(acme, id, 'slack_as_bot', true)
    expect((await call(acme, admin.key, 'slack_as_person')).value).toEqual({ as: 'person' })
    const { error } = await call(acme, admin.key, 'slack_as_bot')
    expect(error).toMatchObject({ code: 'connect_required', connect_url: LINK })
    expect(error?.message).toContain('bot token')
    await world.follow(admin.browser, error?.connect_url ?? '')
    expect((await call(acme, admin.key, 'slack_as_bot')).value).toEqual({ as: 'bot' })
    expect((await call(acme, admin.key, 'slack_as_person')).value).toEqual({ as: 'person' })
  })

  test('in the error of a prompt and of a resource', async () => {
    const acme = await tenant()
    await world.addConnector(acme, 'github')
    const url = world.app.endpoint(acme)
    const prompt = answer(
      await modern(url, admin.key, 'prompts/get', {
        name: 'github_triage_issues',
        arguments: { owner: 'o', repo: 'r' },
      }),
    )
    const resource = answer(await modern(url, admin.key, 'resources/read', { uri: 'github://o/r/contents/README.md' }))
    for (const { error } of [prompt, resource]) {
      expect(error).toMatchObject({ data: { code: 'connect_required', connect_url: LINK } })
      expect(error?.message).toContain(error?.data?.connect_url)
    }
  })
})

describe('the others learn who has to', () => {
  test('a member, and a service key of an admin, at a shared connector', async () => {
    const acme = await tenant()
    await world.addConnector(acme, 'github')
    const ben = await world.person(acme, `ben-${acme}`, 'member')
    const service = await world.app.createKey(acme, { scope: 'tenant_admin' })
    for (const key of [ben.key, service.key]) {
      const { error } = await call(acme, key, 'github_get_me')
      expect(error).toMatchObject({ code: 'connect_required' })
      expect(error?.hint).toBe(`An admin of "Tenant ${acme}" has to connect the account of the connector.`)
      expect(error).not.toHaveProperty('connect_url')
    }
    expect(await links(acme)).toEqual([])
  })

  test('a service key at a personal connector', async () => {
    const acme = await tenant()
    await world.addConnector(acme, 'github', { account: 'personal' })
    const { key } = await world.app.createKey(acme)
    const { error } = await call(acme, key, 'github_get_me')
    expect(error).toMatchObject({ code: 'personal_account_required' })
    expect(error?.hint).toMatch(/person/)
    expect(error).not.toHaveProperty('connect_url')
  })

  test('an admin, where the tenant has no application at the vendor', async () => {
    const acme = await tenant()
    await world.addConnector(acme, 'github')
    await world.app.must('DELETE', `/tenants/${acme}/oauth-configs/github`)
    const { error } = await call(acme, admin.key, 'github_get_me')
    expect(error).toMatchObject({ code: 'connect_required' })
    expect(error?.hint).toMatch(/no OAuth application.*"github"/s)
    expect(error).not.toHaveProperty('connect_url')
  })
})

describe('links are not made in vain', () => {
  test('a loop of calls, one after the other and side by side, gets one', async () => {
    const acme = await tenant()
    await world.addConnector(acme, 'github', { account: 'personal' })
    await world.addConnector(acme, 'slack', { account: 'personal' })
    const many = await Promise.all(Array.from({ length: 20 }, () => call(acme, admin.key, 'github_get_me')))
    for (let i = 0; i < 10; i += 1) many.push(await call(acme, admin.key, 'github_get_me'))
    const given = new Set(many.map(({ error }) => error?.connect_url))
    expect([...given]).toEqual([LINK])
    expect(await links(acme)).toHaveLength(1)
    const other = await call(acme, admin.key, 'slack_as_person')
    expect(given).not.toContain(other.error?.connect_url)
    // Another person never gets the link of the first.
    const ben = await world.person(acme, `ben-${acme}`, 'member')
    expect(given).not.toContain((await call(acme, ben.key, 'github_get_me')).error?.connect_url)
    expect(await links(acme)).toHaveLength(3)
  })

  test('a link that was used up is not given again', async () => {
    const acme = await tenant()
    await world.addConnector(acme, 'github', { account: 'personal' })
    const first = await call(acme, admin.key, 'github_get_me')
    const denied = await world.follow(admin.browser, first.error?.connect_url ?? '', { deny: true })
    expect(denied.pathname).toBe('/oauth/error')
    const second = await call(acme, admin.key, 'github_get_me')
    expect(second.error?.connect_url).toEqual(LINK)
    expect(second.error?.connect_url).not.toBe(first.error?.connect_url)
    expect((await world.follow(admin.browser, second.error?.connect_url ?? '')).pathname).toBe('/oauth/success')
  })
})
