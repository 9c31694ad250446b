import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Database, EntityManager } from '../db/database'
import { version } from '../version'
import { FORMAT, type Part, toText } from './archive'
import { schemaOf, sequencesOf, tablesOf } from './catalog-store'
import { beginSnapshot, readRows } from './row-store'

/** Says how far a table is. */
export type Progress = (table: string, rows: number, isDone: boolean) => void

export interface Copied {
  readonly tables: number
  readonly rows: number
}

/** Writes what the database holds at one moment. Others go on writing meanwhile, where the database has room for them. */
export async function backup(db: Database, to: Writable, progress: Progress): Promise<Copied> {
  return db.withSystem(async (em) => {
    await beginSnapshot(em)
    const copied = { tables: 0, rows: 0 }
    await pipeline(
      toText(
        partsOf(em, (table, rows, isDone) => {
          progress(table, rows, isDone)
          if (!isDone) return
          copied.tables += 1
          copied.rows += rows
        }),
      ),
      createGzip({ level: 6 }),
      to,
    )
    return copied
  })
}

async function* partsOf(em: EntityManager, progress: Progress): AsyncGenerator<Part> {
  const schema = await schemaOf(em)
  if (schema === undefined) throw new Error('there is nothing to back up: this database was never used by SageMCP')
  yield { sagemcp: 'backup', format: FORMAT, schema, release: version, madeAt: new Date().toISOString() }
  for (const table of await tablesOf(em)) {
    yield { table: table.name, columns: table.columns.map(([name, type]) => [name, type]) }
    let rows = 0
    for await (const batch of readRows(em, table)) {
      rows += batch.rows
      progress(table.name, rows, false)
      yield batch
    }
    progress(table.name, rows, true)
    yield { rows }
  }
  yield { sequences: await sequencesOf(em) }
}
