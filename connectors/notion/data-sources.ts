import { answer, ConnectorError, path, type VendorHttp, z } from '../sdk'
import { choices, label } from './properties/find'
import type { RawProperties } from './properties/raw'
import type { RawDataSource } from './shape'

/** Exactly one of them, as the input schemas see to. */
export interface Source {
  readonly database_id?: string | undefined
  readonly data_source_id?: string | undefined
}

const Tables = z.object({ data_sources: z.array(z.object({ id: z.string(), name: z.string().nullish() })) })

/** A database is a container; its only data source is what is meant, and of several one has to be named. */
export async function dataSourceId(http: VendorHttp, { database_id, data_source_id }: Source): Promise<string> {
  if (data_source_id !== undefined || database_id === undefined) return data_source_id ?? ''
  const { status, body } = await http.get(path`/v1/databases/${database_id}`, { accept: [404], effect: 'read' })
  // Perhaps it was the id of a data source; if not, the next request says that it is not there.
  if (status === 404) return database_id
  const { data_sources: all } = answer(Tables, body)
  const [only, ...others] = all
  if (only && others.length === 0) return only.id
  const candidates = choices(all.map(({ id, name }) => `${label(name ?? '').slice(0, 20)} ${id}`))
  const says = only ? `It has several data sources: ${candidates}.` : 'It has no data source that this connection sees.'
  throw new ConnectorError('validation', says, {
    hint: only ? 'Ask again with the data_source_id of the one that is meant.' : 'Share the database in Notion.',
    fields: { database_id: says },
  })
}

export async function readDataSource(
  http: VendorHttp,
  id: string,
): Promise<RawDataSource & { properties: RawProperties }> {
  const { body } = await http.get<RawDataSource>(path`/v1/data_sources/${id}`, { effect: 'read' })
  answer(z.object({ properties: z.record(z.string(), z.looseObject({ id: z.string(), type: z.string() })) }), body)
  return { ...body, properties: body.properties ?? {} }
}
