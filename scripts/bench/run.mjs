// What a tool call costs through the whole pipeline, beside the bare SDK and a bare HTTP server, in one run: each server
// alone on core 0, the load on core 1, every case once per round, the best round of each counts (others share the machine).
// Read the ratios; the absolute numbers belong to the machine.
import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'

const here = import.meta.dirname
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3)
const CALLS = Number(process.env.BENCH_CALLS ?? 8_000)
const WARM = Math.min(3_000, CALLS)
const IDLE = 500
const TICKS = Number(execFileSync('getconf', ['CLK_TCK']).toString())

const cpuSeconds = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}
const rssKb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1])
const pinned = (core, args, env) =>
  spawn('taskset', ['-c', String(core), process.execPath, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
const firstLine = (child) =>
  new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`exited with ${code}`)))
  })
const stop = (child) =>
  new Promise((resolve) => {
    child.removeAllListeners('exit')
    child.once('exit', resolve)
    child.kill('SIGTERM')
  })

async function load(options) {
  const child = pinned(1, [path.join(here, 'load.mjs'), JSON.stringify({ concurrency: 16, ...options })], process.env)
  return JSON.parse(await firstLine(child))
}

async function peer(name) {
  const child = pinned(0, [path.join(here, 'peers.mjs'), name], process.env)
  const port = await firstLine(child)
  return { pid: child.pid, child, http: `http://127.0.0.1:${port}/mcp`, ws: `ws://127.0.0.1:${port}/mcp`, tool: 'echo' }
}

async function ours() {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'sagemcp-bench-'))
  const port = 20_000 + Math.floor(Math.random() * 20_000)
  const admin = `sk_bench_${randomBytes(24).toString('hex')}`
  const child = pinned(0, ['--expose-gc', path.join(here, '../../dist/server/main.js')], {
    PATH: process.env.PATH,
    PORT: String(port),
    LOG_LEVEL: 'error',
    SAGEMCP_DATA_DIR: dataDir,
    SAGEMCP_BOOTSTRAP_ADMIN_KEY: admin,
    SAGEMCP_CONNECTOR_PACKAGES: path.join(here, 'connector.cjs'),
    SAGEMCP_CALLER_CALLS_PER_MINUTE: '10000000',
    SAGEMCP_TENANT_CALLS_PER_MINUTE: '10000000',
    ...(process.env.BENCH_DATABASE_URL
      ? {
          DATABASE_URL: process.env.BENCH_DATABASE_URL,
          SAGEMCP_SECRET_KEYS: `bench:${randomBytes(32).toString('base64')}`,
        }
      : {}),
  })
  const origin = `http://127.0.0.1:${port}`
  for (let i = 0; ; i++) {
    if (
      await fetch(`${origin}/health/ready`).then(
        (r) => r.ok,
        () => false,
      )
    )
      break
    if (i > 300) throw new Error('the server did not start')
    await new Promise((r) => setTimeout(r, 100))
  }
  const post = async (at, body) => {
    const reply = await fetch(`${origin}/api/v1/admin${at}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!reply.ok) throw new Error(`${at}: ${reply.status} ${await reply.text()}`)
    return reply.json()
  }
  await post('/tenants', { slug: 'bench', name: 'Bench' })
  await post('/tenants/bench/connectors', { type: 'bench', name: 'Bench' })
  const { key } = await post('/tenants/bench/api-keys', { name: 'bench', scope: 'tenant_user' })
  return {
    pid: child.pid,
    child,
    key,
    http: `${origin}/api/v1/bench/mcp`,
    ws: `ws://127.0.0.1:${port}/api/v1/bench/mcp`,
    tool: 'bench_echo',
    clean: () => rmSync(dataDir, { recursive: true, force: true }),
  }
}

const CASES = [
  ['raw node:http', () => peer('raw'), 'modern'],
  ['SDK, modern HTTP', () => peer('sdk'), 'modern'],
  ['SDK, session', () => peer('sdk-session'), 'session'],
  ['SDK, WebSocket modern', () => peer('sdk-ws'), 'ws-modern'],
  ['SDK, WebSocket legacy', () => peer('sdk-ws'), 'ws-legacy'],
  ['SageMCP, modern HTTP', ours, 'modern'],
  ['SageMCP, session', ours, 'session'],
  ['SageMCP, WebSocket modern', ours, 'ws-modern'],
  ['SageMCP, WebSocket legacy', ours, 'ws-legacy'],
]

async function measure(start, kind) {
  const server = await start()
  try {
    const target = { kind, url: kind.startsWith('ws') ? server.ws : server.http, key: server.key, tool: server.tool }
    await load({ ...target, calls: WARM })
    const before = cpuSeconds(server.pid)
    const result = await load({ ...target, calls: CALLS })
    if (result.errors > 0 || result.calls < CALLS) throw new Error(`${result.errors} wrong answers of ${result.calls}`)
    return { ...result, cpu: ((cpuSeconds(server.pid) - before) / CALLS) * 1e6 }
  } finally {
    await stop(server.child)
    server.clean?.()
  }
}

/** What one idle WebSocket session costs the server, sockets included. */
async function idleMemory() {
  const server = await ours()
  try {
    const open = async (count) => {
      const sockets = await Promise.all(
        Array.from(
          { length: count },
          () =>
            new Promise((resolve, reject) => {
              const socket = new WebSocket(server.ws, 'mcp', { headers: { authorization: `Bearer ${server.key}` } })
              socket.on('message', () => resolve(socket))
              socket.on('error', reject)
              socket.on('open', () =>
                socket.send(
                  JSON.stringify({
                    jsonrpc: '2.0',
                    id: 1,
                    method: 'initialize',
                    params: {
                      protocolVersion: '2025-11-25',
                      capabilities: {},
                      clientInfo: { name: 'idle', version: '1' },
                    },
                  }),
                ),
              )
            }),
        ),
      )
      await new Promise((r) => setTimeout(r, 1_500))
      return sockets
    }
    const warm = await open(100)
    const before = rssKb(server.pid)
    const held = await open(IDLE)
    const kb = (rssKb(server.pid) - before) / IDLE
    for (const socket of [...warm, ...held]) socket.terminate()
    return kb
  } finally {
    await stop(server.child)
    server.clean?.()
  }
}

const best = new Map()
for (let round = 1; round <= ROUNDS; round++) {
  for (const [name, start, kind] of CASES) {
    const result = await measure(start, kind)
    const known = best.get(name)
    if (!known || result.cpu < known.cpu) best.set(name, result)
    console.error(`round ${round}: ${name}: ${result.cpu.toFixed(0)} us CPU per call`)
  }
}
console.log(
  `${'case'.padEnd(28)}${'CPU us/call'.padStart(12)}${'p50 ms'.padStart(9)}${'p99 ms'.padStart(9)}${'calls/s'.padStart(9)}`,
)
for (const [name, r] of best) {
  console.log(
    `${name.padEnd(28)}${r.cpu.toFixed(0).padStart(12)}${r.p50.toFixed(2).padStart(9)}${r.p99.toFixed(2).padStart(9)}${String(r.perSecond).padStart(9)}`,
  )
}
const ratio = (a, b) => (best.get(a).cpu / best.get(b).cpu).toFixed(2)
console.log(`\nratios of CPU per call, SageMCP to the bare SDK`)
console.log(`modern HTTP       ${ratio('SageMCP, modern HTTP', 'SDK, modern HTTP')}`)
console.log(`session           ${ratio('SageMCP, session', 'SDK, session')}`)
console.log(`WebSocket modern  ${ratio('SageMCP, WebSocket modern', 'SDK, WebSocket modern')}`)
console.log(`WebSocket legacy  ${ratio('SageMCP, WebSocket legacy', 'SDK, WebSocket legacy')}`)
console.log(`modern HTTP to raw node:http  ${ratio('SageMCP, modern HTTP', 'raw node:http')}`)
console.log(
  `memory per idle WebSocket session: ${(await idleMemory()).toFixed(1)} kB (${IDLE} sessions, resident size)`,
)
