import {
  ConnectorError,
  type ConnectorErrorCode,
  type ConnectorErrorDetails,
  type Explain,
  retryAfter,
  type VendorFailure,
} from '../sdk'
import { JIRA_NAMES } from './field-names'

interface RawRefusal {
  readonly message?: unknown
  readonly errorMessages?: unknown
  readonly errors?: unknown
}

const read = ({ body }: VendorFailure): RawRefusal => (typeof body === 'object' && body !== null ? body : {})

function made(failure: VendorFailure, code: ConnectorErrorCode, message: string, details: ConnectorErrorDetails = {}) {
  return new ConnectorError(code, message, {
    ...details,
    vendorStatus: failure.status,
    vendorRequestId: failure.headers['atl-traceid'],
  })
}

/** Vendor text is looked at, never passed on. What is undefined here gets the platform's defaults. */
export const explain: Explain = (failure) => {
  const { message } = read(failure)
  switch (failure.status) {
    case 400:
    case 422:
      return known(failure) ?? refusedFields(failure)
    case 401:
    case 403:
      // The gateway in front of Jira says 401 where the token is fine and its scopes are not.
      return typeof message === 'string' && /scope/i.test(message)
        ? made(failure, 'missing_scope', 'The connection lacks a scope that this call needs.', {
            hint: 'Add it to the Atlassian app under Permissions, then connect again.',
          })
        : undefined
    case 404:
      return made(failure, 'not_found', 'Not found, or the connected account has no access to it.', {
        hint: 'Check the key or id, and that the account may see the project.',
      })
    case 409:
      return made(failure, 'conflict', 'Somebody else changes the issue at this moment.', {
        hint: 'Read it again, then repeat the change if it is still wanted.',
      })
    case 413:
      return made(failure, 'too_large', 'The text is too long, or the issue is full.', {
        hint: 'An issue holds a limited number of comments, worklogs and links. Shorten the text, or use another issue.',
      })
    case 429:
      return limited(failure)
    default:
      return undefined
  }
}

/** What is said of the whole request, only for looking at; what is said of fields may quote somebody. */
function words(failure: VendorFailure): string {
  const { message, errorMessages } = read(failure)
  return [message, ...(Array.isArray(errorMessages) ? errorMessages : [])]
    .filter((each) => typeof each === 'string')
    .join('\n')
}

/** Refusals that concern no field of an issue, by what they say. */
const KNOWN: readonly (readonly [RegExp, ConnectorErrorCode, string, string])[] = [
  [
    /unbounded/i,
    'validation',
    'Jira searches with a restriction only.',
    'Add one to the JQL, such as project = HARBOR or updated >= -30d.',
  ],
  [/nextPageToken|page token/i, 'validation', 'The page is no longer there.', 'Leave out the cursor and begin again.'],
  [
    /does not support sprints/i,
    'validation',
    'The board has no sprints: it is a kanban board.',
    'Use get_board_issues, or a scrum board (list_boards).',
  ],
  [
    /(?:workflow|transition).*(?:illegal|not valid|invalid)|illegal workflow/is,
    'conflict',
    'The workflow does not allow this step now.',
    'Ask get_transitions for the steps that are open.',
  ],
  [
    /content_limit_exceeded|limit of characters|maximum.*characters|text is too long/is,
    'too_large',
    'The text is longer than Jira takes.',
    'Shorten it to 32,000 characters, or split it into comments.',
  ],
  [
    /time ?tracking.*(?:not enabled|disabled|off)/i,
    'unsupported_plan',
    'Time tracking is switched off on this site.',
    'A Jira admin can switch it on.',
  ],
]

function known(failure: VendorFailure): ConnectorError | undefined {
  const said = words(failure)
  const found = KNOWN.find(([pattern]) => pattern.test(said))
  return found ? made(failure, found[1], found[2], { hint: found[3] }) : jqlRefused(failure, said)
}

const JQL: readonly (readonly [RegExp, (name: string) => string])[] = [
  [/^Field '([^'\n]{1,60})' does not exist/im, (name) => `the field ${name} is not there, or not visible`],
  [/does not exist for the field '([^'\n]{1,60})'/im, (name) => `a value of the field ${name} does not exist`],
  [/operator '[^'\n]*' .*the '([^'\n]{1,60})' field/im, (name) => `the field ${name} does not take this operator`],
  [/function '([^'\n]{1,60})'/im, (name) => `the function ${name} is not there`],
  [/date value '[^']*' for field '([^'\n]{1,60})'/im, (name) => `the date for the field ${name} is none`],
  [/error in (?:the )?jql/i, () => 'its form is wrong'],
]

/** One word, as names of fields and functions are; a sentence would be somebody's. */
const SAFE = /^[\w.()[\]-]{1,40}$/

function jqlRefused(failure: VendorFailure, said: string): ConnectorError | undefined {
  for (const [pattern, reason] of JQL) {
    const found = pattern.exec(said)
    if (!found) continue
    const name = found[1] ?? ''
    return made(
      failure,
      'validation',
      `Jira refused the JQL: ${reason(name === '' || SAFE.test(name) ? name : 'that it names')}.`,
      {
        fields: { jql: 'was refused' },
        hint: 'Quote names with spaces or of reserved words. Fields: search_fields; projects: list_projects; people by account id.',
      },
    )
  }
  return undefined
}

const OURS = new Map<string, string>(Object.entries(JIRA_NAMES).map(([ours, jira]) => [jira, ours]))

/** `errors` names the fields; its texts may quote what somebody wrote into the issue. */
function refusedFields(failure: VendorFailure): ConnectorError | undefined {
  const { errors } = read(failure)
  if (typeof errors !== 'object' || errors === null) return undefined
  const refused = Object.entries(errors).filter(([name]) => /^[A-Za-z][\w.-]{0,60}$/.test(name))
  if (refused.length === 0) return undefined
  const fields = refused.map(([name, text]) => [OURS.get(name) ?? name, reasonOf(text)] as const)
  return made(failure, 'validation', `Jira refused these fields: ${fields.map(([name]) => name).join(', ')}.`, {
    fields: Object.fromEntries(fields),
    hint: 'Check their values; get_create_fields says which fields the project and the issue type have.',
  })
}

function reasonOf(text: unknown): string {
  const said = typeof text === 'string' ? text : ''
  if (/cannot be set|not on the appropriate screen/i.test(said)) return 'cannot be set here: it is not on the screen'
  if (/is required/i.test(said)) return 'is required'
  if (/limit_exceeded|too long|characters/i.test(said)) return 'is too long'
  return 'was refused'
}

/** Without a time: long enough for a burst to pass. */
const WAIT_S = 10

/** Jira names the limit. */
function limited(failure: VendorFailure): ConnectorError {
  const { 'ratelimit-reason': reason = '' } = failure.headers
  const seconds = retryAfter(failure.headers) ?? WAIT_S
  const again = `Try again in ${seconds} s.`
  const [message, hint] = /quota/i.test(reason)
    ? ['The hourly allowance of this application at Jira is used up.', `${again} Until then no call will do.`]
    : /per-issue/i.test(reason)
      ? ['There were too many changes of one issue in a short time.', `${again} Other issues are not concerned.`]
      : ['Jira asks to slow down.', again]
  return made(failure, 'rate_limited', message, { hint, retryAfterS: seconds })
}
