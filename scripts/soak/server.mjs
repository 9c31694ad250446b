// The built server, watched from inside by preload.cjs and from outside by /proc.
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ADMIN_KEY, compiledTestTypes, root } from '../ci/stack.mjs'
import { freePort } from '../free-port.cjs'

const METRICS_TOKEN = 'soak-metrics-token-0123456789'
const TICKS_PER_SECOND = 100
/** What the engine learns of a function is kept from its first call on, and not only once that was called often, hours later. */
const ENGINE = ['--no-lazy-feedback-allocation']

/** Without `databaseUrl` on the embedded database. `hosts` on this machine may be asked. */
export async function startServer({ databaseUrl, hosts, idleMs }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-soak-'))
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const preload = path.join(import.meta.dirname, 'preload.cjs')
  const args = [...ENGINE, '--expose-gc', '--require', preload, path.join(root, 'dist/server/main.js')]
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      SAGEMCP_PUBLIC_URL: origin,
      // People come from many addresses, each of which may register only so many clients.
      SAGEMCP_TRUST_PROXY: '1',
      SAGEMCP_DATA_DIR: path.join(folder, 'data'),
      SAGEMCP_BOOTSTRAP_ADMIN_KEY: ADMIN_KEY,
      SAGEMCP_SECRET_KEYS: `soak:${Buffer.alloc(32, 1).toString('base64')}`,
      SAGEMCP_CONNECTOR_PACKAGES: compiledTestTypes(folder, 'lab.js'),
      SAGEMCP_ALLOWED_PRIVATE_HOSTS: hosts.join(','),
      SAGEMCP_METRICS_TOKEN: METRICS_TOKEN,
      SAGEMCP_SESSION_IDLE_MS: String(idleMs),
      SAGEMCP_ACTIVITY_RETENTION_DAYS: '1',
      SAGEMCP_AUDIT_RETENTION_DAYS: '1',
      SAGEMCP_CALLER_CALLS_PER_DAY: '10000000',
      SAGEMCP_TENANT_CALLS_PER_DAY: '100000000',
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const log = { lines: 0, end: '' }
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text) => {
      log.lines += text.split('\n').length - 1
      log.end = (log.end + text).slice(-20_000)
    })
  }
  const ask = questions(child)
  await ready(origin, child, log)
  return {
    origin,
    log,
    ask,
    sample: () => sample(child.pid, origin, ask),
    async stop() {
      child.kill()
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function questions(child) {
  const open = new Map()
  let next = 1
  child.on('message', ({ id, answer, error }) => {
    const { resolve, reject } = open.get(id)
    open.delete(id)
    if (error === undefined) resolve(answer)
    else reject(new Error(error))
  })
  child.once('exit', (code) => {
    for (const { reject } of open.values()) reject(new Error(`the server ended with ${code}`))
  })
  return (command, argument) =>
    new Promise((resolve, reject) => {
      open.set(next, { resolve, reject })
      child.send({ id: next++, command, argument }, (error) => error && reject(error))
    })
}

async function ready(origin, child, log) {
  for (let tries = 0; ; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the server did not start:\n${log.end}`)
    const isReady = await fetch(`${origin}/health/ready`).then(
      (reply) => reply.ok,
      () => false,
    )
    if (isReady) return
    if (tries > 600) throw new Error(`the server is not ready after a minute:\n${log.end}`)
    await wait(100)
  }
}

/** What the server holds now. */
async function sample(pid, origin, ask) {
  const { heapUsed, code, rss, external, arrayBuffers, resources } = await ask('memory')
  const files = readdirSync(`/proc/${pid}/fd`).length
  const handles = Object.values(resources).reduce((sum, count) => sum + count, 0)
  return {
    ...{ heap: heapUsed - code, code, rss, external, arrayBuffers, files, handles, resources },
    cpuSeconds: cpuSeconds(pid),
    ...(await fromMetrics(origin)),
  }
}

async function fromMetrics(origin) {
  const reply = await fetch(`${origin}/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } })
  if (!reply.ok) throw new Error(`/metrics answered ${reply.status}`)
  const text = await reply.text()
  const read = (name, label) =>
    Object.fromEntries(
      [...text.matchAll(new RegExp(`^${name}\\{${label}="([^"]*)"\\} (\\S+)$`, 'gm'))].map(([, key, value]) => [
        key,
        Number(value),
      ]),
    )
  return { sessions: read('sagemcp_sessions', 'transport'), caches: read('sagemcp_cache_entries', 'cache') }
}

function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}
