// MCP by hand over keep-alive connections: what came, when, and with which status.
import http from 'node:http'

const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'fault', version: '1' },
}
const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
const TIMEOUT_MS = 90_000
/** Shorter than the server keeps an idle connection: a request on one that is just being closed would fail. */
const IDLE_MS = 30_000

export const agent = (maxSockets = 64) => new http.Agent({ keepAlive: true, maxSockets, timeout: IDLE_MS })

/** Never rejects: a connection that failed has status 0 and its error's code. */
export function post({ url, key, via, headers = {} }, body) {
  return new Promise((resolve) => {
    const began = performance.now()
    const text = JSON.stringify(body)
    const failed = (error) =>
      resolve({ status: 0, error: error.code ?? error.message, began, ms: performance.now() - began })
    const req = http.request(
      url,
      {
        method: 'POST',
        agent: via,
        timeout: TIMEOUT_MS,
        headers: { ...HEADERS, authorization: `Bearer ${key}`, ...headers, 'content-length': Buffer.byteLength(text) },
      },
      (res) => {
        let reply = ''
        res.setEncoding('utf8')
        res.on('data', (chunk) => (reply += chunk))
        res.on('error', failed)
        res.on('end', () => {
          const ms = performance.now() - began
          resolve({ status: res.statusCode, headers: res.headers, message: messageOf(reply), began, ms })
        })
      },
    )
    req.on('timeout', () => req.destroy(new Error('timeout')))
    req.on('error', failed)
    req.end(text)
  })
}

/** The answer in a JSON body or at the end of a stream. */
function messageOf(reply) {
  const text = reply.startsWith('{')
    ? reply
    : reply
        .split('\n')
        .findLast((line) => line.startsWith('data: {'))
        ?.slice(6)
  return text === undefined ? undefined : JSON.parse(text)
}

let next = 1

export const ask = (who, method, params = {}) =>
  post(
    {
      ...who,
      headers: {
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': method,
        ...(params.name === undefined ? {} : { 'mcp-name': params.name }),
      },
    },
    { jsonrpc: '2.0', id: next++, method, params: { ...params, _meta: MODERN } },
  )

export const call = (who, name, text) => ask(who, 'tools/call', { name, arguments: { text } })

export const isOk = ({ status, message }) => status === 200 && message?.result !== undefined && !message.result.isError

/** A session of the revision before; its calls. */
export async function openSession(who) {
  const hello = await post(who, {
    jsonrpc: '2.0',
    id: 0,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'fault', version: '1' } },
  })
  if (hello.status !== 200) return { refused: hello }
  const headers = { 'mcp-session-id': hello.headers['mcp-session-id'], 'mcp-protocol-version': '2025-11-25' }
  await post({ ...who, headers }, { jsonrpc: '2.0', method: 'notifications/initialized' })
  return {
    call: (name, text) =>
      post(
        { ...who, headers },
        { jsonrpc: '2.0', id: next++, method: 'tools/call', params: { name, arguments: { text } } },
      ),
  }
}

/** Calls one after the other until told to stop; `note` gets each answer. */
export function keepCalling(once, note, pauseMs = 0) {
  const stop = new AbortController()
  const done = (async () => {
    while (!stop.signal.aborted) {
      note(await once())
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  })()
  return async () => {
    stop.abort()
    await done
  }
}

/** How calls failed, the first few. */
export const wordsOf = (failed) =>
  failed.length === 0
    ? ''
    : ` (${[...new Set(failed.map(({ status, error, message }) => `${status} ${error ?? message?.error?.message ?? message?.result?.content?.[0]?.text}`))].slice(0, 3).join(' | ')})`
