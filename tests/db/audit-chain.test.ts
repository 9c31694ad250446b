import type { Database } from '../../server/db/database'
import { makeTenants, said, sealerOf, SIGNER, verifierOf, write, writeMany } from '../support/audit'
import { openTestDatabase, silent } from '../support/test-db'

let db: Database
let acme: string
let globex: string
beforeAll(async () => {
  db = await openTestDatabase()
})
beforeEach(async () => {
  ;[acme, globex] = (await makeTenants(db, 'acme', 'globex')) as [string, string]
})
afterEach(() => db.withSystem((em) => em.query('DELETE FROM sagemcp.tenants')))
afterAll(() => db.close())

const sql = (text: string, params: unknown[] = []) => db.withSystem((em) => em.query(text, params))
const verify = (of: string | null, options = {}) => verifierOf(db).verify(of, options)

/** Twelve rows in three segments of acme, five at least in each of the first two. */
async function sealed() {
  const sealer = sealerOf(db, silent)
  for (const part of ['a', 'b', 'c']) {
    await writeMany(db, acme, part === 'c' ? 2 : 5, part)
    await sealer.run()
  }
  return sealer
}

it('seals each tenant and the platform by itself, names the tail, and goes on where it was', async () => {
  const sealer = sealerOf(db, silent)
  expect(await verify(acme)).toEqual({
    ok: true,
    chain: acme,
    segments: 0,
    rows: 0,
    removed: { segments: 0, rows: 0 },
    head: null,
    broken: null,
    unsealed: { rows: 0, since: null },
  })
  for (const chain of [acme, globex, null]) await writeMany(db, chain, 3)
  const before = await verify(acme)
  expect(before).toMatchObject({ ok: true, rows: 0, unsealed: { rows: 3 } })
  expect(Math.abs(Date.parse(before.unsealed.since ?? '') - Date.now())).toBeLessThan(60_000)
  await sealer.run()
  for (const chain of [acme, globex, null]) {
    const found = await verify(chain)
    expect(found).toMatchObject({ ok: true, segments: 1, rows: 3, head: { segment: 1, position: 3 } })
    expect(found.unsealed).toEqual({ rows: 0, since: null })
  }
  await writeMany(db, acme, 1)
  await sealer.run()
  expect(await verify(acme)).toMatchObject({ ok: true, segments: 1, rows: 4 })
  expect(await verify(globex)).toMatchObject({ ok: true, segments: 1, rows: 3 })
  await sealer.close()
})

it('begins a segment when one is full, and can begin to check at any', async () => {
  const sealer = await sealed()
  const { head, ...whole } = await verify(acme)
  expect(whole).toMatchObject({ ok: true, segments: 3, rows: 12 })
  expect(head).toMatchObject({ segment: 3, position: 12 })
  expect(await verify(acme, { from: 3 })).toMatchObject({ ok: true, segments: 1, rows: 2, head })
  expect(await verify(acme, { from: 9 })).toMatchObject({
    ok: false,
    broken: { segment: 8, why: 'checkpoint_missing' },
  })
  let asked = 0
  const part = await verify(acme, { isOver: () => (asked += 1) > 2 })
  expect(part).toMatchObject({ ok: true, segments: 2, rows: 10, nextSegment: 3 })
  await sealer.close()
})

it('seals more than one batch at once', async () => {
  await sql(
    `INSERT INTO sagemcp.audit_events (tenant_id, actor, action, target, outcome, address, request_id)
     SELECT $1, '{"id":"key:k"}', 'tool.call', 't' || n, 'ok', 'a', 'r' FROM generate_series(1, 1203) n`,
    [acme],
  )
  const sealer = sealerOf(db, silent, { segmentRows: 1_000 })
  await sealer.run()
  expect(await verify(acme)).toMatchObject({ ok: true, segments: 2, rows: 1203, unsealed: { rows: 0 } })
  await sealer.close()
})

const AT = (position: number) => `tenant_id = $1 AND position = ${position}`
const ROW = 'sagemcp.audit_events'
const CHECKPOINT = 'sagemcp.audit_segments'
/** Swaps in two steps, for a place is unique. */
const move = (from: number, to: number) => `UPDATE ${ROW} SET position = ${to} WHERE ${AT(from)}`

it.each<[string, string[], object]>([
  ...[
    `at = at + interval '1 microsecond'`,
    `actor = actor || '{"name": "Somebody else"}'`,
    `action = 'tenant.update'`,
    `target = 'elsewhere'`,
    `outcome = 'error'`,
    `call_id = gen_random_uuid()`,
    `details = '{}'`,
    `address = '10.0.0.1'`,
    `request_id = ''`,
  ].map((set): [string, string[], object] => [
    `changed: ${set}`,
    [`UPDATE ${ROW} SET ${set} WHERE ${AT(7)}`],
    { segment: 2, why: 'row_changed' },
  ]),
  ['a row deleted', [`DELETE FROM ${ROW} WHERE ${AT(7)}`], { segment: 2, position: 7, why: 'row_missing' }],
  ['the first deleted', [`DELETE FROM ${ROW} WHERE ${AT(1)}`], { segment: 1, position: 1, why: 'row_missing' }],
  ['the last deleted', [`DELETE FROM ${ROW} WHERE ${AT(12)}`], { segment: 3, position: 12, why: 'row_missing' }],
  ['taken out of the chain', [`UPDATE ${ROW} SET position = NULL WHERE ${AT(12)}`], { segment: 3, why: 'row_missing' }],
  ['two swapped', [move(7, -7), move(8, 7), move(-7, 8)], { segment: 2, why: 'row_changed' }],
  ['two of two segments swapped', [move(5, -5), move(6, 5), move(-5, 6)], { segment: 1, why: 'row_changed' }],
  [
    'one inserted in the middle, the others moved on',
    [
      ...[12, 11, 10, 9, 8].map((position) => move(position, position + 1)),
      `INSERT INTO ${ROW} (tenant_id, actor, action, target, outcome, address, request_id, position)
       SELECT tenant_id, actor, action, target, outcome, address, request_id, 8 FROM ${ROW} WHERE ${AT(7)}`,
    ],
    { segment: 2, why: 'row_changed' },
  ],
  [
    'one inserted before the first',
    [
      `INSERT INTO ${ROW} (tenant_id, actor, action, target, outcome, address, request_id, position)
       SELECT tenant_id, actor, action, target, outcome, address, request_id, 0 FROM ${ROW} WHERE ${AT(7)}`,
    ],
    { segment: 0, why: 'row_added' },
  ],
  [
    'the first checkpoint deleted',
    [`DELETE FROM ${CHECKPOINT} WHERE tenant_id = $1 AND number = 1`],
    { segment: 1, why: 'checkpoint_missing' },
  ],
  [
    'one deleted in the middle',
    [`DELETE FROM ${CHECKPOINT} WHERE tenant_id = $1 AND number = 2`],
    { segment: 2, why: 'checkpoint_missing' },
  ],
  [
    'the last deleted',
    [`DELETE FROM ${CHECKPOINT} WHERE tenant_id = $1 AND number = 3`],
    { segment: 3, position: 12, why: 'checkpoint_missing' },
  ],
  ['all deleted', [`DELETE FROM ${CHECKPOINT} WHERE tenant_id = $1`], { segment: 1, why: 'checkpoint_missing' }],
  [
    'a checkpoint deleted and the next moved up',
    [
      `DELETE FROM ${CHECKPOINT} WHERE tenant_id = $1 AND number = 2`,
      `UPDATE ${CHECKPOINT} SET number = 2 WHERE tenant_id = $1 AND number = 3`,
    ],
    { segment: 2, why: 'signature' },
  ],
  [
    'a checkpoint that fits what was changed',
    [
      `UPDATE ${CHECKPOINT} SET hash = sha256('x') WHERE tenant_id = $1 AND number = 3`,
      `UPDATE ${ROW} SET target = 'elsewhere' WHERE ${AT(12)}`,
    ],
    { segment: 3, why: 'signature' },
  ],
  [
    'rows deleted as if retention had',
    [
      `DELETE FROM ${ROW} WHERE tenant_id = $1 AND position <= 5`,
      `UPDATE ${CHECKPOINT} SET removed_at = now(), removal_signature = signature WHERE tenant_id = $1 AND number = 1`,
    ],
    { segment: 1, why: 'removal' },
  ],
])('sees what somebody with the whole database did: %s', async (_, statements, broken) => {
  const sealer = await sealed()
  for (const statement of statements) await sql(statement, statement.includes('$1') ? [acme] : [])
  const found = await verify(acme)
  expect(found).toMatchObject({ ok: false, broken })
  expect(await verify(globex)).toMatchObject({ ok: true })
  await sealer.close()
})

it('sees the chain of one tenant given to another', async () => {
  const sealer = await sealed()
  for (const table of [ROW, CHECKPOINT])
    await sql(`UPDATE ${table} SET tenant_id = $2 WHERE tenant_id = $1`, [acme, globex])
  expect(await verify(globex)).toMatchObject({ ok: false, broken: { segment: 1, why: 'signature' } })
  await sealer.close()
})

it('sees an older checkpoint put back while a later one is there', async () => {
  const sealer = sealerOf(db, silent)
  await writeMany(db, acme, 2)
  await sealer.run()
  const [old] = await sql(`SELECT * FROM ${CHECKPOINT} WHERE tenant_id = $1`, [acme])
  await writeMany(db, acme, 3, 'b')
  await sealer.run()
  await writeMany(db, acme, 1, 'c')
  await sealer.run()
  expect(await verify(acme)).toMatchObject({ ok: true, segments: 2 })
  await sql(
    `UPDATE ${CHECKPOINT} SET last_position = $2, hash = $3, sealed_at = began_at, signature = $4
     WHERE tenant_id = $1 AND number = 1`,
    [acme, old.last_position, old.hash, old.signature],
  )
  expect(await verify(acme)).toMatchObject({ ok: false, broken: { segment: 2, why: 'link' } })
  await sealer.close()
})

describe('the sealer', () => {
  it('signs nothing on top of a checkpoint that is not ours, says so, and goes on with the others', async () => {
    await (await sealed()).close()
    const log = said()
    const sealer = sealerOf(db, log)
    await sql(`UPDATE ${CHECKPOINT} SET hash = sha256('x') WHERE tenant_id = $1 AND number = 3`, [acme])
    await writeMany(db, acme, 2)
    await writeMany(db, globex, 2)
    await sealer.run()
    expect(await verify(acme)).toMatchObject({
      ok: false,
      broken: { segment: 3, why: 'signature' },
      unsealed: { rows: 2 },
    })
    expect(await verify(globex)).toMatchObject({ ok: true, rows: 2, unsealed: { rows: 0 } })
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([
      { level: 'error', what: { chain: acme, wrong: 'signature' }, text: expect.stringContaining('not sealed') },
    ])
    await sealer.close()
  })

  it('knows a chain that was put back since it left it; who kept a head knows for ever', async () => {
    const log = said()
    const sealer = sealerOf(db, log)
    await writeMany(db, acme, 3)
    await sealer.run()
    const kept = (await verify(acme)).head
    const rewrite = async () => {
      await sql(`DELETE FROM ${CHECKPOINT} WHERE tenant_id = $1`, [acme])
      await sql(`UPDATE ${ROW} SET position = NULL, target = 'rewritten' WHERE tenant_id = $1`, [acme])
    }
    await rewrite()
    await sealer.run()
    expect(log.lines.map(({ what }) => what)).toEqual([{ chain: acme, wrong: 'put back' }])
    expect(await verify(acme)).toMatchObject({ unsealed: { rows: 3 } })
    await sealer.close()

    // Another process does not know.
    const other = sealerOf(db, silent)
    await other.run()
    expect(await verify(acme)).toMatchObject({ ok: true, rows: 3 })
    expect(await verify(acme, { anchor: kept })).toMatchObject({
      ok: false,
      broken: { segment: 1, position: 3, why: 'anchor' },
    })
    const beyond = { position: 4, hash: kept?.hash ?? '' }
    expect(await verify(acme, { anchor: beyond })).toMatchObject({ ok: false, broken: { why: 'anchor' } })
    const now = (await verify(acme)).head
    expect(await verify(acme, { anchor: now })).toMatchObject({ ok: true })
    await other.close()
  })

  it('seals what the database of another key signed no further', async () => {
    await (await sealed()).close()
    const { AuditSigner } = await import('../../server/audit/signer')
    const signer = new AuditSigner(Buffer.alloc(32, 9))
    expect(signer.keyId).not.toBe(SIGNER.keyId)
    const log = said()
    const sealer = sealerOf(db, log, { signer })
    await writeMany(db, acme, 1)
    await sealer.run()
    expect(log.lines.map(({ what }) => what)).toEqual([{ chain: acme, wrong: 'signature' }])
    await sealer.close()
  })
})

describe('the tenant role', () => {
  const denied = /permission denied/
  it.each([
    [
      'give a row a place',
      `INSERT INTO ${ROW} (tenant_id, actor, action, target, outcome, address, request_id, position)
       VALUES ($1, '{}', 'a', 't', 'ok', '', '', 1)`,
    ],
    ['change a row', `UPDATE ${ROW} SET target = 'x' WHERE tenant_id = $1`],
    ['delete a row', `DELETE FROM ${ROW} WHERE tenant_id = $1`],
    ['change a checkpoint', `UPDATE ${CHECKPOINT} SET number = 9 WHERE tenant_id = $1`],
    ['delete a checkpoint', `DELETE FROM ${CHECKPOINT} WHERE tenant_id = $1`],
    ['make a checkpoint', `INSERT INTO ${CHECKPOINT} SELECT * FROM ${CHECKPOINT} WHERE tenant_id = $1`],
    ['look at leases', `SELECT * FROM sagemcp.job_leases WHERE $1::uuid IS NOT NULL`],
  ])('cannot %s', async (_, statement) => {
    await expect(db.withTenant(acme, (em) => em.query(statement, [acme]))).rejects.toThrow(denied)
  })

  it('writes rows and reads its own checkpoints', async () => {
    const sealer = await sealed()
    await db.withTenant(globex, async (em) => {
      await write(em, globex, 'mine')
      expect(await em.query(`SELECT * FROM ${CHECKPOINT}`)).toEqual([])
    })
    expect(await db.withTenant(acme, (em) => em.query(`SELECT number FROM ${CHECKPOINT}`))).toHaveLength(3)
    await sealer.close()
  })
})

it('lets a tenant be deleted with its chain', async () => {
  const sealer = await sealed()
  await sql('DELETE FROM sagemcp.tenants WHERE id = $1', [acme])
  expect(await sql(`SELECT * FROM ${CHECKPOINT} WHERE tenant_id = $1`, [acme])).toEqual([])
  await writeMany(db, globex, 1)
  await sealer.run()
  expect(await verify(globex)).toMatchObject({ ok: true, rows: 1 })
  await sealer.close()
})
