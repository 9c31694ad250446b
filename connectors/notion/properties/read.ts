import { plain, type Maybe, type RawRichText } from '../blocks/raw'
import type { RawDate, RawFile, RawUser, RawValue } from './raw'

export type Value = string | number | boolean | null | readonly Value[]

/** Times of Notion are exact to the minute. */
export const time = (at: Maybe<string>): string | undefined => at?.replace(/(?::00)?(?:\.000)?(?=Z$)/, '')

export const person = (user: Maybe<RawUser>): string | null => user?.name ?? user?.id ?? null

const date = (value: Maybe<RawDate>): string | null => {
  if (!value?.start) return null
  return value.end ? `${value.start}/${value.end}` : value.start
}

/** Text with the addresses behind its words, as it can be written again. */
const text = (runs: Maybe<readonly RawRichText[]>): string | null =>
  (runs ?? [])
    .map((run) => {
      const words = plain([run])
      const href = run.type === 'text' ? run.href : undefined
      return href && href !== words ? `[${words}](${href})` : words
    })
    .join('') || null

/** The address of a file that Notion keeps is signed and dies within the hour: its name stands for it. */
const file = (each: RawFile): string => each.external?.url ?? each.name ?? 'file'

const names = (all: Maybe<readonly { name?: string }[]>): string[] => (all ?? []).map(({ name }) => name ?? '')

/** What Notion gives at most of a list; the rest is only said to be there. */
const whole = (all: readonly Value[], { has_more }: RawValue): Value => (has_more ? [...all, 'and more'] : all)

const READERS: Readonly<Record<string, (value: RawValue) => Value>> = {
  title: ({ title }) => plain(title) || null,
  rich_text: ({ rich_text }) => text(rich_text),
  number: ({ number }) => number ?? null,
  select: ({ select }) => select?.name ?? null,
  status: ({ status }) => status?.name ?? null,
  multi_select: ({ multi_select }) => names(multi_select),
  date: (value) => date(value.date),
  people: (value) => whole((value.people ?? []).map(person), value),
  files: ({ files }) => (files ?? []).map(file),
  checkbox: ({ checkbox }) => checkbox ?? null,
  url: ({ url }) => url ?? null,
  email: ({ email }) => email ?? null,
  phone_number: ({ phone_number }) => phone_number ?? null,
  formula: ({ formula }) => formula?.string ?? formula?.number ?? formula?.boolean ?? date(formula?.date),
  relation: (value) =>
    whole(
      (value.relation ?? []).map(({ id }) => id),
      value,
    ),
  rollup: ({ rollup }) => rollup?.number ?? date(rollup?.date) ?? (rollup?.array?.map(read).flat() as Value[]) ?? null,
  created_time: ({ created_time }) => time(created_time) ?? null,
  last_edited_time: ({ last_edited_time }) => time(last_edited_time) ?? null,
  created_by: ({ created_by }) => person(created_by),
  last_edited_by: ({ last_edited_by }) => person(last_edited_by),
  unique_id: ({ unique_id: id }) => (id?.number == null ? null : `${id.prefix ? `${id.prefix}-` : ''}${id.number}`),
  verification: ({ verification }) => verification?.state ?? null,
  place: ({ place }) => place?.name ?? place?.address ?? (place ? `${place.lat}, ${place.lon}` : null),
}

/** A property as one plain value. Buttons and types that are not known here have none. */
export const read = (value: RawValue): Value => READERS[value.type ?? '']?.(value) ?? null

const isEmpty = (value: Value): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0)

type Values = Readonly<Record<string, RawValue>>

export const titleOf = (properties: Maybe<Values>): string =>
  plain(Object.values(properties ?? {}).find(({ type }) => type === 'title')?.title)

/** All but the title, which stands beside them. Empty ones are null, or left out. */
export const readAll = (properties: Maybe<Values>, options: { empty: boolean }): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(properties ?? {})
      .filter(([, { type }]) => type !== 'title' && type !== 'button')
      .map(([name, value]) => [name, read(value)] as const)
      .filter(([, value]) => options.empty || !isEmpty(value))
      .map(([name, value]) => [name, isEmpty(value) ? null : value]),
  )
