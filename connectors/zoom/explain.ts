import {
  ConnectorError,
  type ConnectorErrorCode,
  type ConnectorErrorDetails,
  type Explain,
  type VendorFailure,
} from '../sdk'

/** Names scopes in brackets: `does not contain scopes:[user:read:user, user:read:user:admin]`. */
const SCOPES = /scopes?: ?\[ ?([a-z][a-z0-9:_-]{1,80})[\],]/i

type Meaning = readonly [ConnectorErrorCode, string, string?]

const NOT_FOUND: Meaning = ['not_found', 'Not found, or the connected account has no access to it.']
const RECONNECT: Meaning = [
  'auth_expired',
  'Zoom no longer accepts the connection.',
  'The account has to be connected again.',
]
const PLAN: Meaning = ['unsupported_plan', "The Zoom account's plan does not include this."]

/** By Zoom's own number, where it always means the same. */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  124: RECONNECT,
  4741: RECONNECT,
  4700: ['forbidden', 'The connection reaches its own user only.', 'Use "me" as user_id.'],
  1001: NOT_FOUND,
  1010: NOT_FOUND,
  1120: NOT_FOUND,
  2314: [
    'forbidden',
    'Summaries of AI Companion are not switched on for the host.',
    'The host or an account admin switches them on in the settings of Zoom.',
  ],
  3000: [
    'not_found',
    'Zoom gives no access to it: it is of another kind, or there is no such occurrence.',
    'A webinar is read with get_webinar, a meeting with get_meeting, which also has the ids of occurrences.',
  ],
  3001: [
    NOT_FOUND[0],
    'Not found, expired or not over yet, or the connected account has no access to it.',
    'A finished session is found by its UUID: list_past_meeting_instances has them.',
  ],
  3002: ['conflict', 'The meeting is going on.', 'End it first with end_meeting.'],
  3003: ['forbidden', 'The connected user is not the host.', 'Only the host may do this.'],
  3007: ['conflict', 'The meeting is over already.'],
  3018: ['forbidden', 'A personal meeting room cannot be deleted.'],
  3037: ['forbidden', 'A personal audio conference cannot be deleted.'],
  3043: ['conflict', 'The meeting is full.'],
  3063: ['forbidden', 'A meeting on the own server of the account cannot be ended from here.'],
  3161: ['unsupported_plan', "The connected user's licence does not allow hosting meetings."],
  3301: ['not_found', 'There is no cloud recording of it, or the connected account has no access to it.'],
  3322: ['not_found', 'There is no transcript of it, or the connected account has no access to it.'],
}

/** Our arguments by Zoom's names of fields. */
const FIELDS: Readonly<Record<string, string>> = {
  start_time: 'start_at',
  duration: 'duration_minutes',
  topic: 'topic',
  agenda: 'agenda',
  timezone: 'timezone',
  recurrence: 'recurrence',
  settings: 'settings',
  email: 'email',
  first_name: 'first_name',
  last_name: 'last_name',
  org: 'org',
  occurrence_id: 'occurrence_id',
  occurrence_ids: 'occurrence_ids',
  from: 'from',
  to: 'to',
  page_size: 'limit',
}

/** Goes by Zoom's own number; its message is looked at, never passed on. */
export const explain: Explain = (failure) => {
  const { code, message, errors } = asObject(failure.body)
  // A limit is told by its status alone, and after a breakdown a write may have happened.
  if (typeof code !== 'number' || failure.status === 429 || failure.status >= 500) return undefined
  const text = typeof message === 'string' ? message : ''
  if (code === 4711) return missingScope(failure, code, text)
  if (code === 300) return refused(failure, code, text, errors)
  const meaning = code === 200 ? withoutPermission(text) : MEANINGS[code]
  return meaning && error(failure, code, meaning)
}

/** Zoom has one number for everything that a user may not do; its words say whether the plan is the reason. */
function withoutPermission(text: string): Meaning {
  if (/paid|plan|subscri|licen[cs]e/i.test(text)) return PLAN
  if (!/not enabled|disabled/i.test(text)) return ['forbidden', 'The connected account may not do this.']
  return ['forbidden', 'This is not switched on for the connected user.', 'An account admin can switch it on in Zoom.']
}

function missingScope(failure: VendorFailure, code: number, text: string): ConnectorError {
  const scope = SCOPES.exec(text)?.[1]
  const words = `The connection lacks ${scope ? `the scope ${scope}` : 'a scope'}.`
  return error(failure, code, ['missing_scope', words, 'Add it to the Zoom app, then connect again.'], { scope })
}

/** One number, too, for all that is wrong with a request. */
function refused(failure: VendorFailure, code: number, text: string, errors: unknown): ConnectorError | undefined {
  if (/page.?token/i.test(text)) {
    const words = 'The cursor has expired: Zoom keeps one for 15 minutes.'
    const fields = { cursor: 'Leave it out, to begin again.' }
    return error(failure, code, ['validation', words, 'Begin again without cursor.'], { fields })
  }
  if (/not set registration/i.test(text)) {
    return error(failure, code, [
      'conflict',
      'The meeting has no registration.',
      'update_meeting switches it on with settings.registration.',
    ])
  }
  if (/not found|expired|cannot access/i.test(text)) return error(failure, code, MEANINGS[3001] ?? NOT_FOUND)
  if (/maximum of|per day|one day/i.test(text)) {
    return error(failure, code, ['rate_limited', "Zoom's limit for a day is reached.", 'Try again tomorrow.'])
  }
  const fields = fieldsOf(errors)
  const hint = 'Check them and try again.'
  return fields && error(failure, code, ['validation', 'Zoom refused the arguments.', hint], { fields })
}

/** Those of our arguments that are named. Other names are Zoom's business, and may be anything. */
function fieldsOf(errors: unknown): Record<string, string> | undefined {
  const names = (Array.isArray(errors) ? errors : []).flatMap((each) => {
    const { field } = asObject(each)
    const [name = ''] = typeof field === 'string' ? field.split('.') : []
    return Object.hasOwn(FIELDS, name) ? [FIELDS[name] ?? name] : []
  })
  return names.length === 0 ? undefined : Object.fromEntries(names.map((name) => [name, 'Zoom does not take this.']))
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

const error = (
  { status, headers }: VendorFailure,
  code: number,
  [ours, words, hint]: Meaning,
  details: ConnectorErrorDetails = {},
): ConnectorError =>
  new ConnectorError(ours, words, {
    ...details,
    ...(hint === undefined ? {} : { hint }),
    vendorStatus: status,
    vendorCode: String(code),
    vendorRequestId: headers['x-zm-trackingid'],
  })
