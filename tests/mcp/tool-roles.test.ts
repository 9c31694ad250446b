import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { BaseConnector, connector, type Effect, type Input, noAuth, tool, z } from '../../connectors/sdk'
import { KEY_SCOPES, TENANT_ROLES } from '../../server/auth/caller'
import { startTestApp, type TestApp } from '../support/app'
import { Browser, member, RawClient } from '../support/oauth'
import { answer, modern } from '../support/raw'

const TABLE = path.join(__dirname, 'tool-matrix.json')
const Nothing = z.strictObject({})
/** A tool of each effect. It does not compile with one too few. */
const EFFECTS = Object.keys({ read: 0, write: 0, update: 0, destroy: 0 } satisfies Record<Effect, 0>) as Effect[]

/** How often each tool ran, by the effect. */
const ran: Record<string, number> = {}
const run = async (effect: Effect) => {
  ran[effect] = (ran[effect] ?? 0) + 1
  return { effect }
}

@connector({
  type: 'effects',
  title: 'Effects',
  description: 'A tool of each effect.',
  baseUrls: { default: 'https://effects.invalid' },
  auth: [noAuth()],
})
class Effects extends BaseConnector {
  @tool({ description: 'Reads.', input: Nothing, effect: 'read', scopes: [] })
  read(_: Input<typeof Nothing>) {
    return run('read')
  }

  @tool({ description: 'Adds.', input: Nothing, effect: 'write', scopes: [] })
  write(_: Input<typeof Nothing>) {
    return run('write')
  }

  @tool({ description: 'Changes.', input: Nothing, effect: 'update', scopes: [] })
  update(_: Input<typeof Nothing>) {
    return run('update')
  }

  @tool({ description: 'Removes.', input: Nothing, effect: 'destroy', scopes: [] })
  destroy(_: Input<typeof Nothing>) {
    return run('destroy')
  }
}

/** What an admin may do to a connector: its slug says which. */
const CONNECTORS = ['plain', 'read_only', 'tools_off', 'switched_off']

let app: TestApp
const callers: Record<string, string | undefined> = { nobody: undefined }

beforeAll(async () => {
  app = await startTestApp({ types: [Effects] })
  await app.createTenant('acme')
  await app.createTenant('other')
  for (const slug of CONNECTORS) {
    const { id } = await app.addConnector('acme', { type: 'effects', slug })
    if (slug === 'read_only') await app.updateConnector('acme', id, { isReadOnly: true })
    if (slug === 'switched_off') await app.updateConnector('acme', id, { isEnabled: false })
    if (slug !== 'tools_off') continue
    for (const effect of EFFECTS) await app.setTool('acme', id, `${slug}_${effect}`, false)
  }
  for (const role of TENANT_ROLES) await addPerson(role)
  for (const scope of KEY_SCOPES.filter((each) => each !== 'platform_admin')) {
    callers[`service key ${scope}`] = (await app.createKey('acme', { scope })).key
  }
  callers['service key, read only'] = (await app.createKey('acme', { readOnly: true })).key
  callers['key of another tenant'] = (await app.createKey('other', { scope: 'tenant_admin' })).key
  callers['platform key'] = app.key
  callers['not a key'] = `sk_${'a'.repeat(16)}_${'b'.repeat(43)}`
}, 60_000)
afterAll(() => app?.close())

/** Somebody of this role: two AI clients of theirs, and the keys that they may make. */
async function addPerson(role: (typeof TENANT_ROLES)[number]): Promise<void> {
  const { browser } = await member(app, 'acme', role, role)
  for (const scope of ['mcp:read', 'mcp:read mcp:call']) {
    const client = await RawClient.make(app.origin, app.endpoint('acme'))
    callers[`client of ${role}, ${scope}`] = (await client.tokens(browser, { scope })).access_token
  }
  callers[`own key of ${role}`] = await ownKey(browser, { scope: 'tenant_user' })
  callers[`own key of ${role}, read only`] = await ownKey(browser, { scope: 'tenant_user', readOnly: true })
  if (role !== 'member') callers[`own admin key of ${role}`] = await ownKey(browser, { scope: 'tenant_admin' })
}

async function ownKey(browser: Browser, key: object): Promise<string> {
  const cookie = browser.cookieHeader('/')
  const me = (await (await fetch(`${app.origin}/api/v1/admin/me`, { headers: { cookie } })).json()) as { csrf: string }
  const reply = await fetch(`${app.origin}/api/v1/admin/tenants/acme/api-keys`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', 'x-csrf-token': me.csrf },
    body: JSON.stringify({ name: 'own', ...key }),
  })
  expect(reply.status).toBe(201)
  return ((await reply.json()) as { key: string }).key
}

async function listed(key: string | undefined): Promise<string[]> {
  const reply = await modern(app.endpoint('acme'), key, 'tools/list')
  return ((answer(reply).result?.tools ?? []) as { name: string }[]).map((each) => each.name)
}

/** What comes of a call, in a word. */
async function call(key: string | undefined, name: string): Promise<string> {
  const reply = await modern(app.endpoint('acme'), key, 'tools/call', { name, arguments: {} })
  const { result, error } = answer(reply)
  if (result !== undefined && result.isError !== true) return 'done'
  if (error?.code === -32_602) return 'no such tool'
  const asks = /error="(\w+)"/.exec(reply.headers['www-authenticate'] ?? '')?.[1]
  return [reply.status, asks].filter(Boolean).join(' ')
}

/** What may be listed may be called and the other way around; the table says only which. */
test('lets each caller use the tools of each effect as the committed table says, over HTTP', async () => {
  const found: Record<string, Record<string, string[]>> = {}
  for (const [caller, key] of Object.entries(callers)) {
    const names = await listed(key)
    for (const slug of CONNECTORS) {
      for (const effect of EFFECTS) {
        const name = `${slug}_${effect}`
        const before = ran[effect] ?? 0
        const outcome = await call(key, name)
        const here = outcome === 'done'
        expect([caller, name, names.includes(name), (ran[effect] ?? 0) - before]).toEqual([caller, name, here, +here])
        const row = (found[`${effect} of ${slug}`] ??= {})
        ;(row[outcome] ??= []).push(caller)
      }
    }
  }
  if (process.env.UPDATE_TOOL_MATRIX) writeFileSync(TABLE, `${JSON.stringify(found, null, 2)}\n`)
  expect(found).toEqual(JSON.parse(readFileSync(TABLE, 'utf8')))
})

test('in the table nobody changes anything with a right to read, nor uses anything from outside the tenant', () => {
  const table = JSON.parse(readFileSync(TABLE, 'utf8')) as Record<string, { done?: string[] }>
  const outside = ['nobody', 'not a key', 'platform key', 'key of another tenant']
  for (const effect of EFFECTS) {
    const mayUse = table[`${effect} of plain`]?.done ?? []
    expect(mayUse.length).toBeGreaterThan(0)
    expect(mayUse.filter((caller) => outside.includes(caller))).toEqual([])
    if (effect !== 'read') expect(mayUse.filter((caller) => /read only|mcp:read$/.test(caller))).toEqual([])
  }
})
