import { keepPreviousData, useInfiniteQuery, type QueryKey } from '@tanstack/react-query'
import type { z } from 'zod'
import type { page } from '../../../server/contracts/common'
import { call, type Params } from './client'

/**
 * A list that comes in pages: `items` so far, and how to get more. While another filter is asked for, the rows of the one
 * before stay, with `isPlaceholderData`.
 */
export function usePages<T extends z.ZodType>(
  reply: ReturnType<typeof page<T>>,
  key: QueryKey,
  path: string,
  params: Params = {},
) {
  const query = useInfiniteQuery({
    queryKey: [...key, params],
    queryFn: ({ pageParam: cursor, signal }) => call(reply, path, { params: { ...params, cursor }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: (before, last) => (sameList(last?.queryKey, key) ? keepPreviousData(before) : undefined),
  })
  return { ...query, items: query.data?.pages.flatMap((each) => each.items) }
}

/** Another tenant's rows are never a stand-in. */
const sameList = (last: QueryKey | undefined, key: QueryKey): boolean =>
  JSON.stringify(last?.slice(0, -1)) === JSON.stringify(key)
