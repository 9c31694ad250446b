import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type JSONRPCMessage, Server, type Transport } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { type WebSocket, WebSocketServer } from 'ws'
import { bridgeCommand } from '../../tests/support/bridge'
import { BRIDGES, type McpClient } from '../../tests/support/clients'
import { until } from '../../tests/support/until'

const KEY = 'sk_1_a-secret-that-nobody-prints'

/** A WebSocket server that can go away and come back at the same port. */
class Peer {
  #http: HttpServer | undefined
  #sockets: WebSocketServer | undefined
  #port = 0
  /** Answers an upgrade with this status instead of accepting it. */
  refuseWith: number | undefined
  /** A server refuses in JSON; what stands before it does not. */
  isProxy = false
  upgrades = 0

  constructor(private readonly serve: (socket: WebSocket) => void) {}

  get url(): string {
    return `http://127.0.0.1:${this.#port}/api/v1/acme/mcp`
  }

  get clients(): WebSocket[] {
    return [...(this.#sockets?.clients ?? [])]
  }

  async start(): Promise<void> {
    const http = (this.#http = createServer())
    const sockets = (this.#sockets = new WebSocketServer({ noServer: true }))
    http.on('upgrade', (request, socket, head) => {
      this.upgrades++
      // A bridge that is killed resets its connection, refused or not.
      socket.on('error', () => socket.destroy())
      const known =
        request.headers.authorization === `Bearer ${KEY}` && request.headers['sec-websocket-protocol'] === 'mcp'
      const status = this.refuseWith ?? (known ? undefined : 401)
      if (status !== undefined) {
        const type = this.isProxy ? 'text/plain' : 'application/json'
        return void socket.end(`HTTP/1.1 ${status} No\r\nContent-Type: ${type}\r\nConnection: close\r\n\r\n`)
      }
      sockets.handleUpgrade(request, socket, head, this.serve)
    })
    http.listen(this.#port, '127.0.0.1')
    await once(http, 'listening')
    this.#port = (http.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    for (const each of this.clients) each.terminate()
    this.#http?.closeAllConnections()
    this.#http?.close()
    if (this.#http) await once(this.#http, 'close')
  }
}

let peer: Peer
const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
  await peer.stop()
})

/** The bridge as a client starts it, driven by hand. */
function startBridge(env: Record<string, string> = {}, url = peer.url, more: string[] = []) {
  const { command, args, env: standard } = bridgeCommand(url, KEY)
  const child: ChildProcess = spawn(command, [...args, ...more], { env: { ...standard, ...env } })
  const seen = { lines: [] as string[], errors: '' }
  let rest = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    seen.lines.push(...lines)
  })
  child.stderr?.on('data', (chunk: Buffer) => (seen.errors += chunk.toString()))
  const exit = once(child, 'close').then(([code]) => code as number | null)
  ends.push(async () => {
    child.kill('SIGKILL')
    await exit
  })
  return {
    child,
    seen,
    exit,
    send: (message: object) => child.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`),
    messages: () =>
      seen.lines.map((line) => JSON.parse(line) as { id?: number; error?: { message: string }; result?: unknown }),
  }
}

const echo = (socket: WebSocket): void => {
  socket.on('message', (data) => {
    const { id, params } = JSON.parse((data as Buffer).toString()) as { id: number; params: unknown }
    socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: { params } }))
  })
}

describe('the process', () => {
  test('pipes both ways, writes nothing but JSON-RPC to stdout, and exits at the end of stdin', async () => {
    peer = new Peer(echo)
    await peer.start()
    const bridge = startBridge()
    const text = 'line \u2028 separator, é😀'
    bridge.send({ id: 1, method: 'tools/call', params: { text } })
    await until('the reply', () => bridge.seen.lines.length > 0)
    expect(bridge.messages()).toEqual([{ jsonrpc: '2.0', id: 1, result: { params: { text } } }])
    const [socket] = peer.clients
    const closed = once(socket as WebSocket, 'close')
    bridge.child.stdin?.end()
    expect(await bridge.exit).toBe(0)
    expect((await closed)[0]).toBe(1000)
    expect(bridge.seen.errors).toContain('Connected.')
    expect(bridge.seen.errors).not.toContain('secret')
  })

  test('SIGTERM ends it', async () => {
    peer = new Peer(echo)
    await peer.start()
    const bridge = startBridge()
    await until('the connection', () => bridge.seen.errors.includes('Connected.'))
    bridge.child.kill('SIGTERM')
    expect(await bridge.exit).toBe(0)
  })

  test('a reader of stdout that is slow loses nothing', async () => {
    const bulk = 'x'.repeat(10_000)
    peer = new Peer((socket) => {
      socket.on('message', () => {
        for (let n = 0; n < 3_000; n++) {
          socket.send(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params: { n, bulk } }))
        }
      })
    })
    await peer.start()
    const bridge = startBridge()
    bridge.child.stdout?.pause()
    bridge.send({ id: 1, method: 'ping' })
    // What neither stdout nor the bridge takes stays with the server.
    let [amount, polls] = [0, 0]
    await until('the server to be held back', () => {
      const now = peer.clients[0]?.bufferedAmount ?? 0
      polls = now > 0 && now === amount ? polls + 1 : 0
      amount = now
      return polls === 20
    })
    bridge.child.stdout?.resume()
    await until('all of it', () => bridge.seen.lines.length === 3_000, 15_000)
    expect(bridge.seen.lines.map((line) => (JSON.parse(line) as { params: { n: number } }).params.n)).toEqual(
      Array.from({ length: 3_000 }, (_, n) => n),
    )
  })

  test.each([
    [401, /^The server refused this key \(401\): .* Check SAGEMCP_KEY\.$/],
    [403, /^This key may not use tenant "acme" at 127\.0\.0\.1:\d+ now \(403\)\./],
    [404, /^This key has no endpoint for tenant "acme" at .* and that SAGEMCP_KEY is a key of this tenant\.$/],
    [302, /^There is no MCP endpoint at this address: .* status 302/],
  ])(
    'an upgrade that is answered with %d answers initialize in words, once, and ends it with 1',
    async (status, words) => {
      peer = new Peer(echo)
      peer.refuseWith = status
      await peer.start()
      const bridge = startBridge()
      bridge.send({ id: 1, method: 'initialize', params: {} })
      expect(await bridge.exit).toBe(1)
      expect(bridge.messages()).toEqual([
        { jsonrpc: '2.0', id: 1, error: { code: -32000, message: expect.stringMatching(words) } },
      ])
      expect(bridge.seen.errors).toContain(bridge.messages()[0]?.error?.message)
      expect(bridge.seen.errors).not.toContain('Trying again')
      expect(bridge.seen.errors).not.toContain('secret')
      expect(peer.upgrades).toBe(1)
    },
  )

  test('a client that never asks does not keep one that was refused', async () => {
    peer = new Peer(echo)
    peer.refuseWith = 404
    await peer.start()
    expect(await startBridge().exit).toBe(1)
  })

  test('what was read before the end of the input is answered', async () => {
    peer = new Peer((socket) => {
      socket.on('message', (data) => {
        const { id } = JSON.parse((data as Buffer).toString()) as { id?: number }
        const reply = JSON.stringify({ jsonrpc: '2.0', id, result: {} })
        if (id !== undefined) setTimeout(() => socket.send(reply), id * 300)
      })
    })
    await peer.start()
    const bridge = startBridge()
    bridge.send({ id: 1, method: 'initialize', params: {} })
    bridge.send({ method: 'notifications/initialized' })
    bridge.send({ id: 2, method: 'tools/call', params: {} })
    bridge.child.stdin?.end()
    expect(await bridge.exit).toBe(0)
    expect(bridge.messages()).toMatchObject([
      { id: 1, result: {} },
      { id: 2, result: {} },
    ])
  })

  test('what nobody answers is told to be open, some seconds after the end of the input', async () => {
    peer = new Peer(() => {})
    await peer.start()
    const bridge = startBridge()
    bridge.send({ id: 1, method: 'initialize', params: {} })
    bridge.send({ id: 2, method: 'tools/call', params: {} })
    bridge.child.stdin?.end()
    expect(await bridge.exit).toBe(0)
    const told = new Map(bridge.messages().map(({ id, error }) => [id, error?.message]))
    expect(told.get(1)).toMatch(/^The server cannot be reached/)
    expect(told.get(2)).toBe('Connection lost, outcome unknown.')
  }, 30_000)

  test('a key that ends while connected is told, and tried once more', async () => {
    peer = new Peer((socket) => {
      socket.on('message', () => {
        peer.refuseWith = 401
        socket.close(4401, 'The API key has expired.')
      })
    })
    await peer.start()
    const bridge = startBridge()
    bridge.send({ id: 1, method: 'tools/call' })
    await until('the answer', () => bridge.seen.lines.length > 0)
    expect(bridge.messages()[0]?.error?.message).toBe('Connection lost, outcome unknown.')
    bridge.send({ id: 2, method: 'tools/call' })
    await until('the next answer', () => bridge.seen.lines.length > 1)
    expect(bridge.messages()[1]?.error?.message).toMatch(/SAGEMCP_KEY/)
    expect(bridge.seen.errors).toContain('The server ended the connection (4401). The API key has expired. Check')
    expect(await bridge.exit).toBe(1)
    expect(peer.upgrades).toBe(2)
  })

  test('a server that is unwell is asked again', async () => {
    peer = new Peer(echo)
    peer.refuseWith = 503
    await peer.start()
    const bridge = startBridge()
    bridge.send({ id: 1, method: 'initialize', params: {} })
    await until('a second attempt', () => peer.upgrades > 1)
    peer.refuseWith = undefined
    await until('the answer', () => bridge.seen.lines.length > 0)
    expect(bridge.messages()).toEqual([{ jsonrpc: '2.0', id: 1, result: { params: {} } }])
    expect(bridge.seen.errors).toContain('503')
  })

  test.each([true, false])(
    'a 404 after a good connection ends the bridge, but not one of a proxy (%s)',
    async (isProxy) => {
      peer = new Peer(echo)
      peer.isProxy = isProxy
      await peer.start()
      const bridge = startBridge()
      bridge.send({ id: 1, method: 'initialize', params: {} })
      await until('the answer', () => bridge.seen.lines.length > 0)
      peer.refuseWith = 404
      for (const client of peer.clients) client.close(1012)
      if (!isProxy) return void expect(await bridge.exit).toBe(1)
      await until('a second attempt', () => peer.upgrades > 2)
      peer.refuseWith = undefined
      await until('a connection', () => peer.clients.length > 0)
      bridge.send({ id: 2, method: 'ping', params: {} })
      await until('the next answer', () => bridge.messages().some(({ id }) => id === 2))
      expect(bridge.seen.errors).toContain('it answered with status 404')
    },
  )

  test('a mistake in the configuration answers initialize in words, without a connection', async () => {
    peer = new Peer(echo)
    await peer.start()
    const bad = startBridge({ SAGEMCP_KEY: 'sk_1\nsecret' })
    bad.send({ id: 1, method: 'initialize' })
    await until('the answer', () => bad.seen.lines.length > 0)
    expect(bad.messages()[0]?.error?.message).toMatch(/SAGEMCP_KEY holds characters that no key has/)
    const clear = startBridge({}, 'ws://example.com/mcp')
    clear.send({ id: 1, method: 'initialize' })
    await until('the answer', () => clear.seen.lines.length > 0)
    expect(clear.messages()[0]?.error?.message).toMatch(/unencrypted/)
    expect(peer.upgrades).toBe(0)
  })
})

/** One text frame is one message. */
class FrameTransport implements Transport {
  onclose?: () => void
  onmessage?: NonNullable<Transport['onmessage']>
  constructor(private readonly socket: WebSocket) {}

  async start(): Promise<void> {
    this.socket.on('message', (data) => this.onmessage?.(JSON.parse((data as Buffer).toString()) as JSONRPCMessage))
    this.socket.on('close', () => this.onclose?.())
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.socket.send(JSON.stringify(message))
  }

  async close(): Promise<void> {
    this.socket.close(1000)
  }
}

/** A real MCP server; `slow` waits until it is cancelled. */
function mcpServer(calls: string[]): Server {
  const server = new Server({ name: 'peer', version: '1' }, { capabilities: { tools: { listChanged: true } } })
  const inputSchema = { type: 'object' as const }
  server.setRequestHandler('tools/list', async () => ({
    tools: ['echo', 'slow'].map((name) => ({ name, inputSchema })),
  }))
  server.setRequestHandler('tools/call', async ({ params }, ctx) => {
    calls.push(params.name)
    if (params.name === 'slow') {
      await new Promise((resolve) => ctx.mcpReq.signal.addEventListener('abort', resolve, { once: true }))
      calls.push('slow cancelled')
    }
    return { content: [{ type: 'text', text: String(params.arguments?.text) }] }
  })
  return server
}

describe.each(Object.entries(BRIDGES))('%s', (_name, connect) => {
  let calls: string[]
  let handles: { close(): Promise<void> }[]

  async function start(): Promise<McpClient> {
    calls = []
    handles = []
    peer = new Peer((socket) => {
      handles.push(serveStdio(() => mcpServer(calls), { transport: new FrameTransport(socket) }))
    })
    await peer.start()
    const client = await connect(peer.url, KEY)
    ends.push(() => client.close())
    return client
  }
  const count = (name: string) => calls.filter((each) => each === name).length

  test('lists, calls and cancels', async () => {
    const client = await start()
    expect(await client.tools()).toEqual(['echo', 'slow'])
    expect((await client.call('echo', { text: 'hi' })).content[0]?.text).toBe('hi')
    const abort = new AbortController()
    const slow = client.call('slow', {}, { signal: abort.signal }).catch((error: Error) => error)
    await until('the call starts', () => count('slow') === 1)
    abort.abort()
    expect(await slow).toBeInstanceOf(Error)
    await until('the server hears of it', () => count('slow cancelled') === 1)
  })

  test.each(['crash', 'orderly stop'])('outlives a restart of the server (%s)', async (how) => {
    const client = await start()
    let changes = 0
    await client.onToolsChanged(() => changes++)
    await client.tools()
    const slow = client.call('slow', {}).catch((error: Error) => error)
    await until('the call starts', () => count('slow') === 1)

    if (how === 'orderly stop') for (const handle of handles) await handle.close()
    await peer.stop()
    expect(await slow).toMatchObject({ message: expect.stringContaining('outcome unknown') })
    // Asked while nobody is there: it waits.
    const waiting = client.call('echo', { text: 'later' })
    await peer.start()
    expect((await waiting).content[0]?.text).toBe('later')
    await until('the client hears that tools changed', () => changes > 0)
    expect(await client.tools()).toEqual(['echo', 'slow'])
    expect(count('slow')).toBe(1)
    expect(count('echo')).toBe(1)
  })
})
