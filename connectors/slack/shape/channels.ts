import { compact, cut } from '../../sdk'
import { type Names, NO_NAMES, toMarkdown } from '../mrkdwn'
import { readable } from '../times'

interface Note {
  value?: string | null
}

export interface RawChannel {
  id: string
  name?: string | null
  is_im?: boolean
  is_mpim?: boolean
  is_private?: boolean
  is_archived?: boolean
  is_member?: boolean
  is_ext_shared?: boolean
  num_members?: number
  created?: number
  creator?: string
  /** The other person of a direct message. */
  user?: string
  topic?: Note | null
  purpose?: Note | null
}

const LIST_NOTE = 80

const kind = (raw: RawChannel): string => {
  if (raw.is_im) return 'im'
  if (raw.is_mpim) return 'mpim'
  return raw.is_private ? 'private_channel' : 'public_channel'
}

const note = (given: Note | null | undefined, names: Names): string | undefined =>
  toMarkdown(given?.value ?? '', names) || undefined

/** Public channels are the usual ones and not named as such. */
export function toChannelItem(raw: RawChannel, names = NO_NAMES) {
  const about = note(raw.topic, names) ?? note(raw.purpose, names)
  return compact({
    id: raw.id,
    name: raw.name ?? undefined,
    kind: kind(raw) === 'public_channel' ? undefined : kind(raw),
    with: raw.user === undefined ? undefined : (names.users.get(raw.user) ?? raw.user),
    topic: about === undefined ? undefined : cut(about, LIST_NOTE),
    members: raw.num_members,
    archived: raw.is_archived || undefined,
  })
}

export const toChannel = (raw: RawChannel, names = NO_NAMES) =>
  compact({
    ...toChannelItem(raw, names),
    kind: kind(raw),
    topic: note(raw.topic, names),
    purpose: note(raw.purpose, names),
    is_member: raw.is_member,
    shared_with_others: raw.is_ext_shared || undefined,
    created: readable(raw.created),
    creator: raw.creator === undefined ? undefined : (names.users.get(raw.creator) ?? raw.creator),
  })
