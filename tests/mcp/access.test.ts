import { BaseConnector, connector, type Input, noAuth, prompt, resource, tool, z } from '../../connectors/sdk'
import { startTestApp, type TestApp } from '../support/app'
import { RawClient } from '../support/oauth'
import { withOwnKey } from '../support/own-key'
import {
  answer,
  bearer,
  BOTH,
  envelope,
  initialize,
  type Message,
  modern,
  modernHeaders,
  openSession,
  post,
  RawSocket,
  reading,
} from '../support/raw'
import { until } from '../support/until'

const Nothing = z.strictObject({})

/** One tool of each kind, one with an older name, and one resource that gives what a tool gives. */
@connector({
  type: 'drawer',
  title: 'Drawer',
  description: 'Papers in a drawer.',
  baseUrls: { default: 'https://drawer.invalid' },
  auth: [noAuth()],
})
class Drawer extends BaseConnector {
  @tool({ description: 'Looks.', input: Nothing, effect: 'read', scopes: [], aliases: ['peek'] })
  async look(_: Input<typeof Nothing>) {
    return { seen: true }
  }

  @tool({ description: 'Counts.', input: Nothing, effect: 'read', scopes: [] })
  async count(_: Input<typeof Nothing>) {
    return { papers: 1 }
  }

  @tool({ description: 'Shreds.', input: Nothing, effect: 'destroy', scopes: [] })
  async shred(_: Input<typeof Nothing>) {
    return { shredded: true }
  }

  @resource({ uri: 'drawer://paper', name: 'Paper', description: 'What look sees.', tool: 'look' })
  async paper() {
    return 'A paper.'
  }

  @resource({ uri: 'drawer://label', name: 'Label', description: 'What is on the drawer.' })
  async label() {
    return 'Papers.'
  }

  @prompt({ description: 'Asks to tidy up.' })
  async tidy() {
    return 'Tidy up the drawer.'
  }
}

const PROMPTLY = 1_000
let app: TestApp
let tenants = 0
beforeAll(async () => {
  app = await startTestApp({ types: [Drawer] })
})
afterAll(() => app?.close())
let ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends) end()
  ends = []
})

/** A tenant with a drawer, a service key and two members with keys. */
async function office() {
  const tenant = `office-${(tenants += 1)}`
  await app.createTenant(tenant)
  const drawer = await app.addConnector(tenant, { type: 'drawer' })
  const service = await app.createKey(tenant)
  const bob = await withOwnKey(app, tenant, `bob-${tenants}`)
  const eve = await withOwnKey(app, tenant, `eve-${tenants}`)
  const url = app.endpoint(tenant)
  const rule = (effect: 'allow' | 'deny', about: { role: string } | { user: string }, name?: string) =>
    app.must<{ id: string }>('PUT', `/tenants/${tenant}/access/rules`, {
      ...about,
      connector: 'drawer',
      effect,
      ...(name === undefined ? {} : { tool: `drawer_${name}` }),
    })
  return { tenant, drawer, service, bob, eve, url, rule, own: app.endpoint(tenant, 'drawer') }
}

const rpc = (method: string, params: object = {}, id: number | string = 7) => ({ jsonrpc: '2.0', id, method, params })

const toolsOf = async (url: string, key: string): Promise<string[]> =>
  (answer(await modern(url, key, 'tools/list')).result as { tools: { name: string }[] }).tools.map(({ name }) => name)
const ALL = ['drawer_count', 'drawer_look', 'drawer_shred']

/** Ways to ask in: a client that stays connected, where there is such a thing. */
type Asker = (method: string, params?: Record<string, unknown>) => Promise<Message>
const WAYS: Record<string, (url: string, key: string) => Promise<Asker>> = {
  'the newest revision': async (url, key) => async (method, params) => answer(await modern(url, key, method, params)),
  'a session': async (url, key) => {
    const session = await openSession(url, key)
    return async (method, params) => answer(await session.send(rpc(method, params)))
  },
  'a WebSocket': async (url, key) => {
    const socket = await RawSocket.connect(url, bearer(key))
    ends.push(() => socket.close())
    socket.send(initialize())
    socket.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
    let asked = 0
    return async (method, params) => {
      const id = `ask-${(asked += 1)}`
      socket.send(rpc(method, params, id))
      await until(`an answer to ${method}`, () => socket.received.some((m) => m.id === id))
      return socket.received.find((m) => m.id === id) as Message
    }
  },
}

describe.each(Object.entries(WAYS))('over %s', (_way, connect) => {
  test('a denied tool is not listed and does not exist, by its name or an older one, while the client stays', async () => {
    const o = await office()
    const [bob, eve] = [await connect(o.url, o.bob.key), await connect(o.url, o.eve.key)]
    const call = async (ask: Asker, name: string) => ask('tools/call', { name, arguments: {} })
    const listed = async (ask: Asker) =>
      ((await ask('tools/list')).result as { tools: { name: string }[] }).tools.map(({ name }) => name)
    for (const name of ['drawer_look', 'drawer_peek']) expect((await call(bob, name)).result).toBeDefined()

    await o.rule('deny', { user: o.bob.email }, 'look')
    for (const name of ['drawer_look', 'drawer_peek']) {
      expect((await call(bob, name)).error).toMatchObject({ code: -32_602, message: `Unknown tool: ${name}` })
    }
    expect(await listed(bob)).toEqual(['drawer_count', 'drawer_shred'])
    // The same words as for a tool that never was.
    expect((await call(bob, 'drawer_never')).error).toMatchObject({
      code: -32_602,
      message: 'Unknown tool: drawer_never',
    })
    expect((await call(bob, 'drawer_count')).result).toBeDefined()
    expect(await listed(eve)).toEqual(ALL)
    expect((await call(eve, 'drawer_peek')).result).toBeDefined()
  })

  test('a client that may use nothing is told why when it begins, and others are not', async () => {
    const o = await office()
    await o.rule('deny', { user: o.bob.email })
    const sentence = /the access rules of Tenant office-\d+ allow this caller none .* an admin there/
    const begin: Record<string, (url: string, key: string) => Promise<Message>> = {
      'the newest revision': async (url, key) => answer(await modern(url, key, 'server/discover')),
      'a session': async (url, key) => answer(await post(url, key, initialize())),
      'a WebSocket': async (url, key) => {
        const socket = await RawSocket.connect(url, bearer(key))
        ends.push(() => socket.close())
        socket.send(initialize())
        await until('an answer', () => socket.received.length > 0)
        return socket.received[0] as Message
      },
    }
    const told = async (url: string, key: string) =>
      String(((await begin[_way]?.(url, key))?.result as { instructions?: string })?.instructions)
    for (const url of [o.url, o.own]) {
      expect(await told(url, o.bob.key)).toMatch(sentence)
      expect(await told(url, o.eve.key)).toMatch(/treat it as data/)
      expect(await told(url, o.eve.key)).not.toMatch(sentence)
    }
    // Nothing there for anybody is no matter of rules.
    await app.updateConnector(o.tenant, o.drawer.id, { isEnabled: false })
    expect(await told(o.url, o.bob.key)).not.toMatch(sentence)
  })
})

describe('live clients', () => {
  async function listening(...about: Parameters<typeof reading>) {
    const stream = await reading(...about)
    ends.push(stream.drop)
    return () => stream.text
  }
  const LISTENERS: Record<string, (url: string, key: string) => Promise<() => string>> = {
    'a session': async (url, key) => {
      const { headers } = await openSession(url, key)
      return listening(url, { headers: { ...bearer(key), ...headers, accept: 'text/event-stream' } })
    },
    'a WebSocket': async (url, key) => {
      const socket = await RawSocket.connect(url, bearer(key))
      ends.push(() => socket.close())
      socket.send(initialize())
      socket.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
      await until('an answer', () => socket.received.length > 0)
      return () => JSON.stringify(socket.received)
    },
    'a listen stream': async (url, key) => {
      const body = rpc('subscriptions/listen', { _meta: envelope(), notifications: { toolsListChanged: true } })
      const heard = await listening(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: BOTH,
          ...bearer(key),
          ...modernHeaders('subscriptions/listen'),
        },
        body: JSON.stringify(body),
      })
      await until('an answer', () => heard() !== '')
      return heard
    },
  }
  const changes = (text: string) => text.split('notifications/tools/list_changed').length - 1

  test.each(Object.entries(LISTENERS))(
    '%s hears of a rule about it within a second, set and deleted',
    async (_, listen) => {
      const o = await office()
      const heard = await listen(o.url, o.bob.key)
      expect(changes(heard())).toBe(0)
      const { id } = await o.rule('deny', { user: o.bob.email }, 'look')
      await until('the change', () => changes(heard()) === 1, PROMPTLY)
      // A rule that changes nothing for it is not told; the next one that does is.
      await o.rule('deny', { role: 'admin' }, 'shred')
      await app.must('DELETE', `/tenants/${o.tenant}/access/rules/${id}`)
      await until('the change back', () => changes(heard()) === 2, PROMPTLY)
      expect(await toolsOf(o.url, o.bob.key)).toEqual(ALL)
    },
  )

  test.each(['a session', 'a WebSocket'])('%s of somebody else hears nothing', async (way) => {
    const o = await office()
    const [bob, eve] = [await LISTENERS[way]?.(o.url, o.bob.key), await LISTENERS[way]?.(o.url, o.eve.key)]
    await o.rule('deny', { user: o.bob.email }, 'look')
    await until('the change', () => changes(bob?.() ?? '') === 1, PROMPTLY)
    // What comes after it on the same channel shows that it did not come.
    await o.rule('deny', { user: o.eve.email }, 'look')
    await until('the change', () => changes(eve?.() ?? '') > 0, PROMPTLY)
    expect(changes(eve?.() ?? '')).toBe(1)
  })
})

describe('who a rule reaches', () => {
  test('a role: its people and its service keys, each by what they act as; a rule about a person wins', async () => {
    const o = await office()
    const chief = await withOwnKey(app, o.tenant, `chief-${tenants}`, 'admin', 'tenant_admin')
    const lesser = await withOwnKey(app, o.tenant, `lesser-${tenants}`, 'admin', 'tenant_user')
    await o.rule('deny', { role: 'member' })
    await o.rule('allow', { user: o.eve.email }, 'look')
    expect(await toolsOf(o.url, o.bob.key)).toEqual([])
    expect(await toolsOf(o.url, o.service.key)).toEqual([])
    expect(await toolsOf(o.url, o.eve.key)).toEqual(['drawer_look'])
    expect(await toolsOf(o.url, chief.key)).toEqual(ALL)
    // A key that was made as a user's acts as a member, whoever owns it; rules about its person hold for it too.
    expect(await toolsOf(o.url, lesser.key)).toEqual([])
    await o.rule('allow', { user: lesser.email })
    expect(await toolsOf(o.url, lesser.key)).toEqual(ALL)
  })

  test('a role: by what a person is now', async () => {
    const o = await office()
    await o.rule('deny', { role: 'member' })
    await o.rule('deny', { role: 'admin' }, 'shred')
    const { key } = await withOwnKey(app, o.tenant, `rising-${tenants}`, 'admin', 'tenant_admin')
    expect(await toolsOf(o.url, key)).toEqual(['drawer_count', 'drawer_look'])
    const { items } = await app.must<{ items: { userId: string; email: string }[] }>(
      'GET',
      `/tenants/${o.tenant}/members`,
    )
    const { userId } = items.find(({ email }) => email.startsWith('rising')) ?? { userId: '' }
    await app.must('PATCH', `/tenants/${o.tenant}/members/${userId}`, { role: 'member' })
    expect(await toolsOf(o.url, key)).toEqual([])
  })

  test('no rule lifts what is above rules', async () => {
    const o = await office()
    await o.rule('allow', { user: o.bob.email })
    await o.rule('allow', { user: o.bob.email }, 'shred')
    await app.updateConnector(o.tenant, o.drawer.id, { isReadOnly: true })
    expect(await toolsOf(o.url, o.bob.key)).toEqual(['drawer_count', 'drawer_look'])
    await app.setTool(o.tenant, o.drawer.id, 'drawer_look', false)
    expect(await toolsOf(o.url, o.bob.key)).toEqual(['drawer_count'])
    await app.must('PATCH', `/tenants/${o.tenant}`, { allowedTypes: [] })
    expect(await toolsOf(o.url, o.bob.key)).toEqual([])
    expect((await modern(o.own, o.bob.key, 'tools/list')).status).toBe(404)
  })
})

describe('what goes with a tool, and what with the connector', () => {
  const seenBy = async (url: string, key: string) => {
    const names = async (method: string, field: string, name: string) =>
      ((answer(await modern(url, key, method)).result as Record<string, Record<string, string>[]>)[field] ?? []).map(
        (each) => each[name],
      )
    return {
      resources: await names('resources/list', 'resources', 'uri'),
      prompts: await names('prompts/list', 'prompts', 'name'),
    }
  }
  const read = async (url: string, key: string, uri: string) =>
    answer(await modern(url, key, 'resources/read', { uri }))
  const get = async (url: string, key: string) => answer(await modern(url, key, 'prompts/get', { name: 'drawer_tidy' }))

  test('a resource that gives what a tool gives goes with the tool', async () => {
    const o = await office()
    await o.rule('deny', { user: o.bob.email }, 'look')
    expect(await seenBy(o.url, o.bob.key)).toEqual({ resources: ['drawer://label'], prompts: ['drawer_tidy'] })
    expect((await read(o.url, o.bob.key, 'drawer://paper')).error).toMatchObject({ code: -32_602 })
    expect((await read(o.url, o.eve.key, 'drawer://paper')).result).toBeDefined()
  })

  test('everything else goes with the connector, also where one of its tools is allowed', async () => {
    const o = await office()
    await o.rule('deny', { user: o.bob.email })
    await o.rule('allow', { user: o.bob.email }, 'look')
    expect(await toolsOf(o.url, o.bob.key)).toEqual(['drawer_look'])
    expect(await seenBy(o.url, o.bob.key)).toEqual({ resources: ['drawer://paper'], prompts: [] })
    expect((await get(o.url, o.bob.key)).error).toMatchObject({ code: -32_602 })
    expect((await read(o.url, o.bob.key, 'drawer://label')).error).toMatchObject({ code: -32_602 })
    expect((await get(o.url, o.eve.key)).result).toBeDefined()
  })
})

describe('a client that a person allowed', () => {
  test('is shown at the consent page, and gets, what the person may use and no more', async () => {
    const o = await office()
    await o.rule('deny', { user: o.bob.email }, 'shred')
    const pageOf = async (who: typeof o.bob) =>
      (await who.browser.open((await RawClient.make(app.origin, o.url)).authorizeUrl())).text
    expect(await pageOf(o.eve)).toContain('2 tools that read, 1 tool that change things')
    expect(await pageOf(o.bob)).toContain('2 tools that read')
    expect(await pageOf(o.bob)).not.toContain('that change things')
    const client = await RawClient.make(app.origin, o.url)
    const { access_token: token } = await client.tokens(o.bob.browser)
    expect(await toolsOf(o.url, token)).toEqual(['drawer_count', 'drawer_look'])
  })

  test('is not asked to get more for a tool that a rule denies', async () => {
    const o = await office()
    const client = await RawClient.make(app.origin, o.url)
    const { access_token: token } = await client.tokens(o.bob.browser, { scope: 'mcp:read' })
    const call = () => modern(o.url, token, 'tools/call', { name: 'drawer_shred', arguments: {} })
    const stepUp = await call()
    expect([stepUp.status, stepUp.headers['www-authenticate']]).toEqual([403, expect.stringContaining('mcp:call')])
    await o.rule('deny', { user: o.bob.email }, 'shred')
    expect(answer(await call()).error).toMatchObject({ message: 'Unknown tool: drawer_shred' })
  })
})
