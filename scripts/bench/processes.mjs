// Processes on a core of their own, and what they use.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'

/** Servers share one core, of which only one is asked at a time; whoever asks has the other. */
export const SERVERS = 0
export const CLIENTS = 1

const QUIET_US = 30_000
const QUIET_MS = 500

export function startOn(core, script, { args = [], env = { ...process.env, NODE_ENV: 'production' }, node = [] } = {}) {
  const command = ['-c', String(core), process.execPath, ...node, path.join(import.meta.dirname, script), ...args]
  const child = spawn('taskset', command, { env, stdio: ['pipe', 'pipe', 'inherit', 'ipc'] })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** None outlives the bench, however that ends. */
const running = new Set()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))

/** With the probe in it. */
export const startServer = (script, { node = [], ...options } = {}) =>
  startOn(SERVERS, script, { ...options, node: ['-r', path.join(import.meta.dirname, 'probe.cjs'), ...node] })

/** Lines of its output, one for each call. */
export function linesOf(child) {
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`a process of the bench ended: ${child.spawnargs.join(' ')}`)
    return value
  }
}

/** Runs a script of this folder on the other core; its output is one line of JSON. */
export async function ask(script, options) {
  const child = startOn(CLIENTS, script)
  child.stdin.end(JSON.stringify(options))
  return JSON.parse(await linesOf(child)())
}

/** Connected to these servers (see load.mjs); `make` calls each of them so often, at least, and says how often that was. */
export async function startLoad(servers) {
  const child = startOn(CLIENTS, 'load.mjs')
  const line = linesOf(child)
  child.stdin.write(`${JSON.stringify(servers)}\n`)
  await line()
  return {
    async make(wanted) {
      child.stdin.write(`${wanted}\n`)
      const { wrong, calls } = JSON.parse(await line())
      if (wrong > 0) throw new Error(`${wrong} wrong answers`)
      return calls
    },
    close: () => stop(child),
  }
}

/** What a server used so far; `memory` after collecting garbage. */
export async function use(child, what = 'cpu') {
  child.send(what)
  const [answer] = await once(child, 'message')
  return answer
}

/** Waits until what it does by itself is done: a new server still writes, and a new tenant is sealed. */
export async function settled(child) {
  for (let i = 0; i < 120; i++) {
    const before = await use(child)
    await wait(QUIET_MS)
    if ((await use(child)).cpuUs - before.cpuUs < QUIET_US) return
  }
  throw new Error('the server does not come to rest')
}

export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}
