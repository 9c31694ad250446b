import {
  ConnectorError,
  type ConnectorErrorCode,
  type ConnectorErrorDetails,
  retryAfter,
  type VendorFailure,
} from '../sdk'

interface First {
  readonly code: string
  readonly type: string
  readonly message: string
  /** Names of the input fields that did not pass. */
  readonly properties: readonly string[]
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

/** The first error of a GraphQL reply; undefined where there is none. */
function firstError(body: unknown): First | undefined {
  const { errors } = record(body)
  if (!Array.isArray(errors) || errors.length === 0) return undefined
  const [error] = errors as unknown[]
  const { message, extensions } = record(error)
  const { code, type, validationErrors } = record(extensions)
  const properties = (Array.isArray(validationErrors) ? validationErrors : []).map((each) =>
    text(record(each).property),
  )
  return { code: text(code), type: text(type).toLowerCase(), message: text(message), properties }
}

/** Whether a reply, of any status, says that the token is no longer accepted. */
export function refusesToken(body: unknown): boolean {
  const error = firstError(body)
  return error !== undefined && (error.code === 'AUTHENTICATION_ERROR' || error.type === 'authentication error')
}

/** The reset of Linear's budgets, in milliseconds of the epoch. */
function waitS(headers: VendorFailure['headers']): number {
  const asked = retryAfter({ 'retry-after': headers['retry-after'] ?? '' })
  if (asked !== undefined && headers['retry-after'] !== undefined) return asked
  const resets = ['requests', 'complexity', 'endpoint-requests']
    .filter((name) => headers[`x-ratelimit-${name}-remaining`] === '0')
    .map((name) => Number(headers[`x-ratelimit-${name}-reset`]))
    .filter((reset) => Number.isFinite(reset) && reset > 0)
  return resets.length === 0 ? 60 : Math.max(1, Math.ceil((Math.max(...resets) - Date.now()) / 1_000))
}

const SCOPE = /scope:? ?[`"']?((?:read|write|admin)|[a-z]+:[a-z]+)\b/i

/** Arguments whose names are not Linear's. */
const OURS: Readonly<Record<string, string>> = {
  projectMilestoneId: 'milestone',
  addedLabelIds: 'add_labels',
  removedLabelIds: 'remove_labels',
  relatedIssueId: 'other',
}

/** Linear's `dueDate` is our `due_date`, its `assigneeId` our `assignee`. */
const ours = (property: string): string =>
  OURS[property] ?? property.replace(/Id(s?)$/, '$1').replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const refusedFields = (properties: readonly string[]) =>
  Object.fromEntries(
    properties.filter((each) => /^[A-Za-z]{1,40}$/.test(each)).map((each) => [ours(each), 'Linear refused it.']),
  )

/** Goes by Linear's codes; its messages are looked at, never passed on. */
export function explain({ status, headers, body }: VendorFailure): ConnectorError | undefined {
  const error = firstError(body)
  if (!error && status !== 429) return undefined
  const { code, type, message, properties } = error ?? { code: '', type: '', message: '', properties: [] }
  const made = (mine: ConnectorErrorCode, words: string, details: ConnectorErrorDetails = {}) =>
    new ConnectorError(mine, words, {
      ...details,
      vendorStatus: status,
      vendorCode: /^[A-Z_]{1,60}$/.test(code) ? code : undefined,
      vendorRequestId: headers['x-request-id'],
    })
  if (status === 429 || code === 'RATELIMITED' || type === 'ratelimited') {
    const wait = waitS(headers)
    return made('rate_limited', 'The rate limit of Linear is reached.', {
      retryAfterS: wait,
      hint: `Try again in ${wait} s, or ask for less at once.`,
    })
  }
  if (refusesToken(body)) {
    return made('auth_expired', 'Linear no longer accepts the connection.', {
      hint: 'The account has to be connected again.',
    })
  }
  const scope = /scope/i.test(message) ? SCOPE.exec(message)?.[1] : undefined
  if (scope !== undefined) {
    return made('missing_scope', `The connection lacks the scope ${scope}.`, {
      scope,
      hint: 'Connect again and allow it.',
    })
  }
  if (code === 'FORBIDDEN' || type === 'forbidden') return made('forbidden', 'The connected account may not do this.')
  if (/FEATURE_NOT_ACCESSIBLE|USAGE_LIMIT/.test(code) || /^(feature not accessible|usage limit exceeded)$/.test(type)) {
    return made('unsupported_plan', "The workspace's plan does not include this, or its limit is reached.")
  }
  if (/too complex/i.test(message)) {
    return made('too_large', 'That is more than Linear gives at once.', { hint: 'Ask for fewer items per page.' })
  }
  if (/^GRAPHQL_(?:VALIDATION|PARSE)_FAILED$/.test(code)) {
    return made('vendor_unavailable', 'Linear no longer takes a request that this connector makes.', {
      hint: 'Tell the operator of this server.',
    })
  }
  if (/not found/i.test(message)) return made('not_found', 'Not found, or the connected account has no access to it.')
  if (
    status >= 500 ||
    /INTERNAL|LOCK_TIMEOUT/.test(code) ||
    /^(internal error|lock timeout|network error)$/.test(type)
  ) {
    return made('vendor_unavailable', 'Linear has a problem of its own.', { hint: 'Try again later.' })
  }
  const fields = refusedFields(properties)
  return made('validation', 'Linear refused the arguments.', {
    hint: 'Check them and try again.',
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
  })
}
