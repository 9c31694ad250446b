import { withoutComments } from './html-comments'

/*
 * Text of third parties may hide instructions from the person but not from the model: in soft hyphens, Hangul fillers,
 * zero-width characters, bidirectional controls and tags.
 */
const HIDDEN =
  /[\u00AD\u115F\u1160\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\u3164\uFEFF\uFFA0\u{E0000}-\u{E007F}]/gu

/*
 * What scripts and emoji need stays where they need it: joiners after anything that is not plain ASCII, the Mongolian vowel
 * separator after its letters, the rarer variation selectors after an ideograph. A selector after a selector selects nothing.
 */
const MISPLACED =
  /(?<=[\x00-\x7F]|^)[\u200C\u200D]+|(?<![\u1820-\u18AA])\u180E|(?<!\p{Unified_Ideograph})[\u{E0100}-\u{E01EF}]|(?<=[\uFE00-\uFE0F\u{E0100}-\u{E01EF}])[\uFE00-\uFE0F]/gu

/** Removes characters that a person cannot see. */
export const visible = (text: string): string => text.replace(HIDDEN, '').replace(MISPLACED, '')

/** For Markdown written by people: also removes HTML comments, which renderers hide. */
export const markdown = (text: string | null | undefined): string => withoutComments(visible(text ?? ''))

/** The first `max` characters, with a mark when there were more. Never splits a surrogate pair. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text
  const end = text.charCodeAt(max - 1) >= 0xd800 && text.charCodeAt(max - 1) <= 0xdbff ? max - 1 : max
  return `${text.slice(0, end)}…`
}

/** Applies {@link visible} to every string of a value, names of fields included. */
export function visibleDeep(value: unknown): unknown {
  if (typeof value === 'string') return visible(value)
  if (Array.isArray(value)) return value.map(visibleDeep)
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [visible(k), visibleDeep(v)]))
  }
  return value
}

/** Drops null, undefined and empty arrays of an item, which cost tokens and say nothing. */
export function compact<T extends Record<string, unknown>>(item: T): { [K in keyof T]: Exclude<T[K], null> } {
  return Object.fromEntries(
    Object.entries(item).filter(([, v]) => v !== null && v !== undefined && !(Array.isArray(v) && v.length === 0)),
  ) as { [K in keyof T]: Exclude<T[K], null> }
}
