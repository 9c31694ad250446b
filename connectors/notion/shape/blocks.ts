import { compact, cut, markdown } from '../../sdk'
import { type BlockTree, contentOf, type RawBlock } from '../blocks/raw'
import { blockText } from '../blocks/to-markdown'
import { time } from '../properties/read'
import { type Detail, on, toParent } from './common'

const LIST_TEXT = 200
const FULL_TEXT = 2_000

export const toBlock = (raw: RawBlock) =>
  compact({
    id: raw.id,
    type: raw.type ?? 'unsupported',
    text: markdown(blockText(raw)) || undefined,
    checked: raw.type === 'to_do' ? (contentOf(raw).checked ?? false) : undefined,
    language: raw.type === 'code' ? contentOf(raw).language : undefined,
    has_children: on(raw.has_children),
    parent: toParent(raw.parent),
    in_trash: on(raw.in_trash ?? raw.archived),
    edited: time(raw.last_edited_time),
  })

interface BlockItem {
  id: string
  type: string
  text?: string | undefined
  checked?: boolean | undefined
  has_children?: true | undefined
  children?: BlockItem[]
}

/** `unread` are the blocks whose children are not all there. */
export function toBlockItem({ block, children }: BlockTree, detail: Detail, unread: ReadonlySet<string>): BlockItem {
  const { id, type, text, checked, has_children } = toBlock(block)
  const below = children.map((child) => toBlockItem(child, detail, unread))
  return compact({
    id,
    type,
    text: text && cut(text, detail === 'full' ? FULL_TEXT : LIST_TEXT),
    checked,
    // Said only where not all children are shown.
    has_children: below.length > 0 && !unread.has(id) ? undefined : has_children,
    children: below,
  })
}
