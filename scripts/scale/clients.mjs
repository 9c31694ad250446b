// Clients that go on whatever happens, and note what came: an answer, none, or something that nobody should get.
import { once } from 'node:events'
import http from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'

const PAUSE_MS = 20
const PATIENCE_MS = 5_000
const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'scale', version: '1' },
}
const initialize = (version) => ({
  jsonrpc: '2.0',
  id: 'init',
  method: 'initialize',
  params: { protocolVersion: version, capabilities: {}, clientInfo: { name: 'scale', version: '1' } },
})
const INITIALIZED = { jsonrpc: '2.0', method: 'notifications/initialized' }
const PING = { jsonrpc: '2.0', id: 'ping', method: 'ping' }
const TEXT = 'what was said'
const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
const call = (id, name = 'lab_echo', more = {}) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: { text: TEXT }, ...more },
})

/** Of one kind of client. */
export class Notes {
  answered = 0
  /** The connection broke, or the proxy found nobody: the client does not know. */
  unanswered = 0
  wrong = []

  constructor(kind) {
    this.kind = kind
  }

  /** True for an answer. */
  take({ status, text }, isAnswer = status === 200 && text.includes(TEXT)) {
    if (isAnswer) this.answered += 1
    else if (status === 0 || status === 502) this.unanswered += 1
    else this.wrong.push(`${status} ${text.slice(0, 200)}`)
    return isAnswer
  }
}

/** Status 0: nothing came. */
export async function send(url, key, body, headers = {}, method = 'POST') {
  try {
    const reply = await fetch(url, {
      method,
      headers: {
        ...HEADERS,
        authorization: `Bearer ${key}`,
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: reply.status, headers: reply.headers, text: await reply.text() }
  } catch (error) {
    return { status: 0, text: String(error.cause ?? error) }
  }
}

/** Calls in sessions of an older revision, a new one every twenty calls. Adds the id of each to `opened` once it was told. */
export async function sessions({ url, key, isOver }, notes, opened) {
  for (let id; !isOver(); await wait(PAUSE_MS)) {
    if (id === undefined) {
      const begun = await send(url, key, initialize('2025-11-25'))
      if (!notes.take(begun, begun.status === 200)) continue
      id = begun.headers.get('mcp-session-id')
      opened.push(id)
    }
    for (let n = 0; n < 20 && !isOver(); n++) notes.take(await send(url, key, call(n), inSession(id)))
    id = undefined
  }
}

const inSession = (id) => ({ 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' })

export const ping = (url, key, id) => send(url, key, PING, inSession(id))

/** A call that is more work for a server than for what stands before it: a page of a hundred things. */
const LIST = { name: 'lab_list_numbers', arguments: { limit: 100 } }
const LISTED = '"n":100'
const list = (more = {}) => ({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { ...LIST, ...more } })

export const MODERN_LIST = {
  headers: { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': LIST.name },
  body: list({ _meta: MODERN }),
}

/** The same in each of so many new sessions. */
export const listsInSessions = (url, key, count) =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const { headers } = await send(url, key, initialize('2025-11-25'))
      return { headers: inSession(headers.get('mcp-session-id')), body: list() }
    }),
  )

/**
 * So many of these calls, the next when the last is answered, each worker with a request and a connection of its own. Tells how
 * many were answered a second while none of the workers was out of work.
 */
export async function repeat({ url, key, requests, calls, atOnce }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: atOnce })
  const began = performance.now()
  let left = calls
  let perSecond
  const worker = async (which) => {
    const { headers, body } = requests[which % requests.length]
    const text = JSON.stringify(body)
    const all = { ...HEADERS, ...headers, authorization: `Bearer ${key}`, 'content-length': Buffer.byteLength(text) }
    while (left-- > 0) {
      const req = http.request(url, { method: 'POST', agent, headers: all })
      req.end(text)
      const [res] = await once(req, 'response')
      let reply = ''
      for await (const chunk of res.setEncoding('utf8')) reply += chunk
      if (res.statusCode !== 200 || !reply.includes(LISTED)) throw new Error(`a call got ${res.statusCode} ${reply}`)
      if (left <= 0) perSecond ??= ((calls - atOnce) * 1_000) / (performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, (_, which) => worker(which)))
  agent.destroy()
  return perSecond
}

/** Calls of 2026-07-28; `acknowledged` is called for each. */
export async function modern({ url, key, isOver }, notes, name = 'lab_echo', acknowledged = () => {}) {
  const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': name }
  for (let n = 0; !isOver(); await wait(PAUSE_MS), n++) {
    if (notes.take(await send(url, key, call(n, name, { _meta: MODERN }), headers))) acknowledged()
  }
}

/** Calls over a WebSocket, which is opened again whenever it closes. */
export async function socket({ url, key, isOver }, notes) {
  while (!isOver()) {
    const ws = new WebSocket(url.replace(/^http/, 'ws'), 'mcp', { headers: { authorization: `Bearer ${key}` } })
    const closed = new Promise((resolve) => ws.once('close', resolve))
    ws.on('error', () => {})
    ws.once('unexpected-response', (_, reply) => {
      notes.take({ status: reply.statusCode, text: 'of an upgrade' })
      ws.terminate()
    })
    const next = (body) => {
      ws.send(JSON.stringify(body))
      return Promise.race([new Promise((resolve) => ws.once('message', (data) => resolve(String(data)))), closed])
    }
    const note = (text) => notes.take(typeof text === 'string' ? { status: 200, text } : { status: 0, text: '' })
    await Promise.race([new Promise((resolve) => ws.once('open', resolve)), closed])
    if (ws.readyState === ws.OPEN) {
      await next(initialize('2025-11-25'))
      if (ws.readyState === ws.OPEN) ws.send(JSON.stringify(INITIALIZED))
      for (let n = 0; ws.readyState === ws.OPEN && !isOver(); n++) {
        note(await next(call(n)))
        await wait(PAUSE_MS)
      }
    }
    ws.terminate()
    await wait(PAUSE_MS)
  }
}

/** Calls over HTTP+SSE, whose stream is opened again whenever it ends. */
export async function sse({ url, key, isOver }, notes) {
  while (!isOver()) {
    const end = new AbortController()
    try {
      const headers = { authorization: `Bearer ${key}`, accept: 'text/event-stream' }
      const stream = await fetch(`${url}/sse`, { headers, signal: end.signal })
      if (stream.status !== 200) notes.take({ status: stream.status, text: await stream.text() })
      else await overStream(new Told(stream.body), { url, key, isOver }, notes)
    } catch (error) {
      notes.take({ status: error instanceof InVain ? 200 : 0, text: String(error) })
    }
    end.abort()
    await wait(PAUSE_MS)
  }
}

async function overStream(told, { url, key, isOver }, notes) {
  const [, path] = await told.until(/data: (\S+sessionId=\S+)/)
  const to = new URL(path, url).href
  const post = async (body, answer) => {
    const { status, text } = await send(to, key, body)
    if (status !== 202) return notes.take({ status, text })
    await told.until(answer)
    return notes.take({ status: 200, text: TEXT })
  }
  await post(initialize('2024-11-05'), /"id":"init"/)
  await send(to, key, INITIALIZED)
  for (let n = 0; !isOver(); n++) {
    await post(call(n), new RegExp(`"id":${n}[,}]`))
    await wait(PAUSE_MS)
  }
}

class InVain extends Error {}

/** What a stream told. */
export class Told {
  text = ''
  hasEnded = false
  #more = () => {}

  constructor(body) {
    void this.#read(body)
  }

  async until(pattern, ms = PATIENCE_MS) {
    const last = performance.now() + ms
    for (;;) {
      const found = pattern.exec(this.text)
      if (found) return found
      if (this.hasEnded) throw new Error('the stream has ended')
      const left = last - performance.now()
      if (left <= 0) throw new InVain(`waited in vain for ${pattern}`)
      await Promise.race([new Promise((resolve) => (this.#more = resolve)), wait(left)])
    }
  }

  async #read(body) {
    const decoder = new TextDecoder()
    try {
      for await (const chunk of body) {
        this.text += decoder.decode(chunk, { stream: true })
        this.#more()
      }
    } catch {
      // It broke: what was told until then counts.
    }
    this.hasEnded = true
    this.#more()
  }
}

/** A long call in a session, at this process; what comes back to it later goes through the proxy. */
export async function longCall({ at, url, key }) {
  const begun = await send(at, key, initialize('2025-11-25'))
  const headers = {
    ...HEADERS,
    authorization: `Bearer ${key}`,
    ...inSession(begun.headers.get('mcp-session-id')),
  }
  const params = { name: 'lab_slow', arguments: { steps: 100, ms: 200 }, _meta: { progressToken: 'p' } }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 'long', method: 'tools/call', params })
  const told = new Told((await fetch(at, { method: 'POST', headers, body })).body)
  // What is told is stored a moment later.
  await told.until(/"progress":5/)
  const [, last] = told.text.match(/^id: ?(\S+)\ndata: .*"progress":1[,}]/m)
  return {
    /** The seconds until it ended, and how. */
    async resume() {
      const began = performance.now()
      const stream = await fetch(url, { headers: { ...headers, accept: 'text/event-stream', 'last-event-id': last } })
      const resumed = new Told(stream.body)
      const isTold = await resumed.until(/"id":"long"/, 20_000).catch(() => false)
      const how = resumed.text.includes('"error":') ? 'an error' : 'an answer'
      return { seconds: (performance.now() - began) / 1_000, how: isTold ? how : 'nothing' }
    },
  }
}
