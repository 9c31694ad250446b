import { setTimeout as wait } from 'node:timers/promises'
import { getMetadataArgsStorage } from 'typeorm'
import { type Database, openDatabase } from '../../server/db/database'
import { entities } from '../../server/db/entities'
import { Retention, type RetentionParts } from '../../server/retention/retention'
import { BATCH, ENDING_TABLES } from '../../server/retention/store'
import { makeTenants, said, sealerOf, SIGNER, verifierOf, writeMany } from '../support/audit'
import { openTestDatabase, silent, testDatabaseConfig } from '../support/test-db'

const NEVER = 2_000_000_000
const SECOND = 1 / 86_400

let db: Database
let acme: string
beforeAll(async () => {
  db = await openTestDatabase()
})
beforeEach(async () => {
  ;[acme] = (await makeTenants(db, 'acme')) as [string]
  await sql(`INSERT INTO sagemcp.users (email, name) VALUES ('ana@example.com', 'Ana')`)
})
afterEach(async () => {
  for (const table of ['tenants', 'users']) await sql(`DELETE FROM sagemcp.${table}`)
  for (const table of ['one_time_links', 'used_sign_ins', 'oauth_artifacts']) await sql(`DELETE FROM sagemcp.${table}`)
})
afterAll(() => db.close())

const sql = (text: string, params: unknown[] = []) => db.withSystem((em) => em.query(text, params))
const retentionOf = (config: Partial<RetentionParts['config']> = {}, more: Partial<RetentionParts> = {}) =>
  new Retention({
    ...{ db, signer: SIGNER, log: silent, everyMs: NEVER },
    config: { activityDays: 90, auditDays: 365, ...config },
    ...more,
  })
async function run(config: Partial<RetentionParts['config']> = {}, more: Partial<RetentionParts> = {}) {
  const retention = retentionOf(config, more)
  await retention.run()
  await retention.close()
}
const count = async (table: string): Promise<number> =>
  Number((await sql(`SELECT count(*) AS n FROM sagemcp.${table}`))[0].n)

/**
 * Every table ends somehow. One that is here and in neither list grows for ever: give it an end in server/retention/store.ts, or
 * say here why it needs none.
 */
const NEEDS_NO_END = {
  'people make and delete them': ['tenants', 'connectors', 'connector_tools', 'access_rules', 'oauth_configs', 'users'],
  'they go with what they belong to': [
    'memberships',
    'identities',
    'tenant_keys',
    'identity_providers',
    'tenant_domains',
  ],
  'of each there are a few': ['platform_keys', 'limit_processes', 'job_leases'],
  'the refresh sweep gives them back to the vendor': ['oauth_credentials'],
  'the authorization server ends them': ['oauth_grants', 'oauth_signing_keys'],
  'retention removes whole segments': ['audit_events'],
  'a row for a thousand audit rows or a day of them': ['audit_segments'],
}

it('knows the end of every table', () => {
  const declared = Object.values(NEEDS_NO_END).flat()
  const known = [...declared, ...ENDING_TABLES]
  expect(tables().filter((name) => !known.includes(name))).toEqual([])
  expect(known.filter((name) => !tables().includes(name))).toEqual([])
  expect(new Set(known).size).toBe(known.length)
})

const tables = (): string[] => {
  return entities.map((entity) => String(getMetadataArgsStorage().tables.find(({ target }) => target === entity)?.name))
}

/** SQL that makes a row of each table: `when` is how long ago it ended. */
const MAKE: Readonly<Record<string, (when: string) => string>> = {
  tool_calls: (
    when,
  ) => `INSERT INTO sagemcp.tool_calls (tenant_id, tool, actor, transport, started_at, duration_ms, outcome,
    arguments, result_bytes, request_id) VALUES ($1, 't', 'key:k', 'http', now() - ${when}, 1, 'ok', '{}', 1, 'r')`,
  client_sightings: (
    when,
  ) => `INSERT INTO sagemcp.client_sightings (tenant_id, actor, actor_name, client_name, client_version,
    transport, first_seen_at, last_seen_at) VALUES ($1, 'key:k', 'k', gen_random_uuid(), '1', 'http', now() - ${when}, now() - ${when})`,
  invitations: (when) => `INSERT INTO sagemcp.invitations (tenant_id, token_hash, role, invited_by, expires_at)
    VALUES ($1, uuid_send(gen_random_uuid()), 'member', 'user:x', now() - ${when})`,
  api_keys: (when) => `INSERT INTO sagemcp.api_keys (id, tenant_id, name, scope, secret_hash, created_by, expires_at)
    VALUES (gen_random_uuid(), $1, 'k', 'tenant_user', 'x', 'x', now() - ${when})`,
  browser_sessions: (
    when,
  ) => `INSERT INTO sagemcp.browser_sessions (token_hash, id, user_id, tenant_id, created_at, last_seen_at,
    expires_at, address, user_agent, csrf) VALUES (uuid_send(gen_random_uuid()), gen_random_uuid(), (SELECT id FROM sagemcp.users),
    $1, now(), now(), now() - ${when}, '', '', '')`,
  one_time_links: (when) => `INSERT INTO sagemcp.one_time_links (token_hash, purpose, expires_at)
    SELECT uuid_send(gen_random_uuid()), 'reset', now() - ${when} WHERE $1::uuid IS NOT NULL`,
  used_sign_ins: (when) => `INSERT INTO sagemcp.used_sign_ins (state_hash, expires_at)
    SELECT uuid_send(gen_random_uuid()), now() - ${when} WHERE $1::uuid IS NOT NULL`,
  mcp_tickets: (when) => `INSERT INTO sagemcp.mcp_tickets (hash, tenant_id, caller_id, endpoint, expires_at)
    VALUES (uuid_send(gen_random_uuid()), $1, 'key:k', '/', now() - ${when})`,
  mcp_sessions: (when) => `INSERT INTO sagemcp.mcp_sessions (id, tenant_id, caller_id, read_only, endpoint, initialize,
    expires_at) VALUES (gen_random_uuid(), $1, 'key:k', false, '/', '{}', now() - ${when})`,
  mcp_events: (
    when,
  ) => `WITH s AS (INSERT INTO sagemcp.mcp_sessions (id, tenant_id, caller_id, read_only, endpoint, initialize,
    expires_at) VALUES (gen_random_uuid(), $1, 'key:k', false, '/', '{}', now() + interval '1 day') RETURNING id)
    INSERT INTO sagemcp.mcp_events (stream, number, tenant_id, session_id, message, is_last, expires_at)
    SELECT gen_random_uuid(), 0, $1, id, '', false, now() - ${when} FROM s`,
  mcp_mail: (when) => `INSERT INTO sagemcp.mcp_mail (tenant_id, body, expires_at) VALUES ($1, '{}', now() - ${when})`,
  call_counts: (when) => `INSERT INTO sagemcp.call_counts (tenant_id, day, caller, calls, expires_at)
    VALUES ($1, '2026-01-01', gen_random_uuid(), 1, now() - ${when})`,
  limit_buckets: (when) => `INSERT INTO sagemcp.limit_buckets (name, tokens, filled_at, expires_at)
    SELECT gen_random_uuid(), 1, now(), now() - ${when} WHERE $1::uuid IS NOT NULL`,
  oauth_attempts: (when) => `WITH c AS (INSERT INTO sagemcp.connectors (tenant_id, slug, type, name)
    VALUES ($1, gen_random_uuid(), 'lab', 'Lab') RETURNING id)
    INSERT INTO sagemcp.oauth_attempts (tenant_id, provider, connector_id, created_by, link_hash, expires_at)
    SELECT $1, 'lab', id, 'user:x', uuid_send(gen_random_uuid()), now() - ${when} FROM c`,
  oauth_artifacts: (when) => `INSERT INTO sagemcp.oauth_artifacts (kind, id_hash, payload, expires_at)
    SELECT 'Session', uuid_send(gen_random_uuid()), 'x', now() - ${when} WHERE $1::uuid IS NOT NULL`,
}
const HISTORY = ['tool_calls', 'client_sightings', 'invitations', 'api_keys']

it.each(ENDING_TABLES)('removes what has ended from %s, and nothing else', async (table) => {
  const make = MAKE[table]
  if (!make) throw new Error(`say how to make a row of ${table}`)
  const isHistory = HISTORY.includes(table)
  const [gone, kept] = isHistory ? ['91 days', '89 days'] : ['1 second', '-1 hour']
  for (const when of [gone, gone, kept]) await sql(make(`interval '${when}'`), [acme])
  expect(await count(table)).toBe(3)
  await run()
  expect(await count(table)).toBe(1)
  if (!isHistory) return
  await run({ activityDays: 88 })
  expect(await count(table)).toBe(0)
})

it('removes sessions that nobody used for long, and no key of the platform', async () => {
  await sql(MAKE.browser_sessions?.(`interval '-1 hour'`) ?? '', [acme])
  await sql(`UPDATE sagemcp.browser_sessions SET last_seen_at = now() - interval '8 hours 1 minute'`)
  await sql(`INSERT INTO sagemcp.api_keys (id, name, scope, secret_hash, created_by, expires_at)
    VALUES ('old', 'old', 'platform_admin', 'x', 'x', now() - interval '9 years')`)
  await run()
  expect([await count('browser_sessions'), await count('api_keys')]).toEqual([0, 1])
  await sql('DELETE FROM sagemcp.api_keys')
})

it('removes more than a batch, of all tenants', async () => {
  const [globex] = (await makeTenants(db, 'globex')) as [string]
  const many = `INSERT INTO sagemcp.tool_calls (tenant_id, tool, actor, transport, started_at, duration_ms, outcome,
      arguments, result_bytes, request_id)
    SELECT $1, 't', 'key:k', 'http', now() - n * interval '1 hour', 1, 'ok', '{}', 1, 'r' FROM generate_series(1, $2::int) n`
  for (const tenant of [acme, globex]) await sql(many, [tenant, 90 * 24 + BATCH + 100])
  const log = said()
  await run({}, { log })
  // Within the hour that the test may take.
  expect(Math.abs((await count('tool_calls')) - 2 * 90 * 24)).toBeLessThanOrEqual(4)
  expect(log.lines).toMatchObject([{ level: 'info', what: { removed: { tool_calls: expect.any(Number) as number } } }])
})

describe('the audit', () => {
  const verify = () => verifierOf(db).verify(acme)

  /** Two segments that are old, and a third. */
  async function aged() {
    const sealer = sealerOf(db, silent)
    for (const part of ['a', 'b']) {
      await writeMany(db, acme, 5, part)
      await sealer.run()
    }
    await wait(1_100)
    await writeMany(db, acme, 2, 'c')
    await sealer.close()
  }

  it('loses whole segments that are old, and keeps their checkpoints: the chain still proves itself', async () => {
    await aged()
    const before = await verify()
    await run({ auditDays: SECOND })
    expect(await count('audit_events')).toBe(2)
    expect(await verify()).toEqual({
      ...before,
      rows: 2,
      removed: { segments: 2, rows: 10 },
    })
    // What comes next joins on.
    await writeMany(db, acme, 4, 'd')
    await sealerOf(db, silent).close()
    expect(await verify()).toMatchObject({ ok: true, segments: 3, rows: 6, head: { position: 16 } })
    // And when all is gone, too.
    await wait(1_100)
    await run({ auditDays: SECOND })
    expect(await count('audit_events')).toBe(0)
    await writeMany(db, acme, 1, 'e')
    await sealerOf(db, silent).close()
    expect(await verify()).toMatchObject({
      ok: true,
      segments: 4,
      rows: 1,
      removed: { rows: 16 },
      head: { position: 17 },
    })
  })

  it('does not lose what is not sealed, nor what is younger', async () => {
    await writeMany(db, acme, 3)
    await sql(`UPDATE sagemcp.audit_events SET at = now() - interval '9 years'`)
    await run()
    const sealer = sealerOf(db, silent)
    await sealer.close()
    await run()
    expect(await verify()).toMatchObject({ ok: true, rows: 3 })
  })

  it('keeps rows that are not as they were sealed, says so, and goes on with the others', async () => {
    await aged()
    await sql(`UPDATE sagemcp.audit_events SET target = 'x' WHERE position = 2 AND tenant_id = $1`, [acme])
    const log = said()
    await run({ auditDays: SECOND }, { log })
    expect(await count('audit_events')).toBe(7)
    expect(log.lines.filter(({ level }) => level === 'error')).toMatchObject([
      { what: { chain: acme, broken: { segment: 1, why: 'row_changed' } } },
    ])
    expect(await verify()).toMatchObject({ ok: false, broken: { segment: 1, why: 'row_changed' } })
  })

  it('shows rows that come back, and a removal that was not one', async () => {
    await aged()
    await sql('CREATE TABLE sagemcp.copy AS SELECT * FROM sagemcp.audit_events')
    await run({ auditDays: SECOND })
    await sql(`INSERT INTO sagemcp.audit_events OVERRIDING SYSTEM VALUE SELECT * FROM sagemcp.copy WHERE position = 2`)
    await sql('DROP TABLE sagemcp.copy')
    expect(await verify()).toMatchObject({ ok: false, broken: { segment: 1, why: 'row_added' } })
    await sql(`DELETE FROM sagemcp.audit_events WHERE position = 2`)
    await sql(`UPDATE sagemcp.audit_segments SET removed_at = now() WHERE number = 2`)
    expect(await verify()).toMatchObject({ ok: false, broken: { segment: 2, why: 'removal' } })
  })
})

it('gives the space of what was removed back on the embedded database', async () => {
  const { database, drop } = await testDatabaseConfig()
  const own = await openDatabase({ database }, silent)
  await own.vacuum()
  if (database.url === undefined) {
    const [row] = await own.withSystem((em) =>
      em.query(`SELECT last_vacuum IS NOT NULL AS done FROM pg_stat_user_tables WHERE relname = 'tool_calls'`),
    )
    expect(row).toEqual({ done: true })
  }
  await own.close()
  await drop()
})
