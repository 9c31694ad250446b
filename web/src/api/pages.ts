import { keepPreviousData, useInfiniteQuery, type QueryKey } from '@tanstack/react-query'
import type { z } from 'zod'
import { call, type Params } from './client'

type Paged = z.ZodType<{ items: unknown[]; nextCursor?: string | undefined }>

/**
 * A list that comes in pages: `items` so far, and how to get more. While another filter is asked for, the rows of the one
 * before stay, with `isPlaceholderData`.
 */
export function usePages<Reply extends Paged>(key: QueryKey, path: string, params: Params = {}) {
  const query = useInfiniteQuery({
    queryKey: [...key, params],
    queryFn: ({ pageParam: cursor, signal }) => call<Reply>(path, { params: { ...params, cursor }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: (before, last) => (sameList(last?.queryKey, key) ? keepPreviousData(before) : undefined),
  })
  const items: z.output<Reply>['items'] | undefined = query.data?.pages.flatMap((each) => each.items)
  return { ...query, items }
}

/** Another tenant's rows are never a stand-in. */
const sameList = (last: QueryKey | undefined, key: QueryKey): boolean =>
  JSON.stringify(last?.slice(0, -1)) === JSON.stringify(key)
