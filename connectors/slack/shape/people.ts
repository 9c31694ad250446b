import { compact, visible } from '../../sdk'
import { toMarkdown } from '../mrkdwn'
import { readable } from '../times'

interface RawField {
  value?: string | null
  alt?: string | null
  label?: string | null
}

export interface RawProfile {
  display_name?: string | null
  real_name?: string | null
  title?: string | null
  email?: string | null
  phone?: string | null
  pronouns?: string | null
  start_date?: string | null
  status_text?: string | null
  status_emoji?: string | null
  status_expiration?: number | null
  fields?: Readonly<Record<string, RawField>> | readonly [] | null
}

export interface RawUser {
  id: string
  /** The handle. */
  name?: string
  real_name?: string | null
  deleted?: boolean
  is_bot?: boolean
  is_admin?: boolean
  is_restricted?: boolean
  tz?: string | null
  profile?: RawProfile | null
}

export interface RawGroup {
  id: string
  handle?: string
  name?: string
  description?: string | null
  user_count?: number | string
  date_delete?: number
  users?: readonly string[]
}

const SLACKBOT = 'USLACKBOT'

/** What a person is called in Slack. */
export const personName = ({ id, name, real_name, profile }: RawUser): string =>
  visible(profile?.display_name || profile?.real_name || real_name || name || id)

/** Everything that somebody may call them, in small letters. */
export const namesOf = ({ name, real_name, profile }: RawUser): string[] =>
  [name, profile?.display_name, profile?.real_name, real_name]
    .filter((each): each is string => Boolean(each))
    .map((each) => each.toLowerCase())

/** Slack does not mark its own bot as one. */
export const isBot = ({ id, is_bot }: RawUser): boolean => is_bot === true || id === SLACKBOT

export function toUserItem(raw: RawUser) {
  return compact({
    id: raw.id,
    handle: raw.name,
    name: personName(raw),
    title: raw.profile?.title || undefined,
    bot: isBot(raw) || undefined,
    deactivated: raw.deleted || undefined,
  })
}

export const toUser = (raw: RawUser) =>
  compact({
    ...toUserItem(raw),
    real_name: raw.profile?.real_name ?? raw.real_name ?? undefined,
    email: raw.profile?.email ?? undefined,
    status: status(raw.profile ?? {}),
    time_zone: raw.tz ?? undefined,
    admin: raw.is_admin || undefined,
    guest: raw.is_restricted || undefined,
  })

const status = ({ status_emoji, status_text }: RawProfile): string | undefined =>
  [status_emoji, toMarkdown(status_text ?? '')].filter(Boolean).join(' ') || undefined

export const toProfile = (raw: RawProfile) =>
  compact({
    name: raw.display_name || raw.real_name || undefined,
    real_name: raw.real_name || undefined,
    title: raw.title || undefined,
    email: raw.email || undefined,
    phone: raw.phone || undefined,
    pronouns: raw.pronouns || undefined,
    start_date: raw.start_date || undefined,
    status: status(raw),
    status_until: readable(raw.status_expiration ?? undefined),
    fields: Object.entries(raw.fields ?? {})
      .map(([id, field]: [string, RawField]) => ({ label: field.label || id, value: field.alt || field.value || '' }))
      .filter(({ value }) => value !== ''),
  })

export const toGroup = (raw: RawGroup, names: ReadonlyMap<string, string>) =>
  compact({
    id: raw.id,
    handle: raw.handle,
    name: raw.name,
    description: raw.description || undefined,
    size: raw.user_count === undefined ? undefined : Number(raw.user_count),
    disabled: raw.date_delete ? true : undefined,
    members: raw.users?.map((id) => names.get(id) ?? id),
  })
