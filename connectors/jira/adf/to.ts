import { parseMarkdown, renderMarkdown, type RichBlock, type RichInline, richText } from '../../sdk'
import { type AdfDocument, type AdfMark, type AdfNode, MENTION } from './nodes'

type Of<Type extends RichBlock['type']> = Extract<RichBlock, { type: Type }>
type List = Of<'list'>
type Item = List['children'][number]
type Marks = readonly AdfMark[]

/** What a block is inside of: ADF allows less in items and quotes than at the top. */
type Place = 'top' | 'item' | 'quote'

/** Markdown as ADF. What ADF has no place for becomes text or a code block; nothing is left out but HTML comments. */
export function toAdf(markdown: string): AdfDocument {
  const tree = parseMarkdown(markdown)
  return { version: 1, type: 'doc', content: new Writer(tree.children).blocks(tree.children, 'top') }
}

class Writer {
  readonly #links = new Map<string, string>()
  #ids = 0

  constructor(all: readonly RichBlock[]) {
    for (const node of all) if (node.type === 'definition') this.#links.set(node.identifier, node.url)
  }

  blocks(nodes: readonly RichBlock[], place: Place): AdfNode[] {
    return nodes.flatMap((node) => this.#block(node, place))
  }

  #block(node: RichBlock, place: Place): readonly AdfNode[] {
    switch (node.type) {
      case 'paragraph':
        return [paragraph(this.#inlines(node.children))]
      case 'heading':
        return place === 'top'
          ? [{ type: 'heading', attrs: { level: node.depth }, content: this.#inlines(node.children) }]
          : [paragraph(this.#inlines(node.children, [{ type: 'strong' }]))]
      case 'list':
        return [this.#list(node, place)]
      case 'code':
        return [codeBlock(node.value, node.lang)]
      case 'blockquote': {
        const content = this.blocks(node.children, place === 'top' ? 'quote' : place)
        return place === 'top' ? [{ type: 'blockquote', content: filled(content) }] : content
      }
      case 'table':
        return place === 'top' ? [this.#table(node)] : [codeBlock(renderMarkdown(richText([node])))]
      case 'thematicBreak':
        return place === 'top' ? [{ type: 'rule' }] : [paragraph(text('---'))]
      case 'html': {
        const shown = text(withoutComments(node.value).trim())
        return shown.length > 0 ? [paragraph(shown)] : []
      }
      case 'definition':
        return []
      case 'footnoteDefinition':
        return [paragraph(text(`[^${node.identifier}]:`)), ...this.blocks(node.children, place)]
      default:
        return [paragraph(this.#inlines([node as RichInline]))]
    }
  }

  #list(node: List, place: Place): AdfNode {
    if (place !== 'quote' && isTasks(node)) return this.#tasks(node)
    const start = node.start ?? 1
    return {
      type: node.ordered ? 'orderedList' : 'bulletList',
      ...(node.ordered && start !== 1 ? { attrs: { order: start } } : {}),
      content: node.children.map((item) => ({ type: 'listItem', content: this.#item(item, place) })),
    }
  }

  #item({ checked, children }: Item, place: Place): readonly AdfNode[] {
    const content = filled(this.blocks(children, place === 'quote' ? 'quote' : 'item'))
    const box = typeof checked === 'boolean' ? text(checked ? '[x] ' : '[ ] ') : []
    const [first, ...rest] = content
    if (box.length === 0) return content
    return first?.type === 'paragraph'
      ? [paragraph([...box, ...(first.content ?? [])]), ...rest]
      : [paragraph(box), ...content]
  }

  #tasks(node: List): AdfNode {
    const content = node.children.flatMap((item): AdfNode[] => {
      const [first, ...lists] = item.children
      const inlines = first?.type === 'paragraph' ? this.#inlines(first.children) : []
      const attrs = { localId: this.#id(), state: item.checked ? 'DONE' : 'TODO' }
      return [{ type: 'taskItem', attrs, content: inlines }, ...lists.map((list) => this.#tasks(list as List))]
    })
    return { type: 'taskList', attrs: { localId: this.#id() }, content }
  }

  #id = () => `task-${++this.#ids}`

  #table({ children }: Of<'table'>): AdfNode {
    const content = children.map((row, i): AdfNode => {
      const type = i === 0 ? 'tableHeader' : 'tableCell'
      const cells = row.children.map((cell) => ({ type, content: [paragraph(this.#inlines(cell.children))] }))
      return { type: 'tableRow', content: cells }
    })
    return { type: 'table', content }
  }

  #inlines(nodes: readonly RichInline[], marks: Marks = []): AdfNode[] {
    return nodes.flatMap((node) => this.#inline(node, marks))
  }

  #inline(node: RichInline, marks: Marks): AdfNode[] {
    switch (node.type) {
      case 'text':
        return text(node.value, marks)
      case 'strong':
        return this.#inlines(node.children, marked(marks, { type: 'strong' }))
      case 'emphasis':
        return this.#inlines(node.children, marked(marks, { type: 'em' }))
      case 'delete':
        return this.#inlines(node.children, marked(marks, { type: 'strike' }))
      case 'inlineCode':
        // ADF lets code be a link, and nothing else besides.
        return text(node.value, [{ type: 'code' }, ...marks.filter(({ type }) => type === 'link')])
      case 'break':
        return [{ type: 'hardBreak' }]
      case 'link':
        return this.#link(node.url, node.children, marks)
      case 'linkReference':
        return this.#link(this.#links.get(node.identifier) ?? '', node.children, marks)
      case 'image':
        return this.#link(node.url, [{ type: 'text', value: node.alt || node.url }], marks)
      case 'imageReference': {
        const url = this.#links.get(node.identifier) ?? ''
        return this.#link(url, [{ type: 'text', value: node.alt || url }], marks)
      }
      case 'footnoteReference':
        return text(`[^${node.identifier}]`, marks)
      case 'html':
        return /^<br\s*\/?>$/i.test(node.value) ? [{ type: 'hardBreak' }] : text(withoutComments(node.value), marks)
    }
  }

  #link(url: string, children: readonly RichInline[], marks: Marks): AdfNode[] {
    const inside = this.#inlines(children, marks)
    if (url.startsWith(MENTION)) {
      const name = inside.map((node) => node.text ?? '').join('')
      return [{ type: 'mention', attrs: { id: url.slice(MENTION.length), text: name.replace(/^@?/, '@') } }]
    }
    if (!/^(?:https?:|mailto:|ftp:|tel:|[/#])/i.test(url)) return [...inside, ...text(url && ` (${url})`, marks)]
    return this.#inlines(children, marked(marks, { type: 'link', attrs: { href: url } }))
  }
}

const paragraph = (content: readonly AdfNode[]): AdfNode => ({ type: 'paragraph', content })
const filled = (content: readonly AdfNode[]) => (content.length > 0 ? content : [paragraph([])])
const withoutComments = (html: string) => html.replace(/<!--[\s\S]*?(?:-->|$)/g, '')

const codeBlock = (value: string, language?: string | null): AdfNode => ({
  type: 'codeBlock',
  ...(language ? { attrs: { language } } : {}),
  ...(value === '' ? {} : { content: [{ type: 'text', text: value }] }),
})

/** An outer mark of the same kind gives way: a text has one link. */
const marked = (marks: Marks, mark: AdfMark): Marks => [...marks.filter(({ type }) => type !== mark.type), mark]

/** A line break in a paragraph is kept: people who write to Jira mean it. */
function text(value: string, marks: Marks = []): AdfNode[] {
  return value
    .split('\n')
    .flatMap((line, i): AdfNode[] => [
      ...(i > 0 ? [{ type: 'hardBreak' }] : []),
      ...(line === '' ? [] : [{ type: 'text', text: line, ...(marks.length > 0 ? { marks } : {}) }]),
    ])
}

/** An ADF task is a line of text with lists of tasks under it, and nothing more. */
const isTasks = (node: RichBlock): boolean =>
  node.type === 'list' &&
  node.children.every(({ checked, children: [first, ...rest] }) => {
    return typeof checked === 'boolean' && (first === undefined || first.type === 'paragraph') && rest.every(isTasks)
  })
