import type { Reply } from './exchange'

/** Shorter ones would be found in what has nothing to do with them. */
const SHORTEST = 12
const CENSORED = '[secret]'

/** A vendor that sends the token back, in a body or a header, shows it to nobody: no author and no model ever sees it. */
export function censored(reply: Reply, token: string | undefined): Reply {
  if (token === undefined || token.length < SHORTEST) return reply
  const { headers, bytes } = reply
  const without = (text: string): string => text.replaceAll(token, CENSORED)
  return {
    ...reply,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, without(value)])),
    // Latin 1 keeps every byte as it is.
    bytes: bytes?.includes(token) ? Buffer.from(without(bytes.toString('latin1')), 'latin1') : bytes,
  }
}
