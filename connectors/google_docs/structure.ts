import { compact, cut } from '../sdk'
import { headingDepth } from './rich/blocks'
import type { RawBlock, RawElement, RawParagraph, RawTabContent } from './vendor'

/** Keeps the place of what is no text, so that an offset in a text is one in the document. */
const OBJECT = '\uFFFC'
const TEXT_SHOWN = 80

/** JavaScript counts as Google does: in UTF-16 units. */
const textOf = ({ elements = [] }: RawParagraph): string =>
  elements
    .map((element: RawElement) => {
      const { startIndex = 0, endIndex = startIndex + 1, textRun } = element
      return textRun?.content ?? OBJECT.repeat(Math.max(0, endIndex - startIndex))
    })
    .join('')

function occurrences(text: string, find: string, start: number): number[][] {
  const out: number[][] = []
  for (let at = text.indexOf(find); at !== -1; at = text.indexOf(find, at + find.length)) {
    out.push([start + at, start + at + find.length])
  }
  return out
}

function paragraphItem(paragraph: RawParagraph, start: number, end: number, find: string | undefined, cell?: string) {
  const style = paragraph.paragraphStyle?.namedStyleType ?? 'NORMAL_TEXT'
  const depth = headingDepth(style)
  const text = textOf(paragraph)
  return compact({
    kind: depth ? ('heading' as const) : paragraph.bullet ? ('list_item' as const) : ('paragraph' as const),
    start,
    end,
    style: /^(NORMAL_TEXT|HEADING_\d)$/.test(style) ? undefined : style.toLowerCase(),
    level: depth ?? paragraph.bullet?.nestingLevel ?? undefined,
    cell,
    text: cut(text.replaceAll(OBJECT, '').trim(), TEXT_SHOWN) || undefined,
    matches: find === undefined ? undefined : occurrences(text, find, start),
  })
}

interface Wanted {
  readonly only: 'all' | 'headings' | 'tables'
  readonly find?: string | undefined
}

/** What a tab is made of, in order; what is in a table follows it. */
export function outline(content: readonly RawBlock[] = [], wanted: Wanted, cell?: string): Item[] {
  return content.flatMap(
    ({ startIndex: start = 0, endIndex: end = start, paragraph, table, tableOfContents }): Item[] => {
      if (paragraph) {
        const item = paragraphItem(paragraph, start, end, wanted.find, cell)
        const isWanted = wanted.find === undefined || item.matches !== undefined
        return isWanted && (wanted.only === 'all' || (wanted.only === 'headings' && item.kind === 'heading'))
          ? [item]
          : []
      }
      if (table) {
        const { rows, columns, tableRows = [] } = table
        const own = compact({ kind: 'table' as const, start, end, rows, columns, cell })
        const inside = tableRows.flatMap(({ tableCells = [] }, r) =>
          tableCells.flatMap((each, c) => outline(each.content, wanted, `${r + 1},${c + 1}`)),
        )
        return wanted.only === 'headings' || wanted.find !== undefined ? inside : [own, ...inside]
      }
      return tableOfContents && wanted.only === 'all' && wanted.find === undefined
        ? [{ kind: 'table_of_contents', start, end }]
        : []
    },
  )
}

export interface Item {
  kind: 'paragraph' | 'heading' | 'list_item' | 'table' | 'table_of_contents'
  start: number
  end: number
  matches?: number[][] | undefined
}

/** Where the last paragraph of a tab ends: text can go in up to the index before. */
export const endOf = ({ body }: RawTabContent): number | undefined => body?.content?.at(-1)?.endIndex

/** Where paragraphs start, those in tables too: whole paragraphs can only go there. */
export const paragraphStarts = (content: readonly RawBlock[] = []): number[] =>
  content.flatMap(({ startIndex, paragraph, table }) => [
    ...(paragraph && startIndex !== undefined ? [startIndex] : []),
    ...(table?.tableRows ?? []).flatMap(({ tableCells = [] }) =>
      tableCells.flatMap((cell) => paragraphStarts(cell.content)),
    ),
  ])
