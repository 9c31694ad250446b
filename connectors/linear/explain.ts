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
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The first error of a GraphQL reply; undefined where there is none. */
function firstError(body: unknown): First | undefined {
  const { errors } = (typeof body === 'object' && body !== null ? body : {}) as { errors?: unknown }
  if (!Array.isArray(errors) || errors.length === 0) return undefined
  const [error] = errors as unknown[]
  const { message, extensions } = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>
  const { code, type } = (typeof extensions === 'object' && extensions !== null ? extensions : {}) as Record<
    string,
    unknown
  >
  return { code: text(code), type: text(type).toLowerCase(), message: text(message) }
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

/** Goes by Linear's codes; its messages are looked at, never passed on. */
export function explain({ status, headers, body }: VendorFailure): ConnectorError | undefined {
  const error = firstError(body)
  if (!error) return undefined
  const { code, type, message } = error
  const made = (ours: ConnectorErrorCode, words: string, details: ConnectorErrorDetails = {}) =>
    new ConnectorError(ours, words, {
      ...details,
      vendorStatus: status,
      vendorCode: /^[A-Z_]{1,60}$/.test(code) ? code : undefined,
      vendorRequestId: headers['x-request-id'],
    })
  if (code === 'RATELIMITED' || type === 'ratelimited') {
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
  if (/not found/i.test(message)) return made('not_found', 'Not found, or the connected account has no access to it.')
  if (
    status >= 500 ||
    /INTERNAL|LOCK_TIMEOUT/.test(code) ||
    /^(internal error|lock timeout|network error)$/.test(type)
  ) {
    return made('vendor_unavailable', 'Linear has a problem of its own.', { hint: 'Try again later.' })
  }
  return made('validation', 'Linear refused the arguments.', { hint: 'Check them and try again.' })
}
