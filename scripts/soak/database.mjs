// Where the rows are: in a database of the soak's own, on a PostgreSQL server that is there or on one that it starts.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from '../free-port.cjs'

const require = createRequire(import.meta.url)
require('../register.cjs')
const { Client } = require('pg')
const { KEPT, KEPT_PARTS } = require('./verdict.ts')
const BIN = '/usr/lib/postgresql/15/bin'
const OWNER = 'sagemcp_owner'

/** A new database on the server at `url`, whose user may make one. */
export async function makeDatabase(url) {
  const name = `sagemcp_soak_${randomBytes(6).toString('hex')}`
  await on(url, `CREATE DATABASE ${name}`)
  const made = new URL(url)
  made.pathname = `/${name}`
  return { url: made.href, drop: () => on(url, `DROP DATABASE ${name} WITH (FORCE)`) }
}

async function on(url, sql) {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

/** A server in a folder of its own, whose owner of databases is no superuser, as in production. */
export async function startPostgres() {
  if (!existsSync(BIN)) throw new Error(`${BIN} does not exist: install PostgreSQL 15, or give DATABASE_URL`)
  const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-soak-pg-'))
  const port = await freePort()
  // It refuses to run as root.
  const as = process.getuid() === 0 ? ['runuser', '-u', 'postgres', '--'] : []
  const run = (program, ...args) => {
    const [command, ...rest] = [...as, path.join(BIN, program), ...args]
    execFileSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'], cwd: folder })
  }
  if (as.length > 0) execFileSync('chown', ['postgres', folder])
  const data = path.join(folder, 'data')
  run('initdb', '-D', data, '-U', 'postgres', '--auth=trust')
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder}`
  run('pg_ctl', '-D', data, '-w', '-l', path.join(folder, 'log'), '-o', options, 'start')
  await on(`postgres://postgres@127.0.0.1:${port}/postgres`, `CREATE ROLE ${OWNER} LOGIN CREATEDB CREATEROLE`)
  return {
    url: `postgres://${OWNER}@127.0.0.1:${port}/postgres`,
    stop: () => {
      run('pg_ctl', '-D', data, '-m', 'immediate', 'stop')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const OVERDUE = "interval '5 minutes'"

/**
 * Reads how many rows there are in each table that must not grow. What is over is taken away once a minute: it counts only when it
 * is still there long after, by itself. `query` is the server's own connection.
 */
export async function rowCounter(query) {
  const found = await query(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'sagemcp' AND table_type = 'BASE TABLE'",
  )
  const tables = found.map((row) => row.table_name)
  for (const name of [...Object.keys(KEPT), ...Object.keys(KEPT_PARTS)]) {
    if (!tables.includes(name)) throw new Error(`there is no table ${name}`)
  }
  const ending = await query(
    "SELECT table_name FROM information_schema.columns WHERE table_schema = 'sagemcp' AND column_name = 'expires_at'",
  )
  const ends = new Set(ending.map((row) => row.table_name))
  const count = (name) => {
    const counted = KEPT_PARTS[name]?.counted ?? 'true'
    const rows = (as, where) =>
      `SELECT '${as}' AS name, count(*)::integer AS rows FROM sagemcp.${name} WHERE ${counted} AND ${where}`
    if (!ends.has(name)) return [rows(name, 'true')]
    return [
      rows(name, '(expires_at IS NULL OR expires_at > now())'),
      rows(`${name}, overdue`, `expires_at < now() - ${OVERDUE}`),
    ]
  }
  const sql = tables.filter((name) => !(name in KEPT)).flatMap(count)
  return async () => Object.fromEntries((await query(sql.join(' UNION ALL '))).map(({ name, rows }) => [name, rows]))
}
