import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestApp, type TestApp, withLab } from '../support/app'
import { answer, ask, bearer, BOTH, open, openSession, post } from '../support/raw'
import { startServerProcess } from '../support/server-process'
import { until } from '../support/until'

const ping = { jsonrpc: '2.0', id: 2, method: 'ping' }
const rpc = (method: string, params: object = {}, id = 3) => ({ jsonrpc: '2.0', id, method, params })

describe('a session that was stored', () => {
  let app: TestApp
  let lab: Awaited<ReturnType<typeof withLab>>

  beforeAll(async () => {
    app = await startTestApp({ keepData: true })
    lab = await withLab(app)
  })
  afterAll(() => app?.close())

  test('goes on after a restart: its version, its client and what that can do are known', async () => {
    const session = await openSession(lab.url, lab.key, '2025-06-18', { elicitation: {} })
    await app.restart()
    expect(await session.send(ping).then(({ status }) => status)).toBe(200)
    const call = await session.send(rpc('tools/call', { name: 'lab_echo', arguments: { text: 'still here' } }))
    expect(answer(call).result).toMatchObject({ structuredContent: { text: 'still here' } })
    // Only who had said that it can be asked is asked.
    const stranger = await openSession(lab.url, lab.key, '2025-06-18')
    await app.restart()
    const refused = await stranger.send(rpc('tools/call', { name: 'lab_confirm', arguments: {} }))
    expect(answer(refused).result).toMatchObject({ isError: true })
  })

  test('is still of one caller and one endpoint', async () => {
    const session = await openSession(lab.url, lab.key)
    const colleague = await app.createKey('acme')
    await app.restart()
    expect((await session.send(ping, colleague.key)).status).toBe(404)
    expect((await post(app.endpoint('acme', 'lab'), lab.key, ping, session.headers)).status).toBe(404)
    expect((await session.send(ping)).status).toBe(200)
  })

  test('that its client ended stays ended', async () => {
    const session = await openSession(lab.url, lab.key)
    await ask(lab.url, { method: 'DELETE', headers: { ...session.headers, ...bearer(lab.key) } })
    await app.restart()
    expect((await session.send(ping)).status).toBe(404)
  })

  test('knows what it watches and how much it wants to be told', async () => {
    const session = await openSession(lab.url, lab.key)
    expect(answer(await session.send(rpc('resources/subscribe', { uri: 'lab://readme' }))).error).toBeUndefined()
    expect(answer(await session.send(rpc('logging/setLevel', { level: 'error' }))).error).toBeUndefined()
    await app.restart()
    // A warning, which is less than it wants.
    const note = await session.send(rpc('tools/call', { name: 'lab_note', arguments: { text: 'quiet' } }))
    expect(answer(note).result).toMatchObject({ structuredContent: { noted: true } })
    expect(note.text).not.toContain('notifications/message')
  })
})

test('a killed process on the embedded database loses no session, and says which call it lost', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sagemcp-stored-'))
  const env = { SAGEMCP_DATA_DIR: folder }
  const first = await startServerProcess(env)
  const at = (origin: string) => `${origin}/api/v1/acme/mcp`
  await first.admin.createTenant('acme')
  await first.admin.addConnector('acme', { type: 'lab' })
  const { key } = await first.admin.createKey('acme')
  const session = await openSession(at(first.admin.origin), key)
  const slow = rpc(
    'tools/call',
    { name: 'lab_slow', arguments: { steps: 100, ms: 200 }, _meta: { progressToken: 1 } },
    9,
  )
  const headers = { 'content-type': 'application/json', ...bearer(key), ...session.headers }
  const running = await open(at(first.admin.origin), {
    method: 'POST',
    headers: { ...headers, accept: BOTH },
    body: JSON.stringify(slow),
  })
  let text = ''
  running.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
  running.on('error', () => {})
  const reports = () => [...text.matchAll(/^id: ?(\S+)$/gm)].map(([, id = '']) => id)
  // What is told is written down a moment later.
  await until('the second report', () => reports().length > 2, 10_000)
  const [, last = ''] = reports()
  await first.kill()
  const again = await startServerProcess(env)
  try {
    expect((await post(at(again.admin.origin), key, ping, session.headers)).status).toBe(200)
    const resumed = await ask(at(again.admin.origin), {
      headers: { ...headers, accept: 'text/event-stream', 'last-event-id': last },
    })
    expect(answer(resumed)).toMatchObject({ id: 9, error: { code: -32_603 } })
  } finally {
    await again.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})
