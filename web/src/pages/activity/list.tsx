import { SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button'
import { Empty } from '../../ui/empty'
import { ProblemNotice } from '../../ui/problem'
import type { Filters } from './filters'

interface Query {
  readonly error: Error | null
  readonly refetch: () => unknown
  readonly hasNextPage: boolean
  readonly fetchNextPage: () => unknown
  readonly isFetchingNextPage: boolean
}

/** What a table needs to bring more rows. */
export const moreOf = (list: Query) => ({
  has: list.hasNextPage,
  load: list.fetchNextPage,
  busy: list.isFetchingNextPage,
})

/** A list and what went wrong with it: rows that are there stay. */
export const List = ({ list, isShown, children }: { list: Query; isShown: boolean; children: ReactNode }) => (
  <>
    {list.error !== null && <ProblemNotice error={list.error} retry={list.refetch} />}
    {(list.error === null || isShown) && children}
  </>
)

export const NothingMatches = ({ filters }: { filters: Filters }) => (
  <Empty
    icon={<SearchX />}
    title="Nothing matches"
    action={<Button onClick={filters.clear}>Clear the search and the filters</Button>}
  >
    Nothing that happened fits all of them. A search without a time looks through the last 30 days.
  </Empty>
)
