import { compact, cut, markdown } from '../../sdk'
import type { Maybe, RawRichText } from '../blocks/raw'
import { blockText } from '../blocks/to-markdown'
import type { RawUser } from '../properties/raw'
import { person, time } from '../properties/read'
import type { Detail } from './common'

const LIST_TEXT = 200
const FULL_TEXT = 4_000

export interface RawComment {
  id: string
  discussion_id?: string
  created_time?: string
  created_by?: Maybe<RawUser>
  display_name?: Maybe<{ resolved_name?: Maybe<string> }>
  rich_text?: Maybe<readonly RawRichText[]>
}

export function toComment(raw: RawComment, detail: Detail) {
  const text = markdown(blockText({ id: raw.id, type: 'paragraph', paragraph: { rich_text: raw.rich_text ?? [] } }))
  return compact({
    discussion_id: raw.discussion_id,
    author: raw.display_name?.resolved_name ?? person(raw.created_by),
    created: time(raw.created_time),
    text: cut(text, detail === 'full' ? FULL_TEXT : LIST_TEXT),
  })
}

export const toMadeComment = (raw: RawComment) =>
  compact({ id: raw.id, discussion_id: raw.discussion_id, created: time(raw.created_time) })

export const toUser = (raw: RawUser) =>
  compact({ id: raw.id, name: raw.name || undefined, type: raw.type, email: raw.person?.email })
