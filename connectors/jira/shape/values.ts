import { cut } from '../../sdk'
import { fromAdf } from '../adf'
import { raw, text } from './read'

const LONGEST = 2_000

/** The value of a field, whatever its kind: a name, text or number, or several. Undefined when it is empty. */
export function simple(value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? undefined : cut(value, LONGEST)
  if (Array.isArray(value)) {
    const all = value.map(simple).filter((each) => each !== undefined)
    return all.length > 0 ? all : undefined
  }
  if (typeof value !== 'object') return value
  const object = raw(value)
  if (object.type === 'doc') return cut(fromAdf(object), LONGEST) || undefined
  const child = text(raw(object.child).value)
  const name = [object.displayName, object.value, object.name, object.key].map(text).find(Boolean)
  if (name !== undefined) return child === undefined ? name : `${name} > ${child}`
  const json = JSON.stringify(object)
  return json === '{}' ? undefined : cut(json, LONGEST)
}
