import type { RichBlock, RichInline } from '../../sdk'
import type { RawParagraph, RawTabContent } from '../vendor'

export interface ListLine {
  readonly listId: string
  readonly level: number
  /** Its number, where the list is numbered. */
  readonly number: number | undefined
  readonly children: RichInline[]
}

type List = Extract<RichBlock, { type: 'list' }>
type Item = List['children'][number]

const NUMBERED = /^(DECIMAL|ZERO_DECIMAL|UPPER_ALPHA|ALPHA|UPPER_ROMAN|ROMAN)$/

/** Counts the numbers of all lists of a tab: one goes on after other paragraphs. */
export class ListNumbers {
  readonly #counters = new Map<string, number[]>()

  constructor(private readonly lists: NonNullable<RawTabContent['lists']> = {}) {}

  line(
    { listId = '', nestingLevel: level = 0 }: NonNullable<RawParagraph['bullet']>,
    children: RichInline[],
  ): ListLine {
    const glyph = this.lists[listId]?.listProperties?.nestingLevels?.[level]
    const counters = (this.#counters.get(listId) ?? []).slice(0, level + 1)
    counters[level] = (counters[level] ?? (glyph?.startNumber ?? 1) - 1) + 1
    this.#counters.set(listId, counters)
    return { listId, level, number: NUMBERED.test(glyph?.glyphType ?? '') ? counters[level] : undefined, children }
  }
}

/** The lines of neighbouring list paragraphs as trees. */
export function toLists(lines: readonly ListLine[]): List[] {
  const [first] = lines
  if (!first) return []
  // A list may begin deeper than it goes on.
  const level = Math.min(...lines.map((line) => line.level))
  const out: { list: List; id: string }[] = []
  for (let i = 0; i < lines.length;) {
    const line = lines[i] as ListLine
    let next = line.level === level ? i + 1 : i
    while (next < lines.length && (lines[next] as ListLine).level > level) next++
    const deeper = toLists(lines.slice(line.level === level ? i + 1 : i, next))
    const own: RichBlock[] = line.level === level ? [{ type: 'paragraph', children: line.children }] : []
    const item: Item = { type: 'listItem', spread: false, children: [...own, ...deeper] as Item['children'] }
    const number = line.level === level ? line.number : undefined
    const last = out.at(-1)
    if (last && last.id === line.listId && last.list.ordered === (number !== undefined)) last.list.children.push(item)
    else out.push({ id: line.listId, list: listOf(number, item) })
    i = next
  }
  return out.map(({ list }) => list)
}

const listOf = (number: number | undefined, item: Item): List => ({
  type: 'list',
  ordered: number !== undefined,
  ...(number === undefined ? {} : { start: number }),
  spread: false,
  children: [item],
})
