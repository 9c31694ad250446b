import { renderMarkdown, type RichBlock, type RichInline, richText } from '../../sdk'
import { type AdfNode, MENTION } from './nodes'
import { type Piece, pieces, runs } from './pieces'

type Of<Type extends RichBlock['type']> = Extract<RichBlock, { type: Type }>
type Item = Of<'list'>['children'][number]
type Row = Of<'table'>['children'][number]

/** Deeper than anybody writes; a tree made to exhaust the stack ends here. */
const DEEPEST = 40

/** ADF as Markdown. Nodes without a counterpart, also ones that are new to us, leave their text or their name. */
export function fromAdf(document: unknown): string {
  if (typeof document === 'string') return document
  return renderMarkdown(richText(blocks(contentOf(document), 0)))
}

/** Untrusted: what is no node is passed over. */
export function contentOf(node: unknown): readonly AdfNode[] {
  const { content } = (typeof node === 'object' && node !== null ? node : {}) as { content?: unknown }
  return Array.isArray(content) ? content.filter((each) => typeof (each as AdfNode | null)?.type === 'string') : []
}

const attribute = ({ attrs }: AdfNode, name: string): string => {
  const value = attrs?.[name]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

const INLINE = new Set([
  ...['text', 'hardBreak', 'mention', 'emoji', 'date', 'status'],
  ...['inlineCard', 'placeholder', 'inlineExtension', 'mediaInline'],
])

/** Inline nodes that stand among blocks become a paragraph. */
function blocks(nodes: readonly AdfNode[], depth: number): RichBlock[] {
  return runs(nodes, ({ type }) => (INLINE.has(type) ? 'inline' : undefined)).flatMap(({ key, run }) =>
    key === 'inline' ? paragraph(inlines(run)) : run.flatMap((node) => block(node, depth)),
  )
}

const paragraph = (children: readonly RichInline[]): RichBlock[] =>
  children.length > 0 ? [{ type: 'paragraph', children: [...children] }] : []

const labelled = (label: string): RichBlock[] =>
  label === ''
    ? []
    : [{ type: 'paragraph', children: [{ type: 'strong', children: [{ type: 'text', value: label }] }] }]

function block(node: AdfNode, depth: number): RichBlock[] {
  if (depth > DEEPEST) return paragraph([{ type: 'text', value: plain(node) || '…' }])
  const within = () => blocks(contentOf(node), depth + 1)
  switch (node.type) {
    case 'paragraph':
    case 'caption':
      return paragraph(inlines(contentOf(node)))
    case 'heading': {
      const level = Math.min(6, Math.max(1, Number(node.attrs?.level) || 1)) as 1
      return [{ type: 'heading', depth: level, children: inlines(contentOf(node)) }]
    }
    case 'bulletList':
      return list(contentOf(node).map((item) => listItem(blocks(contentOf(item), depth + 1))))
    case 'orderedList': {
      const items = contentOf(node).map((item) => listItem(blocks(contentOf(item), depth + 1)))
      return list(items, Number(node.attrs?.order ?? 1) || 1)
    }
    case 'taskList':
      return list(tasks(contentOf(node), depth + 1))
    case 'decisionList':
      return list(contentOf(node).map((item) => listItem([...decision(item)])))
    case 'codeBlock':
      return [{ type: 'code', lang: attribute(node, 'language') || null, value: plain(node) }]
    case 'blockquote':
      return [{ type: 'blockquote', children: within() as Of<'blockquote'>['children'] }]
    case 'panel': {
      const kind = attribute(node, 'panelType').replace(/^./, (letter) => letter.toUpperCase())
      return [{ type: 'blockquote', children: [...labelled(kind), ...within()] as Of<'blockquote'>['children'] }]
    }
    case 'expand':
    case 'nestedExpand':
      return [...labelled(attribute(node, 'title')), ...within()]
    case 'rule':
      return [{ type: 'thematicBreak' }]
    case 'table':
      return table(node, depth + 1)
    case 'media':
      return paragraph([picture(node)])
    case 'blockCard':
    case 'embedCard':
      return paragraph([card(node)])
    case 'extension':
    case 'bodiedExtension':
      return [...paragraph([extension(node)]), ...within()]
    default: {
      // Layouts, groups of media, synchronised blocks, and whatever Atlassian adds.
      const inside = within()
      return inside.length > 0 ? inside : paragraph(inlines([node]))
    }
  }
}

const listItem = (children: readonly RichBlock[], checked: boolean | null = null): Item => ({
  type: 'listItem',
  checked,
  spread: false,
  children: [...children] as Item['children'],
})

const list = (items: readonly Item[], start?: number): RichBlock[] =>
  items.length === 0
    ? []
    : [{ type: 'list', ordered: start !== undefined, start: start ?? null, spread: false, children: [...items] }]

const decision = (item: AdfNode): RichBlock[] =>
  paragraph([{ type: 'strong', children: [{ type: 'text', value: 'Decision:' }] }, SPACE, ...inlines(contentOf(item))])

/** A list of tasks under a task is its neighbour in ADF and its child in Markdown. */
function tasks(nodes: readonly AdfNode[], depth: number): Item[] {
  const items: Item[] = []
  for (const node of nodes) {
    const inside = node.type === 'taskList' ? block(node, depth) : blocks(contentOf(node), depth)
    const last = items.at(-1)
    if (node.type === 'taskList' && last) last.children.push(...(inside as Item['children']))
    else items.push(listItem(inside, attribute(node, 'state') === 'DONE'))
  }
  return items
}

function table(node: AdfNode, depth: number): RichBlock[] {
  const rows = contentOf(node).map((row): Row => {
    const cells = contentOf(row).flatMap((cell) => {
      const span = Math.min(50, Math.max(1, Number(cell.attrs?.colspan) || 1))
      const children = inCell(blocks(contentOf(cell), depth))
      return [{ type: 'tableCell' as const, children }, ...Array.from({ length: span - 1 }, () => EMPTY_CELL)]
    })
    return { type: 'tableRow', children: cells }
  })
  return rows.length === 0 ? [] : [{ type: 'table', children: rows }]
}

const EMPTY_CELL = { type: 'tableCell' as const, children: [] }
const SPACE: RichInline = { type: 'text', value: ' ' }
const BREAK: RichInline = { type: 'html', value: '<br>' }

/** A cell of Markdown is one line, so its blocks are joined with <br>; lists and code keep their Markdown. */
function inCell(content: readonly RichBlock[]): RichInline[] {
  return content.flatMap((each, i) => {
    const lines = each.type === 'paragraph' ? each.children.map(oneLine) : rawLines(renderMarkdown(richText([each])))
    return [...(i > 0 ? [BREAK] : []), ...lines]
  })
}

const rawLines = (markdown: string): RichInline[] => [
  { type: 'html', value: markdown.replaceAll('|', '\\|').replaceAll('\n', '<br>') },
]

function oneLine(node: RichInline): RichInline {
  if (node.type === 'break') return BREAK
  if ('children' in node) return { ...node, children: node.children.map(oneLine) } as RichInline
  return node
}

/** The inline nodes as phrasing; a line break at the end would only show as a backslash. */
function inlines(nodes: readonly AdfNode[]): RichInline[] {
  const found = pieces(nodes.map((node): Piece => ({ node: inline(node), marks: node.marks })))
  while (found.at(-1)?.type === 'break') found.pop()
  return found
}

function inline(node: AdfNode): RichInline {
  switch (node.type) {
    case 'text':
      return { type: 'text', value: typeof node.text === 'string' ? node.text : '' }
    case 'hardBreak':
      return { type: 'break' }
    case 'mention': {
      const value = attribute(node, 'text').replace(/^@?/, '@')
      return { type: 'link', url: `${MENTION}${attribute(node, 'id')}`, children: [{ type: 'text', value }] }
    }
    case 'emoji':
      return { type: 'text', value: attribute(node, 'text') || attribute(node, 'shortName') }
    case 'date':
      return { type: 'text', value: day(attribute(node, 'timestamp')) }
    case 'status':
      return { type: 'strong', children: [{ type: 'text', value: attribute(node, 'text') }] }
    case 'inlineCard':
      return card(node)
    case 'media':
    case 'mediaInline':
      return picture(node)
    case 'inlineExtension':
      return extension(node)
    default: {
      const value = attribute(node, 'text') || attribute(node, 'title') || attribute(node, 'url') || plain(node)
      return value === '' ? { type: 'inlineCode', value: node.type } : { type: 'text', value }
    }
  }
}

function day(timestamp: string): string {
  const date = new Date(Number(timestamp))
  return timestamp === '' || Number.isNaN(date.getTime()) ? timestamp : date.toISOString().slice(0, 10)
}

function card(node: AdfNode): RichInline {
  const data = node.attrs?.data as { url?: unknown; name?: unknown } | undefined
  const url = attribute(node, 'url') || (typeof data?.url === 'string' ? data.url : '')
  const name = typeof data?.name === 'string' ? data.name : url
  if (url === '') return { type: 'text', value: name || 'card' }
  return { type: 'link', url, children: [{ type: 'text', value: name }] }
}

const picture = (node: AdfNode): RichInline => ({
  type: 'image',
  url: attribute(node, 'url') || `attachment:${attribute(node, 'id')}`,
  alt: attribute(node, 'alt') || 'attachment',
})

const extension = (node: AdfNode): RichInline => ({
  type: 'inlineCode',
  value: attribute(node, 'text') || attribute(node, 'extensionKey') || node.type,
})

/** All text below a node, without recursion. */
function plain(node: AdfNode): string {
  let found = ''
  const left: AdfNode[] = [node]
  for (let next = left.pop(); next; next = left.pop()) {
    if (typeof next.text === 'string') found += next.text
    else if (next.type === 'hardBreak') found += '\n'
    left.push(...contentOf(next).toReversed())
  }
  return found
}
