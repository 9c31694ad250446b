// Thousands of clients with a WebSocket or a session come back at once after a restart.
import { WebSocket } from 'ws'
import { agent, isOk, openSession } from './client.mjs'
import { addTenant, openPostgres, startServer, wait } from './stage.mjs'

const BOUND_MS = 60_000
/** As clients wait: longer each time, and not all for the same. */
const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 4_000
/** What a client tries again after: no connection, and being asked to come back later. */
const AGAIN = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'socket hang up', 429, 503])
const HELLO = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'fault', version: '1' } },
}

export async function fault(stage) {
  const [sockets, sessions] = stage.isShort ? [500, 250] : [2_000, 1_000]
  const env = { SAGEMCP_MAX_STREAMS_PER_TENANT: '100000', SAGEMCP_MAX_SESSIONS_PER_TENANT: '100000' }
  env.DATABASE_URL = (await openPostgres(stage)).url
  const first = await startServer(stage, { env })
  const acme = await addTenant(first, 'acme', ['good'])
  const who = { ...acme, via: agent(256) }
  const errors = new Map()
  const wrong = (what) => errors.set(what, (errors.get(what) ?? 0) + 1)

  const socketClients = await many(sockets, () => connectSocket(who))
  const sessionClients = await many(sessions, () => openSession(who))
  const gone = socketClients.map((socket) => new Promise((resolve) => socket.once('close', resolve)))
  await first.stop()
  const codes = await Promise.all(gone)
  stage.promise(
    'WebSockets closed with 1012',
    `${codes.filter((code) => code === 1012).length} of ${sockets}`,
    codes.every((code) => code === 1012),
  )
  const began = performance.now()
  const waiting = [
    ...socketClients.map(() => persistently(() => connectSocket(who).then((socket) => socket.terminate()))),
    ...sessionClients.map(({ call }) =>
      persistently(async () => {
        const reply = await call('good_echo', 'x')
        if (!isOk(reply))
          throw Object.assign(new Error(reply.error ?? `${reply.status}`), { code: reply.error ?? reply.status })
      }),
    ),
  ]
  // They try while nobody is there yet.
  const second = await startServer(stage, { env, folder: first.folder, port: first.port })
  const times = await Promise.all(waiting)
  const last = Math.max(...times) - began
  const served = times.filter(Number.isFinite).length
  stage.promise('served again', `${served} of ${sockets + sessions}`, served === sockets + sessions)
  stage.promise('the last one after the restart began', `${(last / 1_000).toFixed(1)} s`, last <= BOUND_MS)
  const words = [...errors].map(([what, count]) => `${count} ${what}`).join(', ')
  stage.promise(
    'errors',
    words || 'none',
    [...errors.keys()].every((what) => AGAIN.has(what)),
  )
  stage.promise('the server', second.hasEnded() === undefined ? 'up' : 'ended', second.hasEnded() === undefined)

  /** When it worked. */
  async function persistently(once) {
    for (
      let pause = FIRST_WAIT_MS;
      performance.now() - began < 2 * BOUND_MS;
      pause = Math.min(2 * pause, LONGEST_WAIT_MS)
    ) {
      try {
        await once()
        return performance.now()
      } catch (error) {
        wrong(error.code ?? error.message)
        if (!AGAIN.has(error.code ?? error.message)) return Infinity
      }
      await wait(pause * (0.5 + Math.random()))
    }
    return Infinity
  }
}

/** In groups, so that the beginning is no storm yet. */
async function many(count, open) {
  const all = []
  while (all.length < count)
    all.push(...(await Promise.all(Array.from({ length: Math.min(50, count - all.length) }, open))))
  return all
}

/** Open when the server has answered what the client says first. */
function connectSocket({ url, key }) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), 'mcp', { headers: { authorization: `Bearer ${key}` } })
    socket.on('unexpected-response', (_req, res) =>
      reject(Object.assign(new Error(`${res.statusCode}`), { code: res.statusCode })),
    )
    socket.on('error', reject)
    socket.once('open', () => socket.send(JSON.stringify(HELLO)))
    socket.once('message', () => resolve(socket))
    socket.once('close', (code) => reject(Object.assign(new Error(`closed ${code}`), { code: `closed ${code}` })))
  })
}
