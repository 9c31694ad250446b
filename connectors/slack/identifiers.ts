/*
 * What people paste: ids, mentions out of a message, and links of the web and desktop clients.
 */
const CHANNEL = /^[CGD][A-Z0-9]{7,}$/
const USER = /^[UW][A-Z0-9]{7,}$/
const FILE = /^F[A-Z0-9]{7,}$/
const TS = /^\d{9,11}\.\d{6}$/

export const isChannelId = (text: string): boolean => CHANNEL.test(text)
export const isUserId = (text: string): boolean => USER.test(text)
export const isTs = (text: string): boolean => TS.test(text)
export const isEmail = (text: string): boolean => /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(text)

export interface Link {
  readonly channel?: string
  readonly user?: string
  readonly file?: string
  /** The message that the link points to. */
  readonly ts?: string
  /** The first message of its thread. */
  readonly thread?: string
}

const segment = (url: URL, pattern: RegExp): string | undefined => url.pathname.split('/').find((s) => pattern.test(s))

/** Undefined where the text is no link to something in Slack. */
export function readLink(text: string): Link | undefined {
  const mention = /^<([#@])([A-Z0-9]+)(?:\|[^>]*)?>$/.exec(text)
  if (mention) return mention[1] === '#' ? { channel: mention[2] ?? '' } : { user: mention[2] ?? '' }
  if (!/^(https?|slack):\/\//.test(text) || !URL.canParse(text)) return undefined
  const url = new URL(text)
  const isTeamLink = url.protocol === 'slack:' || url.pathname.startsWith('/team/')
  const id = url.searchParams.get('id') ?? undefined
  const channel = segment(url, CHANNEL) ?? (id !== undefined && CHANNEL.test(id) ? id : undefined)
  const user = isTeamLink ? (segment(url, USER) ?? (id !== undefined && USER.test(id) ? id : undefined)) : undefined
  const file = segment(url, FILE) ?? /\/T[A-Z0-9]+-(F[A-Z0-9]{7,})[/-]/.exec(url.pathname)?.[1]
  const [, seconds, fraction] = /\/p(\d{9,11})(\d{6})$/.exec(url.pathname) ?? []
  const thread = url.searchParams.get('thread_ts')
  // The web client's address of a thread names the channel once more: /thread/C0LIGHT001-1767222000.000100
  const [, place, first] = /\/thread\/([CGD][A-Z0-9]{7,})-(\d{9,11}\.\d{6})$/.exec(url.pathname) ?? []
  if (place !== undefined && first !== undefined) return { channel: place, ts: first, thread: first }
  return {
    ...(channel === undefined ? {} : { channel }),
    ...(user === undefined ? {} : { user }),
    ...(file === undefined ? {} : { file }),
    ...(seconds === undefined ? {} : { ts: `${seconds}.${fraction}` }),
    ...(thread !== null && isTs(thread) ? { thread } : {}),
  }
}

/** Whether a person stands where a channel could: the direct message with them is meant. */
export const namesPerson = (text: string): boolean =>
  readLink(text)?.user !== undefined || text.startsWith('@') || isUserId(text) || isEmail(text)
