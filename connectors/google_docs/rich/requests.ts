import { isPlain, type Mark, type Marked, NORMAL, type Segment } from './compose'

/** Where segments go: the start of a paragraph, which then comes after them. */
interface Target {
  readonly index: number
  readonly tabId: string | undefined
  /** An empty paragraph is there already: the last one goes into it. */
  readonly intoEmpty: boolean
}

/** What new text would take over from its neighbours. */
const RESET =
  'bold,italic,underline,strikethrough,link,weightedFontFamily,foregroundColor,backgroundColor,fontSize,baselineOffset'
const PARAGRAPH_RESET = 'namedStyleType,indentStart,indentFirstLine'

const tabOf = (tabId: string | undefined) => (tabId === undefined ? {} : { tabId })

/** The requests that mark text which was put in at `index`. */
export const markRequests = (marks: readonly Mark[], index: number, tabId: string | undefined): object[] =>
  marks
    .filter(({ start, end }) => end > start)
    .map(({ start, end, style }) => ({
      updateTextStyle: {
        range: { startIndex: index + start, endIndex: index + end, ...tabOf(tabId) },
        textStyle: style,
        fields: Object.keys(style).join(','),
      },
    }))

export const insertRequest = (text: string, index: number, tabId: string | undefined) => ({
  insertText: { location: { index, ...tabOf(tabId) }, text },
})

const styleRequest = (range: object, paragraphStyle: object) => ({
  updateParagraphStyle: { range, paragraphStyle, fields: PARAGRAPH_RESET },
})

const plainRequests = (range: object): object[] => [
  { deleteParagraphBullets: { range } },
  { updateTextStyle: { range, textStyle: {}, fields: RESET } },
  styleRequest(range, NORMAL),
]

function paragraphRequests(
  segment: Exclude<Segment, { kind: 'table' }>,
  { index, tabId, intoEmpty }: Target,
): object[] {
  const starts: number[] = []
  let text = ''
  for (const paragraph of segment.paragraphs) {
    starts.push(index + text.length)
    text += `${paragraph.text}\n`
  }
  const inserted = intoEmpty ? text.slice(0, -1) : text
  if (inserted === '') return []
  // A request for part of a paragraph is for all of it. The last line break of a tab must stay out of a range.
  const end = index + inserted.length
  const range = { startIndex: index, endIndex: end, ...tabOf(tabId) }
  const at = (i: number) => starts[i] ?? index
  return [
    insertRequest(inserted, index, tabId),
    ...plainRequests(range),
    ...segment.paragraphs.flatMap((paragraph, i) => {
      const own = { startIndex: at(i), endIndex: Math.min(at(i) + paragraph.text.length + 1, end), ...tabOf(tabId) }
      return isPlain(paragraph) || own.endIndex <= own.startIndex ? [] : [styleRequest(own, paragraph.style)]
    }),
    ...segment.paragraphs.flatMap(({ marks }, i) => markRequests(marks, at(i), tabId)),
    // Last, for it takes the tabs away that say how deep an item is.
    ...(segment.kind === 'list' ? [{ createParagraphBullets: { range, bulletPreset: segment.preset } }] : []),
  ]
}

/** Filled from its last cell, so that the places of the cells before do not move. */
function tableRequests(rows: readonly (readonly Marked[])[], { index, tabId }: Target): object[] {
  const columns = Math.max(1, ...rows.map((cells) => cells.length))
  const size = { rows: Math.max(1, rows.length), columns }
  // The line break in front of the table, then one index each for table, row and cell.
  const cellIndex = (row: number, column: number): number => index + 4 + row * (2 * columns + 1) + column * 2
  const cells = rows.flatMap((row, r) => row.map((cell, c) => ({ ...cell, at: cellIndex(r, c) })))
  const filled = cells.filter(({ text }) => text !== '').toReversed()
  const lastCell = cellIndex(size.rows - 1, columns - 1)
  const range = { startIndex: index, endIndex: lastCell + 1, ...tabOf(tabId) }
  return [
    { insertTable: { location: { index, ...tabOf(tabId) }, ...size } },
    ...plainRequests(range),
    ...filled.flatMap(({ text, marks, at }) => [insertRequest(text, at, tabId), ...markRequests(marks, at, tabId)]),
  ]
}

/**
 * All go in at one index, the last first: so no request has to know how long another one's text became. A table brings
 * an empty paragraph in front of itself, which what comes before it fills.
 */
export function segmentRequests(segments: readonly Segment[], target: Target): object[] {
  let { intoEmpty } = target
  return segments.toReversed().flatMap((segment) => {
    const here = { ...target, intoEmpty }
    intoEmpty = segment.kind === 'table'
    return segment.kind === 'table' ? tableRequests(segment.rows, here) : paragraphRequests(segment, here)
  })
}
