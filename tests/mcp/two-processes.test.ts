import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Admin } from '../support/admin'
import { ADMIN_KEY, testEnv } from '../support/app'
import { freePort } from '../support/free-port'
import { answer, ask, bearer, BOTH, envelope, modern, modernHeaders, open } from '../support/raw'
import { onServer, TEST_DATABASE_URL, testDatabaseConfig } from '../support/test-db'
import { until } from '../support/until'

const root = join(__dirname, '../..')
const PROMPTLY = 1_000

/** One of several servers on one PostgreSQL. */
class Process {
  readonly admin: Admin

  private constructor(
    readonly child: ChildProcess,
    readonly port: number,
  ) {
    this.admin = new Admin(`http://127.0.0.1:${port}`, ADMIN_KEY)
  }

  static async start(folder: string, databaseUrl: string): Promise<Process> {
    const port = await freePort()
    const child = spawn(
      process.execPath,
      ['-r', join(root, 'scripts/register.cjs'), join(root, 'server/main.ts')],
      {
        cwd: folder,
        env: {
          PATH: process.env.PATH ?? '',
          ...testEnv(port, folder),
          DATABASE_URL: databaseUrl,
          SAGEMCP_CONNECTOR_PACKAGES: join(root, 'tests/support/lab.ts'),
        },
        stdio: 'ignore',
      },
    )
    const made = new Process(child, port)
    const up = () =>
      ask(`${made.admin.origin}/health/ready`).then(
        (r) => r.status === 200,
        () => false,
      )
    await until(`the server on port ${port} is up`, up, 25_000)
    return made
  }

  url = (tenant: string) => `${this.admin.origin}/api/v1/${tenant}/mcp`

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return
    this.child.kill()
    await new Promise((resolve) => this.child.once('exit', resolve))
  }

  async tools(key: string): Promise<string[]> {
    const { result } = answer(await modern(this.url('acme'), key, 'tools/list'))
    return ((result?.tools ?? []) as { name: string }[]).map((tool) => tool.name)
  }

  async echo(key: string): Promise<string> {
    const reply = await modern(this.url('acme'), key, 'tools/call', { name: 'lab_echo', arguments: { text: 'x' } })
    return answer(reply).result === undefined ? `refused ${reply.status}` : 'done'
  }
}

const suite = TEST_DATABASE_URL === undefined ? describe.skip : describe

if (TEST_DATABASE_URL === undefined) {
  process.stdout.write('two-processes.test.ts is skipped: it needs a PostgreSQL server in TEST_DATABASE_URL\n')
}

suite('two processes on one PostgreSQL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sagemcp-two-'))
  let database: Awaited<ReturnType<typeof testDatabaseConfig>>
  let processes: Process[] = []
  let key: string
  let connectorId: string

  beforeAll(async () => {
    database = await testDatabaseConfig()
    const url = database.database.url ?? ''
    // One after the other: the first migrates.
    processes = [await Process.start(folder, url), await Process.start(folder, url)]
    const admin = processes[0]?.admin as Admin
    await admin.createTenant('acme')
    connectorId = (await admin.addConnector('acme', { type: 'lab' })).id
    key = (await admin.createKey('acme')).key
  }, 60_000)
  afterAll(async () => {
    await Promise.all(processes.map((each) => each.stop()))
    await database?.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  const [first, second] = [() => processes[0] as Process, () => processes[1] as Process]

  test('a key made in one works in the other', async () => {
    await until('the key works', async () => (await second().echo(key)) === 'done', PROMPTLY)
  })

  test('a tool disabled in one is gone from both within a second, and comes back', async () => {
    for (const each of processes) expect(await each.tools(key)).toContain('lab_echo')
    await first().admin.setTool('acme', connectorId, 'lab_echo', false)
    for (const each of processes) {
      await until('it is gone', async () => !(await each.tools(key)).includes('lab_echo'), PROMPTLY)
      expect(await each.echo(key)).not.toBe('done')
    }
    await second().admin.setTool('acme', connectorId, 'lab_echo', true)
    for (const each of processes) await until('it is back', async () => (await each.echo(key)) === 'done', PROMPTLY)
  })

  test('a change in one is announced to the clients of the other', async () => {
    let text = ''
    const params = { _meta: envelope(), notifications: { toolsListChanged: true } }
    const stream = await open(second().url('acme'), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: BOTH,
        ...bearer(key),
        ...modernHeaders('subscriptions/listen'),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'subscriptions/listen', params }),
    })
    stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
    stream.on('error', () => {})
    await until('the acknowledgement', () => text.includes('acknowledged'))
    await first().admin.setTool('acme', connectorId, 'lab_note', false)
    await until('the announcement', () => text.includes('tools/list_changed'), PROMPTLY)
    stream.destroy()
  })

  test('a key deleted in one is refused by the other', async () => {
    const { id, key: short } = await first().admin.createKey('acme')
    await until('it works', async () => (await second().echo(short)) === 'done', PROMPTLY)
    await first().admin.deleteKey('acme', id)
    await until('it is refused', async () => (await second().echo(short)) !== 'done', PROMPTLY)
  })

  test('a listener that lost its connection misses nothing: what changed meanwhile holds after it is back', async () => {
    expect(await second().tools(key)).toContain('lab_slow')
    const name = new URL(database.database.url ?? '').pathname.slice(1)
    // Every connection of both processes breaks; the listeners too.
    await onServer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`)
    const disabled = async () => {
      const reply = await first().admin.ask('PATCH', `/tenants/acme/connectors/${connectorId}/tools/lab_slow`, {
        enabled: false,
      })
      return reply.status < 300
    }
    await until('the change is taken', disabled, 10_000)
    for (const each of processes) {
      await until('it is gone', async () => !(await each.tools(key)).includes('lab_slow'), 6_000)
    }
  })
})
