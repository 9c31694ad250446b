import { toBlocks } from '../../../connectors/notion/blocks/from-markdown'
import type { BlockTree } from '../../../connectors/notion/blocks/raw'
import { treesToMarkdown } from '../../../connectors/notion/blocks/to-markdown'
import { isItem, type Item } from '../vendors/items'
import { iso } from './harbor'

export const uuid = (n: number): string => `90000000-5b6a-4789-8abc-${String(n).padStart(12, '0')}`

export const stamped = (by: string): Item => ({
  ...{ created_time: iso(0), last_edited_time: iso(0), archived: false, in_trash: false },
  created_by: { object: 'user', id: by },
  last_edited_by: { object: 'user', id: by },
})

/** What was sent as text comes back with its plain form. */
export function withPlainText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPlainText)
  if (!isItem(value)) return value
  const inner = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withPlainText(each)]))
  const { text } = value
  return isItem(text) && 'content' in text ? { type: 'text', plain_text: text['content'], ...inner } : inner
}

export const plainText = (runs: unknown): string =>
  (Array.isArray(runs) ? (runs as Item[]) : []).map((run) => String(run['plain_text'] ?? '')).join('')

export const runs = (content: string): unknown => withPlainText([{ text: { content } }])

interface Block extends Item {
  id: string
  type: string
}

/** Blocks below pages and blocks, in order. */
export class Blocks {
  readonly #all = new Map<string, Block>()
  readonly #below = new Map<string, string[]>()

  get(id: string): Block | undefined {
    const block = this.#all.get(id)
    return block && { ...block, has_children: this.children(id).length > 0 }
  }

  children(id: string): Block[] {
    return (this.#below.get(id) ?? []).flatMap((each) => this.get(each) ?? [])
  }

  add(parent: string, children: readonly Item[], by: string, after?: string): Block[] {
    const made = children.map((each) => this.#make(parent, each, by))
    const ids = this.#below.get(parent) ?? []
    const at = after === undefined ? ids.length : ids.indexOf(after) + 1
    this.#below.set(parent, [...ids.slice(0, at), ...made, ...ids.slice(at)])
    return made.flatMap((id) => this.get(id) ?? [])
  }

  change(id: string, fields: Item): Block | undefined {
    const block = this.#all.get(id)
    if (!block) return undefined
    const { [block.type]: own, ...rest } = withPlainText(fields) as Item
    Object.assign(block, rest, { [block.type]: { ...(block[block.type] as Item), ...(own as Item | undefined) } })
    return this.get(id)
  }

  remove(id: string): Block | undefined {
    const block = this.get(id)
    for (const [parent, ids] of this.#below)
      this.#below.set(
        parent,
        ids.filter((each) => each !== id),
      )
    return block && { ...block, archived: true, in_trash: true }
  }

  markdown(id: string): string {
    const trees = (of: string): BlockTree[] => this.children(of).map((block) => ({ block, children: trees(block.id) }))
    return treesToMarkdown(trees(id))
  }

  write(id: string, markdown: string, by: string): void {
    this.#below.set(id, [])
    this.add(id, toBlocks(markdown), by)
  }

  #make(parent: string, given: Item, by: string): string {
    const id = uuid(this.#all.size + 1)
    const type =
      typeof given['type'] === 'string' ? given['type'] : (Object.keys(given).find((name) => name !== 'object') ?? '')
    const { children = [], ...fields } = (given[type] ?? {}) as Item
    const block = { object: 'block', id, parent: { type: 'page_id', page_id: parent }, ...stamped(by), type }
    this.#all.set(id, { ...block, [type]: withPlainText(fields) })
    this.add(id, children as Item[], by)
    return id
  }
}
