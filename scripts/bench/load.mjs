// A load of a fixed number of calls, on loopback only: node load.mjs '{"kind","url","key","tool","calls","concurrency"}'
// Prints one JSON line: calls per second, p50 and p99 in milliseconds, errors.
import http from 'node:http'
import { WebSocket } from 'ws'

const { kind, url, key, tool, calls, concurrency } = JSON.parse(process.argv[2])
const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
}
const TEXT = 'hello world, this is a short echo payload'
const INITIALIZE = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'bench', version: '1' },
}
const message = (id, modern) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: tool, arguments: { text: TEXT }, ...(modern ? { _meta: MODERN } : {}) },
})

const times = []
let errors = 0
const note = (began, text) => {
  times.push(performance.now() - began)
  if (!text.includes(TEXT)) errors++
}

const agent = new http.Agent({ keepAlive: true, maxSockets: concurrency })
const headers = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  ...(key ? { authorization: `Bearer ${key}` } : {}),
}
const post = (extra, body) =>
  new Promise((resolve, reject) => {
    const text = JSON.stringify(body)
    const req = http.request(
      url,
      { method: 'POST', agent, headers: { ...headers, ...extra, 'content-length': Buffer.byteLength(text) } },
      (res) => {
        let reply = ''
        res
          .setEncoding('utf8')
          .on('data', (chunk) => (reply += chunk))
          .on('end', () => resolve({ res, reply }))
      },
    )
    req.on('error', reject)
    req.end(text)
  })

async function overHttp() {
  let extra = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': tool }
  if (kind === 'session') {
    const { res } = await post({}, { jsonrpc: '2.0', id: 0, method: 'initialize', params: INITIALIZE })
    extra = { 'mcp-session-id': res.headers['mcp-session-id'], 'mcp-protocol-version': '2025-11-25' }
    await post(extra, { jsonrpc: '2.0', method: 'notifications/initialized' })
  }
  let next = 1
  const worker = async () => {
    while (next <= calls) {
      const id = next++
      const began = performance.now()
      note(began, (await post(extra, message(id, kind === 'modern'))).reply)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
}

async function overSocket() {
  const modern = kind === 'ws-modern'
  let left = calls
  const one = () =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(url, 'mcp', key ? { headers: { authorization: `Bearer ${key}` } } : {})
      let id = 0
      let began
      const call = () => {
        if (left-- <= 0) return socket.close()
        began = performance.now()
        socket.send(JSON.stringify(message(++id, modern)))
      }
      socket.on('open', () =>
        modern
          ? call()
          : socket.send(JSON.stringify({ jsonrpc: '2.0', id: 'init', method: 'initialize', params: INITIALIZE })),
      )
      socket.on('message', (data) => {
        const text = data.toString()
        if (text.includes('"id":"init"')) socket.send('{"jsonrpc":"2.0","method":"notifications/initialized"}')
        else note(began, text)
        call()
      })
      socket.on('close', resolve)
      socket.on('error', reject)
    })
  await Promise.all(Array.from({ length: concurrency }, one))
}

const began = performance.now()
await (kind.startsWith('ws') ? overSocket() : overHttp())
const seconds = (performance.now() - began) / 1_000
times.sort((a, b) => a - b)
const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))]
console.log(
  JSON.stringify({
    perSecond: Math.round(times.length / seconds),
    p50: at(0.5),
    p99: at(0.99),
    errors,
    calls: times.length,
  }),
)
process.exit(0)
