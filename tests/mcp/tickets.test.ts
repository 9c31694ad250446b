import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestApp, testEnv, type TestApp, withLab } from '../support/app'
import { Admin } from '../support/admin'
import { ADMIN_KEY } from '../support/app'
import { freePort } from '../support/free-port'
import { ask, bearer, initialize, RawSocket, refusal } from '../support/raw'
import { until } from '../support/until'

interface Ticket {
  ticket: string
  url: string
  expiresAt: string
}

let app: TestApp
let lab: Awaited<ReturnType<typeof withLab>>

beforeAll(async () => {
  app = await startTestApp()
  lab = await withLab(app)
})
afterAll(() => app?.close())
afterEach(() => jest.restoreAllMocks())

async function ticketFor(url: string, key: string): Promise<Ticket> {
  const reply = await ask(`${url}/ticket`, { method: 'POST', headers: bearer(key) })
  expect(reply.status).toBe(201)
  expect(reply.headers['cache-control']).toContain('no-store')
  return JSON.parse(reply.text) as Ticket
}

const at = (url: string, ticket: string) => `${url}?ticket=${ticket}`

test('a ticket opens one connection, for its caller', async () => {
  const { ticket, url, expiresAt } = await ticketFor(lab.url, lab.key)
  expect(url).toBe(at(lab.url.replace('http', 'ws'), ticket))
  const life = Date.parse(expiresAt) - Date.now()
  expect(life).toBeGreaterThan(30_000)
  expect(life).toBeLessThanOrEqual(60_000)
  const socket = await RawSocket.connect(url)
  socket.send(initialize())
  await until('initialize', () => socket.received.length > 0)
  expect(socket.received[0]?.result).toBeDefined()
  expect(await refusal(url)).toBe(401)
  socket.close()
})

test('of two who take it at once, one gets in', async () => {
  const { url } = await ticketFor(lab.url, lab.key)
  const found = await Promise.all(Array.from({ length: 5 }, () => refusal(url)))
  expect(found.sort()).toEqual([101, 401, 401, 401, 401])
})

test('a ticket is of one endpoint', async () => {
  const other = await withLab(app, 'other')
  for (const elsewhere of [app.endpoint('acme', 'lab'), other.url]) {
    const { ticket } = await ticketFor(lab.url, lab.key)
    expect(await refusal(at(elsewhere, ticket))).toBe(401)
    // Trying it elsewhere has used it up.
    expect(await refusal(at(lab.url, ticket))).toBe(401)
  }
})

test('a ticket is not a key: no other door takes it', async () => {
  const { ticket } = await ticketFor(lab.url, lab.key)
  expect((await ask(at(lab.url, ticket), { method: 'POST' })).status).toBe(401)
  expect((await ask(at(`${lab.url}/sse`, ticket))).status).toBe(401)
  expect((await ask(lab.url, { method: 'POST', headers: bearer(ticket) })).status).toBe(401)
  expect(await refusal(at(lab.url, ticket))).toBe(101)
})

test('a ticket ends after a minute', async () => {
  const { ticket } = await ticketFor(lab.url, lab.key)
  const now = Date.now()
  jest.spyOn(Date, 'now').mockImplementation(() => now + 61_000)
  expect(await refusal(at(lab.url, ticket))).toBe(401)
})

test('a ticket ends with its key', async () => {
  const { id, key } = await app.createKey('acme')
  const { ticket } = await ticketFor(lab.url, key)
  await app.deleteKey('acme', id)
  expect(await refusal(at(lab.url, ticket))).toBe(401)
})

test('a word that is no ticket is refused', async () => {
  for (const word of ['', 'x', lab.key, 'a'.repeat(5_000), '%00', "'--"]) {
    expect(await refusal(at(lab.url, word))).toBe(401)
  }
})

test('neither tickets nor keys are in the log, at its most talkative', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sagemcp-log-'))
  const port = await freePort()
  const root = join(__dirname, '../..')
  const server = spawn(
    process.execPath,
    ['-r', join(root, 'scripts/register.cjs'), join(root, 'server/main.ts')],
    {
      cwd: folder,
      env: {
        PATH: process.env.PATH ?? '',
        ...testEnv(port, folder),
        LOG_LEVEL: 'trace',
        SAGEMCP_CONNECTOR_PACKAGES: join(root, 'tests/support/lab.ts'),
      },
    },
  )
  let log = ''
  for (const output of [server.stdout, server.stderr]) output.on('data', (chunk: Buffer) => (log += chunk.toString()))
  try {
    const admin = new Admin(`http://127.0.0.1:${port}`, ADMIN_KEY)
    const up = () =>
      ask(`${admin.origin}/health/ready`).then(
        (r) => r.status === 200,
        () => false,
      )
    await until('the server is up', up, 25_000)
    await admin.createTenant('acme')
    await admin.addConnector('acme', { type: 'lab' })
    const { key } = await admin.createKey('acme')
    const { ticket, url } = await ticketFor(`${admin.origin}/api/v1/acme/mcp`, key)
    ;(await RawSocket.connect(url)).close()
    expect(await refusal(url)).toBe(401)
    expect(await refusal(at(`${admin.origin}/api/v1/acme/mcp`, 'wrong-ticket-0123456789'))).toBe(401)
    await ask(`${admin.origin}/api/v1/acme/mcp?key=${key}`, { method: 'POST', headers: bearer(`${key}x`) })
    expect(log).not.toBe('')
    for (const secret of [ticket, key, key.split('_')[2], ADMIN_KEY, 'wrong-ticket-0123456789']) {
      expect(log.includes(String(secret))).toBe(false)
    }
  } finally {
    server.kill()
    await new Promise((resolve) => server.once('exit', resolve))
    rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)
