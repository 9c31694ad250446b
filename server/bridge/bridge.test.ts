import { INITIALIZE, setup } from '../../tests/support/wireless-bridge'
import { WAIT_MS } from './bridge'

const WELCOME = { protocolVersion: '2025-11-25', capabilities: { tools: { listChanged: true }, resources: {} } }
const INITIALIZED = { method: 'notifications/initialized' }
const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId'

/** A client that has shaken hands. */
function greeted() {
  const all = setup()
  all.bridge.opened()
  all.client(INITIALIZE)
  all.server({ id: 0, result: WELCOME })
  all.client(INITIALIZED)
  all.toClient()
  all.toServer()
  return all
}

/** Answers the handshake that the bridge replays, as the next server would. */
function welcomeAgain(
  { bridge, server, toServer }: ReturnType<typeof setup>,
  capabilities: object = WELCOME.capabilities,
) {
  bridge.opened()
  const [hello] = toServer()
  expect(hello).toMatchObject({ method: 'initialize', params: INITIALIZE.params })
  server({ id: hello?.id, result: { ...WELCOME, capabilities } })
}

const lost = (id: number) => ({ id, error: { code: -32000, message: 'Connection lost, outcome unknown.' } })

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

describe('while connected', () => {
  test('messages pass unchanged, both ways', () => {
    const { bridge, seen } = greeted()
    const call = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"big":12345678901234567890}}'
    const reply = '{"jsonrpc":"2.0","id":1,"result":{"big":12345678901234567890}}'
    bridge.fromClient(call)
    bridge.fromServer(reply)
    expect(seen.server).toEqual([call])
    expect(seen.client).toEqual([reply])
  })

  test('a frame of several lines becomes one line', () => {
    const { bridge, client, seen } = greeted()
    client({ id: 1, method: 'ping' })
    bridge.fromServer('{\n"jsonrpc":"2.0",\n"id":1,"result":{}}')
    expect(seen.client).toEqual(['{"jsonrpc":"2.0","id":1,"result":{}}'])
  })

  test.each([
    ['{nonsense', -32700],
    ['[{"jsonrpc":"2.0","id":1,"method":"ping"}]', -32700],
    ['{"jsonrpc":"2.0","id":1}', -32600],
  ])('the line %s is answered with an error', (line, code) => {
    const { bridge, toClient, seen } = greeted()
    bridge.fromClient(line)
    expect(toClient()).toEqual([{ id: null, error: { code, message: expect.any(String) } }])
    expect(seen.server).toEqual([])
  })

  test('what a server sends that is not JSON-RPC never reaches the client', () => {
    const { bridge, seen } = greeted()
    bridge.fromServer('hello')
    bridge.fromServer('{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}')
    expect(seen.client).toEqual([])
    expect(seen.log).toHaveLength(2)
  })

  test('a reply to nothing is swallowed, a cancellation passes', () => {
    const { client, server, toClient, toServer } = greeted()
    client({ id: 5, method: 'tools/call' })
    client({ method: 'notifications/cancelled', params: { requestId: 5 } })
    server({ id: 5, result: {} })
    expect(toClient()).toEqual([])
    expect(toServer()[1]).toEqual({ method: 'notifications/cancelled', params: { requestId: 5 } })
  })
})

describe('when the connection is lost', () => {
  test('calls in flight are answered, and not sent again', () => {
    const all = greeted()
    all.client({ id: 1, method: 'tools/call' })
    all.client({ id: 2, method: 'tools/list' })
    all.toServer()
    all.bridge.closed('gone')
    expect(all.toClient()).toEqual([lost(1), lost(2)])
    welcomeAgain(all)
    expect(all.toServer()).toEqual([INITIALIZED])
  })

  test('a call that was answered or taken back is not answered again', () => {
    const { bridge, client, server, toClient } = greeted()
    client({ id: 1, method: 'tools/call' })
    client({ id: 2, method: 'tools/call' })
    server({ id: 1, result: {} })
    client({ method: 'notifications/cancelled', params: { requestId: 2 } })
    toClient()
    bridge.closed('gone')
    expect(toClient()).toEqual([])
  })

  test('the next server is greeted, its reply swallowed, and the client hears that lists changed', () => {
    const all = greeted()
    all.bridge.closed('gone')
    welcomeAgain(all, {
      tools: { listChanged: true },
      prompts: { listChanged: true },
      resources: { listChanged: false },
    })
    expect(all.toServer()).toEqual([INITIALIZED])
    expect(all.toClient()).toEqual([
      { method: 'notifications/tools/list_changed' },
      { method: 'notifications/prompts/list_changed' },
    ])
  })

  test('the log level and the resource subscriptions are set again', () => {
    const all = greeted()
    const level = { method: 'logging/setLevel', params: { level: 'debug' } }
    const watch = { method: 'resources/subscribe', params: { uri: 'a://1' } }
    all.client({ id: 1, ...level })
    all.client({ id: 2, ...watch })
    all.client({ id: 3, method: 'resources/subscribe', params: { uri: 'a://2' } })
    all.client({ id: 4, method: 'resources/unsubscribe', params: { uri: 'a://2' } })
    for (const id of [1, 2, 3, 4]) all.server({ id, result: {} })
    all.client({ id: 5, method: 'resources/subscribe', params: { uri: 'a://refused' } })
    all.server({ id: 5, error: { code: -32602, message: 'no' } })
    all.toServer()
    all.toClient()
    all.bridge.closed('gone')
    welcomeAgain(all)
    const [ready, ...again] = all.toServer()
    expect(ready).toEqual(INITIALIZED)
    expect(again).toMatchObject([watch, level])
    for (const { id } of again) all.server({ id, result: {} })
    expect(all.toClient()).toEqual([
      { method: 'notifications/tools/list_changed' },
      { method: 'notifications/resources/updated', params: { uri: 'a://1' } },
    ])
  })

  test('requests wait for the new connection and go after the handshake, in order', () => {
    const all = greeted()
    all.bridge.closed('gone')
    all.client({ id: 7, method: 'tools/call' })
    all.client({ id: 8, method: 'tools/list' })
    all.bridge.opened()
    const [hello, ...early] = all.toServer()
    expect(early).toEqual([])
    all.client({ id: 9, method: 'ping' })
    all.server({ id: hello?.id, result: WELCOME })
    expect(all.toServer().map(({ id, method }) => id ?? method)).toEqual([INITIALIZED.method, 7, 8, 9])
    jest.advanceTimersByTime(WAIT_MS * 2)
    expect(all.toClient()).toEqual([{ method: 'notifications/tools/list_changed' }])
  })

  test('a request that waits too long is answered, and not sent', () => {
    const all = greeted()
    all.bridge.closed('ECONNREFUSED')
    all.client({ id: 7, method: 'tools/call' })
    jest.advanceTimersByTime(WAIT_MS - 1)
    expect(all.toClient()).toEqual([])
    jest.advanceTimersByTime(1)
    const message = 'The server cannot be reached: ECONNREFUSED. Nothing was sent to it.'
    expect(all.toClient()).toEqual([{ id: 7, error: { code: -32000, message } }])
    welcomeAgain(all)
    expect(all.toServer()).toEqual([INITIALIZED])
  })

  test('a waiting request that is taken back is neither sent nor answered', () => {
    const all = greeted()
    all.bridge.closed('gone')
    all.client({ id: 7, method: 'tools/call' })
    all.client({ method: 'notifications/cancelled', params: { requestId: 7 } })
    all.client({ method: 'notifications/progress', params: { progressToken: 1, progress: 1 } })
    all.client({ method: 'notifications/roots/list_changed' })
    welcomeAgain(all)
    expect(all.toServer()).toEqual([INITIALIZED, { method: 'notifications/roots/list_changed' }])
    jest.advanceTimersByTime(WAIT_MS * 2)
    expect(all.toClient()).toEqual([{ method: 'notifications/tools/list_changed' }])
  })

  test('a handshake that nobody answered is sent again, for it changed nothing', () => {
    const { bridge, client, server, toClient, toServer } = setup()
    bridge.opened()
    client(INITIALIZE)
    expect(toServer()).toEqual([INITIALIZE])
    bridge.closed('gone')
    bridge.opened()
    expect(toServer()).toEqual([INITIALIZE])
    server({ id: 0, result: WELCOME })
    expect(toClient()).toEqual([{ id: 0, result: WELCOME }])
  })

  test('a server that refuses the replayed handshake is left, and the reason is told', () => {
    const all = greeted()
    all.bridge.closed('gone')
    all.client({ id: 7, method: 'tools/call' })
    all.bridge.opened()
    all.server({ id: all.toServer()[0]?.id, error: { code: -32602, message: 'Unsupported' } })
    expect(all.seen.reconnects).toBe(1)
    expect(all.toClient()).toEqual([])
    expect(all.seen.log.join()).toContain('Unsupported')
  })
})

describe('requests from the server', () => {
  test('are answered under the id of the server', () => {
    const { client, server, toClient, toServer } = greeted()
    server({ id: 0, method: 'roots/list' })
    const [asked] = toClient()
    expect(asked?.method).toBe('roots/list')
    client({ id: asked?.id, result: { roots: [] } })
    expect(toServer()).toEqual([{ id: 0, result: { roots: [] } }])
  })

  test('of a server that is gone are taken back, and a late answer does not reach the next one', () => {
    const all = greeted()
    all.server({ id: 0, method: 'elicitation/create', params: {} })
    const [old] = all.toClient()
    all.bridge.closed('gone')
    expect(all.toClient()).toEqual([
      { method: 'notifications/cancelled', params: { requestId: old?.id, reason: 'Connection lost.' } },
    ])
    welcomeAgain(all)
    all.toClient()
    all.toServer()
    all.server({ id: 0, method: 'sampling/createMessage', params: {} })
    const [fresh] = all.toClient()
    all.client({ id: old?.id, result: { action: 'accept' } })
    expect(all.toServer()).toEqual([])
    all.client({ id: fresh?.id, result: { role: 'assistant' } })
    expect(all.toServer()).toEqual([{ id: 0, result: { role: 'assistant' } }])
  })

  test('that the server takes back are taken back under the id of the client', () => {
    const { client, server, toClient, toServer } = greeted()
    server({ id: 4, method: 'elicitation/create', params: {} })
    const [asked] = toClient()
    server({ method: 'notifications/cancelled', params: { requestId: 4 } })
    expect(toClient()).toEqual([{ method: 'notifications/cancelled', params: { requestId: asked?.id } }])
    client({ id: asked?.id, result: {} })
    expect(toServer()).toEqual([])
  })
})

describe('subscriptions of the 2026-07-28 revision', () => {
  const LISTEN = { id: 3, method: 'subscriptions/listen', params: { notifications: { toolsListChanged: true } } }
  const acknowledgement = (notifications: object = { toolsListChanged: true, resourceSubscriptions: ['a://1'] }) => ({
    method: 'notifications/subscriptions/acknowledged',
    params: { notifications, _meta: { [SUBSCRIPTION]: 3 } },
  })
  const end = { id: 3, result: { resultType: 'complete' } }

  function listening() {
    const all = setup()
    all.bridge.opened()
    all.client(LISTEN)
    expect(all.toServer()).toEqual([LISTEN])
    all.server(acknowledgement())
    expect(all.toClient()).toEqual([acknowledgement()])
    return all
  }

  test('are opened again; the client hears what may have changed, not a second acknowledgement', () => {
    const { bridge, server, toClient, toServer } = listening()
    bridge.closed('gone')
    expect(toClient()).toEqual([])
    bridge.opened()
    expect(toServer()).toEqual([LISTEN])
    server(acknowledgement())
    expect(toClient()).toEqual([
      { method: 'notifications/tools/list_changed', params: { _meta: { [SUBSCRIPTION]: 3 } } },
      { method: 'notifications/resources/updated', params: { uri: 'a://1', _meta: { [SUBSCRIPTION]: 3 } } },
    ])
  })

  test('survive a server that ends them because it stops', () => {
    const { bridge, server, toClient, toServer } = listening()
    server(end)
    bridge.closed('gone')
    jest.advanceTimersByTime(600_000)
    expect(toClient()).toEqual([])
    bridge.opened()
    expect(toServer()).toEqual([LISTEN])
  })

  test('end when the server ends one and stays', () => {
    const { bridge, server, toClient, toServer } = listening()
    server(end)
    jest.advanceTimersByTime(600_000)
    expect(toClient()).toEqual([end])
    bridge.closed('gone')
    bridge.opened()
    expect(toServer()).toEqual([])
  })

  test('end when the client cancels, also without a connection', () => {
    const { bridge, client, toClient, toServer } = listening()
    bridge.closed('gone')
    client({ method: 'notifications/cancelled', params: { requestId: 3 } })
    bridge.opened()
    expect(toServer()).toEqual([])
    expect(toClient()).toEqual([])
  })

  test('a refused one is answered at once', () => {
    const { bridge, client, server, toClient } = setup()
    bridge.opened()
    client(LISTEN)
    const refusal = { id: 3, error: { code: -32603, message: 'Subscription limit reached' } }
    server(refusal)
    expect(toClient()).toEqual([refusal])
  })

  test('a client without a handshake gets none replayed', () => {
    const { bridge, client, server, toClient, toServer } = setup()
    bridge.opened()
    client({ id: 'a', method: 'server/discover' })
    server({ id: 'a', result: {} })
    client({ id: 'b', method: 'tools/call' })
    toServer()
    toClient()
    bridge.closed('gone')
    expect(toClient()).toMatchObject([{ id: 'b', error: { code: -32000 } }])
    bridge.opened()
    expect(toServer()).toEqual([])
  })
})

describe('when the server refuses', () => {
  const words = 'The server refused this key (401). Check SAGEMCP_KEY.'
  const refusal = (id: number) => ({ id, error: { code: -32000, message: words } })

  test('the waiting handshake and every later request are answered in words', () => {
    const { bridge, client, toClient, seen } = setup()
    client(INITIALIZE)
    bridge.closed('it answered with status 401')
    bridge.refused(words)
    client({ id: 1, method: 'tools/list' })
    expect(toClient()).toEqual([refusal(0), refusal(1)])
    expect(seen.server).toEqual([])
  })

  test('a connection that stands after all ends the refusal', () => {
    const { bridge, client, toServer } = setup()
    bridge.refused(words)
    bridge.opened()
    client(INITIALIZE)
    expect(toServer()).toEqual([INITIALIZE])
  })

  test('calls in flight are of unknown outcome, not refused', () => {
    const { bridge, client, toClient } = greeted()
    client({ id: 1, method: 'tools/call' })
    bridge.closed('ended')
    bridge.refused(words)
    expect(toClient()).toEqual([lost(1)])
  })
})

test('more waiting requests than memory is set aside for are answered at once', () => {
  const { client, toClient } = setup()
  for (let id = 0; id <= 1_000; id++) client({ id, method: 'ping' })
  expect(toClient()).toMatchObject([{ id: 1_000, error: { code: -32000 } }])
})
