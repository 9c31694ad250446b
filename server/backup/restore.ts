import type { Readable } from 'node:stream'
import type { Database, EntityManager } from '../db/database'
import { version } from '../version'
import { fromFile, ArchiveError, type Head } from './archive'
import type { Copied, Progress } from './backup'
import { firstFilled, schemaOf, setSequence, type Table, tablesOf } from './catalog-store'
import { beginFilling, writeRows } from './row-store'

/** Throws unless there is nothing in it. */
export async function requireEmpty(em: EntityManager): Promise<void> {
  const filled = await firstFilled(em, await tablesOf(em))
  if (filled === undefined) return
  throw new Error(
    `the database is not empty: there are rows in ${filled}. A backup is restored into a new database or data folder ` +
      'on which no server was started yet.',
  )
}

/**
 * Fills an empty database. It is one transaction: all of it is there in the end, or nothing. `last` is the last thing in it, and what
 * it throws undoes the rest.
 */
export async function restore(
  db: Database,
  file: Readable,
  { progress, last }: { progress: Progress; last: (em: EntityManager, head: Head) => Promise<void> },
): Promise<Copied> {
  return db.withSystem(async (em) => {
    const tables = await tablesOf(em)
    await beginFilling(em, tables)
    await requireEmpty(em)
    const filling = new Filling(em, tables, progress)
    let head: Head | undefined
    for await (const part of fromFile(file)) {
      if ('sagemcp' in part) {
        head = part
        requireSameSchema(part, await schemaOf(em))
      } else if ('json' in part) await filling.add(part.json)
      else if ('table' in part) filling.begin(part.table, part.columns)
      else if ('rows' in part) filling.end(part.rows)
      else for (const sequence of part.sequences) await setSequence(em, sequence)
    }
    if (!head) throw new ArchiveError('it is empty')
    const copied = filling.finish()
    await last(em, head)
    return copied
  })
}

function requireSameSchema({ schema, release }: Head, here: string | undefined): void {
  if (schema === here) return
  throw new Error(
    `this backup has the schema ${schema} of release ${release}, and this release ${version} has ${here}. ` +
      `Restore it with release ${release}, and upgrade then.`,
  )
}

/** What of an archive has come so far. Names are only compared: what is put into SQL comes from the database. */
class Filling {
  readonly #left: Map<string, Table>
  #table: Table | undefined
  #rows = 0
  #total = 0
  #tables = 0

  constructor(
    private readonly em: EntityManager,
    tables: readonly Table[],
    private readonly progress: Progress,
  ) {
    this.#left = new Map(tables.map((table) => [table.name, table]))
  }

  begin(name: string, columns: readonly (readonly [string, string])[]): void {
    const table = this.#left.get(name)
    if (this.#table || !table) throw new ArchiveError(`it holds the table ${name} where none is expected`)
    const known = new Map(table.columns)
    const isSame = columns.length === known.size && columns.every(([column, type]) => known.get(column) === type)
    if (!isSame) throw new ArchiveError(`its table ${name} has other columns than this schema`)
    this.#left.delete(name)
    this.#rows = 0
    // In the order of the archive: a column that was added later stands elsewhere in another database.
    this.#table = { ...table, columns }
  }

  async add(json: string): Promise<void> {
    if (!this.#table) throw new ArchiveError('it holds rows of no table')
    this.#rows += await writeRows(this.em, this.#table, json)
    this.progress(this.#table.name, this.#rows, false)
  }

  end(rows: number): void {
    if (!this.#table || rows !== this.#rows) throw new ArchiveError(`rows of ${this.#table?.name} are missing`)
    this.progress(this.#table.name, rows, true)
    this.#total += rows
    this.#tables += 1
    this.#table = undefined
  }

  finish(): Copied {
    const [missing] = this.#left.keys()
    if (missing !== undefined || this.#table)
      throw new ArchiveError(`the table ${missing ?? this.#table?.name} is missing`)
    return { tables: this.#tables, rows: this.#total }
  }
}
