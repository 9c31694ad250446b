// A fixed number of calls, the next when the last is answered, on so many connections at once.
// { kind: modern | session | ws-modern | ws-legacy, targets: [{ url, ws, key, tools }], calls, concurrency, expect }
import http from 'node:http'
import { WebSocket } from 'ws'
import { INITIALIZE, INITIALIZED, message, modernHeaders, poster } from './messages.mjs'
import { options } from './stdin.mjs'

const { kind, targets, calls, concurrency = 16, expect } = await options()
const isModern = kind === 'modern' || kind === 'ws-modern'
const post = poster(new http.Agent({ keepAlive: true, maxSockets: concurrency }))

let next = 0
let wrong = 0
const note = (text) => {
  if (!text.includes(expect)) wrong++
}
/** Each target in turn, and each tool of it. Undefined when all calls were made. */
const turn = () => {
  if (next >= calls) return undefined
  const id = next++
  const target = targets[id % targets.length]
  return { id, target, tool: target.tools[Math.floor(id / targets.length) % target.tools.length] }
}

async function sessionOf({ url, key }) {
  const { res } = await post(url, key, {}, INITIALIZE)
  const headers = { 'mcp-session-id': res.headers['mcp-session-id'], 'mcp-protocol-version': '2025-11-25' }
  await post(url, key, headers, INITIALIZED)
  return headers
}

async function overHttp() {
  const sessions = kind === 'session' ? await Promise.all(targets.map(sessionOf)) : []
  const worker = async () => {
    for (let each = turn(); each; each = turn()) {
      const { id, target, tool } = each
      const headers = isModern ? modernHeaders(tool) : sessions[targets.indexOf(target)]
      note((await post(target.url, target.key, headers, message(id, tool, isModern))).reply)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
}

function overSocket() {
  const [{ ws, key }] = targets
  const one = () =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(ws, 'mcp', key ? { headers: { authorization: `Bearer ${key}` } } : {})
      const call = () => {
        const each = turn()
        if (each) socket.send(JSON.stringify(message(each.id, each.tool, isModern)))
        else socket.close()
      }
      socket.on('open', () => (isModern ? call() : socket.send(JSON.stringify(INITIALIZE))))
      socket.on('message', (data) => {
        const text = data.toString()
        if (text.includes('"id":"init"')) socket.send(JSON.stringify(INITIALIZED))
        else note(text)
        call()
      })
      socket.on('close', resolve)
      socket.on('error', reject)
    })
  return Promise.all(Array.from({ length: concurrency }, one))
}

await (kind.startsWith('ws') ? overSocket() : overHttp())
console.log(JSON.stringify({ wrong, calls: next }))
process.exit(0)
