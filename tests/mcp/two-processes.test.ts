import type { Admin } from '../support/admin'
import { answer, bearer, BOTH, envelope, modern, modernHeaders, open } from '../support/raw'
import { type ServerProcess, startServerProcess } from '../support/server-process'
import { onServer, TEST_DATABASE_URL, testDatabaseConfig } from '../support/test-db'
import { until } from '../support/until'

const PROMPTLY = 1_000
const endpoint = (server: ServerProcess) => `${server.admin.origin}/api/v1/acme/mcp`

async function tools(server: ServerProcess, key: string): Promise<string[]> {
  const { result } = answer(await modern(endpoint(server), key, 'tools/list'))
  return ((result?.tools ?? []) as { name: string }[]).map((tool) => tool.name)
}

async function echo(server: ServerProcess, key: string): Promise<string> {
  const reply = await modern(endpoint(server), key, 'tools/call', { name: 'lab_echo', arguments: { text: 'x' } })
  return answer(reply).result === undefined ? `refused ${reply.status}` : 'done'
}

const suite = TEST_DATABASE_URL === undefined ? describe.skip : describe

if (TEST_DATABASE_URL === undefined) {
  process.stdout.write('two-processes.test.ts is skipped: it needs a PostgreSQL server in TEST_DATABASE_URL\n')
}

suite('two processes on one PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof testDatabaseConfig>>
  let processes: ServerProcess[] = []
  let key: string
  let connectorId: string

  beforeAll(async () => {
    database = await testDatabaseConfig()
    const env = { DATABASE_URL: database.database.url ?? '' }
    // One after the other: the first migrates.
    processes = [await startServerProcess(env), await startServerProcess(env)]
    const admin = processes[0]?.admin as Admin
    await admin.createTenant('acme')
    connectorId = (await admin.addConnector('acme', { type: 'lab' })).id
    key = (await admin.createKey('acme')).key
  }, 60_000)
  afterAll(async () => {
    await Promise.all(processes.map((each) => each.stop()))
    await database?.drop()
  })

  const [first, second] = [() => processes[0] as ServerProcess, () => processes[1] as ServerProcess]

  test('a key made in one works in the other', async () => {
    await until('the key works', async () => (await echo(second(), key)) === 'done', PROMPTLY)
  })

  test('a tool disabled in one is gone from both within a second, and comes back', async () => {
    for (const each of processes) expect(await tools(each, key)).toContain('lab_echo')
    await first().admin.setTool('acme', connectorId, 'lab_echo', false)
    for (const each of processes) {
      await until('it is gone', async () => !(await tools(each, key)).includes('lab_echo'), PROMPTLY)
      expect(await echo(each, key)).not.toBe('done')
    }
    await second().admin.setTool('acme', connectorId, 'lab_echo', true)
    for (const each of processes) await until('it is back', async () => (await echo(each, key)) === 'done', PROMPTLY)
  })

  test('a change in one is announced to the clients of the other', async () => {
    let text = ''
    const params = { _meta: envelope(), notifications: { toolsListChanged: true } }
    const stream = await open(endpoint(second()), {
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
    await until('it works', async () => (await echo(second(), short)) === 'done', PROMPTLY)
    await first().admin.deleteKey('acme', id)
    await until('it is refused', async () => (await echo(second(), short)) !== 'done', PROMPTLY)
  })

  test('a listener that lost its connection misses nothing: what changed meanwhile holds after it is back', async () => {
    expect(await tools(second(), key)).toContain('lab_slow')
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
      await until('it is gone', async () => !(await tools(each, key)).includes('lab_slow'), 6_000)
    }
  })
})
