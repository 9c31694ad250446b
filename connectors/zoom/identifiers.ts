/*
 * What people paste: "123 4567 8901", a link of the client, the web or an invitation, and the UUID of one session.
 */
const ID = /^\d{9,12}$/
const UUID = /^[A-Za-z0-9+/]{22}==$/
const HOST = /(^|\.)(zoom\.us|zoom\.com|zoomgov\.com)$/

/** Zoom's number of a meeting or webinar. */
export function meetingNumber(text: string): string | undefined {
  const url = link(text)
  if (url) return [...url.pathname.split('/'), url.searchParams.get('confno') ?? ''].find((part) => ID.test(part))
  const digits = text.replace(/[\s-]/g, '')
  return ID.test(digits) ? digits : undefined
}

/** The same, or the UUID of one session, which links and earlier answers carry encoded once or twice. */
export function session(text: string): string | undefined {
  const plain = decoded(link(text)?.searchParams.get('meeting_id') ?? text.trim())
  return UUID.test(plain) ? plain : meetingNumber(text)
}

/** As a value of a path: Zoom decodes twice, so that a slash has to be encoded twice to stay part of a UUID. */
export const segment = (id: string): string => (id.includes('/') ? encodeURIComponent(id) : id)

export const isEmail = (text: string): boolean =>
  text.length <= 128 && /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/.test(text)

function link(text: string): URL | undefined {
  const trimmed = text.trim()
  if (!/^(https?|zoommtg|zoomus):\/\//.test(trimmed) || !URL.canParse(trimmed)) return undefined
  const url = new URL(trimmed)
  return HOST.test(url.hostname) ? url : undefined
}

function decoded(text: string): string {
  try {
    const once = decodeURIComponent(text)
    return once.includes('%') ? decodeURIComponent(once) : once
  } catch {
    return text
  }
}
