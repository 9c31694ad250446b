import { startTestApp, type TestApp, withLab } from '../support/app'
import { answer, envelope, type Message, messages, modernHeaders, post, type RawReply } from '../support/raw'

/*
 * Plain requests of 2026-07-28 are answered without the SDK's dispatch. Each is sent twice: as it is, and with a field that
 * means nothing but makes the SDK take it. Nobody may be able to tell the answers apart.
 */
const TO_THE_SDK = { 'test.example/careful': true }

let app: TestApp
let lab: Awaited<ReturnType<typeof withLab>>

beforeAll(async () => {
  app = await startTestApp()
  lab = await withLab(app)
})
afterAll(() => app?.close())

interface Sent {
  readonly method?: string
  readonly params?: Record<string, unknown>
  readonly meta?: Record<string, unknown>
  readonly capabilities?: object
  readonly id?: string | number
}

function send({ method = 'tools/call', params = {}, meta = {}, capabilities, id = 7 }: Sent): Promise<RawReply> {
  const body = { jsonrpc: '2.0', id, method, params: { ...params, _meta: { ...envelope(capabilities), ...meta } } }
  return post(lab.url, lab.key, body, modernHeaders(method, params.name as string | undefined))
}

/** What differs from call to call by nature. */
const ALIKE: readonly [RegExp, string][] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'REQUEST'],
  [/"requestState":"[^"]+"/g, '"requestState":"STATE"'],
]

function seen(reply: RawReply) {
  const text = ALIKE.reduce((all, [found, instead]) => all.replace(found, instead), reply.text)
  return { status: reply.status, type: reply.headers['content-type'], messages: messages(text) }
}

it.each<[string, Sent]>([
  ['the list of tools', { method: 'tools/list' }],
  ['a call', { params: { name: 'lab_echo', arguments: { text: 'Grüße\u2028' } } }],
  ['an id that is text', { params: { name: 'lab_echo', arguments: { text: 'a' } }, id: 'seven "7"' }],
  ['a page', { params: { name: 'lab_list_numbers', arguments: { limit: 3 } } }],
  ['content', { params: { name: 'lab_big', arguments: { bytes: 20, shape: 'content' } } }],
  ['arguments that are wrong', { params: { name: 'lab_echo', arguments: { text: 5 } } }],
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
])('%s looks the same either way', async (_, sent) => {
  const direct = seen(await send(sent))
  const careful = seen(await send({ ...sent, meta: { ...sent.meta, ...TO_THE_SDK } }))
  expect(direct).toEqual(careful)
  expect(direct.messages.at(-1)).toHaveProperty('id', sent.id ?? 7)
})

it('goes on with a question that was asked the direct way', async () => {
  const confirm = { params: { name: 'lab_confirm' }, capabilities: { elicitation: {} } }
  const { result } = answer(await send(confirm))
  expect(result?.resultType).toBe('input_required')
  const state = {
    requestState: result?.requestState,
    inputResponses: { sure: { action: 'accept', content: { yes: true } } },
  }
  const done = answer(await send({ ...confirm, params: { ...confirm.params, ...state } }))
  expect(JSON.stringify(done.result?.content)).toContain(String.raw`\"yes\":true`)
  // The state is signed for this method: it opens nothing else.
  const forged = { ...confirm.params, ...state, requestState: `${String(result?.requestState)}x` }
  expect(answer(await send({ ...confirm, params: forged })).error?.code).toBe(-32_602)
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
