import { ConnectorError, type PageInput, path, type VendorHttp, z } from '../sdk'
import { list } from './calls'
import { RawRecording, toRecordingItem } from './shape'
import { addDays, day } from './times'

/** Zoom quietly shortens what is longer than a month, and the shortest month has 28 days. */
const WINDOW_DAYS = 28
/** How many empty windows one call goes through before it hands over. */
const MOST_REQUESTS = 13

/** Where a list goes on: the days from `since` to `to`, newest first, and how far their first window was read. */
const Position = z.tuple([z.iso.date(), z.iso.date(), z.string(), z.int()])
type Position = z.output<typeof Position>

/** A page of recordings, newest first, from as many windows of Zoom's as it takes. */
export async function listRecordings(
  http: VendorHttp,
  { from, to, limit, cursor }: PageInput & { from?: string | undefined; to: string },
) {
  let position: Position | undefined = cursor === undefined ? begin(from, to) : resume(cursor)
  const items: ReturnType<typeof toRecordingItem>[] = []
  for (let asked = 0; position && asked < MOST_REQUESTS && items.length < limit; asked++) {
    const [since, until, token, size]: Position = position
    const start = later(since, addDays(until, 1 - WINDOW_DAYS))
    // A token belongs to the page size that it came with.
    const page: PageInput = { limit: token ? size : limit - items.length, cursor: token || undefined }
    if (items.length + page.limit > limit) break
    const window = { from: start, to: until }
    const found = await list(
      http,
      path`/users/me/recordings`,
      ['meetings', RawRecording],
      page,
      toRecordingItem,
      window,
    )
    items.push(...found.items)
    if (found.next_cursor) position = [since, until, found.next_cursor, page.limit]
    else position = start > since ? [since, addDays(start, -1), '', 0] : undefined
  }
  return { items, next_cursor: position && JSON.stringify(position) }
}

const later = (a: string, b: string): string => (a > b ? a : b)

function resume(cursor: string): Position {
  const { success, data } = Position.safeParse(parsed(cursor))
  if (success) return data
  throw new ConnectorError('validation', 'The cursor is not one that this tool returned.', {
    fields: { cursor: 'Leave it out for the first page.' },
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function begin(from: string | undefined, to: string): Position {
  const until = day(to)
  const since = from === undefined ? addDays(until, 1 - WINDOW_DAYS) : day(from)
  if (since <= until) return [since, until, '', 0]
  throw new ConnectorError('validation', 'from is after to.', { fields: { from: 'Give a day before to.' } })
}
