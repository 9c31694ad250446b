import { type RichInline } from '../../sdk'

/** What Notion takes as rich text. */
export interface RichTextRequest {
  text: { content: string; link?: { url: string } }
  annotations?: Marks
}

type Marks = { bold?: true; italic?: true; strikethrough?: true; code?: true }

const MAX_TEXT = 2_000
/** Of one rich text. */
export const MAX_RUNS = 100

/** Text without formatting, split where Notion's limit wants it. */
export function textRuns(content: string, link?: string, marks: Marks = {}): RichTextRequest[] {
  const runs: RichTextRequest[] = []
  for (let from = 0; from < content.length;) {
    let to = Math.min(content.length, from + MAX_TEXT)
    // A surrogate pair stays whole.
    if (to < content.length && /[\uD800-\uDBFF]/.test(content.charAt(to - 1))) to--
    const text = { content: content.slice(from, to), ...(link === undefined ? {} : { link: { url: link } }) }
    runs.push({ text, ...(Object.keys(marks).length === 0 ? {} : { annotations: marks }) })
    from = to
  }
  return runs
}

/** Notion refuses relative addresses and anchors; their text stays. */
export const linkable = (url: string): string | undefined =>
  /^(?:https?:\/\/|mailto:|tel:)/i.test(url) && url.length <= MAX_TEXT ? url : undefined

/** `[text](address)` in a text that is otherwise plain, such as a property. */
export function linkedRuns(text: string): RichTextRequest[] {
  const parts = text.split(/\[([^\][]+)\]\((https?:\/\/[^\s()]+)\)/)
  return parts.flatMap((part, i) => (i % 3 === 0 ? textRuns(part) : i % 3 === 1 ? textRuns(part, parts[i + 1]) : []))
}

/** Addresses of reference links, by identifier. */
export type Definitions = ReadonlyMap<string, string>

/** Formatted text of Markdown as Notion's runs. */
export function inlineRuns(
  nodes: readonly RichInline[],
  definitions: Definitions,
  marks: Marks = {},
  link?: string,
): RichTextRequest[] {
  const inside = (children: readonly RichInline[], more: Marks, to = link) =>
    inlineRuns(children, definitions, { ...marks, ...more }, to)
  const address = (url: string | undefined) => (url === undefined ? link : (linkable(url) ?? link))
  return nodes.flatMap((node) => {
    switch (node.type) {
      case 'text':
        return textRuns(node.value.replace(/\n/g, ' '), link, marks)
      case 'inlineCode':
        return textRuns(node.value, link, { ...marks, code: true })
      case 'strong':
        return inside(node.children, { bold: true })
      case 'emphasis':
        return inside(node.children, { italic: true })
      case 'delete':
        return inside(node.children, { strikethrough: true })
      case 'link':
        return inside(node.children, {}, address(node.url))
      case 'linkReference':
        return inside(node.children, {}, address(definitions.get(node.identifier)))
      case 'image':
        return textRuns(node.alt || node.url, address(node.url), marks)
      case 'imageReference':
        return textRuns(node.alt || node.identifier, address(definitions.get(node.identifier)), marks)
      case 'break':
        return textRuns('\n', link, marks)
      case 'footnoteReference':
        return textRuns(`[^${node.label ?? node.identifier}]`, link, marks)
      case 'html':
        if (node.value.startsWith('<!--')) return []
        return /^<br\s*\/?>$/i.test(node.value) ? textRuns('\n') : textRuns(node.value, link, marks)
      default:
        return []
    }
  })
}
