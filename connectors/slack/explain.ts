import {
  ConnectorError,
  type ConnectorErrorCode,
  type ConnectorErrorDetails,
  retryAfter,
  type VendorFailure,
} from '../sdk'

/** With these Slack no longer accepts the token. */
export const TOKEN_REFUSED = ['account_inactive', 'invalid_auth', 'not_authed', 'token_expired', 'token_revoked']

type Known = readonly [RegExp, ConnectorErrorCode, string, string?]

const KNOWN: readonly Known[] = [
  [
    new RegExp(`^(${TOKEN_REFUSED.join('|')})$`),
    'auth_expired',
    'Slack no longer accepts the connection.',
    'The account has to be connected again.',
  ],
  [
    /^not_allowed_token_type$/,
    'forbidden',
    'Slack does not allow this with the kind of token that the connection has.',
    'Connect an app that gives the other kind: a user token or a bot token.',
  ],
  [/^not_in_channel$/, 'forbidden', 'The connected account is not in the channel.', 'Join or be invited first.'],
  [/(^|_)(not_found|not_visible|not_exist)$/, 'not_found', 'Not found, or the connected account has no access to it.'],
  [
    /^(paid_teams_only|plan_upgrade_required|feature_not_enabled)$/,
    'unsupported_plan',
    "The workspace's plan does not include this.",
  ],
  [/^(already|is|has)_|_already_|_conflict$/, 'conflict', 'Slack does not allow this in the present state.'],
  [
    /^(invalid|missing|bad|too|unknown)_|^no_(text|reaction|item_specified)$|_(too_long|too_large|exceeded)$/,
    'validation',
    'Slack refused the arguments.',
  ],
  [
    /^(fatal_error|internal_error|service_unavailable|request_timeout|team_added_to_org)$/,
    'vendor_unavailable',
    'Slack has a problem of its own.',
    'Try again later; something that was written may be there already.',
  ],
]

const CODE = /^[a-z][a-z0-9_]{0,79}$/
const SCOPES = /^[a-z][a-z._:,-]{0,199}$/

const codeOf = (body: unknown): string | undefined => {
  const { ok, error } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  return ok === false && typeof error === 'string' && CODE.test(error) ? error : undefined
}

export const refusesToken = (body: unknown): boolean => TOKEN_REFUSED.includes(codeOf(body) ?? '')

/** What `ok: false` means, whatever the status. Undefined where the body holds no code. */
export function explain({ status, headers, body }: VendorFailure): ConnectorError | undefined {
  const error = codeOf(body)
  if (error === undefined) return undefined
  const { needed } = body as { needed?: unknown }
  const made = (code: ConnectorErrorCode, message: string, details: ConnectorErrorDetails = {}) =>
    new ConnectorError(code, message, {
      ...details,
      vendorStatus: status,
      vendorCode: error,
      vendorRequestId: headers['x-slack-req-id'],
    })
  if (error === 'ratelimited' || error === 'rate_limited') {
    const wait = retryAfter(headers) ?? 60
    return made('rate_limited', 'Slack asks to slow down.', { retryAfterS: wait, hint: `Try again in ${wait} s.` })
  }
  if (error === 'missing_scope') {
    const scope = typeof needed === 'string' && SCOPES.test(needed) ? needed : undefined
    return made('missing_scope', `The connection lacks ${scope ? `the scope ${scope}` : 'a scope'}.`, {
      scope,
      hint: 'Add it to the Slack app, then connect again.',
    })
  }
  const [, code, message, hint] = KNOWN.find(([pattern]) => pattern.test(error)) ?? OTHER
  return made(code, message, { hint })
}

const OTHER: Known = [/./, 'forbidden', 'Slack does not allow this to the connected account.']
