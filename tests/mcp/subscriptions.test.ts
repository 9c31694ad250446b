import { startTestApp, type TestApp, withLab } from '../support/app'
import {
  answer,
  bearer,
  BOTH,
  envelope,
  initialize,
  modern,
  modernHeaders,
  openSession,
  RawSocket,
  reading,
} from '../support/raw'
import { until } from '../support/until'

let app: TestApp
let lab: Awaited<ReturnType<typeof withLab>>
let ends: (() => void)[] = []

beforeAll(async () => {
  app = await startTestApp()
  lab = await withLab(app)
  await app.addConnector('acme', { type: 'lab', slug: 'second' })
})
afterEach(() => {
  for (const end of ends) end()
  ends = []
})
afterAll(() => app?.close())

const rpc = (method: string, params: object, id: number | string = 1) => ({ jsonrpc: '2.0', id, method, params })
const README = 'lab://readme'
/** An acknowledgement or a refusal names the URI too, so it is looked for message by message. */
const updated = (uri: string) => (text: string) =>
  text
    .split('"jsonrpc"')
    .some((message) => message.includes('notifications/resources/updated') && message.includes(uri))

async function listening(...about: Parameters<typeof reading>) {
  const stream = await reading(...about)
  ends.push(stream.drop)
  return () => stream.text
}

/** Subscribes in each way there is and gives what was heard since. */
const WAYS: Record<string, (url: string, uris: string[]) => Promise<() => string>> = {
  'listen stream': async (url, uris) => {
    const notifications = { toolsListChanged: true, resourceSubscriptions: uris }
    const heard = await listening(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: BOTH,
        ...bearer(lab.key),
        ...modernHeaders('subscriptions/listen'),
      },
      body: JSON.stringify(rpc('subscriptions/listen', { _meta: envelope(), notifications })),
    })
    await until('an answer', () => heard() !== '')
    return heard
  },
  session: async (url, uris) => {
    const session = await openSession(url, lab.key)
    const heard = await listening(url, {
      headers: { ...bearer(lab.key), ...session.headers, accept: 'text/event-stream' },
    })
    for (const uri of uris) await session.send(rpc('resources/subscribe', { uri }, 2))
    return heard
  },
  'listen on a WebSocket': async (url, uris) => {
    const socket = await RawSocket.connect(url, bearer(lab.key))
    ends.push(() => socket.close())
    const notifications = { toolsListChanged: true, resourceSubscriptions: uris }
    socket.send(rpc('subscriptions/listen', { _meta: envelope(), notifications }))
    await until('an answer', () => socket.received.length > 0)
    return () => JSON.stringify(socket.received)
  },
  WebSocket: async (url, uris) => {
    const socket = await RawSocket.connect(url, bearer(lab.key))
    ends.push(() => socket.close())
    socket.send(initialize())
    socket.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
    for (const uri of uris) socket.send(rpc('resources/subscribe', { uri }, uri))
    await until('the answers', () => uris.every((uri) => socket.received.some((m) => m.id === uri)))
    return () => JSON.stringify(socket.received)
  },
}

const touch = (uri: string) => {
  const name = uri.startsWith('second:') ? 'second_touch' : 'lab_touch'
  return modern(lab.url, lab.key, 'tools/call', { name, arguments: { uri } })
}

describe.each(Object.entries(WAYS))('by %s', (_name, subscribe) => {
  test.each(['tenant', 'connector'])('who subscribed on the %s endpoint hears of a change', async (shape) => {
    const heard = await subscribe(app.endpoint('acme', shape === 'tenant' ? undefined : 'lab'), [README])
    expect(updated(README)(heard())).toBe(false)
    expect(answer(await touch(README)).result).toBeDefined()
    await until('the update', () => updated(README)(heard()))
  })

  test('nobody hears of a resource that the endpoint does not offer', async () => {
    const heard = await subscribe(app.endpoint('acme', 'second'), [README, 'second://readme'])
    await touch(README)
    // What comes after it on the same channel shows that it did not come.
    await touch('second://readme')
    await until('the update of its own', () => updated('second://readme')(heard()))
    expect(updated(README)(heard())).toBe(false)
  })

  test('nor of one that was not subscribed to', async () => {
    const heard = await subscribe(lab.url, ['lab://notes/1'])
    await touch(README)
    await touch('lab://notes/1')
    await until('the update', () => updated('lab://notes/1')(heard()))
    expect(updated(README)(heard())).toBe(false)
  })
})
