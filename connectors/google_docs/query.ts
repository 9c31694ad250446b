import { invalid } from './identifiers'

const HOUR_MS = 3_600_000

/** A string of Drive's query language. */
export const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/**
 * A date, a time, or how long ago (7d, 12h), as RFC 3339 in UTC. What is long ago is counted from the start of the hour or
 * day: the pages of one list have to ask the same.
 */
export function timeOf(field: string, text: string, now = Date.now()): string {
  const [, amount, name = ''] = /^(\d{1,4})([hdw])$/.exec(text.trim()) ?? []
  const unit = name === 'h' ? HOUR_MS : HOUR_MS * 24
  const ago = Number(amount) * unit * (name === 'w' ? 7 : 1)
  const absolute = /^\d{4}-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  const at = amount === undefined ? absolute : Math.floor(now / unit) * unit - ago
  if (Number.isNaN(at)) throw invalid(field, 'Write a date such as 2026-01-31, or how long ago, such as 7d.')
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** Only documents, and none in the bin. */
export const documentsWhere = (...terms: readonly (string | undefined)[]): string =>
  ["mimeType = 'application/vnd.google-apps.document'", 'trashed = false', ...terms]
    .filter((term) => term !== undefined)
    .join(' and ')

/** `me` stays as it is: Drive knows it. */
export const ownedBy = (owner: string | undefined): string | undefined =>
  owner === undefined ? undefined : `${quoted(owner.trim())} in owners`

export const modifiedAfter = (time: string | undefined): string | undefined =>
  time === undefined ? undefined : `modifiedTime > ${quoted(timeOf('modified_after', time))}`
