import { type RichBlock, type RichInline, renderMarkdown, richText } from '../../sdk'
import { type BlockTree, contentOf, type Maybe, plain, type RawBlock, type RawRichText } from './raw'

type Item = Extract<RichBlock, { type: 'list' }>['children'][number]
type Inside = Item['children'][number]
type Row = Extract<RichBlock, { type: 'table' }>['children'][number]

const paragraph = (children: RichInline[]): RichBlock => ({ type: 'paragraph', children })
const words = (value: string): RichInline => ({ type: 'text', value })
const address = (id: string | undefined): string => `https://www.notion.so/${(id ?? '').replaceAll('-', '')}`
const link = (url: string, text: string): RichInline => ({ type: 'link', url, children: [words(text || url)] })
const line = (children: RichInline[]): RichBlock[] => (children.length > 0 ? [paragraph(children)] : [])

/** Notion's runs as formatted text of Markdown. */
export const inline = (text: Maybe<readonly RawRichText[]>): RichInline[] => (text ?? []).flatMap(run)

function run(raw: RawRichText): RichInline[] {
  const value = plain([raw])
  if (value === '') return []
  const { bold, italic, strikethrough, code } = raw.annotations ?? {}
  if (raw.type === 'equation') return [{ type: 'html', value: `$${value}$` }]
  // Marks may not begin or end with a space in Markdown.
  const [, before = '', text = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(value) ?? []
  if (text === '') return [words(value)]
  const lines = text
    .split('\n')
    .flatMap((each, i): RichInline[] => [...(i > 0 ? [{ type: 'break' as const }] : []), words(each)])
  let nodes: RichInline[] = code ? [{ type: 'inlineCode', value: text }] : lines
  if (strikethrough) nodes = [{ type: 'delete', children: nodes }]
  if (italic) nodes = [{ type: 'emphasis', children: nodes }]
  if (bold) nodes = [{ type: 'strong', children: nodes }]
  const href = raw.href ?? raw.text?.link?.url
  if (href)
    nodes = [{ type: 'link', url: href.startsWith('/') ? `https://www.notion.so${href}` : href, children: nodes as [] }]
  return [...(before ? [words(before)] : []), ...nodes, ...(after ? [words(after)] : [])]
}

const LISTS: Readonly<Record<string, 'bullet' | 'ordered'>> = {
  bulleted_list_item: 'bullet',
  to_do: 'bullet',
  toggle: 'bullet',
  numbered_list_item: 'ordered',
}

/** Blocks with what is below them as Markdown. */
export const treesToMarkdown = (trees: readonly BlockTree[]): string => renderMarkdown(richText(nodesOf(trees)))

/** One block's own text as Markdown, without marks of its type. */
export function blockText(block: RawBlock): string {
  const content = contentOf(block)
  if (block.type === 'code') return plain(content.rich_text)
  if (content.rich_text) return renderMarkdown(richText(line(inline(content.rich_text))))
  if (content.cells) return content.cells.map(plain).join(' | ')
  return renderMarkdown(richText(nodesOf([{ block, children: [] }])))
}

function nodesOf(trees: readonly BlockTree[]): RichBlock[] {
  const nodes: RichBlock[] = []
  let list: { kind: string; items: Item[] } | undefined
  for (const tree of trees) {
    const kind = LISTS[tree.block.type ?? '']
    if (!kind) {
      list = undefined
      nodes.push(...nodeOf(tree))
      continue
    }
    if (list?.kind !== kind) {
      list = { kind, items: [] }
      nodes.push({ type: 'list', ordered: kind === 'ordered', spread: false, children: list.items })
    }
    list.items.push(itemOf(tree))
  }
  return nodes
}

function itemOf({ block, children }: BlockTree): Item {
  const content = contentOf(block)
  return {
    type: 'listItem',
    spread: false,
    checked: block.type === 'to_do' ? (content.checked ?? false) : null,
    children: [paragraph(inline(content.rich_text)), ...nodesOf(children)] as Inside[],
  }
}

function nodeOf({ block, children }: BlockTree): RichBlock[] {
  const content = contentOf(block)
  const text = () => inline(content.rich_text)
  const caption = plain(content.caption)
  const { type = '' } = block
  switch (type) {
    case 'heading_1':
    case 'heading_2':
    case 'heading_3':
    case 'heading_4':
      return [{ type: 'heading', depth: Number(type.at(-1)) as 1, children: text() }, ...nodesOf(children)]
    case 'quote':
      return [{ type: 'blockquote', children: [...line(text()), ...nodesOf(children)] as Inside[] }]
    case 'callout': {
      const icon = content.icon?.emoji ? [words(`${content.icon.emoji} `)] : []
      return [{ type: 'blockquote', children: [paragraph([...icon, ...text()]), ...nodesOf(children)] as Inside[] }]
    }
    case 'code':
      return [{ type: 'code', lang: content.language?.replaceAll(' ', '-') ?? null, value: plain(content.rich_text) }]
    case 'equation':
      return [{ type: 'html', value: `$$\n${content.expression ?? ''}\n$$` }]
    case 'divider':
      return [{ type: 'thematicBreak' }]
    case 'table':
      return [{ type: 'table', children: children.map(rowOf) }]
    case 'table_row':
      return [{ type: 'table', children: [rowOf({ block, children })] }]
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
    case 'pdf': {
      // The address of a file that Notion keeps is signed, long, and dead within the hour.
      const label = caption || content.name || type
      const url = content.external?.url
      if (!url) return [paragraph([words(`(${type} in Notion: ${label})`)])]
      return [paragraph([type === 'image' ? { type: 'image', url, alt: caption } : link(url, label)])]
    }
    case 'bookmark':
    case 'embed':
    case 'link_preview':
      return content.url ? [paragraph([link(content.url, caption)])] : []
    case 'child_page':
    case 'child_database':
      return [paragraph([link(address(block.id), content.title ?? '')]), ...nodesOf(children)]
    case 'link_to_page':
      return [paragraph([link(address(content.page_id ?? content.database_id), '')])]
    case 'table_of_contents':
    case 'breadcrumb':
      return []
    case 'unsupported':
      return [paragraph([words('(a block that the API does not show)')])]
    default:
      return [...line(text()), ...nodesOf(children)]
  }
}

const rowOf = ({ block }: BlockTree): Row => ({
  type: 'tableRow',
  children: (contentOf(block).cells ?? []).map((cell) => ({ type: 'tableCell', children: inline(cell) })),
})
