import type { EntityManager } from '../db/database'
import { pathOf, quoted, type Table } from './catalog-store'

const BATCH_BYTES = 1_000_000
const FIRST_BATCH = 50
/** The next rows may be larger than those before them. */
const MOST_ROWS = 500

/*
 * Every value travels as the text that PostgreSQL writes for it, in a session that writes all of them in one way: nothing is rounded,
 * and any version reads it back as it was. Rows that a policy hides are an error and not left out.
 */
const SETTINGS = `SELECT set_config('TimeZone', 'UTC', true), set_config('DateStyle', 'ISO', true),
  set_config('IntervalStyle', 'postgres', true), set_config('extra_float_digits', '1', true),
  set_config('bytea_output', 'hex', true), set_config('row_security', 'off', true),
  set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)`

/** Before anything else in its transaction: all of it sees one moment. */
export async function beginSnapshot(em: EntityManager): Promise<void> {
  await em.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
  await em.query(SETTINGS)
}

/** Nobody else writes until this transaction ends. */
export async function beginFilling(em: EntityManager, tables: readonly Table[]): Promise<void> {
  await em.query(SETTINGS)
  if (tables.length === 0) return
  await em.query(`LOCK TABLE ${tables.map(({ name }) => pathOf(name)).join(', ')} IN EXCLUSIVE MODE`)
}

export interface Batch {
  /** A JSON array of rows, each an array of texts and nulls in the order of the table's columns. */
  readonly json: string
  readonly rows: number
}

/** As much at a time as fits into about a megabyte. */
export async function* readRows(em: EntityManager, table: Table): AsyncGenerator<Batch> {
  const values = table.columns.map(([name]) => `${quoted(name)}::text`).join(', ')
  // Whom others of the table refer to comes first. One level is all there is.
  const referring = table.ownReferences.map((names) => `num_nulls(${names.map(quoted).join(', ')}) = 0`)
  const order = referring.length > 0 ? ` ORDER BY ${referring.join(', ')}` : ''
  await em.query(
    `DECLARE backup_rows NO SCROLL CURSOR FOR
     SELECT array_to_json(ARRAY[${values}]::text[])::text AS row FROM ${pathOf(table.name)}${order}`,
  )
  for (let size = FIRST_BATCH; ;) {
    const found = (await em.query(`FETCH ${size} FROM backup_rows`)) as { row: string }[]
    if (found.length === 0) break
    const json = `[${found.map(({ row }) => row).join(',')}]`
    yield { json, rows: found.length }
    size = Math.max(1, Math.min(MOST_ROWS, 4 * size, Math.floor((BATCH_BYTES * found.length) / json.length)))
  }
  await em.query('CLOSE backup_rows')
}

/** Returns how many rows it wrote. Ids that the database gives otherwise are kept. */
export async function writeRows(em: EntityManager, table: Table, json: string): Promise<number> {
  const names = table.columns.map(([name]) => quoted(name)).join(', ')
  const values = table.columns.map(([, type], i) => `(r ->> ${i})::${type}`).join(', ')
  const [row] = (await em.query(
    `WITH written AS (
       INSERT INTO ${pathOf(table.name)} (${names}) OVERRIDING SYSTEM VALUE
       SELECT ${values} FROM jsonb_array_elements($1::jsonb) AS r RETURNING 1)
     SELECT count(*)::int AS rows FROM written`,
    [json],
  )) as { rows: number }[]
  return row?.rows ?? 0
}
