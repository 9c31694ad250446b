import { type Input, type Memory, path, type VendorHttp } from '../sdk'
import { ask } from './calls'
import { dataSourceId, readDataSource } from './data-sources'
import { personFinder } from './people'
import { filterFor, sortsFor } from './properties/filter'
import { idOf, mustFind } from './properties/find'
import type { queryDatabase } from './schemas'
import { type RawPage, toRow } from './shape'

/** Rows of a data source. Its schema is read only where the arguments name properties. */
export async function query(http: VendorHttp, memory: Memory, input: Input<typeof queryDatabase.input>) {
  const { filter = [], match, sorts = [], properties, in_trash, detail, limit, cursor, ...source } = input
  const id = await dataSourceId(http, source)
  const named = filter.length > 0 || sorts.length > 0 || properties !== undefined
  const schema = named ? (await readDataSource(http, id)).properties : {}
  const body = {
    filter: await filterFor(schema, filter, match, personFinder(http, memory)),
    sorts: sortsFor(schema, sorts),
    in_trash: in_trash || undefined,
  }
  // The title says which row it is, so it always comes along.
  const columns = properties && [...properties.map((name) => idOf(mustFind(schema, name).property)), 'title']
  const where = path`/v1/data_sources/${id}/query`
  const shape = (raw: RawPage) => toRow(raw, detail)
  return ask(http, where, { limit, cursor }, body, shape, { filter_properties: columns && [...new Set(columns)] })
}
