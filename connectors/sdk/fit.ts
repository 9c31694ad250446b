import { decodeCursor, encodeCursor } from './cursor'
import { cut } from './text'

type Value = Record<string, unknown>
type Arguments = Readonly<Record<string, unknown>>

const size = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? '')
/** Room for the marks that a cut result carries. */
const MARKS = 400

/**
 * Makes a result fit into `max` bytes of JSON. A page keeps its first items and its cursor goes on at the next one, so
 * nothing is lost; other values have their longest texts shortened. Either carries `truncated` and a `hint`.
 */
export function fit(value: unknown, max: number, args: Arguments): unknown {
  if (size(value) <= max) return value
  const object: Value = Array.isArray(value)
    ? { items: value }
    : typeof value === 'string'
      ? { text: value }
      : (value as Value)
  return Array.isArray(object.items) && object.items.length > 1
    ? fitItems(object, object.items, max, args)
    : shorten(object, max - MARKS)
}

function fitItems(value: Value, items: readonly unknown[], max: number, args: Arguments): Value {
  let used = size({ ...value, items: [], ...rest(items.length) })
  let kept = 0
  for (const item of items) {
    used += size(item) + 1
    if (used > max) break
    kept++
  }
  if (kept > 0) return { ...value, items: items.slice(0, kept), ...rest(kept) }
  return shorten({ ...value, items: items.slice(0, 1), ...rest(1) }, max - MARKS)

  function rest(count: number): Value {
    const from = typeof args.cursor === 'string' ? decodeCursor(args.cursor, args) : { vendor: undefined, skip: 0 }
    return {
      next_cursor: encodeCursor({ vendor: from.vendor, skip: from.skip + count }, args),
      has_more: true,
      truncated: true,
      hint: `Only ${count} of ${items.length} items fit. Go on with next_cursor, or ask for less per page.`,
    }
  }
}

/** Halves the longest string until everything fits. What leads on to the next page stays, whatever else goes. */
function shorten({ next_cursor, has_more, ...value }: Value, max: number): Value {
  const onward = {
    ...(next_cursor === undefined ? {} : { next_cursor }),
    ...(has_more === undefined ? {} : { has_more }),
  }
  const copy = structuredClone(value)
  while (size({ ...copy, ...onward }) > max) {
    const longest = findLongest(copy)
    if (!longest || longest.text.length < 200) {
      const items = Array.isArray(value.items) ? { items: [] } : {}
      return { ...items, ...onward, truncated: true, hint: 'The result is too large to show. Ask for less of it.' }
    }
    longest.set(cut(longest.text, Math.ceil(longest.text.length / 2)))
  }
  const hint = 'Long texts were shortened. Ask for a part of it, or for fewer fields.'
  return { ...copy, ...onward, truncated: true, hint }
}

interface Spot {
  text: string
  set(text: string): void
}

function findLongest(node: unknown, best?: Spot): Spot | undefined {
  if (typeof node !== 'object' || node === null) return best
  const holder = node as Value
  for (const key of Object.keys(holder)) {
    const child = holder[key]
    if (typeof child === 'string') {
      if (child.length > (best?.text.length ?? 0)) {
        best = { text: child, set: (text) => void (holder[key] = text) }
      }
    } else {
      best = findLongest(child, best)
    }
  }
  return best
}
