import { parseMarkdown, type RichBlock, type RichInline } from '../../sdk'

/** How a stretch of text looks; indices are within the text that holds it. */
export interface Mark {
  readonly start: number
  readonly end: number
  readonly style: Readonly<Record<string, unknown>>
}

export interface Marked {
  readonly text: string
  readonly marks: readonly Mark[]
}

export interface Paragraph extends Marked {
  /** Google's paragraph style. */
  readonly style: Readonly<Record<string, unknown>>
}

/** What goes into a document at once: paragraphs, one list, or a table. Lists nest by leading tabs. */
export type Segment =
  | { readonly kind: 'paragraphs'; readonly paragraphs: readonly Paragraph[] }
  | { readonly kind: 'list'; readonly preset: string; readonly paragraphs: readonly Paragraph[] }
  | { readonly kind: 'table'; readonly rows: readonly (readonly Marked[])[] }

export const PRESETS = {
  bullets: 'BULLET_DISC_CIRCLE_SQUARE',
  numbers: 'NUMBERED_DECIMAL_ALPHA_ROMAN',
  checkboxes: 'BULLET_CHECKBOX',
} as const
export const MONOSPACED = { weightedFontFamily: { fontFamily: 'Roboto Mono' } }
export const NORMAL = { namedStyleType: 'NORMAL_TEXT' }
const QUOTE = { ...NORMAL, indentStart: { magnitude: 36, unit: 'PT' }, indentFirstLine: { magnitude: 36, unit: 'PT' } }
export const isPlain = ({ style }: Paragraph): boolean =>
  style.namedStyleType === NORMAL.namedStyleType && !('indentStart' in style)
/** A line break within a paragraph. */
const SOFT = '\u000B'

type Links = ReadonlyMap<string, string>
type List = Extract<RichBlock, { type: 'list' }>

const joined = (parts: readonly Marked[]): Marked => {
  let text = ''
  const marks: Mark[] = []
  for (const part of parts) {
    const at = text.length
    marks.push(...part.marks.map(({ start, end, style }) => ({ start: start + at, end: end + at, style })))
    text += part.text
  }
  return { text, marks }
}

const marked = (inner: Marked, style: Mark['style']): Marked => ({
  text: inner.text,
  marks: [...inner.marks, { start: 0, end: inner.text.length, style }],
})
const plain = (text: string): Marked => ({ text, marks: [] })

function inline(nodes: readonly RichInline[], links: Links): Marked {
  return joined(nodes.map((node) => inlineNode(node, links)))
}

function inlineNode(node: RichInline, links: Links): Marked {
  const link = (url: string | undefined, inner: Marked) => (url ? marked(inner, { link: { url } }) : inner)
  switch (node.type) {
    case 'text':
      return plain(node.value.replaceAll('\n', ' '))
    case 'html':
      return plain(/^<br\s*\/?>$/i.test(node.value) ? SOFT : node.value)
    case 'break':
      return plain(SOFT)
    case 'inlineCode':
      return marked(plain(node.value), MONOSPACED)
    case 'strong':
      return marked(inline(node.children, links), { bold: true })
    case 'emphasis':
      return marked(inline(node.children, links), { italic: true })
    case 'delete':
      return marked(inline(node.children, links), { strikethrough: true })
    case 'link':
      return link(node.url, inline(node.children, links))
    case 'linkReference':
      return link(links.get(node.identifier), inline(node.children, links))
    // A picture is given as a link: Google would fetch it from wherever the text says.
    case 'image':
      return link(node.url, plain(node.alt || node.url))
    case 'imageReference':
      return link(links.get(node.identifier), plain(node.alt || node.identifier))
    case 'footnoteReference':
      return plain(`[${node.identifier}]`)
  }
}

const softened = ({ text, marks }: Marked): Marked => ({ text: text.replaceAll('\n', SOFT), marks })

/** Everything in one item that is no list becomes one paragraph with soft breaks. */
function listLines(list: List, level: number, links: Links): Paragraph[] {
  return list.children.flatMap((item) => {
    const own = item.children.filter((child) => child.type !== 'list').flatMap((child) => paragraphs([child], links))
    const text = own.flatMap((each, i) => (i > 0 ? [plain(SOFT), softened(each)] : [softened(each)]))
    const line = { ...joined([plain('\t'.repeat(level)), ...text]), style: NORMAL }
    return [
      line,
      ...item.children.flatMap((child) => (child.type === 'list' ? listLines(child, level + 1, links) : [])),
    ]
  })
}

const presetOf = ({ ordered, children }: List): string =>
  children.some(({ checked }) => typeof checked === 'boolean')
    ? PRESETS.checkboxes
    : ordered
      ? PRESETS.numbers
      : PRESETS.bullets

const textOf = (segment: Segment): readonly Paragraph[] =>
  segment.kind === 'table'
    ? segment.rows.map((cells) => ({
        ...joined(cells.flatMap((cell, i) => (i > 0 ? [plain(' | '), cell] : [cell]))),
        style: NORMAL,
      }))
    : segment.paragraphs

const paragraphs = (nodes: readonly RichBlock[], links: Links): Paragraph[] =>
  nodes.flatMap((node) => segmentsOf(node, links)).flatMap((segment) => [...textOf(segment)])

const oneParagraph = (paragraph: Marked, style: Paragraph['style'] = NORMAL): Segment[] => [
  { kind: 'paragraphs', paragraphs: [{ ...paragraph, style }] },
]

function segmentsOf(node: RichBlock, links: Links): Segment[] {
  switch (node.type) {
    case 'paragraph':
      return oneParagraph(inline(node.children, links))
    case 'heading':
      return oneParagraph(inline(node.children, links), { namedStyleType: `HEADING_${node.depth}` })
    case 'code':
      return node.value.split('\n').flatMap((line) => oneParagraph(marked(plain(line), MONOSPACED)))
    case 'blockquote': {
      const inner = paragraphs(node.children, links).map((each) => ({
        ...each,
        style: { ...QUOTE, ...indented(each) },
      }))
      return [{ kind: 'paragraphs', paragraphs: inner }]
    }
    case 'thematicBreak':
      return oneParagraph(plain('———'))
    case 'list':
      return [{ kind: 'list', preset: presetOf(node), paragraphs: listLines(node, 0, links) }]
    case 'table':
      return [
        {
          kind: 'table',
          rows: node.children.map(({ children }, i) =>
            children.map((cell) => {
              const text = inline(cell.children, links)
              return i === 0 && text.text !== '' ? marked(text, { bold: true }) : text
            }),
          ),
        },
      ]
    case 'footnoteDefinition':
      return paragraphs(node.children, links).flatMap((each, i) =>
        oneParagraph(i === 0 ? joined([plain(`[${node.identifier}] `), each]) : each),
      )
    case 'html':
      return oneParagraph(plain(node.value.replaceAll('\n', SOFT)))
    case 'definition':
    case 'yaml':
      return []
    default:
      return oneParagraph(inlineNode(node as RichInline, links))
  }
}

/** A heading in a quotation stays one. */
const indented = ({ style }: Paragraph) => ({ namedStyleType: style.namedStyleType })

/** Markdown as what Google Docs can be told to insert. Neighbouring paragraphs are one segment. */
export function compose(text: string): Segment[] {
  const { children } = parseMarkdown(text)
  const links = new Map(
    children.flatMap((node) => (node.type === 'definition' ? [[node.identifier, node.url] as const] : [])),
  )
  const out: Segment[] = []
  for (const segment of children.flatMap((node) => segmentsOf(node, links))) {
    const last = out.at(-1)
    if (last?.kind === 'paragraphs' && segment.kind === 'paragraphs') {
      out[out.length - 1] = { kind: 'paragraphs', paragraphs: [...last.paragraphs, ...segment.paragraphs] }
    } else out.push(segment)
  }
  return out
}
