import { renderMarkdown, type RichBlock, type RichInline, richText, z } from '../sdk'

/**
 * Linear gives texts as Markdown, except in templates: there they are in the tree of its editor (ProseMirror). What is not
 * known here is shown by the text inside it.
 */
interface EditorNode {
  readonly type: string
  readonly text?: string | undefined
  readonly attrs?: Readonly<Record<string, unknown>> | null | undefined
  readonly marks?: readonly { type: string; attrs?: Readonly<Record<string, unknown>> | null | undefined }[] | undefined
  readonly content?: readonly EditorNode[] | undefined
}

const Attributes = z.record(z.string(), z.unknown()).nullish()
const EditorNode: z.ZodType<EditorNode> = z.object({
  type: z.string(),
  text: z.string().optional(),
  attrs: Attributes,
  marks: z.array(z.object({ type: z.string(), attrs: Attributes })).optional(),
  get content() {
    return z.array(EditorNode).optional()
  },
})

/** Markdown of a document of the editor; undefined when it is none. */
export function editorMarkdown(document: unknown): string | undefined {
  const { success, data } = EditorNode.safeParse(document)
  return success && data.type === 'doc' ? renderMarkdown(richText(blocks(data))) : undefined
}

/** What may stand in a quotation or a list item. */
type Blocks = Extract<RichBlock, { type: 'blockquote' }>['children']

const blocks = ({ content = [] }: EditorNode): Blocks => content.flatMap((node) => block(node))

function block(node: EditorNode): Blocks {
  switch (node.type) {
    case 'heading': {
      const depth = Math.min(6, Math.max(1, Number(node.attrs?.level) || 1)) as 1 | 2 | 3 | 4 | 5 | 6
      return [{ type: 'heading', depth, children: inlines(node) }]
    }
    case 'bullet_list':
    case 'ordered_list':
    case 'todo_list':
      return [{ type: 'list', ordered: node.type === 'ordered_list', spread: false, children: items(node) }]
    case 'blockquote':
      return [{ type: 'blockquote', children: blocks(node) }]
    case 'code_block':
      return [{ type: 'code', lang: String(node.attrs?.language ?? '') || null, value: plain(node) }]
    case 'horizontal_rule':
      return [{ type: 'thematicBreak' }]
    case 'paragraph':
    case 'text':
      return [{ type: 'paragraph', children: inlines(node.type === 'text' ? { type: '', content: [node] } : node) }]
    default:
      return blocks(node)
  }
}

const items = ({ content = [] }: EditorNode) =>
  content.map((item) => ({
    type: 'listItem' as const,
    spread: false,
    ...(item.type === 'todo_item' ? { checked: item.attrs?.done === true } : {}),
    children: blocks(item),
  }))

const inlines = ({ content = [] }: EditorNode): RichInline[] =>
  content.map((node): RichInline => {
    if (node.type === 'hard_break') return { type: 'break' }
    const value = plain(node)
    const marks = (node.marks ?? []).filter(({ type }) => type !== 'code')
    const start: RichInline =
      marks.length === node.marks?.length || !node.marks ? { type: 'text', value } : { type: 'inlineCode', value }
    return marks.reduce(marked, start)
  })

function marked(inner: RichInline, { type, attrs }: NonNullable<EditorNode['marks']>[number]): RichInline {
  switch (type) {
    case 'strong':
      return { type: 'strong', children: [inner] }
    case 'em':
      return { type: 'emphasis', children: [inner] }
    case 'strikethrough':
      return { type: 'delete', children: [inner] }
    case 'link':
      return { type: 'link', url: String(attrs?.href ?? ''), children: [inner] }
    default:
      return inner
  }
}

const plain = ({ text = '', content = [] }: EditorNode): string => text + content.map((node) => plain(node)).join('')
