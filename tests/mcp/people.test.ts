import { startTestApp, type TestApp, withLab } from '../support/app'
import { everywhere, knock } from '../support/doors'
import { type Browser, member } from '../support/oauth'
import { bearer, modern } from '../support/raw'

let app: TestApp
let acme: Awaited<ReturnType<typeof withLab>>
beforeAll(async () => {
  app = await startTestApp()
  acme = await withLab(app, 'acme')
})
afterAll(() => app?.close())

interface Me {
  readonly csrf: string
  readonly user: { readonly id: string }
}

/** A member's own key, made with the session that the invitation page began. */
async function withOwnKey(name: string, role = 'member') {
  const { browser } = await member(app, 'acme', name, role)
  const ask = askAs(browser)
  const me = (await ask<Me>('GET', '/me')).body
  const made = await ask<{ key: string }>('POST', '/tenants/acme/api-keys', { name, scope: 'tenant_user' }, me.csrf)
  expect(made.status).toBe(201)
  return { userId: me.user.id, key: made.body.key, browser }
}

const askAs =
  (browser: Browser) =>
  async <T>(method: string, path: string, body?: object, csrf?: string) => {
    const reply = await fetch(`${app.origin}/api/v1/admin${path}`, {
      method,
      headers: {
        cookie: browser.cookieHeader('/'),
        'content-type': 'application/json',
        ...(csrf === undefined ? {} : { 'x-csrf-token': csrf }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: reply.status, body: (await reply.json()) as T }
  }

const toolCount = async (key: string): Promise<number> => {
  const { text } = await modern(acme.url, key, 'tools/list')
  return (JSON.parse(text) as { result: { tools: unknown[] } }).result.tools.length
}

test("a member's own key lists tools; removing the member refuses it everywhere and ends its streams", async () => {
  const { userId, key } = await withOwnKey('leaver')
  expect(await toolCount(key)).toBeGreaterThan(0)
  const stream = await fetch(`${acme.url}/sse`, { headers: bearer(key) })
  expect(stream.status).toBe(200)
  const other = await fetch(`${acme.url}/sse`, { headers: bearer(acme.key) })
  const ended = stream.text()
  const otherReader = other.body?.getReader()
  await otherReader?.read()

  await app.must('DELETE', `/tenants/acme/members/${userId}`)
  await ended
  expect(await knock(acme.url, bearer(key))).toEqual(everywhere(401))
  // The control: somebody else's stream and key live on.
  expect(await toolCount(acme.key)).toBeGreaterThan(0)
  expect(await Promise.race([otherReader?.read(), Promise.resolve('open')])).toBe('open')
  await otherReader?.cancel()
})

test('a deactivated person has no key anywhere, and has it again when activated', async () => {
  const { userId, key } = await withOwnKey('paused')
  await app.must('PATCH', `/users/${userId}`, { isActive: false })
  expect(await knock(acme.url, bearer(key))).toEqual(everywhere(401))
  await app.must('PATCH', `/users/${userId}`, { isActive: true })
  expect(await toolCount(key)).toBeGreaterThan(0)
})

test('a browser session opens no MCP endpoint', async () => {
  const { browser } = await withOwnKey('browsing', 'admin')
  expect(await knock(acme.url, { cookie: browser.cookieHeader('/') })).toEqual(everywhere(401))
})

test('a type that the platform does not allow a tenant offers nothing, at once, until it is allowed again', async () => {
  expect(await toolCount(acme.key)).toBeGreaterThan(0)
  await app.must('PATCH', '/tenants/acme', { allowedTypes: [] })
  expect(await toolCount(acme.key)).toBe(0)
  await app.must('PATCH', '/tenants/acme', { allowedTypes: ['lab'] })
  expect(await toolCount(acme.key)).toBeGreaterThan(0)
})
