import { parseMarkdown, type RichBlock, type RichInline, renderMarkdown, richText } from '../../sdk'
import { languageOf } from './languages'
import { type Definitions, inlineRuns, linkable, MAX_RUNS, type RichTextRequest, textRuns } from './rich-text'

/** A block as Notion takes it: its fields stand under its type. */
export interface BlockRequest {
  type: string
  [type: string]: unknown
}

interface Fields {
  children?: readonly BlockRequest[]
}

type Texts = readonly RichTextRequest[]

export const fieldsOf = (block: BlockRequest): Fields => block[block.type] as Fields

export function toBlocks(markdown: string): BlockRequest[] {
  const { children } = parseMarkdown(markdown)
  const definitions = new Map(
    children.flatMap((node) => (node.type === 'definition' ? [[node.identifier, node.url] as const] : [])),
  )
  return blocksOf(children, definitions)
}

/** Formatted text without blocks: what comments take. Lists, code and the like stay as they were written. */
export function toRuns(markdown: string): RichTextRequest[] {
  const runs = parseMarkdown(markdown).children.flatMap((node, i) => [
    ...(i > 0 ? textRuns('\n') : []),
    ...(node.type === 'paragraph' ? inlineRuns(node.children, new Map()) : textRuns(renderMarkdown(richText([node])))),
  ])
  return runs.length > MAX_RUNS ? textRuns(markdown) : runs
}

/** More text than one block holds goes on in the next one of its type; what belongs below it stays with the first. */
function textBlocks(type: string, runs: Texts, more: object = {}, children: readonly BlockRequest[] = []) {
  const blocks: BlockRequest[] = []
  for (let from = 0; from === 0 || from < runs.length; from += MAX_RUNS) {
    const below = from === 0 && children.length > 0 ? { children } : {}
    blocks.push({ type, [type]: { rich_text: runs.slice(from, from + MAX_RUNS), ...more, ...below } })
  }
  return blocks
}

const blocksOf = (nodes: readonly RichBlock[], definitions: Definitions): BlockRequest[] =>
  nodes.flatMap((node): BlockRequest[] => {
    switch (node.type) {
      case 'paragraph':
        return paragraph(node.children, definitions)
      case 'heading':
        return textBlocks(`heading_${Math.min(node.depth, 3)}`, inlineRuns(node.children, definitions))
      case 'blockquote':
        return withFirstText('quote', node.children, definitions)
      case 'list':
        return node.children.flatMap((item) => {
          const isTask = typeof item.checked === 'boolean'
          const type = isTask ? 'to_do' : node.ordered ? 'numbered_list_item' : 'bulleted_list_item'
          return withFirstText(type, item.children, definitions, isTask ? { checked: item.checked } : {})
        })
      case 'code':
        return textBlocks('code', textRuns(node.value), { language: languageOf(node.lang) })
      case 'thematicBreak':
        return [{ type: 'divider', divider: {} }]
      case 'table':
        return [table(node.children, definitions)]
      case 'html':
        return node.value.startsWith('<!--') ? [] : textBlocks('paragraph', textRuns(node.value))
      case 'footnoteDefinition':
        return withFirstText('paragraph', node.children, definitions)
      default:
        return []
    }
  })

/** A paragraph that is nothing but a picture becomes that picture. */
function paragraph(nodes: readonly RichInline[], definitions: Definitions): BlockRequest[] {
  const [only, ...others] = nodes
  const url = only?.type === 'image' && others.length === 0 ? linkable(only.url) : undefined
  if (only?.type === 'image' && url?.startsWith('http')) {
    const caption = only.alt ? { caption: textRuns(only.alt) } : {}
    return [{ type: 'image', image: { type: 'external', external: { url }, ...caption } }]
  }
  return textBlocks('paragraph', inlineRuns(nodes, definitions))
}

/** The first paragraph is the block's own text, the rest is below it. */
function withFirstText(type: string, nodes: readonly RichBlock[], definitions: Definitions, more: object = {}) {
  const [first, ...rest] = nodes
  return first?.type === 'paragraph'
    ? textBlocks(type, inlineRuns(first.children, definitions), more, blocksOf(rest, definitions))
    : textBlocks(type, [], more, blocksOf(nodes, definitions))
}

function table(rows: readonly { children: readonly { children: RichInline[] }[] }[], definitions: Definitions) {
  const width = rows[0]?.children.length ?? 1
  const children = rows.map(({ children: cells }) => ({
    type: 'table_row',
    table_row: {
      cells: Array.from({ length: width }, (_, i) =>
        inlineRuns(cells[i]?.children ?? [], definitions).slice(0, MAX_RUNS),
      ),
    },
  }))
  return { type: 'table', table: { table_width: width, has_column_header: true, children } }
}
