import { compact, cut } from '../../sdk'
import { type Maybe, plain, type RawParent, type RawRichText } from '../blocks/raw'
import { optionsOf } from '../properties/find'
import type { RawProperties, RawProperty } from '../properties/raw'
import { time } from '../properties/read'
import { on, toParent } from './common'

const LIST_TITLE = 120
const MAX_EXPRESSION = 200

export interface RawDataSource {
  id: string
  object?: string
  title?: Maybe<readonly RawRichText[]>
  description?: Maybe<readonly RawRichText[]>
  parent?: Maybe<RawParent>
  url?: Maybe<string>
  in_trash?: boolean
  last_edited_time?: string
  properties?: Maybe<RawProperties>
}

export interface RawDatabase extends Omit<RawDataSource, 'properties'> {
  data_sources?: Maybe<readonly { id: string; name?: string }[]>
}

export const toListedDataSource = (raw: RawDataSource) =>
  compact({
    title: cut(plain(raw.title), LIST_TITLE),
    data_source_id: raw.id,
    database_id: raw.parent?.database_id,
    edited: time(raw.last_edited_time),
  })

export const toDatabase = (raw: RawDatabase) =>
  compact({
    id: raw.id,
    title: plain(raw.title),
    description: plain(raw.description) || undefined,
    url: raw.url,
    parent: toParent(raw.parent),
    in_trash: on(raw.in_trash),
    edited: time(raw.last_edited_time),
    data_sources: (raw.data_sources ?? []).map(({ id, name }) => ({ id, name: name ?? '' })),
  })

const MAX_OPTIONS = 100

function toProperty(name: string, raw: RawProperty) {
  const options = optionsOf(raw).map((option) => option.name)
  const { rollup } = raw
  return compact({
    name,
    type: raw.type,
    description: raw.description || undefined,
    options: options.length > MAX_OPTIONS ? [...options.slice(0, MAX_OPTIONS), '…'] : options,
    format: raw.number?.format === 'number' ? undefined : raw.number?.format,
    expression: raw.formula?.expression && cut(raw.formula.expression, MAX_EXPRESSION),
    relates_to: raw.relation?.data_source_id,
    rollup: rollup && `${rollup.function} of ${rollup.rollup_property_name} over ${rollup.relation_property_name}`,
    prefix: raw.unique_id?.prefix,
  })
}

export const toDataSource = (raw: RawDataSource) =>
  compact({
    id: raw.id,
    title: plain(raw.title),
    description: plain(raw.description) || undefined,
    database_id: raw.parent?.database_id,
    url: raw.url,
    in_trash: on(raw.in_trash),
    edited: time(raw.last_edited_time),
    properties: Object.entries(raw.properties ?? {}).map(([name, property]) => toProperty(name, property)),
  })
