import { cut } from '../../sdk'
import { fromAdf } from '../adf'
import { raw, text } from './read'

const LONGEST = 2_000

/** The value of a field, whatever its kind: a name, text or number, or several. Undefined when it is empty. */
export const simple = (value: unknown): unknown => valueOf(value, true)

/** The same, without objects that only programs can read. */
export const readable = (value: unknown): unknown => (value === '{}' ? undefined : valueOf(value, false))

function valueOf(value: unknown, withJson: boolean): unknown {
  if (typeof value === 'string') return value === '' ? undefined : cut(value, LONGEST)
  if (Array.isArray(value)) {
    const all = value.map((each) => valueOf(each, withJson)).filter((each) => each !== undefined)
    return all.length > 0 ? all : undefined
  }
  if (typeof value !== 'object') return value
  const object = raw(value)
  if (object.type === 'doc') return cut(fromAdf(object), LONGEST) || undefined
  const child = text(raw(object.child).value)
  const name = [object.displayName, object.value, object.name, object.key].map(text).find(Boolean)
  if (name !== undefined) return child === undefined ? name : `${name} > ${child}`
  if (!withJson) return undefined
  const json = JSON.stringify(object)
  return json === '{}' ? undefined : cut(json, LONGEST)
}
