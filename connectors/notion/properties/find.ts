import { ConnectorError, cut, visible } from '../../sdk'
import type { RawProperties, RawProperty } from './raw'

export interface Named {
  readonly name: string
  readonly property: RawProperty
}

const MAX_SHOWN = 40

/** Names that people gave, as far as an error may carry them. */
export const label = (name: string): string => cut(visible(name).replace(/\s+/g, ' '), 60)
export const choices = (names: readonly string[]): string =>
  names.length === 0
    ? '(none)'
    : names.slice(0, MAX_SHOWN).map(label).join(', ') + (names.length > MAX_SHOWN ? ', …' : '')

export const wrong = (field: string, says: string) =>
  new ConnectorError('validation', `${label(field)}: ${says}`, { fields: { [label(field)]: says } })

/** By exact name, then whatever the case, then by id. */
export function find(properties: RawProperties, wanted: string): Named | undefined {
  const all = Object.entries(properties).map(([name, property]) => ({ name, property }))
  const same = all.filter(({ name }) => name.toLowerCase() === wanted.trim().toLowerCase())
  return (
    all.find(({ name }) => name === wanted) ??
    (same.length === 1 ? same[0] : undefined) ??
    all.find(({ property }) => property.id === wanted)
  )
}

export function mustFind(properties: RawProperties, wanted: string): Named {
  const found = find(properties, wanted)
  if (found) return found
  const known = Object.entries(properties).map(([name, { type }]) => `${name} (${type})`)
  throw wrong(wanted, `there is no such property. There are: ${choices(known)}.`)
}

/** Notion gives ids encoded; a request encodes them itself, and encoded twice they are not found. */
export function idOf({ id }: RawProperty): string {
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

export const optionsOf = (property: RawProperty): readonly { id?: string; name: string }[] =>
  (property.type === 'select' || property.type === 'multi_select' || property.type === 'status'
    ? property[property.type]?.options
    : undefined) ?? []

/** The option's own spelling. Notion would make a new one of a typing error. */
export function option(name: string, property: RawProperty, wanted: string): string {
  const options = optionsOf(property)
  const found =
    options.find((each) => each.name === wanted) ??
    options.find((each) => each.name.toLowerCase() === wanted.trim().toLowerCase())
  if (found) return found.name
  throw wrong(name, `"${label(wanted)}" is not an option. There are: ${choices(options.map((each) => each.name))}.`)
}
