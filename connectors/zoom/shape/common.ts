import { cut, visible, z } from '../../sdk'

// Only the fields that we read. Zoom leaves out what is not set, and a field of another form than we know counts as such.
export const maybe = z.string().nullish().catch(undefined)
export const number = z.number().nullish().catch(undefined)
export const flag = z.boolean().nullish().catch(undefined)
/** A meeting's number, which some answers hold as text. */
export const id = z.union([z.string().min(1), z.number()]).transform(String)

export type Maybe<T> = T | null | undefined

/** True, or nothing: a flag that is off costs tokens and says little. */
export const on = (value: Maybe<boolean>): true | undefined => (value ? true : undefined)

/** Text that may be empty; in a list at most `max` characters of it. */
export function words(text: Maybe<string>, max = Infinity): string | undefined {
  const shown = visible(text ?? '').trim()
  return shown === '' ? undefined : cut(shown, max)
}

/** A link without what follows its path: passcodes and tokens stand there. Nothing where it is no link. */
export function openLink(link: Maybe<string>): string | undefined {
  if (!link || !URL.canParse(link)) return undefined
  const { protocol, host, pathname } = new URL(link)
  return protocol === 'https:' ? `https://${host}${pathname}` : undefined
}

/** Of people in a session Zoom counts the seconds. */
export const minutes = (seconds: Maybe<number>): number | undefined =>
  seconds === null || seconds === undefined ? undefined : Math.round(seconds / 60)

export const TYPES: Readonly<Record<number, string>> = {
  1: 'instant',
  2: 'scheduled',
  3: 'no_fixed_time',
  4: 'personal',
  5: 'webinar',
  6: 'no_fixed_time',
  8: 'recurring',
  9: 'recurring',
  10: 'screen_share',
}

export const typeName = (type: Maybe<number>): string | undefined => (type ? TYPES[type] : undefined)
