/** Stands in every field that must not leave a connector. */
export const SECRET = 'FogHornSecret'

export const MEETING = 98765432100
export const WEBINAR = 91234567890
/** With a slash first, and two of them together: Zoom wants such a one encoded twice. */
export const UUID = '/ajXp112Qmuo//4854875A=='

const join_url = `https://harbor.zoom.us/j/${MEETING}?pwd=${SECRET}`
const start_url = `https://harbor.zoom.us/s/${MEETING}?zak=${SECRET}`
const passcodes = { password: SECRET, h323_password: SECRET, pstn_password: SECRET, encrypted_password: SECRET }

const item = {
  uuid: UUID,
  id: MEETING,
  host_id: 'ZAda',
  topic: 'Lamp watch',
  type: 8,
  start_time: '2026-12-01T09:00:00Z',
  duration: 45,
  timezone: 'Europe/Oslo',
  agenda: 'Who trims the lamp this week, and why the fog horn stayed silent on Sunday.',
  created_at: '2026-11-20T08:00:00Z',
  join_url,
}

const meeting = {
  ...item,
  ...passcodes,
  assistant_id: 'ZBen',
  host_email: 'ada@harbor.example',
  status: 'waiting',
  start_url,
  registration_url: `https://harbor.zoom.us/meeting/register/tLamp?tk=${SECRET}`,
  dynamic_host_key: SECRET,
  occurrences: [
    { occurrence_id: '1764579600000', start_time: '2026-12-01T09:00:00Z', duration: 45, status: 'available' },
    { occurrence_id: '1765184400000', start_time: '2026-12-08T09:00:00Z', duration: 30, status: 'deleted' },
  ],
  recurrence: { type: 2, repeat_interval: 1, weekly_days: '3', end_date_time: '2026-12-31T23:59:59Z' },
  settings: {
    host_video: true,
    participant_video: false,
    join_before_host: false,
    mute_upon_entry: true,
    waiting_room: true,
    meeting_authentication: false,
    auto_recording: 'cloud',
    approval_type: 0,
    alternative_hosts: 'ben@harbor.example;',
    audio: 'both',
    use_pmi: false,
    authentication_exception: [{ email: 'ben@harbor.example', name: 'Ben South', join_url }],
  },
}

const file = {
  id: 'f1',
  meeting_id: UUID,
  recording_start: '2026-11-20T09:00:00Z',
  recording_end: '2026-11-20T09:45:00Z',
  file_type: 'MP4',
  file_extension: 'MP4',
  file_size: 52_428_800,
  play_url: `https://harbor.zoom.us/rec/play/lamp?pwd=${SECRET}`,
  download_url: `https://harbor.zoom.us/rec/download/lamp?access_token=${SECRET}`,
  status: 'completed',
  recording_type: 'shared_screen_with_speaker_view',
}

const recording = {
  uuid: UUID,
  id: MEETING,
  account_id: 'ZAcc',
  host_id: 'ZAda',
  topic: 'Lamp watch',
  type: 8,
  start_time: '2026-11-20T09:00:00Z',
  timezone: 'Europe/Oslo',
  duration: 45,
  total_size: 52_428_800,
  recording_count: 2,
  share_url: `https://harbor.zoom.us/rec/share/lamp?pwd=${SECRET}`,
  recording_play_passcode: SECRET,
  password: SECRET,
  recording_files: [file, { ...file, id: 'f2', file_type: 'TRANSCRIPT', file_size: 2_048, play_url: undefined }],
}

const participant = {
  id: 'ZBen',
  user_id: '16778240',
  name: 'Ben South',
  user_email: 'ben@harbor.example',
  join_time: '2026-11-20T09:01:12Z',
  leave_time: '2026-11-20T09:44:50Z',
  duration: 2_618,
  status: 'in_meeting',
  internal_user: true,
}

const webinar = {
  ...item,
  id: WEBINAR,
  type: 5,
  topic: 'How lamps work',
  join_url: `https://harbor.zoom.us/j/${WEBINAR}`,
}

/** Our own answers of the operations we use, as Zoom forms them. */
export const ZOOM_SAMPLES: Readonly<Record<string, unknown>> = {
  meetings: { page_size: 30, total_records: 1, next_page_token: '', meetings: [item] },
  listUpcomingMeeting: {
    total_records: 2,
    meetings: [
      { ...item, is_host: true, passcode: SECRET },
      { ...item, id: MEETING + 1, topic: 'Pier visit', is_host: false, passcode: SECRET },
    ],
  },
  meeting,
  meetingCreate: meeting,
  meetingInvitation: { invitation: `Ada North is inviting you.\r\n\r\n${join_url}\r\n\r\nPasscode: ${SECRET}` },
  pastMeetingDetails: {
    uuid: UUID,
    id: MEETING,
    host_id: 'ZAda',
    type: 8,
    topic: 'Lamp watch',
    user_name: 'Ada North',
    user_email: 'ada@harbor.example',
    start_time: '2026-11-20T09:00:00Z',
    end_time: '2026-11-20T09:45:00Z',
    duration: 45,
    total_minutes: 90,
    participants_count: 2,
  },
  pastMeetings: { meetings: [{ uuid: UUID, start_time: '2026-11-20T09:00:00Z' }] },
  pastMeetingParticipants: { page_size: 30, total_records: 1, next_page_token: '', participants: [participant] },
  Getameetingsummary: {
    meeting_host_id: 'ZAda',
    meeting_host_email: 'ada@harbor.example',
    meeting_uuid: UUID,
    meeting_id: MEETING,
    meeting_topic: 'Lamp watch',
    meeting_start_time: '2026-11-20T09:00:00Z',
    meeting_end_time: '2026-11-20T09:45:00Z',
    summary_content: '## Lamp\n\nIt turns again.\n\n## Next steps\n\n- Ben trims it.',
    summary_doc_url: 'https://docs.zoom.us/doc/lamp',
  },
  GetMeetingTranscript: {
    meeting_id: UUID,
    account_id: 'ZAcc',
    meeting_topic: 'Lamp watch',
    host_id: 'ZAda',
    transcript_created_time: '2026-11-20T10:00:00Z',
    can_download: true,
    auto_delete: false,
    download_restriction_reason: '',
  },
  recordingsList: { from: '', to: '', page_size: 30, total_records: 1, next_page_token: '', meetings: [recording] },
  recordingGet: { ...recording, download_access_token: SECRET },
  meetingRegistrants: {
    page_size: 30,
    total_records: 1,
    next_page_token: '',
    registrants: [
      {
        id: 'ZReg1',
        email: 'ben@harbor.example',
        first_name: 'Ben',
        last_name: 'South',
        org: 'Harbor',
        job_title: 'Keeper',
        comments: 'I bring oil.',
        status: 'approved',
        create_time: '2026-11-19T12:00:00Z',
        join_url: `https://harbor.zoom.us/w/${MEETING}?tk=${SECRET}&pwd=${SECRET}`,
        participant_pin_code: SECRET,
      },
    ],
  },
  meetingRegistrantCreate: {
    id: MEETING,
    registrant_id: 'ZReg2',
    topic: 'Lamp watch',
    start_time: '2026-12-01T09:00:00Z',
    join_url: `https://harbor.zoom.us/w/${MEETING}?tk=${SECRET}&pwd=${SECRET}`,
    participant_pin_code: SECRET,
  },
  webinars: { page_count: 1, page_number: 1, page_size: 30, total_records: 1, webinars: [webinar] },
  webinar: {
    ...webinar,
    ...passcodes,
    start_url,
    host_email: 'ada@harbor.example',
    settings: { host_video: true, auto_recording: 'none', approval_type: 2, alternative_hosts: '' },
  },
  listWebinarParticipants: { page_size: 30, total_records: 1, next_page_token: '', participants: [participant] },
  user: {
    id: 'ZAda',
    account_id: 'ZAcc',
    email: 'ada@harbor.example',
    first_name: 'Ada',
    last_name: 'North',
    timezone: 'Europe/Oslo',
    type: 2,
    status: 'active',
    host_key: SECRET,
    personal_meeting_url: `https://harbor.zoom.us/j/5551112222?pwd=${SECRET}`,
  },
}

export const TRANSCRIPT = `WEBVTT

1
00:00:03.000 --> 00:00:06.500
Ada North: The lamp turns again.

2
00:00:06.900 --> 00:00:08.000
Ada North: Who trims it?

3
00:41:00.000 --> 00:41:02.000
Ben South: I do.
`
