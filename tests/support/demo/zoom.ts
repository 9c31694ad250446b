import type { Item } from '../vendors/items'
import type { Answer, Asked, VendorDescription } from '../vendors/vendor-description'
import { zoom } from '../vendors/zoom'
import { type Answers, bodyOf, EVERYBODY, hoursAgo, LINKS, MEETING, ok, over, PEOPLE, who } from './harbor'

const UUID = 'bGFtcHdhdGNoMDAwMDAwMA=='
/** Zoom's times have no milliseconds. */
const at = (hours: number): string => `${hoursAgo(hours).toISOString().slice(0, 19)}Z`

export const TRANSCRIPT = `WEBVTT

1
00:00:03.000 --> 00:00:09.000
Ben Quay: The lamp stays dark since the power cut. It is ticket HARBOR-12.

2
00:00:10.000 --> 00:00:19.000
Ada North: I took the relay apart. It sticks when it is wet, so the controller waits for it forever.

3
00:00:20.000 --> 00:00:31.000
Ben Quay: Then we wait for stable power first, pull request 43, and put the relay in a dry box.

4
00:00:32.000 --> 00:00:38.000
Ada North: I write it into the lighthouse plan, and tell the people of ENG-42.
`

/** Zoom's meetings of the harbor. */
export function zoomDemo(): VendorDescription {
  const { ada, ben } = PEOPLE
  const base = {
    ...{ host_id: ada.zoom, timezone: 'Europe/Oslo', type: 2, duration: 30, status: 'waiting' },
    settings: { host_video: true, waiting_room: true, auto_recording: 'cloud', approval_type: 0 },
  }
  const meeting = (id: number, more: Item): Item => ({
    ...base,
    ...{ id, uuid: id === MEETING ? UUID : Buffer.from(`meeting ${id}`).toString('base64') },
    ...{ join_url: `https://harbor.zoom.us/j/${id}`, created_at: at(0), host_email: ada.email, ...more },
  })
  const agenda = `The dark lamp. Ticket: ${LINKS.jira}`
  const meetings = new Map<number, Item>([
    [MEETING, meeting(MEETING, { topic: 'Lamp watch', agenda, start_time: at(19), duration: 25 })],
    [MEETING + 1, meeting(MEETING + 1, { topic: 'Pier visit', agenda: 'Bring boots.', start_time: at(-48) })],
  ])
  const registrants = new Map<number, Item[]>()

  const missing: Answer = { status: 404, body: { code: 3001, message: 'Meeting does not exist.' } }
  const idIn = ({ params }: Asked): number => {
    const given = decodeURIComponent(params['meetingId'] ?? params['meetingUUID'] ?? '')
    return [...meetings].find(([id, { uuid }]) => uuid === given || String(id) === given)?.[0] ?? 0
  }
  const ofMeeting =
    (answer: (meeting: Item, asked: Asked, id: number) => Answer) =>
    (asked: Asked): Answer => {
      const id = idIn(asked)
      const found = meetings.get(id)
      return found ? answer(found, asked, id) : missing
    }
  /** Of a meeting that took place. */
  const ofPast = (answer: (meeting: Item, asked: Asked) => Answer) =>
    ofMeeting((found, asked) => (found['uuid'] === UUID ? answer(found, asked) : missing))
  const isAhead = ({ start_time: time }: Item) => time === undefined || Date.parse(String(time)) > Date.now()
  const people = EVERYBODY.map(({ zoom: id, name, email: user_email }) => ({
    ...{ id, name, user_email, join_time: at(19), leave_time: at(18.6), duration: 1_500, status: 'in_meeting' },
  }))
  const recording = (): Item => ({
    ...{ uuid: UUID, id: MEETING, host_id: ada.zoom, topic: 'Lamp watch', type: 2, start_time: at(19), duration: 25 },
    ...{ total_size: 52_428_800, recording_count: 2, share_url: 'https://harbor.zoom.us/rec/share/lamp' },
    recording_files: ['MP4', 'TRANSCRIPT'].map((file_type, i) => ({
      ...{ id: `f${i}`, file_type, file_size: i === 0 ? 52_428_800 : 2_048, status: 'completed' },
      ...{ recording_start: at(19), recording_end: at(18.6) },
    })),
  })
  const past = () => ({
    ...{ uuid: UUID, id: MEETING, host_id: ada.zoom, type: 2, topic: 'Lamp watch', user_name: ada.name },
    ...{ user_email: ada.email, start_time: at(19), end_time: at(18.6), duration: 25, total_minutes: 50 },
    participants_count: people.length,
  })

  const answers: Answers = {
    meetings: ({ query }) => {
      const type = query.get('type') ?? 'scheduled'
      const fits = (each: Item) =>
        type === 'scheduled' || (type === 'previous_meetings' ? !isAhead(each) : isAhead(each))
      return ok({ meetings: [...meetings.values()].filter(fits).toReversed() })
    },
    listUpcomingMeeting: () => {
      const ahead = [...meetings.values()].filter(isAhead)
      return ok({ total_records: ahead.length, meetings: ahead.map((each) => ({ ...each, is_host: true })) })
    },
    meeting: ofMeeting((found) => ok(found)),
    meetingCreate: (asked) => {
      const id = MEETING + 1 + meetings.size
      const { settings, ...given } = bodyOf(asked)
      const { zoom: host_id, email: host_email } = who(asked)
      const made = meeting(id, { ...given, host_id, host_email, settings: { ...base.settings, ...(settings as Item) } })
      meetings.set(id, made)
      return ok(made, 201)
    },
    meetingUpdate: ofMeeting((found, asked) => {
      const { settings, ...given } = bodyOf(asked)
      Object.assign(found, given, { settings: { ...(found['settings'] as Item), ...(settings as Item | undefined) } })
      return { status: 204 }
    }),
    meetingDelete: ofMeeting((_found, _asked, id) => {
      meetings.delete(id)
      return { status: 204 }
    }),
    meetingStatus: ofMeeting(() => ({ status: 204 })),
    meetingInvitation: ofMeeting(({ topic, join_url: link }) =>
      ok({ invitation: `${ada.name} is inviting you to a meeting.\r\n\r\n${String(topic)}\r\n\r\n${String(link)}` }),
    ),
    pastMeetingDetails: ofPast(() => ok(past())),
    pastMeetings: ofPast(() => ok({ meetings: [{ uuid: UUID, start_time: at(19) }] })),
    pastMeetingParticipants: ofPast(() => ok({ participants: people })),
    Getameetingsummary: ofPast(() =>
      ok({
        ...{ meeting_uuid: UUID, meeting_id: MEETING, meeting_topic: 'Lamp watch', meeting_host_email: ada.email },
        ...{ meeting_start_time: at(19), meeting_end_time: at(18.6) },
        summary_content: `## The lamp\n\nThe relay sticks when it is wet (HARBOR-12).\n\n## Next steps\n\n- Ben: wait for stable power\n- Ada: write it into ${LINKS.google}`,
      }),
    ),
    GetMeetingTranscript: ofPast((_found, { headers }) =>
      ok({
        ...{ meeting_id: UUID, meeting_topic: 'Lamp watch', host_id: ada.zoom, can_download: true, auto_delete: false },
        transcript_created_time: at(18),
        download_url: `http://${headers['x-forwarded-host']}/rec/download/lamp.vtt`,
      }),
    ),
    recordingsList: ({ query }) => {
      const day = at(19).slice(0, 10)
      const isIn = day >= (query.get('from') ?? '') && day <= (query.get('to') ?? '9')
      return ok({ from: query.get('from'), to: query.get('to'), meetings: isIn ? [recording()] : [] })
    },
    recordingGet: ofPast(() => ok(recording())),
    meetingRegistrants: ofMeeting((_found, _asked, id) => ok({ registrants: registrants.get(id) ?? [] })),
    meetingRegistrantCreate: ofMeeting((found, asked, id) => {
      const all = registrants.get(id) ?? []
      const registrant_id = `ZReg${all.length + 1}`
      registrants.set(id, [...all, { id: registrant_id, ...bodyOf(asked), status: 'approved', create_time: at(0) }])
      const { topic, start_time, join_url } = found
      return ok({ id, registrant_id, topic, start_time, join_url }, 201)
    }),
    user: ({ params }) => {
      const given = decodeURIComponent(params['userId'] ?? '')
      const it = EVERYBODY.find(({ zoom: id, email }) => given === id || given === email)
      if (!it) return { status: 404, body: { code: 1001, message: 'User does not exist.' } }
      const [first_name, last_name] = it.name.split(' ')
      return ok({
        id: it.zoom,
        email: it.email,
        first_name,
        last_name,
        type: 2,
        status: 'active',
        timezone: 'Europe/Oslo',
      })
    },
    listWebinarParticipants: () => ok({ participants: [people.find(({ id }) => id === ben.zoom)] }),
  }
  const given = zoom()
  return { ...given, world: () => over(given.world(), answers) }
}
