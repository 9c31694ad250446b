import { ConnectorError, type ConnectorErrorCode, type Explain, retryAfter, type VendorFailure } from '../sdk'
import { grantedScopes } from './shape/users'

/**
 * What GitHub's refusals mean. Vendor text is looked at, never passed on: a message may quote what a stranger wrote. What
 * is undefined here gets the platform's defaults.
 */
export const explain: Explain = (failure) => {
  switch (failure.status) {
    case 403:
      return rateLimited(failure) ?? missingScope(failure) ?? forbidden(failure)
    case 404:
      return notFound(failure)
    case 405:
      return made(failure, 'conflict', 'GitHub does not allow this in the present state.', {
        hint: 'For a merge: conflicts, missing reviews or checks, or a merge method that is switched off. See get_pull_request and get_pull_request_checks.',
      })
    case 406:
      return made(failure, 'too_large', 'GitHub does not give this in one piece.', {
        hint: 'For a diff: page through list_pull_request_files with patches.',
      })
    case 409:
      return conflict(failure)
    case 410:
      return made(
        failure,
        'not_found',
        'It was deleted, has expired, or the feature is switched off in this repository.',
      )
    case 422:
      return SLOW_DOWN.test(words(failure)) ? limited(failure, WAIT) : refused(failure)
    case 429:
      return rateLimited(failure) ?? limited(failure, WAIT)
    case 451:
      return made(failure, 'forbidden', 'GitHub blocks access to this for legal reasons.')
    default:
      return undefined
  }
}

type Details = ConstructorParameters<typeof ConnectorError>[2]

function made({ status, headers }: VendorFailure, code: ConnectorErrorCode, message: string, details: Details = {}) {
  return new ConnectorError(code, message, {
    ...details,
    vendorStatus: status,
    vendorRequestId: headers['x-github-request-id'],
  })
}

interface RawError {
  message?: unknown
  errors?: unknown
}

/** All the words of a refusal, only for looking at. */
function words({ body }: VendorFailure): string {
  if (typeof body === 'string') return body
  const { message, errors } = (body ?? {}) as RawError
  return `${typeof message === 'string' ? message : ''} ${JSON.stringify(errors ?? '')}`
}

/** Without a date GitHub asks for at least a minute. */
const WAIT = 60

const limited = (failure: VendorFailure, seconds: number) =>
  made(failure, 'rate_limited', 'The rate limit of GitHub is reached.', {
    retryAfterS: seconds,
    hint: `Try again in ${seconds} s; GitHub may block who goes on.`,
  })

const SLOW_DOWN = /secondary rate limit|rate limit exceeded|abuse detection|submitted too quickly/i

/** A rate limit is a 403 as often as a 429, and the secondary limits leave calls over. */
function rateLimited(failure: VendorFailure): ConnectorError | undefined {
  const { headers } = failure
  if (headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined) {
    return limited(failure, retryAfter(headers) ?? WAIT)
  }
  return SLOW_DOWN.test(words(failure)) ? limited(failure, WAIT) : undefined
}

/** The scopes that our tools declare come first, for GitHub lists every one that would do. */
const OURS = ['repo', 'public_repo', 'read:org', 'read:user', 'workflow']
const SCOPE = /^[a-z_:]{1,40}$/

/** A scope that the call accepts when the token has none of them. */
function lackedScope({ headers }: VendorFailure): string | undefined {
  const granted = grantedScopes(headers)
  const accepted = (headers['x-accepted-oauth-scopes'] ?? '').split(',').map((scope) => scope.trim())
  const useful = accepted.filter((scope) => SCOPE.test(scope))
  if (!granted || useful.length === 0 || useful.some((scope) => granted.includes(scope))) return undefined
  return OURS.find((scope) => useful.includes(scope)) ?? useful[0]
}

/** Fine-grained and app tokens have permissions, such as issues=write. */
const PERMISSIONS = /^[a-z_]{1,40}=[a-z]{1,10}([,;] ?[a-z_]{1,40}=[a-z]{1,10})*$/

function missingScope(failure: VendorFailure): ConnectorError | undefined {
  const scope = lackedScope(failure)
  if (scope !== undefined) {
    return made(failure, 'missing_scope', `The token lacks the scope ${scope}.`, { scope, hint: NEW_TOKEN })
  }
  const permissions = failure.headers['x-accepted-github-permissions'] ?? ''
  if (!/not accessible by/i.test(words(failure)) || !PERMISSIONS.test(permissions)) return undefined
  return made(failure, 'missing_scope', `The token lacks a permission: ${permissions}.`, {
    scope: permissions,
    hint: NEW_TOKEN,
  })
}

const NEW_TOKEN = 'Connect a token that has it.'

function forbidden(failure: VendorFailure): ConnectorError | undefined {
  if (failure.headers['x-github-sso'] !== undefined) {
    return made(failure, 'forbidden', 'The organisation wants the token to be authorised for its single sign-on.', {
      hint: "Authorise it in GitHub's token settings.",
    })
  }
  return /too_large|too large/i.test(words(failure))
    ? made(failure, 'too_large', 'GitHub does not give files of this size over its API.')
    : undefined
}

/** GitHub hides what a token may not see: a missing scope looks like a missing repository. */
function notFound(failure: VendorFailure): ConnectorError {
  const scope = lackedScope(failure)
  return made(failure, 'not_found', 'Not found, or the connected account has no access to it.', {
    hint: scope === undefined ? 'Check the spelling of owner/repo, number, path and ref.' : `The token lacks ${scope}.`,
    ...(scope === undefined ? {} : { scope }),
  })
}

function conflict(failure: VendorFailure): ConnectorError | undefined {
  return /repository is empty/i.test(words(failure))
    ? made(failure, 'conflict', 'The repository is empty: it has no commit yet.')
    : undefined
}

/** Codes of the vendor's `errors` list, in our words. */
const CODES = new Map(
  Object.entries({
    missing: 'names something that does not exist',
    missing_field: 'is required',
    invalid: 'is not valid',
    already_exists: 'is already taken',
    too_large: 'is too large',
    unprocessable: 'cannot be used',
    custom: 'was refused',
  }),
)

/** Vendor fields that have another name in our tools. */
const FIELDS = new Map(Object.entries({ q: 'query', merge_method: 'method' }))

/** Refusals that carry no field, by what they say. */
const KNOWN: readonly (readonly [RegExp, ConnectorErrorCode, string])[] = [
  [/reference already exists/i, 'conflict', 'A branch of this name exists already.'],
  [/pull request already exists/i, 'conflict', 'A pull request for this branch exists already.'],
  [/no commits between/i, 'validation', 'The branches do not differ, so there is nothing to merge.'],
  [/own pull request/i, 'forbidden', 'Nobody can approve their own pull request, or request changes to it.'],
  [/pull_request_review_thread|must be part of the diff/i, 'validation', 'A comment is on a line outside the diff.'],
  [/only the first 1000/i, 'validation', 'A search shows its first 1,000 results only; narrow the query.'],
  [/cannot be searched/i, 'not_found', 'The query names a user or repository that the account cannot search.'],
  [/workflow_dispatch/i, 'validation', 'The workflow has no workflow_dispatch trigger, or its inputs do not fit.'],
  [/no ref found|object does not exist|no commit found/i, 'not_found', 'There is no such branch, tag or commit.'],
  [
    /cannot be rerun|cannot be retried|already running/i,
    'conflict',
    'The run is not finished, or too old to run again.',
  ],
  [/order to use search|in order to search|must include/i, 'validation', 'The query needs more: see its description.'],
]

function refused(failure: VendorFailure): ConnectorError {
  const known = KNOWN.find(([pattern]) => pattern.test(words(failure)))
  const fields = refusedFields(failure.body)
  const details = Object.keys(fields).length > 0 ? { fields } : {}
  if (known) return made(failure, known[1], known[2], details)
  const list = Object.entries(fields).map(([field, reason]) => `${field} ${reason}`)
  const message = `GitHub refused the arguments${list.length > 0 ? `: ${list.join('; ')}` : ''}.`
  return made(failure, 'validation', message, { ...details, hint: 'Check them and try again.' })
}

function refusedFields(body: unknown): Record<string, string> {
  const { errors } = (body ?? {}) as RawError
  const found: Record<string, string> = {}
  for (const each of Array.isArray(errors) ? (errors as unknown[]) : []) {
    if (typeof each !== 'object' || each === null) continue
    const { field, code } = each as { field?: unknown; code?: unknown }
    if (typeof field !== 'string' || !/^[a-z_]{1,40}$/.test(field)) continue
    found[FIELDS.get(field) ?? field] = CODES.get(String(code)) ?? 'was refused'
  }
  return found
}
