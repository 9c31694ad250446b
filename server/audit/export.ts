/** More than this is exported in parts, with `from` and `to`. */
export const MOST_ROWS = 100_000
const PAGE = 1_000

type Cell = string | number | null
export type Format = 'csv' | 'jsonl'

/** What is exported: pages of rows, newest first, and what a row says. */
export interface Exported<Row, Key> {
  readonly page: (limit: number, before: Key | undefined) => Promise<readonly Row[]>
  readonly key: (row: Row) => Key
  /** One JSON object. */
  readonly item: (row: Row) => object
  /** By column name. */
  readonly cells: (row: Row) => Readonly<Record<string, Cell>>
  readonly columns: readonly string[]
  readonly most?: number
}

export const TYPES = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl; charset=utf-8' } as const

/** Page after page, so that a long export needs no more memory than a short one. */
export async function* exported<Row, Key>(format: Format, what: Exported<Row, Key>): AsyncGenerator<string> {
  const { columns, most = MOST_ROWS } = what
  if (format === 'csv') yield csvLine(columns)
  const line = (row: Row) => {
    if (format === 'jsonl') return `${JSON.stringify(what.item(row))}\n`
    const cells = what.cells(row)
    return csvLine(columns.map((name) => cells[name] ?? null))
  }
  let before: Key | undefined
  for (let left = most; left > 0;) {
    const limit = Math.min(PAGE, left)
    // One more than asked for says that there is another page.
    const rows = await what.page(limit, before)
    const shown = rows.slice(0, limit)
    if (shown.length > 0) yield shown.map(line).join('')
    if (rows.length <= limit) return
    before = what.key(shown.at(-1) as Row)
    left -= limit
  }
  const note = `Only the newest ${most} rows are here. Export the rest with from and to.`
  yield format === 'jsonl'
    ? `${JSON.stringify({ incomplete: note })}\n`
    : csvLine([note, ...columns.slice(1).map(() => '')])
}

/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/

/** RFC 4180. */
const csvLine = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`

function csvCell(value: Cell): string {
  if (typeof value !== 'string') return value === null ? '' : String(value)
  const text = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
