import type { EntityManager } from '../db/database'
import type { Sequence } from './archive'

export interface Table {
  readonly name: string
  /** Name and type of each column that holds something of its own. */
  readonly columns: readonly (readonly [string, string])[]
  /** Columns by which its rows refer to others of the table, a group for each reference. */
  readonly ownReferences: readonly (readonly string[])[]
}

/**
 * The list of migrations is the schema, not what is in it. The others are what processes that are alive keep for each other, for seconds
 * or minutes; among it are messages to clients in the open. Any other table is in every backup.
 */
const LEFT_OUT = ['migrations', 'job_leases', 'limit_buckets', 'limit_processes', 'mcp_events', 'mcp_mail']

const COLUMNS = `
  SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
    a.attidentity <> '' AS "isIdentity"
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relnamespace = to_regnamespace('sagemcp') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname <> ALL ($1) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  ORDER BY c.relname, a.attnum`

const REFERENCES = `
  SELECT t.relname AS "from", r.relname AS "to", array_agg(a.attname::text ORDER BY a.attnum) AS columns
  FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class r ON r.oid = k.confrelid
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
  WHERE k.contype = 'f' AND k.connamespace = to_regnamespace('sagemcp')
  GROUP BY k.oid, t.relname, r.relname`

interface Column {
  readonly table: string
  readonly name: string
  readonly type: string
  readonly isIdentity: boolean
}

interface Reference {
  readonly from: string
  readonly to: string
  readonly columns: readonly string[]
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
export const pathOf = (table: string): string => `sagemcp.${quoted(table)}`

const columnsOf = (em: EntityManager): Promise<Column[]> => em.query(COLUMNS, [LEFT_OUT])

/** The name of the newest migration; undefined where there was none. */
export async function schemaOf(em: EntityManager): Promise<string | undefined> {
  const [found] = (await em.query(`SELECT to_regclass('sagemcp.migrations') IS NOT NULL AS is`)) as { is: boolean }[]
  if (!found?.is) return undefined
  const rows = await em.query('SELECT name FROM sagemcp.migrations ORDER BY timestamp DESC LIMIT 1')
  return (rows as { name: string }[])[0]?.name
}

/** Everything that a backup holds, what is referred to before what refers to it. */
export async function tablesOf(em: EntityManager): Promise<Table[]> {
  const columns = await columnsOf(em)
  const references = (await em.query(REFERENCES)) as Reference[]
  const tables = [...new Set(columns.map(({ table }) => table))].map((table) => ({
    name: table,
    columns: columns.filter((column) => column.table === table).map(({ name, type }) => [name, type] as const),
    ownReferences: references.filter(({ from, to }) => from === table && to === table).map((own) => own.columns),
  }))
  const ordered: Table[] = []
  while (ordered.length < tables.length) {
    const placed = new Set(ordered.map(({ name }) => name))
    const next = tables.filter(
      ({ name }) =>
        !placed.has(name) && references.every(({ from, to }) => from !== name || to === name || placed.has(to)),
    )
    if (next.length === 0) throw new Error('tables refer to each other in a circle: no order of them can be restored')
    ordered.push(...next)
  }
  return ordered
}

/** A table that has rows, if there is one. */
export async function firstFilled(em: EntityManager, tables: readonly Table[]): Promise<string | undefined> {
  for (const { name } of tables) {
    const [row] = (await em.query(`SELECT EXISTS (SELECT FROM ${pathOf(name)}) AS filled`)) as { filled: boolean }[]
    if (row?.filled) return name
  }
  return undefined
}

const SEQUENCE = `SELECT pg_get_serial_sequence($1, $2) AS name`

async function sequenceName(em: EntityManager, { table, column }: Pick<Sequence, 'table' | 'column'>): Promise<string> {
  const [row] = (await em.query(SEQUENCE, [pathOf(table), column])) as { name: string | null }[]
  if (!row?.name) throw new Error(`${table}.${column} has no sequence here`)
  return row.name
}

/** Where identity columns go on. Read after the rows: it runs ahead of any snapshot. */
export async function sequencesOf(em: EntityManager): Promise<Sequence[]> {
  const found: Sequence[] = []
  for (const { table, name: column, isIdentity } of await columnsOf(em)) {
    if (!isIdentity) continue
    const sequence = await sequenceName(em, { table, column })
    const rows = await em.query(`SELECT last_value::text AS value, is_called AS called FROM ${sequence}`)
    const [row] = rows as Pick<Sequence, 'value' | 'called'>[]
    if (row) found.push({ table, column, ...row })
  }
  return found
}

export async function setSequence(em: EntityManager, sequence: Sequence): Promise<void> {
  const name = await sequenceName(em, sequence)
  await em.query('SELECT setval($1::regclass, $2::bigint, $3)', [name, sequence.value, sequence.called])
}
