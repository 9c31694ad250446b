import { ADMIN_KEY, startTestApp, type TestApp, withLab } from '../support/app'
import { ask, bearer, initialize, RawSocket, refusal } from '../support/raw'
import { startServerProcess } from '../support/server-process'
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
  const server = await startServerProcess({ LOG_LEVEL: 'trace' })
  try {
    const { admin } = server
    await admin.createTenant('acme')
    await admin.addConnector('acme', { type: 'lab' })
    const { key } = await admin.createKey('acme')
    const endpoint = `${admin.origin}/api/v1/acme/mcp`
    const { ticket, url } = await ticketFor(endpoint, key)
    ;(await RawSocket.connect(url)).close()
    expect(await refusal(url)).toBe(401)
    expect(await refusal(at(endpoint, 'wrong-ticket-0123456789'))).toBe(401)
    await ask(`${endpoint}?key=${key}`, { method: 'POST', headers: bearer(`${key}x`) })
    expect(server.log()).not.toBe('')
    for (const secret of [ticket, key, key.split('_')[2], ADMIN_KEY, 'wrong-ticket-0123456789']) {
      expect(server.log().includes(String(secret))).toBe(false)
    }
  } finally {
    await server.stop()
  }
}, 60_000)
