import { startTestApp, type TestApp, withLab } from '../support/app'
import { answer, bearer, initialize, modern, RawSocket } from '../support/raw'
import { until } from '../support/until'

let app: TestApp
let lab: Awaited<ReturnType<typeof withLab>>
let connector: string

beforeAll(async () => {
  app = await startTestApp({ env: { SAGEMCP_CALLER_CALLS_PER_MINUTE: '6' } })
  lab = await withLab(app)
  connector = lab.connectorId
})
afterAll(() => app?.close())

interface Row {
  tool: string
  connectorId: string
  outcome: string
  actor: string
  transport: string
  durationMs: number
  arguments: object
}

const rows = async (query: string): Promise<Row[]> =>
  ((await app.must('GET', `/tenants/${lab.tenant}/calls?${query}`)) as unknown as { items: Row[] }).items

const call = (name: string, key = lab.key, url = lab.url) =>
  modern(url, key, 'tools/call', { name, arguments: { text: 'a secret' } })

/** Rows are written in the order of their calls, half a second later at most: a later one is there, so are those before it. */
async function settled(): Promise<void> {
  const { key, id } = await app.createKey(lab.tenant)
  await call('lab_echo', key)
  await until('a later row', async () => (await rows(`actor=key:${id}`)).length > 0)
}

test('a call of a tool that is switched off is answered as if there were none, and told to admins', async () => {
  await app.setTool(lab.tenant, connector, 'lab_echo', false)
  const { key } = await app.createKey(lab.tenant)
  const closed = answer(await call('lab_echo', key))
  const unknown = answer(await call('lab_nothing', key))
  expect(closed.error).toEqual({ ...unknown.error, message: 'Unknown tool: lab_echo' })

  let found: Row[] = []
  await until('the row', async () => (found = await rows('outcome=not_allowed')).length > 0)
  expect(found).toMatchObject([
    { tool: 'lab_echo', connectorId: connector, transport: 'http', durationMs: 0, arguments: { text: 8 } },
  ])
  expect(found[0]?.actor).toMatch(/^key:/)
  expect(JSON.stringify(found)).not.toContain('a secret')
  expect(await rows('outcome=error')).toHaveLength(1)
  // What never ran is in no figure.
  const overview = (await app.must('GET', `/tenants/${lab.tenant}/overview`)) as unknown as { totals: object }
  expect(overview.totals).toMatchObject({ calls: 0, errors: 0 })
  await app.setTool(lab.tenant, connector, 'lab_echo', true)
})

test('so is a change that a key which only reads tried, over any transport', async () => {
  const { key } = await app.createKey(lab.tenant, { readOnly: true })
  const socket = await RawSocket.connect(lab.url, bearer(key))
  socket.send(initialize())
  socket.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  socket.send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'lab_write', arguments: {} } })
  await until('the row', async () => (await rows('outcome=not_allowed&tool=lab_write')).length > 0)
  socket.close()
  expect(await rows('outcome=not_allowed&tool=lab_write')).toMatchObject([{ transport: 'websocket' }])
})

test('whoever tries again and again fills no table: it counts as calls do', async () => {
  const { key } = await app.createKey(lab.tenant, { readOnly: true })
  const statuses: number[] = []
  for (let i = 0; i < 10; i += 1) statuses.push((await call('lab_write', key)).status)
  expect(statuses.slice(-4)).toEqual([429, 429, 429, 429])
  await until('the rows', async () => (await rows('outcome=not_allowed&transport=http&tool=lab_write')).length >= 6)
  await settled()
  expect(await rows('outcome=not_allowed&transport=http&tool=lab_write')).toHaveLength(6)
})

test('what does not exist, or is of another address, is not told', async () => {
  await app.addConnector(lab.tenant, { type: 'lab', slug: 'elsewhere' })
  const { key, id } = await app.createKey(lab.tenant, { readOnly: true })
  await call('lab_nothing', key)
  await call('lab_write', key, app.endpoint(lab.tenant, 'elsewhere'))
  await settled()
  expect(await rows(`actor=key:${id}`)).toEqual([])
})
