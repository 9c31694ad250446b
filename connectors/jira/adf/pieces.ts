import type { RichInline } from '../../sdk'
import type { AdfMark } from './nodes'

/** An inline node with the marks that ADF puts on it. */
export interface Piece {
  readonly node: RichInline
  readonly marks?: readonly AdfMark[] | undefined
}

/** Outermost first. Marks without a counterpart (colours, underline) leave their text as it is. */
const WRAPPERS = [
  ['link', 'link'],
  ['strong', 'strong'],
  ['em', 'emphasis'],
  ['strike', 'delete'],
] as const

/** ADF marks each text by itself; Markdown wraps neighbours together, or `**a****b**` would come out. */
export const pieces = (all: readonly Piece[]): RichInline[] => wrap(all.filter(notEmpty), 0)

const notEmpty = ({ node }: Piece) => node.type !== 'text' || node.value !== ''

function wrap(all: readonly Piece[], level: number): RichInline[] {
  const wrapper = WRAPPERS[level]
  if (!wrapper) return merged(all.map(leaf))
  const [mark, type] = wrapper
  const found = runs(all, (piece) => keyOf(piece, mark)).flatMap(({ key, run }): RichInline[] => {
    const children = wrap(run, level + 1)
    if (key === undefined) return children
    return type === 'link' ? [{ type, url: key, children }] : emphasised(type, children)
  })
  return merged(found)
}

/** What neighbours must have in common to be wrapped together; undefined: they have not got the mark. */
function keyOf({ node, marks }: Piece, type: string): string | undefined {
  const mark = has(marks, type)
  if (!mark || (type === 'link' && node.type === 'link')) return undefined
  if (type !== 'link') return type
  return typeof mark.attrs?.href === 'string' ? mark.attrs.href : undefined
}

const has = (marks: Piece['marks'], type: string): AdfMark | undefined =>
  Array.isArray(marks) ? (marks as readonly AdfMark[]).find((mark) => mark?.type === type) : undefined

const leaf = ({ node, marks }: Piece): RichInline =>
  node.type === 'text' && has(marks, 'code') ? { type: 'inlineCode', value: node.value } : node

/** Markdown cannot emphasise the space at an edge, so it moves outside. */
function emphasised(type: 'strong' | 'emphasis' | 'delete', children: readonly RichInline[]): RichInline[] {
  const first = children[0]
  const last = children.at(-1)
  const before = first?.type === 'text' ? (/^\s+/.exec(first.value)?.[0] ?? '') : ''
  const after = last?.type === 'text' ? (/\s+$/.exec(last.value)?.[0] ?? '') : ''
  const inside = children
    .map((node) => (node === first && node.type === 'text' ? { ...node, value: node.value.trimStart() } : node))
    .map((node, i) =>
      i === children.length - 1 && node.type === 'text' ? { ...node, value: node.value.trimEnd() } : node,
    )
    .filter((node) => notEmpty({ node }))
  if (inside.length === 0) return [...children]
  return [text(before), { type, children: inside }, text(after)].filter((node) => notEmpty({ node }))
}

const text = (value: string): RichInline => ({ type: 'text', value })

function merged(nodes: readonly RichInline[]): RichInline[] {
  const all: RichInline[] = []
  for (const node of nodes) {
    const last = all.at(-1)
    if (node.type === 'text' && last?.type === 'text') all.splice(-1, 1, { ...last, value: last.value + node.value })
    else all.push(node)
  }
  return all
}

/** Neighbours with the same key, together. */
export function runs<T>(all: readonly T[], keyOf: (each: T) => string | undefined) {
  const found: { key: string | undefined; run: T[] }[] = []
  for (const each of all) {
    const key = keyOf(each)
    const last = found.at(-1)
    if (last && last.key === key) last.run.push(each)
    else found.push({ key, run: [each] })
  }
  return found
}
