import { useInfiniteQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { page } from '../../../server/contracts/common'
import { call } from './client'

/** A list that comes in pages: `items` so far, and how to get more. */
export function usePages<T extends z.ZodType>(reply: ReturnType<typeof page<T>>, path: string) {
  const query = useInfiniteQuery({
    queryKey: [path],
    queryFn: ({ pageParam }) => call(reply, pageParam === undefined ? path : `${path}?cursor=${pageParam}`),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor,
  })
  return { ...query, items: query.data?.pages.flatMap((each) => each.items) }
}
