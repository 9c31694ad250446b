// What the faults share: processes and folders that end with the run, and what was promised beside what was seen.
import { execFile, spawn } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'

const root = path.resolve(import.meta.dirname, '../..')
const run = promisify(execFile)
export { wait }

export class Stage {
  #ends = []
  /** `[what was promised, what was seen, whether it holds]`. */
  seen = []

  constructor(isShort) {
    this.isShort = isShort
  }

  promise(what, figure, holds) {
    this.seen.push({ what, figure, holds })
  }

  later(end) {
    this.#ends.push(end)
  }

  async close() {
    for (const end of this.#ends.toReversed()) await end()
    this.#ends = []
  }

  folder() {
    const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-fault-'))
    this.later(() => rmSync(folder, { recursive: true, force: true }))
    return folder
  }
}

export async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

export async function until(what, happened, ms) {
  for (const end = performance.now() + ms; ; await wait(50)) {
    if (await happened()) return
    if (performance.now() > end) throw new Error(`waited ${ms} ms in vain: ${what}`)
  }
}

/** A PostgreSQL of the run's own, in a folder of its own, that can be stopped as a crash would and started again. Its data may be on a
 * disk of their own, without its log. */
export async function openPostgres(stage, disk) {
  const folder = stage.folder()
  const bin = `${(await run('pg_config', ['--bindir']).catch(() => ({ stdout: '/usr/lib/postgresql/15/bin' }))).stdout.trim()}`
  const port = await freePort()
  const isRoot = process.getuid() === 0
  if (isRoot) {
    const { stdout } = await run('id', ['-u', 'postgres'])
    for (const each of [folder, disk]) if (each !== undefined) chownSync(each, Number(stdout), -1)
  }
  chmodSync(folder, 0o700)
  // It refuses to run as root. What it starts must not keep our pipes, so nothing is piped.
  const as = (program, ...args) =>
    new Promise((resolve, reject) => {
      const [file, all] = isRoot
        ? ['runuser', ['-u', 'postgres', '--', `${bin}/${program}`, ...args]]
        : [`${bin}/${program}`, args]
      const child = spawn(file, all, { cwd: '/', stdio: ['ignore', 'ignore', 'ignore'] })
      child.once('error', reject)
      child.once('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`${program} ${args.join(' ')}: ${code}`)),
      )
    })
  const data = path.join(disk ?? folder, 'data')
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c max_connections=100`
  const start = () => as('pg_ctl', '-D', data, '-w', '-l', path.join(folder, 'log'), '-o', options, 'start')
  const stop = () => as('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop')
  await as('initdb', '-D', data, '-X', path.join(folder, 'wal'), '-U', 'postgres', '--auth=trust')
  await start()
  stage.later(() => stop().catch(() => {}))
  const { default: pg } = await import('pg')
  const connection = (user, database) => `postgres://${user}:x@127.0.0.1:${port}/${database}`
  const query = async (sql, values, user = 'postgres', database = 'sagemcp') => {
    const client = new pg.Client({ connectionString: connection(user, database) })
    await client.connect()
    try {
      return (await client.query(sql, values)).rows
    } finally {
      await client.end()
    }
  }
  // Not a superuser, as in production.
  await query('CREATE ROLE sagemcp_owner LOGIN CREATEDB CREATEROLE', [], 'postgres', 'postgres')
  await query('CREATE DATABASE sagemcp OWNER sagemcp_owner', [], 'postgres', 'postgres')
  return { url: connection('sagemcp_owner', 'sagemcp'), port, query, start, stop, log: path.join(folder, 'log') }
}

const SECRET = `sk_fault_${'a1B2c3D4'.repeat(5)}`

/** The built server as a process of its own. `by` may wrap its command; `preload` is required before it. */
export async function startServer(stage, { env = {}, preload = [], by = (command) => command, folder, port } = {}) {
  folder ??= stage.folder()
  port ??= await freePort()
  const log = path.join(folder, `server-${port}.log`)
  const out = openSync(log, 'a')
  const args = [...preload.flatMap((file) => ['-r', file]), path.join(root, 'dist/server/main.js')]
  const [file, ...all] = by([process.execPath, ...args])
  const child = spawn(file, all, {
    cwd: folder,
    stdio: ['ignore', out, out],
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      LOG_LEVEL: 'warn',
      SAGEMCP_DATA_DIR: path.join(folder, 'data'),
      SAGEMCP_SECRET_KEYS: `fault:${Buffer.alloc(32, 7).toString('base64')}`,
      SAGEMCP_BOOTSTRAP_ADMIN_KEY: SECRET,
      SAGEMCP_CONNECTOR_PACKAGES: path.join(import.meta.dirname, 'connector.cjs'),
      SAGEMCP_CALLER_CALLS_PER_MINUTE: '10000000',
      SAGEMCP_TENANT_CALLS_PER_MINUTE: '10000000',
      ...env,
    },
  })
  let exited
  const end = new Promise((resolve) => child.once('exit', (code, signal) => resolve((exited = signal ?? code))))
  const stop = async (signal = 'SIGTERM') => {
    if (exited === undefined) child.kill(signal)
    await end
  }
  stage.later(() => stop('SIGKILL'))
  const origin = `http://127.0.0.1:${port}`
  const health = (which) =>
    fetch(`${origin}/health/${which}`, { signal: AbortSignal.timeout(5_000) }).then(
      ({ status }) => status,
      () => 0,
    )
  const up = async () => {
    if (exited !== undefined)
      throw new Error(`the server ended with ${exited}:\n${readFileSync(log, 'utf8').slice(-3_000)}`)
    return (await health('ready')) === 200
  }
  await until('the server is ready', up, 60_000)
  return {
    origin,
    port,
    pid: child.pid,
    folder,
    health,
    stop,
    hasEnded: () => exited,
    log: () => readFileSync(log, 'utf8'),
  }
}

/** The admin API. */
export async function admin({ origin }, method, at, body) {
  const reply = await fetch(`${origin}/api/v1/admin${at}`, {
    method,
    headers: { authorization: `Bearer ${SECRET}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await reply.text()
  if (!reply.ok) throw new Error(`${method} ${at}: ${reply.status} ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}

/** A tenant with these connectors, and a key of it. */
export async function addTenant(server, slug, types) {
  const { id } = await admin(server, 'POST', '/tenants', { slug, name: slug })
  for (const type of types) await admin(server, 'POST', `/tenants/${slug}/connectors`, { type, name: type })
  const { key, id: keyId } = await admin(server, 'POST', `/tenants/${slug}/api-keys`, {
    name: 'fault',
    scope: 'tenant_user',
  })
  return { id, slug, key, keyId, url: `${server.origin}/api/v1/${slug}/mcp` }
}

export const share = (times, part) =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))]
