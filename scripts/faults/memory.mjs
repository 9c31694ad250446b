// A thousand tenants of six connectors each on PostgreSQL, all of them called, in a process that may have 256 MB.
import { createHash } from 'node:crypto'
import { limitMemory, peakOf } from './cgroup.mjs'
import { agent, ask, call, isOk, wordsOf } from './client.mjs'
import { addTenant, openPostgres, startServer } from './stage.mjs'

const LIMIT = 256 * 2 ** 20
const HEAP_MB = 128
const TENANTS = 1_000
const TYPES = ['good', 'github', 'jira', 'slack', 'notion', 'linear']
const AT_ONCE = 16
const SECRET = 'S'.repeat(43)

/** Rows like those of the first tenant; only what is its own differs. */
const COPIES = `
  CREATE TEMP TABLE copy ON COMMIT DROP AS
    SELECT n, gen_random_uuid() AS id FROM generate_series(2, ${TENANTS}) n;
  INSERT INTO sagemcp.tenants SELECT r.* FROM copy, sagemcp.tenants t,
    jsonb_populate_record(t, jsonb_build_object('id', copy.id, 'slug', 'tenant-' || n, 'name', 'Tenant ' || n)) r
    WHERE t.slug = 'tenant-1';
  INSERT INTO sagemcp.tenant_keys SELECT r.* FROM copy, sagemcp.tenant_keys k,
    jsonb_populate_record(k, jsonb_build_object('tenant_id', copy.id)) r;
  INSERT INTO sagemcp.connectors SELECT r.* FROM copy, sagemcp.connectors c,
    jsonb_populate_record(c, jsonb_build_object('tenant_id', copy.id, 'id', gen_random_uuid())) r;
  INSERT INTO sagemcp.api_keys SELECT r.* FROM copy, sagemcp.api_keys k,
    jsonb_populate_record(k, jsonb_build_object('tenant_id', copy.id, 'id', 'key' || n)) r
    WHERE k.tenant_id IS NOT NULL;`

export async function fault(stage) {
  const rounds = stage.isShort ? 1 : 2
  const postgres = await openPostgres(stage)
  const group = limitMemory(stage, LIMIT)
  if (!group) console.log('control groups cannot be made here: the process is measured, not limited')
  const server = await startServer(stage, {
    // Left alone, Node takes as much for its heap as there is for everything.
    env: { DATABASE_URL: postgres.url, NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` },
    ...(group ? { by: group.by } : {}),
  })
  const { key } = await addTenant(server, 'tenant-1', TYPES)
  const secretHash = createHash('sha256').update(SECRET).digest('hex')
  const [, id] = key.split('_')
  await postgres.query(`UPDATE sagemcp.api_keys SET id = 'key1', secret_hash = '\\x${secretHash}' WHERE id = '${id}'`)
  await postgres.query(`BEGIN; ${COPIES} COMMIT; ANALYZE`)
  const via = agent(AT_ONCE)
  const who = (n) => ({ key: `sk_key${n}_${SECRET}`, url: `${server.origin}/api/v1/tenant-${n}/mcp`, via })
  const wrong = []
  let done = 0
  let tools = 0
  for (let round = 0; round < rounds; round++) {
    let next = 1
    const worker = async () => {
      while (next <= TENANTS) {
        const tenant = who(next++)
        const list = await ask(tenant, 'tools/list')
        tools = Math.max(tools, list.message?.result?.tools.length ?? 0)
        const answer = await call(tenant, 'good_echo', 'x')
        done += 2
        for (const reply of [list, answer]) if (!isOk(reply)) wrong.push(reply)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  }
  const ended = server.hasEnded()
  const peak = group?.peak() ?? (ended === undefined ? peakOf(server.pid) : Infinity)
  stage.promise(
    `${TENANTS} tenants of ${TYPES.length} connectors and ${tools} tools`,
    ended === undefined ? 'up' : `ended: ${ended}`,
    ended === undefined,
  )
  stage.promise('calls that failed', `${wrong.length} of ${done}${wordsOf(wrong)}`, wrong.length === 0)
  const mb = (bytes) => `${Math.round(bytes / 2 ** 20)} MB`
  stage.promise('most memory', `${mb(peak)} of ${mb(LIMIT)}`, peak <= LIMIT)
}
