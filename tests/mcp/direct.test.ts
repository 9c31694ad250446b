import { Server } from '@modelcontextprotocol/server'
import { ToolRunner } from '../../server/tools/run-tool'
import { startTestApp, type TestApp, withLab } from '../support/app'
import { seen as calls } from '../support/lab'
import {
  bearer,
  envelope,
  initialize,
  type Message,
  messages,
  modernHeaders,
  openSession,
  post,
  RawSocket,
} from '../support/raw'
import { until } from '../support/until'

/*
 * Plain requests are answered without the SDK's dispatch. Each is sent twice: as it is, and with a field that means nothing but
 * makes the SDK take it. Nobody may be able to tell the answers apart.
 */
const TO_THE_SDK = { modern: { 'test.example/careful': true }, legacy: { 'io.modelcontextprotocol/careful': true } }

let app: TestApp
let lab: Awaited<ReturnType<typeof withLab>>
/** Of every request that the SDK dispatches. */
let dispatched: jest.SpyInstance

beforeAll(async () => {
  app = await startTestApp()
  lab = await withLab(app)
  dispatched = jest.spyOn(Server.prototype as unknown as { buildContext: () => unknown }, 'buildContext')
})
afterAll(async () => {
  dispatched?.mockRestore()
  await app?.close()
})

interface Sent {
  readonly method?: string
  readonly params?: Record<string, unknown>
  readonly meta?: Record<string, unknown>
  readonly capabilities?: object
  readonly id?: string | number
}

const body = ({ method = 'tools/call', params = {}, meta = {}, id = 7 }: Sent, more: object = {}) => ({
  ...{ jsonrpc: '2.0', id, method },
  params: { ...params, _meta: { ...more, ...meta } },
})

/** What a client has of it: all that came until the answer, and what HTTP said. */
interface Seen {
  readonly http?: unknown
  readonly messages: readonly Message[]
}

interface Way {
  readonly era: keyof typeof TO_THE_SDK
  send(sent: Sent): Promise<Seen>
  close(): void
}

async function overHttp(): Promise<Way> {
  const send = async (sent: Sent) => {
    const { method = 'tools/call', params = {} } = sent
    const headers = modernHeaders(method, params.name as string | undefined)
    const reply = await post(lab.url, lab.key, body(sent, envelope(sent.capabilities)), headers)
    return { http: [reply.status, reply.headers['content-type']], messages: messages(reply.text) }
  }
  return { era: 'modern', send, close: () => {} }
}

async function overSession(capabilities: object = {}): Promise<Way> {
  const session = await openSession(lab.url, lab.key, undefined, capabilities)
  const send = async (sent: Sent) => {
    const reply = await session.send(body(sent))
    return { http: [reply.status, reply.headers['content-type']], messages: messages(reply.text) }
  }
  return { era: 'legacy', send, close: () => {} }
}

/** The first request of a connection goes to the SDK, which learns the era from it. */
async function overSocket(era: Way['era'], socket: RawSocket): Promise<Way> {
  const send = async (sent: Sent) => {
    const before = socket.received.length
    socket.send(body(sent, era === 'modern' ? envelope(sent.capabilities) : {}))
    const since = () => socket.received.slice(before)
    await until('an answer', () => since().some((m) => m.id === (sent.id ?? 7) && m.method === undefined))
    return { messages: since() }
  }
  if (era === 'modern') await send({ method: 'tools/list', meta: TO_THE_SDK.modern })
  else {
    socket.send({ ...initialize(), id: 7 })
    await until('the handshake', () => socket.received.length > 0)
    socket.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  }
  return { era, send, close: () => socket.close() }
}
const connect = () => RawSocket.connect(lab.url, bearer(lab.key))

const WAYS: Readonly<Record<string, () => Promise<Way>>> = {
  'HTTP, 2026-07-28': overHttp,
  'WebSocket, 2026-07-28': async () => overSocket('modern', await connect()),
  'WebSocket, 2025-11-25': async () => overSocket('legacy', await connect()),
  'a session, 2025-11-25': overSession,
}

/** What differs from call to call by nature. */
const ALIKE: readonly [RegExp, string][] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'REQUEST'],
  [/"requestState":"[^"]+"/g, '"requestState":"STATE"'],
]
const alike = (seen: Seen): Seen =>
  JSON.parse(ALIKE.reduce((all, [found, instead]) => all.replace(found, instead), JSON.stringify(seen))) as Seen

const REQUESTS: readonly [string, Sent][] = [
  ['the list of tools', { method: 'tools/list' }],
  ['a call', { params: { name: 'lab_echo', arguments: { text: 'Grüße\u2028' } } }],
  ['an id that is text', { params: { name: 'lab_echo', arguments: { text: 'a' } }, id: 'seven "7"' }],
  ['a page', { params: { name: 'lab_list_numbers', arguments: { limit: 3 } } }],
  ['content', { params: { name: 'lab_big', arguments: { bytes: 20, shape: 'content' } } }],
  ['arguments that are wrong', { params: { name: 'lab_echo', arguments: { text: 5 } } }],
  [
    'a part of a trace',
    {
      params: { name: 'lab_echo', arguments: { text: 'a' } },
      meta: { traceparent: `00-${'4b'.repeat(16)}-${'00f0'.repeat(4)}-01`, tracestate: 'a=1', baggage: 'b=2' },
    },
  ],
  ['arguments that are missing', { params: { name: 'lab_echo' } }],
  ['a refusal of the connector', { params: { name: 'lab_fail', arguments: { how: 'known' } } }],
  ['a defect', { params: { name: 'lab_fail', arguments: { how: 'crash' } } }],
  ['a result of the wrong form', { params: { name: 'lab_fail', arguments: { how: 'wrong_output' } } }],
  ['a tool that is not there', { params: { name: 'lab_nothing', arguments: {} } }],
  [
    'progress before the result',
    { params: { name: 'lab_slow', arguments: { steps: 3, ms: 5 } }, meta: { progressToken: 'p-1' } },
  ],
  ['progress that nobody asked for', { params: { name: 'lab_slow', arguments: { steps: 2, ms: 5 } } }],
  ['a log that nobody asked for', { params: { name: 'lab_note', arguments: { text: 'a' } } }],
  ['a question to a client that can ask', { params: { name: 'lab_confirm' }, capabilities: { elicitation: {} } }],
  ['a question to a client that cannot', { params: { name: 'lab_confirm' } }],
]

describe.each(Object.keys(WAYS))('over %s', (name) => {
  let way: Way
  beforeAll(async () => {
    way = await (WAYS[name] as () => Promise<Way>)()
  })
  afterAll(() => way?.close())

  it.each(REQUESTS)('%s looks the same either way', async (_, sent) => {
    dispatched.mockClear()
    const direct = alike(await way.send(sent))
    // Older revisions have no such result: the SDK asks for us, and finds out when the client cannot be asked.
    const isHandedOver = way.era === 'legacy' && sent.params?.name === 'lab_confirm'
    expect(dispatched).toHaveBeenCalledTimes(isHandedOver ? 1 : 0)
    const careful = alike(await way.send({ ...sent, meta: { ...sent.meta, ...TO_THE_SDK[way.era] } }))
    expect(dispatched).toHaveBeenCalled()
    expect(direct).toEqual(careful)
    expect(direct.messages.at(-1)).toHaveProperty('id', sent.id ?? 7)
  })
})

it('goes on with a question that was asked the direct way', async () => {
  const { send } = await overHttp()
  const confirm = { params: { name: 'lab_confirm' }, capabilities: { elicitation: {} } }
  const [{ result } = {}] = (await send(confirm)).messages
  expect(result?.resultType).toBe('input_required')
  const state = {
    requestState: result?.requestState,
    inputResponses: { sure: { action: 'accept', content: { yes: true } } },
  }
  const [done] = (await send({ ...confirm, params: { ...confirm.params, ...state } })).messages
  expect(JSON.stringify(done?.result?.content)).toContain(String.raw`\"yes\":true`)
  // The state is signed for this method: it opens nothing else.
  const forged = { ...confirm.params, ...state, requestState: `${String(result?.requestState)}x` }
  expect((await send({ ...confirm, params: forged })).messages[0]?.error?.code).toBe(-32_602)
})

it('lets the SDK ask the client of an older revision, and runs the call no second time before the answer', async () => {
  const run = jest.spyOn(ToolRunner.prototype, 'run')
  const socket = await connect()
  socket.send(initialize(undefined, { elicitation: {} }))
  await until('the handshake', () => socket.received.length > 0)
  socket.send(body({ params: { name: 'lab_confirm' }, id: 'ask' }))
  await until('a question', () => socket.received.some((m) => m.method === 'elicitation/create'))
  const asked = socket.received.find((m) => m.method === 'elicitation/create')
  socket.send({ jsonrpc: '2.0', id: asked?.id, result: { action: 'accept', content: { yes: true } } })
  await until('an answer', () => socket.received.some((m) => m.id === 'ask'))
  expect(JSON.stringify(socket.received.find((m) => m.id === 'ask'))).toContain(String.raw`\"yes\":true`)
  expect(run).toHaveBeenCalledTimes(2)
  run.mockRestore()
  socket.close()
})

it('tells a client of an older revision no less than it wants to hear of', async () => {
  const way = await overSocket('legacy', await connect())
  const note = { params: { name: 'lab_note', arguments: { text: 'a' } } }
  const logs = async () => (await way.send(note)).messages.filter((m) => m.method === 'notifications/message').length
  expect(await logs()).toBe(1)
  await way.send({ method: 'logging/setLevel', params: { level: 'emergency' } })
  expect(await logs()).toBe(0)
  way.close()
})

it.each(['modern', 'legacy'] as const)('stops what is cancelled, and does not answer it: %s', async (era) => {
  const socket = await connect()
  const way = await overSocket(era, socket)
  const about = era === 'modern' ? envelope() : {}
  dispatched.mockClear()
  socket.send(body({ params: { name: 'lab_wait_for_cancel', arguments: { id: era } }, id: 'slow' }, about))
  await until('the call', () => calls.started.has(era))
  expect(dispatched).not.toHaveBeenCalled()
  socket.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'slow' } })
  await until('its end', () => calls.aborted.has(era))
  await way.send({ params: { name: 'lab_echo', arguments: { text: 'a' } } })
  expect(socket.received.filter(({ id }) => id === 'slow')).toEqual([])
  way.close()
})

it.each<[string, Record<string, string>]>([
  ['another name', { ...modernHeaders('tools/call'), 'mcp-name': 'lab_write' }],
  ['no name', modernHeaders('tools/call')],
  ['another method', { ...modernHeaders('tools/list'), 'mcp-name': 'lab_echo' }],
  ['no version', { 'mcp-method': 'tools/call', 'mcp-name': 'lab_echo' }],
])('does not take a body whose headers say %s', async (_, headers) => {
  const params = { name: 'lab_echo', arguments: { text: 'a' }, _meta: envelope() }
  const reply = await post(lab.url, lab.key, { jsonrpc: '2.0', id: 1, method: 'tools/call', params }, headers)
  expect(reply.status).toBe(400)
  expect((JSON.parse(reply.text) as Message).error?.code).toBe(-32_020)
})
