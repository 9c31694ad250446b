import { compact, ConnectorError, type Input, type Memory, path, type VendorHttp } from '../sdk'
import { append, batches } from './blocks/append'
import { toBlocks } from './blocks/from-markdown'
import { one } from './calls'
import { dataSourceId, readDataSource } from './data-sources'
import { personFinder } from './people'
import { wrong } from './properties/find'
import type { RawProperties } from './properties/raw'
import { type Given, titleRuns, writeAll } from './properties/write'
import type { createPage, movePage, updatePage } from './schemas'
import { type RawPage, toPage } from './shape'

const toIcon = (icon: string | undefined) =>
  icon === undefined ? undefined : /^https?:\/\//.test(icon) ? { external: { url: icon } } : { emoji: icon }

/** The key of the title: its name in a schema; its id, which is the same everywhere, without one. */
const titleKey = (schema: RawProperties): string =>
  Object.entries(schema).find(([, { type }]) => type === 'title')?.[0] ?? 'title'

async function write(
  http: VendorHttp,
  memory: Memory,
  schema: RawProperties,
  title: string | undefined,
  values: Readonly<Record<string, Given>> = {},
) {
  const written = await writeAll(schema, values, personFinder(http, memory))
  return { ...(title === undefined ? {} : { [titleKey(schema)]: { title: titleRuns(title) } }), ...written }
}

export async function makePage(http: VendorHttp, memory: Memory, input: Input<typeof createPage.input>) {
  const { parent_page_id, title, properties, markdown = '', icon, ...source } = input
  const isRow = parent_page_id === undefined
  const [first] = Object.keys(properties ?? {})
  if (!isRow && first !== undefined) throw wrong(first, 'only rows of a database have properties besides the title.')
  const id = isRow ? await dataSourceId(http, source) : ''
  const schema = isRow ? (await readDataSource(http, id)).properties : {}
  const blocks = toBlocks(markdown)
  const [batch = [], ...more] = batches(blocks)
  // What does not fit into one request is added when the page is there.
  const atOnce = more.length === 0 && batch.every(({ later }) => later.length === 0)
  const made = await http.post(path`/v1/pages`, {
    body: compact({
      parent: isRow ? { type: 'data_source_id', data_source_id: id } : { page_id: parent_page_id },
      properties: await write(http, memory, schema, title, properties),
      icon: toIcon(icon),
      children: atOnce ? blocks : [],
    }),
  })
  const page = one<RawPage>(made)
  if (!atOnce) await append(http, page.id, blocks).catch((error: unknown) => throwUnfinished(error, page.id))
  return toPage(page)
}

function throwUnfinished(error: unknown, page: string): never {
  if (!(error instanceof ConnectorError)) throw error
  throw new ConnectorError(error.code, `The page was created (${page}), but not all of its text. ${error.message}`, {
    ...error.details,
    hint: 'Do not create it again: add the rest with append_block_children.',
  })
}

/** A row's schema has its options; other pages have a title and nothing else. */
async function schemaOf(http: VendorHttp, page: string): Promise<RawProperties> {
  const { parent, properties } = one<RawPage>(await http.get(path`/v1/pages/${page}`, { effect: 'read' }))
  const { data_source_id, database_id } = parent ?? {}
  if ((data_source_id ?? database_id) === undefined) return (properties ?? {}) as RawProperties
  const id = await dataSourceId(http, { data_source_id, database_id })
  return (await readDataSource(http, id)).properties
}

export async function changePage(http: VendorHttp, memory: Memory, input: Input<typeof updatePage.input>) {
  const { page_id, title, properties, icon, in_trash } = input
  const schema = properties ? await schemaOf(http, page_id) : {}
  const named = title !== undefined || properties !== undefined
  const changed = await http.patch(path`/v1/pages/${page_id}`, {
    body: compact({
      properties: named ? await write(http, memory, schema, title, properties) : undefined,
      icon: toIcon(icon),
      in_trash,
    }),
  })
  return toPage(one<RawPage>(changed))
}

export async function relocate(http: VendorHttp, input: Input<typeof movePage.input>) {
  const { page_id, to_page_id, to_database_id, to_data_source_id } = input
  const source = { database_id: to_database_id, data_source_id: to_data_source_id }
  const parent =
    to_page_id === undefined
      ? { type: 'data_source_id', data_source_id: await dataSourceId(http, source) }
      : { type: 'page_id', page_id: to_page_id }
  return toPage(one<RawPage>(await http.post(path`/v1/pages/${page_id}/move`, { body: { parent } })))
}
