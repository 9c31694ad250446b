// The built server as processes: one by itself, or two on one PostgreSQL behind a plain proxy.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from '../free-port.cjs'
import { startProxy } from './round-robin.mjs'

const { Client } = createRequire(import.meta.url)('pg')
export const root = path.resolve(import.meta.dirname, '../..')
export const ADMIN_KEY = `sk_bootstrap_${'c1'.repeat(20)}`

/** Each process then knows only the sessions that began in it: what a run through two must notice. */
const FORGET = `
  CREATE FUNCTION sagemcp.forget() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN DELETE FROM sagemcp.mcp_sessions WHERE id = NEW.id; RETURN NULL; END';
  CREATE TRIGGER forget AFTER INSERT ON sagemcp.mcp_sessions FOR EACH ROW EXECUTE FUNCTION sagemcp.forget()`

/** Starts it and waits until it is ready. */
export async function startProcess({ port, env, args = [] }) {
  const main = path.join(root, 'dist/server/main.js')
  if (!existsSync(main)) throw new Error('dist/server/main.js does not exist: run "npm run build" first')
  port ??= await freePort()
  const origin = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, [...args, main], {
    cwd: tmpdir(),
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      LOG_LEVEL: 'warn',
      SAGEMCP_PUBLIC_URL: origin,
      SAGEMCP_BOOTSTRAP_ADMIN_KEY: ADMIN_KEY,
      SAGEMCP_SECRET_KEYS: `ci:${Buffer.alloc(32, 1).toString('base64')}`,
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let log = ''
  child.stderr.on('data', (chunk) => (log += chunk))
  const exited = new Promise((resolve) => child.once('exit', resolve))
  process.once('exit', () => child.kill('SIGKILL'))
  const isReady = () =>
    fetch(`${origin}/health/ready`).then(
      (r) => r.ok,
      () => false,
    )
  for (let tries = 0; !(await isReady()); tries += 1) {
    if (child.exitCode !== null) throw new Error(`the server did not start:\n${log}`)
    if (tries > 300) throw new Error(`the server is not ready after 30 s:\n${log}`)
    await wait(100)
  }
  const end = (signal) => {
    child.kill(signal)
    return exited
  }
  return { origin, port, pid: child.pid, log: () => log, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
}

/** A new database on this server. */
export async function makeDatabase(address) {
  const name = `sagemcp_ci_${randomBytes(6).toString('hex')}`
  const url = new URL(address)
  url.pathname = `/${name}`
  await query(address, `CREATE DATABASE ${name}`)
  const drop = async (tries = 50) => {
    try {
      await query(address, `DROP DATABASE ${name} WITH (FORCE)`)
    } catch (error) {
      // PostgreSQL 15 refuses whoever is no superuser while its own clean-up works in the database.
      if (error.code !== '42501' || tries === 0) throw error
      await wait(200)
      await drop(tries - 1)
    }
  }
  return { url: url.href, query: (sql, values) => query(url.href, sql, values), drop }
}

/** Two on a new database of this server, behind a proxy that sends each request to the next. */
export async function startPair(address, { env, args }) {
  const database = await makeDatabase(address)
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const start = (own) =>
    startProcess({ port: own, env: { ...env, DATABASE_URL: database.url, SAGEMCP_PUBLIC_URL: origin }, args })
  // One after the other: the first makes the schema.
  const processes = [await start()]
  if (process.env.CI_FORGET_SESSIONS) await database.query(FORGET)
  processes.push(await start())
  const proxy = await startProxy(
    processes.map((each) => each.port),
    port,
  )
  return {
    origin,
    port,
    database,
    processes,
    /** In the place of one that ended. */
    async restart(which) {
      processes[which] = await start(processes[which].port)
    },
    log: () => processes.map((each) => each.log()).join(''),
    async stop() {
      const requests = proxy.requests()
      console.log(`requests to the processes: ${requests.join(' and ')}`)
      proxy.close()
      await Promise.all(processes.map((each) => each.stop()))
      await database.drop()
      if (requests.includes(0)) throw new Error('one process was not asked anything')
    },
  }
}

async function query(address, sql, values) {
  const client = new Client({ connectionString: address })
  await client.connect()
  const { rows } = await client.query(sql, values).finally(() => client.end())
  return rows
}
