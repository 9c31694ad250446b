import { contentOf } from './from'
import type { AdfNode } from './nodes'

/** What people call the nodes that Markdown has no counterpart for: written anew, they are gone or are mere text. */
const RICH: Readonly<Record<string, readonly string[]>> = {
  'pictures or files': ['media', 'mediaSingle', 'mediaGroup', 'mediaInline', 'caption'],
  panels: ['panel'],
  expands: ['expand', 'nestedExpand'],
  statuses: ['status'],
  dates: ['date'],
  decisions: ['decisionList', 'decisionItem'],
  layouts: ['layoutSection', 'layoutColumn'],
  'embedded pages': ['embedCard', 'blockCard'],
  macros: ['extension', 'bodiedExtension', 'inlineExtension', 'syncBlock', 'bodiedSyncBlock'],
}
const CALLED = new Map(Object.entries(RICH).flatMap(([name, types]) => types.map((type) => [type, name] as const)))

/** These come back as they were, or with their words and addresses. */
const CARRIED = new Set([
  ...['paragraph', 'heading', 'bulletList', 'orderedList', 'listItem', 'taskList', 'taskItem', 'blockTaskItem'],
  ...['codeBlock', 'blockquote', 'rule', 'table', 'tableRow', 'tableHeader', 'tableCell'],
  ...['text', 'hardBreak', 'mention', 'emoji', 'inlineCard', 'placeholder'],
])

/** What a document holds that Markdown cannot carry, without recursion. Types that are new to us count, unnamed. */
export function richParts(document: unknown): Set<string> {
  const found = new Set<string>()
  const left: AdfNode[] = [...contentOf(document)]
  for (let next = left.pop(); next; next = left.pop()) {
    if (!CARRIED.has(next.type)) found.add(CALLED.get(next.type) ?? 'other parts')
    left.push(...contentOf(next))
  }
  return found
}
