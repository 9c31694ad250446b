/*
 * What people paste, in the form that Linear takes. Addresses look like https://linear.app/<workspace>/<kind>/<id>/<rest>.
 */
const SITE = String.raw`^https?:\/\/linear\.app\/[^/]+`
const REST = String.raw`(?:[/?#].*)?$`

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const ISSUE = new RegExp(String.raw`(?:^|${SITE}\/issue\/)([a-z0-9_]+-\d+)${REST}`, 'i')
const TEAM = new RegExp(String.raw`${SITE}\/team\/([^/?#]+)`, 'i')
const CYCLE = new RegExp(String.raw`${SITE}\/team\/([^/?#]+)\/cycle\/([^/?#]+)`, 'i')
const PERSON = new RegExp(String.raw`${SITE}\/profiles\/([^/?#]+)`, 'i')
const SLUG = new RegExp(String.raw`${SITE}\/(?:project|document)\/([^/?#]+)`, 'i')
const SLUG_ID = /^(?:.+-)?([0-9a-f]{12})$/i

const COMMENT = new RegExp(String.raw`${SITE}\/issue\/([a-z0-9_]+-\d+)[^#]*#comment-(.+)$`, 'i')

export const isUuid = (text: string): boolean => UUID.test(text)

/** `ENG-123` or a UUID; undefined when it is neither, nor an address with one. */
export function issueRef(text: string): string | undefined {
  if (isUuid(text)) return text.toLowerCase()
  return ISSUE.exec(text)?.[1]?.toUpperCase()
}

/** What an address of a comment says: its issue, and the id of the comment, which most addresses shorten. */
export function commentLink(text: string): { issue: string; comment: string } | undefined {
  const [, issue, comment] = COMMENT.exec(text) ?? []
  return issue === undefined || comment === undefined ? undefined : { issue: issue.toUpperCase(), comment }
}

/** A team's key from an address, else what was given: key, name or UUID. */
export const teamRef = (text: string): string => TEAM.exec(text)?.[1] ?? text

/** A person's display name from an address or @mention, else what was given: name, e-mail, UUID, "me". */
export const userRef = (text: string): string => PERSON.exec(text)?.[1] ?? text.replace(/^@/, '')

/** The slug id from an address or slug of a project or document, else what was given: name or UUID. */
export function slugRef(text: string): string {
  const slug = SLUG.exec(text)?.[1] ?? text
  return isUuid(slug) ? slug : (SLUG_ID.exec(slug)?.[1]?.toLowerCase() ?? text)
}

const RELATIVE: Readonly<Record<string, string>> = { active: 'current', upcoming: 'next' }

/** An address of a cycle names its team, too. */
export function cycleRef(text: string): { team?: string; cycle: string } {
  const [, team, cycle] = CYCLE.exec(text) ?? []
  return team === undefined || cycle === undefined ? { cycle: text } : { team, cycle: RELATIVE[cycle] ?? cycle }
}

const UNITS: Readonly<Record<string, (count: string) => string>> = {
  h: (count) => `-PT${count}H`,
  d: (count) => `-P${count}D`,
  w: (count) => `-P${count}W`,
}

const TIME = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/

/** Whether there is such a day: the 31st of February is read as one in March. */
export function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

/** Dates go as they are, `7d` as the ISO duration that Linear counts from now. Undefined when it is neither. */
export function sinceRef(text: string): string | undefined {
  const [, count, unit] = /^(\d{1,4})([hdw])$/.exec(text) ?? []
  if (count !== undefined && unit !== undefined) return UNITS[unit]?.(count)
  const [, day = ''] = TIME.exec(text) ?? []
  return isDay(day) && !Number.isNaN(Date.parse(text)) ? text : undefined
}
