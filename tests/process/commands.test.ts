import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { GitHub } from '../../connectors/github'
import { Registry } from '../../connectors/sdk'
import { startApp } from '../../server/app'
import { loadConfig } from '../../server/config'
import { Admin } from '../support/admin'
import { ADMIN_KEY, startTestApp, type TestApp, testEnv } from '../support/app'
import { freePort } from '../../scripts/free-port.cjs'
import { ask, initialize } from '../support/raw'
import { Lab } from '../support/lab'
import { silent, testTemplate } from '../support/test-db'
import { until } from '../support/until'
import { killAll, start } from './release-process'

/*
 * The commands, as people run them.
 */
const root = path.resolve(__dirname, '../..')
const program = ['-r', path.join(root, 'scripts/register.cjs'), path.join(root, 'server/cli.ts')]
const LAB = path.join(root, 'tests/support/lab.ts')
const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-commands-'))
afterAll(() => {
  killAll()
  rmSync(folder, { recursive: true, force: true })
})

/** Beside the server, which may run in this process. */
async function sagemcp(args: readonly string[], env: Readonly<Record<string, string>> = {}, input = '') {
  const { child, ended } = start(root, args, { SAGEMCP_DATA_DIR: path.join(folder, 'none'), ...env })
  child.stdin.end(input)
  const { code: status, stdout, stderr } = await ended
  return { status, stdout, stderr }
}
/** A server in this process, with its data on disk. */
async function serveHere(port: number, data: string) {
  const config = loadConfig(testEnv(port, data))
  const database = { ...config.database, template: await testTemplate() }
  return startApp({ ...config, database }, { log: silent, registry: new Registry().add(Lab) })
}
const rowsOf = (stdout: string) => stdout.trim().split('\n')
const jsonOf = (stdout: string) => rowsOf(stdout).map((line) => JSON.parse(line) as Record<string, unknown>)

/** A real client that starts a program. `done` follows what the program says beside. */
async function throughStdio<T>(
  args: readonly string[],
  env: Record<string, string>,
  work: (client: Client) => Promise<T>,
) {
  const transport = new StdioClientTransport({
    ...{ command: process.execPath, args: [...program, ...args], cwd: folder, stderr: 'pipe' as const },
    env: { PATH: process.env.PATH ?? '', ...env },
  })
  let said = ''
  transport.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } })
  try {
    await client.connect(transport)
    return { result: await work(client), said: () => said }
  } catch (error) {
    throw new Error(`${String(error)}\n${said}`, { cause: error })
  } finally {
    await client.close()
  }
}
const echo = (client: Client) => client.callTool({ name: 'lab_echo', arguments: { text: 'hello' } })
const HELLO = { structuredContent: { text: 'hello' } }

describe('asking a running server', () => {
  let server: TestApp
  let key: string
  let env: { SAGEMCP_KEY: string; SAGEMCP_PUBLIC_URL: string }
  beforeAll(async () => {
    server = await startTestApp({ types: [Lab, GitHub] })
    for (const tenant of ['acme', 'globex']) await server.createTenant(tenant)
    const { id } = await server.addConnector('acme', { type: 'lab' })
    await server.addConnector('acme', { type: 'github', slug: 'hub' })
    await server.updateConnector('acme', id, { isReadOnly: true })
    key = (await server.createKey('acme', { readOnly: true })).key
    env = { SAGEMCP_KEY: ADMIN_KEY, SAGEMCP_PUBLIC_URL: server.origin }
  }, 120_000)
  afterAll(() => server?.close())

  it('tenants list', async () => {
    const { status, stdout } = await sagemcp(['tenants', 'list'], env)
    expect(status).toBe(0)
    expect(rowsOf(stdout)).toEqual([
      expect.stringMatching(/^TENANT +NAME +STATE +ADDRESS$/),
      expect.stringMatching(/^acme +Tenant acme +active +http\S+\/acme\/mcp$/),
      expect.stringMatching(/^globex +Tenant globex +active /),
    ])
    const json = await sagemcp(['tenants', 'list', '--json', '--server', server.origin], { SAGEMCP_KEY: ADMIN_KEY })
    expect(jsonOf(json.stdout)).toMatchObject([{ slug: 'acme', isActive: true }, { slug: 'globex' }])
  }, 120_000)

  it('connectors list', async () => {
    const { stdout } = await sagemcp(['connectors', 'list', 'acme'], env)
    expect(rowsOf(stdout).slice(1)).toEqual([
      expect.stringMatching(/^hub +github +enabled +none +(\d+) of \1 +github$/),
      expect.stringMatching(/^lab +lab +read-only /),
    ])
    expect(await sagemcp(['connectors', 'list', 'globex'], env)).toEqual({
      ...{ status: 0, stdout: '', stderr: 'there are no connectors\n' },
    })
    expect(await sagemcp(['connectors', 'list', 'nobody'], env)).toMatchObject({ status: 1, stdout: '' })
  }, 120_000)

  it('keys list, and no key in it', async () => {
    const { stdout } = await sagemcp(['keys', 'list', 'acme'], env)
    expect(rowsOf(stdout)[1]).toMatch(/ tenant_user, read-only +never +never /)
    expect(stdout).not.toContain(key)
    const platform = await sagemcp(['keys', 'list'], env)
    expect(platform.stdout).toMatch(/^bootstrap +platform_admin +\d{4}-\d\d-\d\dT/m)
  }, 120_000)

  it('tools list, as a client sees them', async () => {
    const asClient = { ...env, SAGEMCP_KEY: key }
    const { status, stdout } = await sagemcp(['tools', 'list', 'acme', '--connector', 'lab'], asClient)
    expect(status).toBe(0)
    expect(stdout).toMatch(/^lab_echo +Repeats a text\.$/m)
    expect(stdout).not.toMatch(/^hub_/m)
    const json = jsonOf((await sagemcp(['tools', 'list', 'acme', '--json'], asClient)).stdout)
    expect(json.find(({ name }) => name === 'hub_get_me')).toMatchObject({ inputSchema: { type: 'object' } })
  }, 120_000)

  it('tools call', async () => {
    const asClient = { ...env, SAGEMCP_KEY: key }
    const call = (args: string[], input?: string) => sagemcp(['tools', 'call', 'acme', ...args], asClient, input)
    const ok = await call(['lab_echo', '--args', '{"text": "hello"}'])
    expect([ok.status, JSON.parse(ok.stdout)]).toEqual([0, { text: 'hello' }])
    expect(JSON.parse((await call(['lab_echo', '--args', '-'], '{"text": "piped"}')).stdout)).toEqual({ text: 'piped' })
    const failed = await call(['lab_fail', '--args', '{"how": "known"}'])
    expect(failed).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('The lab refuses.') })
    expect(await call(['lab_nothing'])).toMatchObject({ status: 1, stderr: expect.stringContaining('lab_nothing') })
    expect((await call(['lab_echo', '--args', '[1]'])).stderr).toContain('must be a JSON object')
  }, 120_000)

  it.each<[string, string[], Record<string, string>, string]>([
    ['no key', ['tenants', 'list'], { SAGEMCP_KEY: '' }, 'set SAGEMCP_KEY to the key of a platform admin'],
    ['a wrong key', ['tenants', 'list'], { SAGEMCP_KEY: `${ADMIN_KEY}0` }, 'error: '],
    ['a wrong key to a tool', ['tools', 'list', 'acme'], { SAGEMCP_KEY: 'sk_x_0' }, 'does not know this key'],
    ['the key of the platform', ['tools', 'list', 'acme'], {}, 'A key of the platform uses no tools'],
    ['no server', ['tenants', 'list', '--server', 'http://127.0.0.1:1'], {}, 'does not answer. Is it running'],
    ['no server for tools', ['tools', 'list', 'acme', '--server', 'http://127.0.0.1:1'], {}, 'Is it running'],
    ['no tenant', ['connectors', 'list'], {}, "missing required argument 'tenant'"],
  ])('says what to do about %s', async (_, args, more, words) => {
    const { status, stdout, stderr } = await sagemcp(args, { ...env, ...more })
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: expect.stringContaining(words) })
    expect(stderr).not.toContain('    at ')
  })

  it('mcp joins to a server that has the data', async () => {
    const args = ['mcp', 'acme', '--server', server.origin]
    const { result } = await throughStdio(args, { SAGEMCP_KEY: key }, echo)
    expect(result).toMatchObject(HELLO)
  }, 120_000)
})

describe('mcp with the data of this machine', () => {
  const data = path.join(folder, 'data')
  let port: number
  let key: string
  const env = () => ({
    ...testEnv(port, data),
    ...{ LOG_LEVEL: 'warn', SAGEMCP_KEY: key, SAGEMCP_CONNECTOR_PACKAGES: LAB },
  })

  beforeAll(async () => {
    port = await freePort()
    const app = await serveHere(port, data)
    const admin = new Admin(app.url, ADMIN_KEY)
    await admin.createTenant('acme')
    await admin.addConnector('acme', { type: 'lab' })
    key = (await admin.createKey('acme')).key
    await app.close()
  }, 120_000)

  it('serves from its own process, a second one joins to it, and nothing is left in the end', async () => {
    const isUp = () =>
      ask(`http://127.0.0.1:${port}/health/live`).then(
        () => true,
        () => false,
      )
    expect(await isUp()).toBe(false)
    const { result, said } = await throughStdio(['mcp', 'acme'], env(), async (first) => {
      expect(await echo(first)).toMatchObject(HELLO)
      const second = await throughStdio(['mcp', 'acme', '--connector', 'lab'], env(), echo)
      expect(second.said()).toMatch(/is in use by process \d+: joining the client to the server that has it/)
      expect(second.said()).not.toContain('in this process')
      expect(second.result).toMatchObject(HELLO)
      return echo(first)
    })
    expect(said()).toContain(`serving ${data} in this process`)
    expect(result).toMatchObject(HELLO)
    await until('it is gone', async () => !(await isUp()), 20_000)
    // It stored what it did, and let go of the folder.
    const { result: again } = await throughStdio(['mcp', 'acme'], env(), echo)
    expect(again).toMatchObject(HELLO)
  }, 180_000)

  it('without a key asks for a sign-in at its own pages, and ends when it is told to', async () => {
    const { SAGEMCP_KEY: _, ...noKey } = env()
    const { child, ended, said } = start(root, ['mcp', 'acme', '--no-browser'], { ...noKey, XDG_CONFIG_HOME: folder })
    const address = /Open this address to sign in: (\S+)/
    await until('it gives an address', () => address.test(said()), 90_000)
    const page = new URL(address.exec(said())?.[1] ?? '')
    expect(page.origin).toBe(`http://127.0.0.1:${port}`)
    expect((await ask(page.href)).status).toBeLessThan(400)
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 0, stdout: '' })
  }, 180_000)

  it('refuses a key of somebody else in words that a client sees', async () => {
    const wrong = { ...env(), SAGEMCP_KEY: `${key.slice(0, -6)}000000` }
    await expect(throughStdio(['mcp', 'acme'], wrong, echo)).rejects.toThrow(/Check SAGEMCP_KEY/)
  }, 180_000)

  const hello = `${JSON.stringify(initialize())}\n`

  it('answers a client whose input ends at once', async () => {
    const { status, stdout } = await sagemcp(['mcp', 'acme'], env(), hello)
    expect(jsonOf(stdout)).toMatchObject([{ result: { serverInfo: { name: expect.any(String) } } }])
    expect(status).toBe(0)
  }, 90_000)

  it('ends where its key has no endpoint, and says which and what to check', async () => {
    const { status, stdout, stderr } = await sagemcp(['mcp', 'nobody'], env(), hello)
    const message = expect.stringMatching(/no endpoint for tenant "nobody" .* SAGEMCP_KEY is a key of this tenant/)
    expect(jsonOf(stdout)).toMatchObject([{ error: { message } }])
    expect(stderr).not.toContain('Trying again')
    expect(status).toBe(1)
  }, 90_000)

  it('says what to do where there is no data', async () => {
    expect(await sagemcp(['mcp', 'acme'], { SAGEMCP_DATA_DIR: path.join(folder, 'nowhere') })).toEqual({
      ...{ status: 1, stdout: '', stderr: expect.stringContaining('or name a server with --server') },
    })
  })
})

it('doctor looks at a folder, and at a server that has it', async () => {
  const data = path.join(folder, 'examined')
  const port = await freePort()
  const app = await serveHere(port, data)
  const server = new Admin(app.url, ADMIN_KEY)
  const { SAGEMCP_BOOTSTRAP_ADMIN_KEY: _, ...plain } = testEnv(port, data)
  const doctor = (...args: string[]) => sagemcp(['doctor', ...args], { ...plain, SAGEMCP_CONNECTOR_PACKAGES: LAB })
  const running = await doctor()
  expect(running).toMatchObject({ status: 0 })
  expect(running.stdout).toMatch(/^ok {3}configuration: /m)
  expect(running.stdout).toMatch(/^ok {3}database: .* is in use by process \d+/m)
  expect(running.stdout).toMatch(/^- {4}secret keys: /m)
  expect(running.stdout).toMatch(/^ok {3}public address: http\S+ answers$/m)
  await server.createTenant('acme')
  await server.addConnector('acme', { type: 'lab' })
  await app.close()
  const stopped = await doctor('--json')
  // The vendor of the lab is nowhere.
  expect(stopped.status).toBe(1)
  expect(Object.fromEntries(jsonOf(stopped.stdout).map(({ check, state }) => [check, state]))).toEqual({
    configuration: 'ok',
    database: 'ok',
    migrations: 'ok',
    connections: 'ok',
    'clock of the database': 'ok',
    'tenant role': 'ok',
    'secret keys': 'ok',
    disk: expect.stringMatching(/^(ok|warn)$/),
    mail: 'ok',
    'public address': 'warn',
    'vendor lab': 'fail',
  })
  const wrongKeys = { ...plain, SAGEMCP_SECRET_KEYS: `test:${Buffer.alloc(32, 1).toString('base64')}` }
  const wrong = await sagemcp(['doctor'], wrongKeys)
  expect(wrong.status).toBe(1)
  expect(wrong.stdout).toMatch(/^FAIL secret keys: SAGEMCP_SECRET_KEYS does not open this database/m)
}, 180_000)
