import { compact, cut } from '../../sdk'
import { type Maybe, plain, type RawParent } from '../blocks/raw'
import { mustFind } from '../properties/find'
import type { RawProperties, RawUser, RawValue } from '../properties/raw'
import { readAll, time, titleOf, type Value } from '../properties/read'
import { type Detail, on, toParent } from './common'
import type { RawDataSource } from './data-sources'

/** How much of one text a list shows. */
const LIST_TITLE = 120
const LIST_VALUE = 60
const LIST_LINKS = 3

export interface RawPage {
  id: string
  object?: string
  url?: Maybe<string>
  parent?: Maybe<RawParent>
  icon?: Maybe<{ emoji?: string }>
  in_trash?: boolean
  is_locked?: boolean
  created_time?: string
  created_by?: Maybe<RawUser>
  last_edited_time?: string
  last_edited_by?: Maybe<RawUser>
  properties?: Maybe<Readonly<Record<string, RawValue>>>
}

/** A page or data source that a search found. */
export function toFound(raw: RawPage | RawDataSource) {
  const isPage = raw.object !== 'data_source'
  const title = isPage ? titleOf((raw as RawPage).properties) : plain((raw as RawDataSource).title)
  const parent = toParent(raw.parent)
  return compact({
    type: isPage ? ('page' as const) : ('data_source' as const),
    title: cut(title, LIST_TITLE),
    id: raw.id,
    parent: parent && ('id' in parent ? `${parent.type} ${parent.id}` : parent.type),
    edited: time(raw.last_edited_time),
  })
}

/** A value in a list: long texts and long lists are shortened. */
function brief(value: Value): Value {
  if (typeof value === 'string') return cut(value, LIST_VALUE)
  if (!Array.isArray(value) || value.length <= LIST_LINKS || !value.every((each) => String(each).length > 30))
    return value
  return [...value.slice(0, LIST_LINKS), `and ${value.length - LIST_LINKS} more`]
}

export function toRow(raw: RawPage, detail: Detail) {
  // A wiki holds tables beside its pages; their properties are a schema.
  if (raw.object === 'data_source') {
    return { id: raw.id, title: plain((raw as RawDataSource).title), properties: {} }
  }
  const title = titleOf(raw.properties)
  const values = readAll(raw.properties, { empty: false })
  const shown = Object.entries(values).map(([name, value]) => [name, detail === 'full' ? value : brief(value)] as const)
  return compact({
    id: raw.id,
    title: detail === 'full' ? title : cut(title, LIST_TITLE),
    properties: Object.fromEntries(shown),
    ...(detail === 'full' ? { url: raw.url, edited: time(raw.last_edited_time) } : {}),
  })
}

export function toPage(raw: RawPage, wanted?: readonly string[]) {
  const all = Object.entries(readAll(raw.properties, { empty: true }))
  const properties = (raw.properties ?? {}) as RawProperties
  const names = wanted && new Set(wanted.map((name) => mustFind(properties, name).name))
  return compact({
    id: raw.id,
    title: titleOf(raw.properties),
    url: raw.url,
    icon: raw.icon?.emoji,
    parent: toParent(raw.parent),
    in_trash: on(raw.in_trash),
    locked: on(raw.is_locked),
    created: time(raw.created_time),
    edited: time(raw.last_edited_time),
    properties: Object.fromEntries(names ? all.filter(([name]) => names.has(name)) : all),
  })
}
