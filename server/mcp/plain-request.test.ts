import { plainLegacyRequest, plainRequest } from './plain-request'

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {}, url: {} }, roots: { listChanged: true } },
}
const call = (params: object = {}, message: object = {}) => ({
  ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
  params: { name: 'github_get_issue', arguments: { number: 1 }, _meta: META, ...params },
  ...message,
})
const meta = (change: object) => call({ _meta: { ...META, ...change } })

it('takes a call as clients write it', () => {
  expect(plainRequest(call())).toEqual({
    id: 1,
    method: 'tools/call',
    params: { name: 'github_get_issue', arguments: { number: 1 } },
    client: META['io.modelcontextprotocol/clientCapabilities'],
    clientInfo: { name: 'test', version: '1' },
    progressToken: undefined,
  })
})

it.each<[string, unknown]>([
  ['a list', { jsonrpc: '2.0', id: 'a', method: 'tools/list', params: { _meta: META } }],
  ['a call without arguments', call({ arguments: undefined })],
  ['a progress token', meta({ progressToken: 'p' })],
  ['a trace', meta({ traceparent: `00-${'4b'.repeat(16)}-${'00f0'.repeat(4)}-01`, tracestate: 'a=1', baggage: 'b=2' })],
  ['a client that does not say who it is', meta({ 'io.modelcontextprotocol/clientInfo': undefined })],
])('takes %s', (_, body) => expect(plainRequest(body)).toBeDefined())

it.each<[string, unknown]>([
  ['a batch', [call()]],
  ['nothing', null],
  ['a notification', call({}, { id: undefined })],
  ['an id that is no id', call({}, { id: 1.5 })],
  ['another version of JSON-RPC', call({}, { jsonrpc: '1.0' })],
  ['another method', call({}, { method: 'prompts/get' })],
  ['a cursor', { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { cursor: 'x', _meta: META } }],
  ['a name that is no text', call({ name: 7 })],
  ['arguments that are no object', call({ arguments: [] })],
  ['an answer to a question', call({ inputResponses: {} })],
  ['a signed state', call({ requestState: 'v1.x' })],
  ['a field of the message that is not known', call({}, { extra: true })],
  ['no meta', call({ _meta: undefined })],
  ['an older revision', meta({ 'io.modelcontextprotocol/protocolVersion': '2025-11-25' })],
  ['a log level', meta({ 'io.modelcontextprotocol/logLevel': 'debug' })],
  ['a trace that is no text', meta({ traceparent: 7 })],
  ['a state of a trace that is no text', meta({ tracestate: {} })],
  ['a progress token that is none', meta({ progressToken: {} })],
  ['no capabilities', meta({ 'io.modelcontextprotocol/clientCapabilities': undefined })],
  ['capabilities that are not known', meta({ 'io.modelcontextprotocol/clientCapabilities': { tasks: {} } })],
  ['a capability that is no object', meta({ 'io.modelcontextprotocol/clientCapabilities': { roots: true } })],
  ['a client without a version', meta({ 'io.modelcontextprotocol/clientInfo': { name: 'test' } })],
  ['a client with icons', meta({ 'io.modelcontextprotocol/clientInfo': { name: 'a', version: '1', icons: [] } })],
])('leaves %s to the SDK', (_, body) => expect(plainRequest(body)).toBeUndefined())

describe('of an older revision', () => {
  const older = (params: object = {}, message: object = {}) => call({ _meta: undefined, ...params }, message)

  it.each<[string, unknown]>([
    ['a call', older()],
    ['a list without params', { jsonrpc: '2.0', id: 1, method: 'tools/list' }],
    ['a progress token, and what a client adds of its own', older({ _meta: { progressToken: 1, 'vendor/id': 'x' } })],
  ])('takes %s', (_, body) => expect(plainLegacyRequest(body)).toBeDefined())

  it.each<[string, unknown]>([
    ['a call of 2026-07-28', call()],
    ['a task', older({ task: { ttl: 1 } })],
    ['a cursor', { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { cursor: 'x' } }],
    ['params that are null', { jsonrpc: '2.0', id: 1, method: 'tools/list', params: null }],
    ['a meta that is null', older({ _meta: null })],
    ['what the protocol itself says of a message', older({ _meta: { 'io.modelcontextprotocol/related-task': {} } })],
    ['a progress token that is none', older({ _meta: { progressToken: {} } })],
    ['a notification', older({}, { id: undefined })],
    ['another method', older({}, { method: 'ping' })],
  ])('leaves %s to the SDK', (_, body) => expect(plainLegacyRequest(body)).toBeUndefined())
})
