import { useMemo, useState } from 'react'
import { useSearchParams } from 'react-router-dom'
import type { Params } from '../../api/client'
import { useSetParams } from '../../hooks/params'

/** What the address of the page says to look for, besides the time; the names are those of the API. */
export const NAMES = ['q', 'person', 'connector', 'tool', 'outcome', 'transport', 'action'] as const
export type Name = (typeof NAMES)[number]
export type Values = Readonly<Record<Name, string>>

const TIMES = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000 } as const
export type Time = '' | keyof typeof TIMES | 'custom'

/** A change of the address: an empty text takes a name out. */
export type Change = Readonly<Partial<Record<Name | 'time' | 'from' | 'to', string>>>

export interface Filters {
  readonly values: Values
  readonly time: Time
  /** Of a time of one's own, as ISO texts; empty where it is open. */
  readonly from: string
  readonly to: string
  /** As the API wants them. */
  readonly params: Params
  /** How many are set, besides the search. */
  readonly count: number
  readonly set: (change: Change) => void
  readonly clear: () => void
}

const timeOf = (text: string | null): Time =>
  text !== null && (text in TIMES || text === 'custom') ? (text as Time) : ''
/** What somebody wrote into the address by hand may be no time. */
const momentOf = (text: string | null): string =>
  text === null || Number.isNaN(Date.parse(text)) ? '' : new Date(text).toISOString()

/** The filters of a list, kept in the address. Those that are not `used` are not asked for. */
export function useFilters(used: readonly Name[]): Filters {
  const [search] = useSearchParams()
  const set = useSetParams()
  const time = timeOf(search.get('time'))
  const since = useSince(time)
  const from = time === 'custom' ? momentOf(search.get('from')) : ''
  const to = time === 'custom' ? momentOf(search.get('to')) : ''
  const values = Object.fromEntries(
    NAMES.map((name) => [name, used.includes(name) ? (search.get(name)?.trim() ?? '') : '']),
  ) as unknown as Values
  // The same object as long as it says the same: the rows that are shown depend on it.
  const said = JSON.stringify({ ...values, from: since ?? from, to })
  const params = useMemo(() => JSON.parse(said) as Params, [said])
  const clear = () => set(Object.fromEntries([...used, 'time', 'from', 'to'].map((name) => [name, ''])))
  const count = used.filter((name) => name !== 'q' && values[name] !== '').length + (time === '' ? 0 : 1)
  return { values, time, from, to, params, count, set, clear }
}

/** When "the last hour" began, reckoned from when it was chosen: pages of one list must agree on it. */
function useSince(time: Time): string | undefined {
  const [chosen, setChosen] = useState(() => chosenNow(time))
  if (chosen.time !== time) setChosen(chosenNow(time))
  return time === '' || time === 'custom' ? undefined : new Date(chosen.at - TIMES[time]).toISOString()
}

const chosenNow = (time: Time) => ({ time, at: Date.now() })
