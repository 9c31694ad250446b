// The clock of the server's machine jumps an hour forwards and backwards under load; PostgreSQL's goes on as it is.
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { agent, call, isOk, keepCalling, openSession, wordsOf } from './client.mjs'
import { addTenant, admin, openPostgres, startServer, wait } from './stage.mjs'
import { startVendor } from './vendor.mjs'

const HOUR = 3_600_000
const MINUTE = 60_000
const ACCOUNTS = 50
const require = createRequire(import.meta.url)

export async function fault(stage) {
  const phaseMs = stage.isShort ? 4_000 : 15_000
  const vendor = await startVendor(stage)
  const postgres = await openPostgres(stage)
  const folder = stage.folder()
  const clockFile = path.join(folder, 'off')
  const server = await startServer(stage, {
    folder,
    preload: [path.join(import.meta.dirname, 'shift-clock.cjs')],
    env: {
      DATABASE_URL: postgres.url,
      FAULT_CLOCK_FILE: clockFile,
      FAULT_GOOD: vendor.origin,
      SAGEMCP_ALLOWED_PRIVATE_HOSTS: vendor.host,
      SAGEMCP_OAUTH_TIMED_CLIENT_ID: 'fault',
      SAGEMCP_OAUTH_TIMED_CLIENT_SECRET: 'fault',
      SAGEMCP_CALLER_CALLS_PER_MINUTE: '12000',
      SAGEMCP_TENANT_CALLS_PER_MINUTE: '12000',
    },
  })
  const acme = await addTenant(server, 'acme', ['good'])
  await addAccounts(server, postgres, vendor, acme.id)
  const expiresAt = new Date(Date.now() + 30 * MINUTE).toISOString()
  const ends = await admin(server, 'POST', '/tenants/acme/api-keys', { name: 'ends', scope: 'tenant_user', expiresAt })
  const who = { ...acme, via: agent() }
  const session = await openSession(who)
  const kinds = { accounts: [], 'a key with half an hour left': [], 'a session': [] }
  let n = 0
  const stops = [
    keepCalling(
      () => call(who, `timed_${n++ % ACCOUNTS}_ask`, 'x'),
      (reply) => kinds.accounts.push(reply),
      10,
    ),
    keepCalling(
      () => call({ ...who, key: ends.key }, 'good_echo', 'x'),
      (reply) => kinds['a key with half an hour left'].push(reply),
      20,
    ),
    keepCalling(
      () => session.call('good_echo', 'x'),
      (reply) => kinds['a session'].push(reply),
      20,
    ),
  ]
  for (const off of [0, HOUR, 0, -HOUR, 0]) {
    writeFileSync(clockFile, String(off))
    await wait(phaseMs)
  }
  for (const stop of stops) await stop()
  for (const [kind, all] of Object.entries(kinds)) {
    const failed = all.filter((reply) => !isOk(reply))
    stage.promise(
      `calls of ${kind} that failed`,
      `${failed.length} of ${all.length}${wordsOf(failed)}`,
      failed.length === 0 && all.length > 0,
    )
  }
  stage.promise(`renewals of ${ACCOUNTS} accounts`, vendor.renewed, vendor.renewed === 0)
  await wait(1_000)
  // Control: the machine's clock did jump, for what is told by it.
  const [{ hours }] = await postgres.query(
    'SELECT extract(epoch FROM max(started_at) - min(started_at)) / 3600 AS hours FROM sagemcp.tool_calls',
  )
  stage.promise('hours that its own notes span', Number(hours).toFixed(1), hours > 1.9)
}

/** Connectors with accounts of their own, whose tokens have fifty minutes of their hour left. */
async function addAccounts(server, postgres, vendor, tenantId) {
  const { Keyring } = require('../../dist/server/credentials/keyring')
  const { credentialAad, dataKeyAad, seal } = require('../../dist/server/credentials/seal')
  const [{ wrapped }] = await postgres.query('SELECT wrapped FROM sagemcp.tenant_keys WHERE tenant_id = $1', [tenantId])
  const key = new Keyring([{ id: 'fault', key: Buffer.alloc(32, 7) }]).unwrap(wrapped, dataKeyAad(tenantId))
  for (let n = 0; n < ACCOUNTS; n++) {
    const connector = await admin(server, 'POST', '/tenants/acme/connectors', {
      type: 'timed',
      name: 'Timed',
      slug: `timed_${n}`,
    })
    const id = randomUUID()
    await postgres.query(
      `INSERT INTO sagemcp.oauth_credentials (id, tenant_id, provider, kind, access_token, refresh_token, origins, client_id, token_name,
         obtained_at, expires_at)
       VALUES ($1, $2, 'timed', 'oauth', $3, $4, $5, 'fault', 'default', now() - interval '10 minutes', now() + interval '50 minutes')`,
      [
        id,
        tenantId,
        seal(key, 'access', credentialAad(tenantId, id, 'access_token')),
        seal(key, 'refresh', credentialAad(tenantId, id, 'refresh_token')),
        [vendor.origin],
      ],
    )
    await postgres.query('UPDATE sagemcp.connectors SET credential_id = $1 WHERE id = $2', [id, connector.id])
  }
  await postgres.query(`SELECT pg_notify('sagemcp_changes', $1)`, [tenantId])
}
