// Ten thousand clients that send a byte now and then, or read nothing, beside others whose calls go on.
import { connect } from 'node:net'
import { agent, call, isOk, keepCalling } from './client.mjs'
import { peakOf } from './cgroup.mjs'
import { addTenant, share, startServer, until, wait } from './stage.mjs'

const READERS = 10
/** Answers of 1.5 MB that a reader asks for: more than the buffers below us take. */
const ANSWERS = 4
const DRIP_MS = 4_000
const HEADERS_MS = 30_000
const REQUEST_MS = 60_000
const LOOK_MS = 5_000
/** For a machine with other work. */
const SPARE_MS = 10_000
const KB_EACH = 40

export async function fault(stage) {
  const clients = stage.isShort ? 2_000 : 10_000
  const server = await startServer(stage, { env: { SAGEMCP_MAX_RESULT_BYTES: '2000000' } })
  const acme = await addTenant(server, 'acme', ['good'])
  const who = { ...acme, via: agent() }
  const seen = []
  const stop = keepCalling(
    () => call(who, 'good_echo', 'x'),
    (reply) => seen.push(reply),
    10,
  )
  await wait(stage.isShort ? 2_000 : 5_000)
  const before = seen.splice(0)
  const memory = peakOf(server.pid)
  const { port } = new URL(server.origin)
  const slow = { headers: new Set(), bodies: new Set(), readers: new Set() }
  const all = []
  let grown = 0
  for (let n = 0; n < clients; n++) {
    const kind = n >= clients - READERS ? 'readers' : n % 2 === 0 ? 'headers' : 'bodies'
    // What readers do not take is in memory too, for a minute: another matter.
    if (n === clients - READERS) grown = peakOf(server.pid) - memory
    const socket = connect(Number(port), '127.0.0.1')
    all.push(socket)
    slow[kind].add(socket)
    socket.on('error', () => {})
    socket.on('close', () => slow[kind].delete(socket))
    socket.write(beginning(kind, acme))
    if (kind === 'readers') socket.pause()
    else socket.resume()
    if (n % 200 === 199) await wait(50)
  }
  const drip = setInterval(() => {
    for (const socket of [...slow.headers, ...slow.bodies]) if (socket.writable) socket.write('x')
  }, DRIP_MS)
  stage.later(() => {
    clearInterval(drip)
    for (const socket of all) socket.destroy()
  })
  const openedAt = performance.now()
  const most = slow.headers.size + slow.bodies.size + slow.readers.size
  const after = (ms) => async (kind) => {
    await until(`slow ${kind} are closed`, () => slow[kind].size === 0, ms + LOOK_MS + SPARE_MS)
    stage.promise(`slow ${kind} closed after`, `${Math.round((performance.now() - openedAt) / 1_000)} s`, true)
  }
  await after(HEADERS_MS)('headers')
  if (!stage.isShort) {
    await after(REQUEST_MS)('bodies')
    // They can only notice when they read, and then find the end.
    for (const socket of slow.readers) socket.resume()
    await after(REQUEST_MS)('readers')
  }
  await stop()
  stage.promise('slow clients at once', most, most > clients * 0.95)
  const failed = seen.filter((reply) => !isOk(reply)).length
  stage.promise('calls of others that failed', `${failed} of ${seen.length}`, failed === 0 && seen.length > 0)
  const median = (replies) =>
    share(
      replies.map(({ ms }) => ms),
      0.5,
    )
  stage.promise('median of their calls', `${(median(seen) / median(before)).toFixed(2)}x of before`, true)
  const kb = grown / 1_024 / clients
  stage.promise('memory per slow client', `${kb.toFixed(1)} kB`, kb <= KB_EACH)
}

function beginning(kind, { url, key }) {
  const { pathname, host } = new URL(url)
  const head = `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n`
  if (kind === 'headers') return `${head}X-Slow: `
  if (kind === 'bodies') return `${head}Content-Length: 1000\r\n\r\n{`
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: {
      name: 'good_big',
      arguments: { text: 'x' },
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientCapabilities': {},
        'io.modelcontextprotocol/clientInfo': { name: 'slow', version: '1' },
      },
    },
  })
  const names = 'Mcp-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: good_big\r\n'
  return `${head}${names}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`.repeat(ANSWERS)
}
