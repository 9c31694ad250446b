import { isoTime } from '../dates'

/** An object from Jira, of which anything may be missing or null. */
export type Raw = Readonly<Record<string, unknown>>

export const raw = (value: unknown): Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {}

export const rawList = (value: unknown): Raw[] => (Array.isArray(value) ? value.map(raw) : [])

/** A text that is not empty; numbers, such as the ids of boards, become text. */
export function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

export const count = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

/** True, or nothing: a flag that is off costs tokens and says little. */
export const on = (value: unknown): true | undefined => (value === true ? true : undefined)

export const nameOf = (value: unknown): string | undefined => text(raw(value).name)
export const namesOf = (value: unknown): string[] => rawList(value).flatMap((each) => nameOf(each) ?? [])
export const person = (value: unknown): string | undefined => text(raw(value).displayName)
export const at = (value: unknown): string | undefined => isoTime(text(value))
