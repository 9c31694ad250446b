import { isItem, type Item } from './items'

/** The fields of a partial answer: by name what is wanted below; nothing below is everything. */
type Mask = Map<string, Mask | undefined>

/** `a,b(c,d/e)` as Google reads it. Throws where it cannot. */
export function parseFields(text: string): Mask {
  let at = 0
  const list = (depth: number): Mask => {
    const mask: Mask = new Map()
    do {
      const name = /^[A-Za-z*][\w-]*/.exec(text.slice(at))?.[0]
      if (name === undefined) throw new Error(`"${text}" is no selection of fields: see ${at}.`)
      at += name.length
      mask.set(name, below(depth))
    } while (text[at] === ',' && at++)
    return mask
  }
  const below = (depth: number): Mask | undefined => {
    if (text[at] === '/') {
      at += 1
      const name = /^[A-Za-z*][\w-]*/.exec(text.slice(at))?.[0] ?? ''
      at += name.length
      return new Map([[name, below(depth)]])
    }
    if (text[at] !== '(') return undefined
    at += 1
    const inner = list(depth + 1)
    if (text[at++] !== ')') throw new Error(`"${text}" is no selection of fields: a bracket stays open.`)
    return inner
  }
  const mask = list(0)
  if (at < text.length) throw new Error(`"${text}" is no selection of fields: see ${at}.`)
  return mask
}

export function select(body: unknown, mask: Mask | undefined): unknown {
  if (!mask || mask.has('*')) return body
  if (Array.isArray(body)) return body.map((each) => select(each, mask))
  if (!isItem(body)) return body
  return Object.fromEntries(
    [...mask].flatMap(([name, inner]) => (name in body ? [[name, select(body[name], inner)] as const] : [])),
  )
}

/** Names that are nowhere in answers which hold everything. */
export function unknownFields(bodies: readonly unknown[], mask: Mask, way = ''): string[] {
  const all = bodies.flat().filter((each): each is Item => isItem(each))
  return [...mask].flatMap(([name, inner]) => {
    if (name === '*') return []
    const found = all.flatMap((each) => (name in each ? [each[name]] : []))
    if (found.length === 0) return [way + name]
    return inner ? unknownFields(found, inner, `${way}${name}/`) : []
  })
}
