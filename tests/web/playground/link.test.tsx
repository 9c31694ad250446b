import { setImmediate as nextTurn } from 'node:timers/promises'
import { Problem } from '../../../web/src/api/client'
import { PATIENCE_MS } from '../../../web/src/mcp/connect'
import type { TransportKind } from '../../../web/src/mcp/kinds'
import { Link } from '../../../web/src/mcp/link'
import { FrameLog } from '../../../web/src/mcp/log'
import { FakeEndpoint, said } from './fake-endpoint'
import { FakeSocket } from './fake-socket'

const MINUTE = 60_000
const URL = 'https://mcp.example.com/api/v1/acme/mcp'

let endpoint: FakeEndpoint
let link: Link
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick'] })
  endpoint = new FakeEndpoint()
  FakeSocket.all.length = 0
  Object.assign(globalThis, { WebSocket: FakeSocket })
})
afterEach(async () => {
  link.stop()
  jest.useRealTimers()
  await endpoint.close()
})

function open(kind: TransportKind, more: { newToken?: () => never } = {}) {
  const log = new FrameLog()
  const tickets: string[] = []
  jest.spyOn(globalThis, 'fetch').mockImplementation((url, init) => {
    if (!String(url).endsWith('/ticket')) return endpoint.api.fetch(String(url), init ?? {})
    tickets.push(new Headers(init?.headers).get('authorization') ?? '')
    return Promise.resolve(Response.json({ url: `wss://mcp.example.com/api/v1/acme/mcp?ticket=t${tickets.length}` }))
  })
  const newToken = () => {
    const token = `token-${endpoint.tokens.push('*')}`
    const expiresAt = new Date(Date.now() + 5 * MINUTE).toISOString()
    return Promise.resolve({ token, expiresAt, mcpUrl: URL, sseUrl: URL, wsUrl: URL, ticketUrl: `${URL}/ticket` })
  }
  const listener = { ask: () => Promise.resolve({ action: 'cancel' as const }), changed: () => {} }
  link = new Link({ kind, log, newToken, listener, ...more })
  link.start()
  return { log, tickets, notes: () => log.frames().flatMap((each) => (each.kind === 'note' ? [each.title] : [])) }
}

/** Fake timers stand still, so promises are given their turns. */
async function until(is: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !is(); turn++) await nextTurn()
  expect(is()).toBe(true)
}
const isOpen = () => link.state().status === 'open'
const connection = () => {
  const state = link.state()
  if (state.status !== 'open') throw new Error(`it is ${state.status}`)
  return state.connection
}

describe('an endpoint that is kept open', () => {
  it('is opened anew before its token ends, while what runs finishes', async () => {
    let finish = () => {}
    endpoint.add('slow', {}, () => new Promise<object>((done) => (finish = () => done(said('done')))))
    const { notes } = open('http')
    await until(isOpen)
    const first = connection()
    const call = first.client.request(
      { method: 'tools/call', params: { name: 'slow', arguments: {} } },
      { timeout: PATIENCE_MS },
    )
    await until(() => endpoint.called.length === 1)
    jest.advanceTimersByTime(4 * MINUTE)
    expect(endpoint.tokens).toHaveLength(1)
    jest.advanceTimersByTime(20_000)
    await until(() => isOpen() && connection() !== first)
    expect(endpoint.tokens).toHaveLength(2)
    finish()
    await expect(call).resolves.toMatchObject({ content: [{ text: 'done' }] })
    expect(notes()).toEqual(['Connected.', 'Connected anew, with a new token.'])
  })

  it('rests when nobody uses it for ten minutes, and comes back at a touch', async () => {
    open('http')
    await until(isOpen)
    for (const tokens of [2, 3]) {
      const before = connection()
      jest.advanceTimersByTime(4 * MINUTE + 20_000)
      await until(() => isOpen() && connection() !== before)
      expect(endpoint.tokens).toHaveLength(tokens)
    }
    jest.advanceTimersByTime(4 * MINUTE + 20_000)
    await until(() => link.state().status === 'resting')
    expect(endpoint.tokens).toHaveLength(3)
    link.touch()
    await until(isOpen)
    expect(endpoint.tokens).toHaveLength(4)
  })

  it('says what was lost and when it tries again, then does, with a ticket of its own each time', async () => {
    const { notes, tickets } = open('websocket')
    await until(isOpen)
    expect(FakeSocket.all[0]).toMatchObject({ protocol: 'mcp', address: 'ws://localhost/api/v1/acme/mcp?ticket=t1' })
    FakeSocket.all[0]?.breaks(1012, '')
    expect(link.state()).toEqual({ status: 'waiting', why: 'The server is restarting.', retryAt: Date.now() + 1_000 })
    jest.advanceTimersByTime(1_000)
    await until(isOpen)
    expect(tickets).toEqual(['Bearer token-1', 'Bearer token-2'])
    expect(notes()).toEqual(['Connected.', 'Connection lost. The server is restarting.', 'Connected.'])
  })

  it('tells the server’s own words for the end of a socket', async () => {
    open('websocket')
    await until(isOpen)
    FakeSocket.all[0]?.breaks(4401, 'The key or token has expired.')
    expect(link.state()).toMatchObject({ status: 'waiting', why: 'The key or token has expired.' })
  })

  it('does not insist where it was refused', async () => {
    const refused = new Problem(403, { code: 'forbidden', detail: 'Only members.', hint: 'Be one.' })
    open('http', {
      newToken: () => {
        throw refused
      },
    })
    await until(() => link.state().status === 'failed')
    expect(link.state()).toEqual({ status: 'failed', problem: refused })
    jest.advanceTimersByTime(10 * MINUTE)
    expect(link.state().status).toBe('failed')
  })

  it('writes no token into the log', async () => {
    const { log } = open('websocket')
    await until(isOpen)
    expect(log.frames().length).toBeGreaterThan(2)
    expect(JSON.stringify(log.frames())).not.toMatch(/token-|ticket=/)
  })
})
