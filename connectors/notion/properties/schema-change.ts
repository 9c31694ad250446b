import { ConnectorError } from '../../sdk'
import { find, mustFind, optionsOf, wrong } from './find'
import type { RawProperties } from './raw'

/** Types that a model may give a property, those without settings first. */
export const BARE = [
  'title',
  'rich_text',
  'date',
  'people',
  'files',
  'checkbox',
  'url',
  'email',
  'phone_number',
  'created_time',
  'created_by',
  'last_edited_time',
  'last_edited_by',
] as const
export const TYPES = [
  ...BARE,
  'number',
  'select',
  'multi_select',
  'status',
  'formula',
  'relation',
  'unique_id',
] as const
type Type = (typeof TYPES)[number]

export interface NewProperty {
  readonly name: string
  readonly type: Type
  readonly options?: readonly string[] | undefined
  /** Of a number. */
  readonly format?: string | undefined
  /** Of a formula. */
  readonly expression?: string | undefined
  /** Of a relation: a data source. */
  readonly relates_to?: string | undefined
  /** Of a unique id. */
  readonly prefix?: string | undefined
}

export interface PropertyChange extends Omit<NewProperty, 'type'> {
  readonly type?: Type | undefined
  readonly new_name?: string | undefined
  readonly remove?: boolean | undefined
}

type Option = { id?: string; name: string }

/** The settings of a type as Notion takes them. Options that are there already stay. */
function settings(type: Type, { name, ...given }: Omit<NewProperty, 'type'>, existing: readonly Option[] = []): object {
  switch (type) {
    case 'number':
      return { ...(given.format === undefined ? {} : { format: given.format }) }
    case 'select':
    case 'multi_select':
    case 'status': {
      if (given.options?.some((option) => option.includes(',')))
        throw wrong(name, 'options have no comma in their name.')
      const known = new Set(existing.map((option) => option.name))
      const added = (given.options ?? []).filter((option) => !known.has(option)).map((option) => ({ name: option }))
      const kept = existing.map((option) => (option.id === undefined ? { name: option.name } : { id: option.id }))
      return added.length > 0 ? { options: [...kept, ...added] } : {}
    }
    case 'formula':
      if (given.expression === undefined) throw wrong(name, 'a formula needs an expression.')
      return { expression: given.expression }
    case 'relation':
      if (given.relates_to === undefined) throw wrong(name, 'a relation needs relates_to, the id of a data source.')
      return { data_source_id: given.relates_to, type: 'single_property', single_property: {} }
    case 'unique_id':
      return { ...(given.prefix === undefined ? {} : { prefix: given.prefix }) }
    default:
      return {}
  }
}

/** The schema of a new data source; it must have a title. */
export function newSchema(properties: readonly NewProperty[]): Record<string, object> {
  const titles = properties.filter(({ type }) => type === 'title')
  if (titles.length > 1) throw wrong(titles[1]?.name ?? 'title', 'a data source has exactly one title.')
  const title = titles.length === 0 ? { Name: { title: {} } } : {}
  return {
    ...title,
    ...Object.fromEntries(properties.map((each) => [each.name, { [each.type]: settings(each.type, each) }])),
  }
}

/** Changes of a schema: what is there is renamed, set or removed, what is not is added. */
export function changedSchema(
  schema: RawProperties,
  changes: readonly PropertyChange[],
): Record<string, object | null> {
  return Object.fromEntries(changes.map((change) => changed(schema, change)))
}

const isType = (type: string): type is Type => TYPES.some((each) => each === type)

function changed(schema: RawProperties, change: PropertyChange): readonly [string, object | null] {
  const { name, new_name, remove, ...given } = change
  if (remove) return [mustFind(schema, name).name, null]
  const field = find(schema, name)
  if (given.type !== undefined && (given.type === 'title') !== (field?.property.type === 'title')) {
    throw wrong(name, 'a data source has one title, which stays; new_name renames it.')
  }
  if (!field) {
    if (given.type === undefined) mustFind(schema, name)
    return [name, given.type === undefined ? {} : { [given.type]: settings(given.type, { name, ...given }) }]
  }
  const rename = new_name === undefined ? {} : { name: new_name }
  const { type, ...rest } = given
  const wanted = type ?? (Object.values(rest).some((value) => value !== undefined) ? field.property.type : undefined)
  if (wanted === undefined) {
    if (new_name === undefined) throw wrong(name, 'give new_name, type, options or remove.')
    return [field.name, rename]
  }
  if (!isType(wanted))
    throw new ConnectorError('validation', `Properties of the type ${wanted} can only be renamed or removed.`)
  const existing = wanted === field.property.type ? optionsOf(field.property) : []
  return [field.name, { ...rename, [wanted]: settings(wanted, { name, ...rest }, existing) }]
}
