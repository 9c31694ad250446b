// So many calls to each of several servers, on so many connections at once. They take turns of 50 to 400 calls, so that
// whatever else the machine does slows all of them. The first line of its input says to whom:
// [{ kind: modern | session | ws-modern | ws-legacy, targets: [{ url, ws, key, tools }], concurrency, expect }]; each other line
// is a number of calls, answered with { wrong, calls }.
import http from 'node:http'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'
import { INITIALIZE, INITIALIZED, message, modernHeaders, poster } from './messages.mjs'

const TURNS = 15

const isModern = (kind) => kind === 'modern' || kind === 'ws-modern'

/** Each target in turn, and each tool of it. */
function callOf(targets, id) {
  const target = targets[id % targets.length]
  return { id, target, tool: target.tools[Math.floor(id / targets.length) % target.tools.length] }
}

async function overHttp({ kind, targets, concurrency }) {
  const post = poster(new http.Agent({ keepAlive: true, maxSockets: concurrency }))
  const sessionOf = async ({ url, key }) => {
    const { res } = await post(url, key, {}, INITIALIZE)
    const headers = { 'mcp-session-id': res.headers['mcp-session-id'], 'mcp-protocol-version': '2025-11-25' }
    await post(url, key, headers, INITIALIZED)
    return [url, headers]
  }
  const sessions = new Map(kind === 'session' ? await Promise.all(targets.map(sessionOf)) : [])
  return async ({ id, target: { url, key }, tool }) => {
    const headers = sessions.get(url) ?? modernHeaders(tool)
    return (await post(url, key, headers, message(id, tool, isModern(kind)))).reply
  }
}

async function overSocket({ kind, targets: [{ ws, key }] }) {
  const socket = new WebSocket(ws, 'mcp', key ? { headers: { authorization: `Bearer ${key}` } } : {})
  let answered
  socket.on('message', (data) => answered(data.toString()))
  socket.on('close', (code) => {
    throw new Error(`a socket was closed with ${code}`)
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const ask = (asked) =>
    new Promise((resolve) => {
      answered = resolve
      socket.send(JSON.stringify(asked))
    })
  if (kind === 'ws-legacy') {
    await ask(INITIALIZE)
    socket.send(JSON.stringify(INITIALIZED))
  }
  return ({ id, tool }) => ask(message(id, tool, isModern(kind)))
}

/** Connections to one server; what is returned makes calls and says how many were wrong. */
async function open({ concurrency = 16, ...about }) {
  const { kind, targets, expect } = about
  const connections = kind.startsWith('ws')
    ? await Promise.all(Array.from({ length: concurrency }, () => overSocket(about)))
    : Array(concurrency).fill(await overHttp({ ...about, concurrency }))
  let next = 0
  return async (calls) => {
    const end = next + calls
    let wrong = 0
    const use = async (call) => {
      while (next < end) if (!(await call(callOf(targets, next++))).includes(expect)) wrong++
    }
    await Promise.all(connections.map(use))
    return wrong
  }
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const servers = await Promise.all(JSON.parse((await lines.next()).value).map(open))
console.log('ready')
for await (const line of lines) {
  const calls = Math.ceil(Number(line) / TURNS)
  let wrong = 0
  for (let turn = 0; turn < TURNS; turn++) for (const make of servers) wrong += await make(calls)
  console.log(JSON.stringify({ wrong, calls: calls * TURNS }))
}
process.exit(0)
