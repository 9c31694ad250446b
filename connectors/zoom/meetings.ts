import { answer, ConnectorError, type Input, path, type VendorHttp, z } from '../sdk'
import { endingIn, endsLocally } from './recurrence'
import type { createMeeting, updateMeeting } from './schemas'
import { toVendor } from './settings'
import { type Maybe, maybe } from './shape/common'
import { isZone } from './times'

/** Zoom's numbers. */
const SCHEDULED = 2
const RECURRING = 8
const WITHOUT_TIME: Readonly<Record<string, number>> = { now: 1, open: 3 }

type Fields = Omit<Input<typeof updateMeeting.input>, 'meeting' | 'occurrence_id'>

/** With the end of the recurrence in UTC, which needs the meeting's zone: `ask` knows it where none is given. */
export async function withEnd<Given extends Fields>(given: Given, ask: () => Promise<Maybe<string>>): Promise<Given> {
  const { recurrence, timezone } = given
  if (!recurrence || !endsLocally(recurrence)) return given
  const zone = timezone ?? (await ask().catch(unlessForbidden))
  if (zone && isZone(zone)) return { ...given, recurrence: endingIn(zone, recurrence) }
  throw new ConnectorError('validation', 'It is not known in which time zone UNTIL of the recurrence is.', {
    fields: { timezone: 'Give it, or UNTIL in UTC such as 20261231T225959Z.' },
  })
}

const Zoned = z.object({ timezone: maybe })

export async function zoneOf(http: VendorHttp, id: string): Promise<Maybe<string>> {
  return answer(Zoned, (await http.get(path`/meetings/${id}`, { effect: 'read' })).body).timezone
}

/** An app that may write meetings need not be allowed to read what says the zone. */
function unlessForbidden(error: unknown): undefined {
  if (!(error instanceof ConnectorError) || error.code !== 'missing_scope') throw error
}

/** What is undefined is not sent, and so not set. A meeting that begins to recur becomes one of another type. */
export const changes = (given: Fields) => ({
  topic: given.topic,
  type: given.recurrence && RECURRING,
  start_time: given.start_at,
  duration: given.duration_minutes,
  timezone: given.timezone,
  agenda: given.agenda,
  recurrence: given.recurrence,
  settings: given.settings && toVendor(given.settings),
})

export function newMeeting({ start_at, ...given }: Input<typeof createMeeting.input>) {
  const type = WITHOUT_TIME[start_at]
  if (type !== undefined) return { ...changes(given), type }
  return { ...changes({ ...given, start_at }), type: given.recurrence ? RECURRING : SCHEDULED }
}
