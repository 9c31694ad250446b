// What is measured, each case by itself. Each gives rows: { what, ours, beside, unit, ratio, limit, goal }.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { message, modernHeaders, poster, TEXT } from './messages.mjs'
import { startOurs } from './ours.mjs'
import { ask, CLIENTS, linesOf, settled, startLoad, startOn, startServer, stop, use } from './processes.mjs'

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 10)
const CALLS = Number(process.env.BENCH_CALLS ?? 3_000)
/** What calls leave behind is written twice a second, and belongs to them. */
const LEFT_BEHIND_MS = 600
/** Until V8 has compiled what is called. */
const WARM = 2 * CALLS
const RATE = 500
const TENANTS = 1_000
const IDLE = 10_000
const SECONDS = 3
const ECHO = { type: 'bench', tool: 'echo' }

async function startPeer(name, given = []) {
  const child = startServer('peers.mjs', { args: [name, ...given.map(String)] })
  const port = await linesOf(child)()
  const target = { url: `http://127.0.0.1:${port}/mcp`, ws: `ws://127.0.0.1:${port}/mcp`, tools: ['echo'] }
  return { child, port, targets: [target], close: () => stop(child) }
}

/** Starts them, and ends them whatever happens. */
async function withServers(starts, work) {
  const servers = []
  try {
    for (const start of starts) servers.push(await start(...servers))
    return await work(...servers)
  } finally {
    for (const server of servers) await server.close()
  }
}

/**
 * CPU time of a call: all that one used beside all that the other used while they took turns, so that whatever slowed the machine
 * slowed both. Not round by round: whether V8 collects its old space once or twice in a round makes a tenth of it. Nor of one start
 * alone where the limit is near: where in memory things come to lie makes two starts of the same server differ by 3 %.
 */
async function compare(what, { starts, runs = 1, limit, goal, ...about }) {
  return withServers(starts, async (...servers) => {
    let [ours, beside] = [0, 0]
    for (let run = 0; run < runs; run++) {
      if (run > 0) for (const server of servers) await server.restart()
      const used = await usedBy(servers, about)
      ours += used[0] / runs
      beside += used[1] / runs
    }
    return [{ what, ours, beside, unit: 'us CPU', ratio: ours / beside, limit, goal }]
  })
}

/** CPU time of a call to each of the two, in microseconds. */
async function usedBy(servers, { ours = {}, beside = {}, calls = CALLS, warm = WARM, times = ROUNDS }) {
  const children = servers.map(({ child }) => child)
  const abouts = [ours, beside]
  const load = await startLoad(servers.map(({ targets }, i) => ({ expect: TEXT, ...abouts[i], targets })))
  try {
    await load.make(warm)
    // What was left of making tenants would be gone after a while.
    for (const child of children) await use(child, 'memory')
    // The first round after a collection that is asked for is dearer, for both alike, and would hide a difference.
    await load.make(calls)
    const used = () => Promise.all(children.map(async (child) => (await use(child)).cpuUs))
    const before = await used()
    let made = 0
    for (let round = 0; round < times; round++) {
      made += await load.make(calls)
      await wait(LEFT_BEHIND_MS)
    }
    return (await used()).map((us, i) => (us - before[i]) / made)
  } finally {
    await load.close()
  }
}

const call = (what, kind, peer, limit, goal) => () =>
  compare(what, {
    starts: [() => startOurs({ connectors: [ECHO] }), () => startPeer(peer)],
    ...{ ours: { kind }, beside: { kind }, limit, goal },
  })

/** No tools to call: the list is what is asked for. */
const listing = ({ targets, ...server }) => ({ ...server, targets: targets.map((each) => ({ ...each, tools: [] })) })

/** The SDK's server has the very tools that ours lists. */
async function list() {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'sagemcp-bench-')), 'tools.json')
  const startPeerOf = async ({ targets: [{ url, key }] }) => {
    const { reply } = await poster()(url, key, modernHeaders(), message(1, undefined, true))
    writeFileSync(file, JSON.stringify(JSON.parse(reply).result.tools))
    return listing(await startPeer('sdk-list', [file]))
  }
  const about = { kind: 'modern', expect: 'many_tool199' }
  try {
    return await compare('tools/list of 200 tools', {
      starts: [async () => listing(await startOurs({ connectors: [{ type: 'many', tool: 'tool0' }] })), startPeerOf],
      ...{ ours: about, beside: about, calls: Math.ceil(CALLS / 4), warm: WARM / 4, limit: 0.2 },
    })
  } finally {
    rmSync(path.dirname(file), { recursive: true })
  }
}

const tenants = () => {
  const connectors = Array.from({ length: 6 }, () => ECHO)
  return compare(`${TENANTS} tenants of 6 connectors, beside one`, {
    starts: [() => startOurs({ connectors, tenants: TENANTS }), () => startOurs({ connectors })],
    ...{ ours: { kind: 'modern' }, beside: { kind: 'modern' } },
    // Each tool of each tenant twice: V8 compiles after every start, which costs both alike and would hide a difference.
    ...{ warm: Math.max(WARM, 12 * TENANTS), calls: 6 * TENANTS, times: 2, runs: ROUNDS, limit: 1.1 },
  })
}

/** What is added to a call by whatever is between it and the same echo: a bare proxy, or ours with a tool that asks it. */
const hop = () =>
  withServers(
    [
      () => startPeer('echo'),
      ({ port }) => startPeer('proxy', [port]),
      ({ port }) => {
        const configuration = { baseUrl: `http://127.0.0.1:${port}` }
        return startOurs({
          connectors: [{ type: 'bench', tool: 'relay', configuration }],
          vendors: [`127.0.0.1:${port}`],
        })
      },
    ],
    async (...servers) => {
      const best = servers.map(() => ({ p50: Infinity, p99: Infinity }))
      // The first only warms them.
      for (let round = 0; round <= ROUNDS; round++) {
        for (const [i, { targets }] of servers.entries()) {
          const [{ url, key, tools }] = targets
          const about = { url, key, tool: tools[0], rate: RATE, seconds: SECONDS, expect: TEXT }
          const { p50, p99, wrong } = await ask('steady.mjs', about)
          if (wrong > 0) throw new Error(`${wrong} wrong answers`)
          if (round === 0) continue
          best[i] = { p50: Math.min(best[i].p50, p50), p99: Math.min(best[i].p99, p99) }
        }
      }
      const [direct, proxy, own] = best
      return ['p50', 'p99'].map((which) => ({
        what: `added ${which} at ${RATE} calls a second`,
        ours: own[which] - direct[which],
        beside: proxy[which] - direct[which],
        unit: 'ms',
      }))
    },
  )

/** What a WebSocket session costs the server that says nothing after its handshake. */
const idle = () =>
  withServers([() => startOurs({ connectors: [ECHO] })], async ({ child, targets: [{ ws, key }] }) => {
    const sockets = startOn(CLIENTS, 'idle.mjs')
    try {
      const line = linesOf(sockets)
      sockets.stdin.write(`${JSON.stringify({ ws, key, counts: [IDLE / 10, IDLE] })}\n`)
      const opened = async () => {
        await line()
        await settled(child)
        return use(child, 'memory')
      }
      const before = await opened()
      sockets.stdin.write('\n')
      const after = await opened()
      if (sockets.exitCode !== null) throw new Error('sessions ended while they were counted')
      return [
        ['resident memory', 'rss'],
        ['heap after collection', 'heapUsed'],
      ].map(([name, field]) => {
        const kb = (after[field] - before[field]) / IDLE / 1024
        return { what: `${name} of an idle WebSocket session of ${IDLE}`, ours: kb, unit: 'kB', limit: 40 }
      })
    } finally {
      sockets.kill()
    }
  })

export const CASES = {
  modern: call('call over HTTP, 2026-07-28', 'modern', 'sdk', 0.5, 0.3),
  session: call('call in a session, 2025-11-25', 'session', 'sdk-session', 1, 0.6),
  'ws-modern': call('call over WebSocket, 2026-07-28', 'ws-modern', 'sdk-ws', 1.5),
  'ws-legacy': call('call over WebSocket, 2025-11-25', 'ws-legacy', 'sdk-ws', 1.5),
  list,
  tenants,
  idle,
  hop,
}
