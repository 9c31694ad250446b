import { renderMarkdown, type RichBlock, type RichInline, richText } from '../../sdk'
import type { RawBlock, RawParagraph, RawTabContent, RawTable } from '../vendor'
import { image, inline, isCode, placeholder } from './inline'
import { type ListLine, ListNumbers, toLists } from './lists'

/** One tab as Markdown. Headers and footers, which repeat on each page, are left out. */
export function toMarkdown(tab: RawTabContent): string {
  const reader = new Reader(tab)
  const body = renderMarkdown(richText(reader.blocks(tab.body?.content)))
  const notes = [...reader.footnotes].map(([id, label]) => {
    const note = renderMarkdown(richText(reader.blocks(tab.footnotes?.[id]?.content)))
    return `[^${label}]: ${note.replace(/\n(?!\n)/g, '\n    ')}`
  })
  return [body, ...notes].join('\n\n').trim()
}

export const headingDepth = (style = ''): 1 | 2 | 3 | 4 | 5 | 6 | undefined =>
  style === 'TITLE' ? 1 : (Number(/^HEADING_([1-6])$/.exec(style)?.[1] ?? 0) as 1) || undefined

const codeLine = ({ bullet, paragraphStyle, elements = [] }: RawParagraph): string | undefined => {
  if (bullet || headingDepth(paragraphStyle?.namedStyleType)) return undefined
  const runs = elements.map(({ textRun }) => textRun)
  const text = runs.map((run) => run?.content ?? '').join('')
  const isAll = runs.every((run) => run && (isCode(run.textStyle) || run.content?.trim() === ''))
  return isAll && text.trim() !== '' ? text.replace(/\n$/, '').replaceAll('\u000B', '\n') : undefined
}

class Reader {
  /** Labels of the footnotes that the text refers to, by id, in its order. */
  readonly footnotes = new Map<string, string>()
  readonly #numbers: ListNumbers

  constructor(private readonly tab: RawTabContent) {
    this.#numbers = new ListNumbers(tab.lists)
  }

  blocks(content: readonly RawBlock[] = []): RichBlock[] {
    const out: RichBlock[] = []
    let lines: ListLine[] = []
    const endList = (): void => {
      out.push(...toLists(lines))
      lines = []
    }
    for (const { paragraph, table } of content) {
      if (paragraph?.bullet) {
        lines.push(this.#numbers.line(paragraph.bullet, this.#inline(paragraph)))
        continue
      }
      endList()
      if (table) out.push(this.#table(table))
      const code = paragraph && codeLine(paragraph)
      const last = out.at(-1)
      if (code === undefined) out.push(...(paragraph ? this.#paragraph(paragraph) : []))
      else if (last?.type === 'code') last.value += `\n${code}`
      else out.push({ type: 'code', value: code })
    }
    endList()
    return out
  }

  #paragraph(paragraph: RawParagraph): RichBlock[] {
    const { paragraphStyle, elements = [], positionedObjectIds = [] } = paragraph
    const depth = headingDepth(paragraphStyle?.namedStyleType)
    const pictures = positionedObjectIds.map((id) =>
      image(this.tab.positionedObjects?.[id]?.positionedObjectProperties?.embeddedObject),
    )
    const children = [...pictures, ...this.#inline(paragraph, depth !== undefined)]
    const isEmpty = children.every(
      (node) => node.type === 'break' || (node.type === 'text' && node.value.trim() === ''),
    )
    const own: RichBlock[] = isEmpty
      ? []
      : [depth ? { type: 'heading', depth, children } : { type: 'paragraph', children }]
    const rules = elements
      .filter(({ horizontalRule }) => horizontalRule)
      .map((): RichBlock => ({ type: 'thematicBreak' }))
    const breaks = elements
      .filter(({ pageBreak }) => pageBreak)
      .map((): RichBlock => ({ type: 'paragraph', children: [placeholder('page break')] }))
    return [...breaks, ...own, ...rules]
  }

  #inline({ elements = [] }: RawParagraph, isHeading = false): RichInline[] {
    for (const { footnoteReference: note } of elements) {
      if (note?.footnoteId) this.footnotes.set(note.footnoteId, note.footnoteNumber ?? note.footnoteId)
    }
    return inline(elements, this.tab, isHeading)
  }

  /** A table of one cell is a frame around text. The first row of others is the header, which Markdown wants. */
  #table({ tableRows = [] }: RawTable): RichBlock {
    const rows = tableRows.map(({ tableCells = [] }) => tableCells.map(({ content = [] }) => content))
    const [frame, ...more] = rows.flat()
    if (frame && more.length === 0) return { type: 'blockquote', children: this.blocks(frame) as never[] }
    return {
      type: 'table',
      children: rows.map((cells) => ({
        type: 'tableRow',
        children: cells.map((content) => ({ type: 'tableCell', children: this.#cell(content) })),
      })),
    }
  }

  /** What a cell of Markdown can hold: one line, with marks where paragraphs end. */
  #cell(content: readonly RawBlock[]): RichInline[] {
    const lines = content.flatMap(({ paragraph, table }): RichInline[][] => {
      if (table) {
        const cells = (table.tableRows ?? []).flatMap(({ tableCells = [] }) => tableCells)
        return cells.map((cell) => this.#cell(cell.content ?? []))
      }
      if (!paragraph) return []
      const children = this.#inline(paragraph).map((node) => (node.type === 'break' ? BREAK : node))
      if (!paragraph.bullet) return [children]
      const { number } = this.#numbers.line(paragraph.bullet, [])
      return [[{ type: 'text', value: number === undefined ? '• ' : `${number}. ` }, ...children]]
    })
    return lines.filter((line) => line.length > 0).flatMap((line, i) => (i > 0 ? [BREAK, ...line] : line))
  }
}

const BREAK: RichInline = { type: 'html', value: '<br>' }
