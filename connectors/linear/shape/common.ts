import { cut, markdown, z } from '../../sdk'

// Only the fields that we read; Linear may set most of them to null.
export const text = z.string()
export const maybe = z.string().nullish()
export const number = z.number().nullish()
export const flag = z.boolean().nullish()
export const Named = z.object({ name: z.string() }).nullish()
export const Keyed = z.object({ key: z.string() }).nullish()

export type Maybe<T> = T | null | undefined

const Onward = z.object({ hasNextPage: z.boolean() }).nullish()

export const nodes = <N extends z.ZodType>(node: N) => z.object({ nodes: z.array(node), pageInfo: Onward }).nullish()

/** The lists that hold more than is shown, as one text; nothing where all is there. */
export const cutShort = (
  lists: Readonly<Record<string, Maybe<{ pageInfo?: z.output<typeof Onward> }>>>,
): string | undefined =>
  Object.keys(lists)
    .filter((name) => lists[name]?.pageInfo?.hasNextPage)
    .join(', ') || undefined

export const namesOf = (list: { nodes: readonly { name: string }[] } | null | undefined): string[] =>
  (list?.nodes ?? []).map(({ name }) => name)
export const keysOf = (list: { nodes: readonly { key: string }[] } | null | undefined): string[] =>
  (list?.nodes ?? []).map(({ key }) => key)

/** Times to the second. */
export const time = (at: Maybe<string>): string | undefined => at?.replace(/\.\d+Z$/, 'Z')

/** An address ends with the title, which it works without. */
export const shortUrl = (url: Maybe<string>): string | undefined =>
  url?.replace(/(\/issue\/[^/]+)\/[^/#?]+/, '$1') ?? undefined

/** True, or nothing: a flag that is off costs tokens and says little. */
export const on = (value: Maybe<boolean>): true | undefined => (value ? true : undefined)

export const percent = (share: Maybe<number>): number | undefined =>
  share === null || share === undefined ? undefined : Math.round(share * 100)

const PRIORITIES = ['none', 'urgent', 'high', 'medium', 'low'] as const

/** Its name; nothing where none is set. */
export const priorityName = (value: Maybe<number>): string | undefined => (value ? PRIORITIES[value] : undefined)

/** Linear's number of a priority. */
export const priorityOf = (name: (typeof PRIORITIES)[number] | undefined): number | undefined =>
  name === undefined ? undefined : PRIORITIES.indexOf(name)

/** Markdown, or nothing; in a list at most `max` characters of it. */
export function words(body: Maybe<string>, max = Infinity): string | undefined {
  const shown = markdown(body).trim()
  return shown === '' ? undefined : cut(shown, max)
}
