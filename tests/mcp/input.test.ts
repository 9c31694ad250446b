import { startTestApp, type TestApp, withLab } from '../support/app'
import { mutations } from '../support/mutations'
import {
  answer,
  ask,
  bearer,
  envelope,
  initialize,
  type Message,
  messages,
  modern,
  modernHeaders,
  open,
  openSession,
  post,
  type RawReply,
  RawSocket,
} from '../support/raw'
import { until } from '../support/until'

const SEED = 20_261_121
const FRAMES = 1_000

/** What must never be in an answer: stack traces, paths, SQL, the names of our parts. */
const INSIDE =
  /\bat .+:\d+:\d+|node_modules|\/(?:home|root|work|srv|tmp|usr)\/|\.(?:ts|js|cjs|mjs)\b|\b(?:SELECT|INSERT|UPDATE|DELETE) .*\b(?:FROM|INTO|SET)\b|typeorm|QueryFailed|ZodError|TypeError|of undefined|is not a function|Cannot read/i

let app: TestApp
let lab: Awaited<ReturnType<typeof withLab>>

beforeAll(async () => {
  app = await startTestApp({
    env: { SAGEMCP_CALLER_CALLS_PER_MINUTE: '1000000', SAGEMCP_TENANT_CALLS_PER_MINUTE: '1000000' },
  })
  lab = await withLab(app)
  process.stdout.write(`mutated frames: seed ${SEED}\n`)
})
afterAll(() => app?.close())

/** A refusal in the protocol's form, or an answer; never a failure of the server. */
function proper(reply: RawReply): void {
  expect(reply.text).not.toMatch(INSIDE)
  expect([200, 202, 400, 404, 406, 413, 415]).toContain(reply.status)
  if (reply.status === 202) return
  const found = messages(reply.text)
  expect(found.length).toBeGreaterThan(0)
  for (const message of found.flat()) properMessage(message)
  if (reply.status >= 400) expect(answer(reply).error).toBeDefined()
}

function properMessage(message: Message): void {
  expect(JSON.stringify(message)).not.toMatch(INSIDE)
  expect(message).toMatchObject({ jsonrpc: '2.0' })
  if (message.error) {
    expect(Number.isInteger(message.error.code)).toBe(true)
    // -32603 would be the server's own fault.
    expect(message.error.code === -32603 ? message.error : undefined).toBeUndefined()
    expect(typeof message.error.message).toBe('string')
  }
}

const alive = async () => expect((await modern(lab.url, lab.key, 'tools/list')).status).toBe(200)

describe('bad bodies over HTTP', () => {
  const bodies: [string, () => string | Buffer, number, number][] = [
    ['nothing', () => '', 400, -32700],
    ['half of an object', () => '{"jsonrpc":"2.0","id":1,', 400, -32700],
    ['a number', () => '42', 400, -32600],
    ['null', () => 'null', 400, -32600],
    ['an empty array', () => '[]', 400, -32600],
    ['HTML', () => '<html></html>', 400, -32700],
    ['bytes that are no UTF-8', () => Buffer.from([0x22, 0xff, 0xfe, 0x22]), 400, -32700],
    ['a BOM and nothing', () => Buffer.from([0xef, 0xbb, 0xbf]), 400, -32700],
    ['nesting of 100,000', () => '['.repeat(100_000), 400, -32700],
    ['deep but balanced', () => `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 400, -32700],
    ['5 MB of a string', () => JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'x'.repeat(5 * 2 ** 20) }), 413, -32600],
    ['another protocol', () => JSON.stringify({ jsonrpc: '1.0', id: 1, method: 'tools/list' }), 400, -32600],
  ]

  test.each(bodies)('%s, in the newest revision and in a session', async (_name, body, status, code) => {
    const session = await openSession(lab.url, lab.key)
    for (const headers of [modernHeaders('tools/list'), session.headers]) {
      const reply = await post(lab.url, lab.key, body(), headers)
      expect(reply.status).toBe(status)
      proper(reply)
      if (code !== -32600) expect(answer(reply).error?.code).toBe(code)
    }
    await alive()
  })

  test('another content type is 415', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', '']) {
      const reply = await post(lab.url, lab.key, initialize(), { 'content-type': type })
      expect({ type, status: reply.status }).toEqual({ type, status: 415 })
      proper(reply)
    }
  })

  test('a client that accepts nothing we can say is 406', async () => {
    proper(await post(lab.url, lab.key, initialize(), { accept: 'text/html' }))
    await alive()
  })

  test('another HTTP method is 405 and says which are allowed', async () => {
    for (const method of ['PUT', 'PATCH', 'OPTIONS']) {
      const reply = await ask(lab.url, { method, headers: bearer(lab.key) })
      expect(reply.status).toBe(405)
      expect(reply.headers.allow).toContain('POST')
    }
  })
})

describe('bad arguments', () => {
  const wrong: [string, unknown][] = [
    ['of a wrong type', { text: 42 }],
    ['missing', {}],
    ['unknown', { text: 'x', more: 1 }],
    ['too long', { text: 'x'.repeat(1_001) }],
  ]

  test.each(wrong)('%s: an isError result that names the field', async (name, args) => {
    const reply = await modern(lab.url, lab.key, 'tools/call', { name: 'lab_echo', arguments: args })
    const { result } = answer(reply)
    expect(result?.isError).toBe(true)
    const text = JSON.stringify(result)
    expect(text).toContain('validation')
    expect(text).toMatch(name === 'unknown' ? /more/ : /text/)
  })

  test('a prototype among them is dropped or refused, and nobody is given it', async () => {
    const args: unknown = JSON.parse('{"text":"x","__proto__":{"polluted":true}}')
    const reply = await modern(lab.url, lab.key, 'tools/call', { name: 'lab_echo', arguments: args })
    expect(reply.text).not.toContain('polluted')
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    proper(reply)
  })

  test.each(['a string', [1, 2], 7])('arguments that are %p are refused', async (args) => {
    proper(await modern(lab.url, lab.key, 'tools/call', { name: 'lab_echo', arguments: args }))
  })

  test.each(['lab_nothing', 'echo', '__proto__', 'constructor', 'toString', '', 'LAB_ECHO'])(
    'the tool %p does not exist',
    async (name) => {
      const reply = await modern(lab.url, lab.key, 'tools/call', { name, arguments: {} })
      expect(answer(reply).error).toBeDefined()
      proper(reply)
    },
  )

  test.each(['lab://nothing', 'file:///etc/passwd', 'lab://notes/../readme', 'http://127.0.0.1/', 'x'])(
    'the resource %p does not exist',
    async (uri) => {
      const params = { uri, _meta: envelope() }
      const body = { jsonrpc: '2.0', id: 1, method: 'resources/read', params }
      const reply = await post(lab.url, lab.key, body, modernHeaders('resources/read', uri))
      expect(answer(reply).error?.code).toBe(-32602)
      proper(reply)
    },
  )

  test('a cursor of another call is refused in words', async () => {
    const { result } = answer(
      await modern(lab.url, lab.key, 'tools/call', { name: 'lab_list_numbers', arguments: { cursor: 'AAAA' } }),
    )
    expect(result?.isError).toBe(true)
    expect(JSON.stringify(result)).toContain('cursor')
  })
})

/** Valid messages, to be broken. */
const corpus = (meta?: object) => {
  const more = meta === undefined ? {} : { _meta: meta }
  return [
    { jsonrpc: '2.0', id: 1, method: 'tools/list', params: more },
    {
      jsonrpc: '2.0',
      id: 'two',
      method: 'tools/call',
      params: { name: 'lab_echo', arguments: { text: 'hello' }, ...more },
    },
    {
      jsonrpc: '2.0',
      id: 3,
      method: 'tools/call',
      params: { name: 'lab_list_numbers', arguments: { limit: 3 }, ...more },
    },
    {
      jsonrpc: '2.0',
      id: 4,
      method: 'prompts/get',
      params: { name: 'lab_greet', arguments: { name: 'Ann' }, ...more },
    },
    { jsonrpc: '2.0', id: 5, method: 'resources/read', params: { uri: 'lab://notes/1', ...more } },
    {
      jsonrpc: '2.0',
      id: 6,
      method: 'completion/complete',
      params: { ref: { type: 'ref/prompt', name: 'lab_greet' }, argument: { name: 'tone', value: 'w' }, ...more },
    },
    { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1, ...more } },
  ]
}

describe(`${FRAMES} mutated frames`, () => {
  test('over HTTP, newest revision', async () => {
    for (const [i, frame] of mutations(corpus(envelope()), FRAMES, SEED).entries()) {
      const name = ['tools/list', 'tools/call'][i % 2] as string
      proper(await post(lab.url, lab.key, frame, modernHeaders(name, i % 2 ? 'lab_echo' : undefined)))
    }
    await alive()
  }, 120_000)

  test('over HTTP, in a session', async () => {
    const session = await openSession(lab.url, lab.key)
    for (const frame of mutations(corpus(), FRAMES, SEED + 1)) proper(await session.send(frame))
    expect((await session.send({ jsonrpc: '2.0', id: 99, method: 'ping' })).status).toBe(200)
    await alive()
  }, 120_000)

  test('over HTTP+SSE', async () => {
    const stream = await open(`${lab.url}/sse`, { headers: bearer(lab.key) })
    let text = ''
    stream.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
    stream.on('error', () => {})
    await until('the endpoint', () => text.includes('event: endpoint'))
    const url = new URL(/data: (\S+)/.exec(text)?.[1] ?? '', app.origin).href
    const send = (body: unknown) => post(url, lab.key, body)
    await send(initialize('2024-11-05'))
    await send({ jsonrpc: '2.0', method: 'notifications/initialized' })
    for (const frame of mutations(corpus(), FRAMES, SEED + 2)) {
      const reply = await send(frame)
      expect([202, 400, 413]).toContain(reply.status)
      expect(reply.text).not.toMatch(INSIDE)
    }
    await send({ jsonrpc: '2.0', id: 'last', method: 'ping' })
    await until('the last answer', () => text.includes('"last"'))
    for (const line of text.split('\n').filter((l) => l.startsWith('data: {')))
      properMessage(JSON.parse(line.slice(6)) as Message)
    stream.destroy()
    await alive()
  }, 120_000)

  test.each([
    ['newest revision', envelope(), SEED + 3],
    ['older revision', undefined, SEED + 4],
  ])(
    'over WebSocket, %s',
    async (_name, meta, seed) => {
      const socket = await RawSocket.connect(lab.url, bearer(lab.key))
      const first =
        meta === undefined
          ? initialize()
          : { jsonrpc: '2.0', id: 'init', method: 'tools/list', params: { _meta: meta } }
      socket.send(first)
      await until('the first answer', () => socket.received.length > 0)
      if (meta === undefined) socket.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
      let sent = 0
      for (const frame of mutations(corpus(meta), FRAMES, seed)) {
        // A text frame that is no UTF-8 ends a WebSocket before we see it; those bytes go over HTTP above.
        const text = frame.toString('utf8')
        socket.send(text)
        if ((sent += 1) % 50 === 0) {
          const id = `check-${sent}`
          socket.send({ jsonrpc: '2.0', id, method: 'tools/list', params: meta === undefined ? {} : { _meta: meta } })
          await until(`${id} is answered`, () => socket.received.some((m) => m.id === id))
          expect(socket.received.find((m) => m.id === id)?.result).toBeDefined()
        }
      }
      expect(socket.closed).toBeUndefined()
      for (const message of socket.received) properMessage(message)
      expect(socket.received.filter((m) => m.error).length).toBeGreaterThan(100)
      socket.close()
      await alive()
    },
    120_000,
  )

  test('a frame of 5 MB ends the WebSocket and nothing else', async () => {
    const socket = await RawSocket.connect(lab.url, bearer(lab.key))
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'x'.repeat(5 * 2 ** 20) }))
    await until('the end', () => socket.closed !== undefined)
    expect(socket.closed?.code).toBe(1009)
    await alive()
  })
})

test('the check itself: an answer with a stack trace in it would be noticed', () => {
  const leak = {
    status: 400,
    headers: {},
    text: JSON.stringify({ jsonrpc: '2.0', id: 1, error: { code: -32600, message: 'at f (/srv/x.ts:1:2)' } }),
  }
  expect(() => proper(leak)).toThrow()
})
