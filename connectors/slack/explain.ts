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
  [
    /^not_in_channel$/,
    'forbidden',
    'The connected account is not in the channel.',
    'A public channel can be joined with conversations_join; into a private one somebody has to invite the account.',
  ],
  [
    /^method_not_supported_for_channel_type$/,
    'validation',
    'Slack does not do this in this kind of conversation.',
    'conversations_info says of which kind it is.',
  ],
  [
    /^(cant_update_message|edit_window_closed)$/,
    'forbidden',
    'The message cannot be changed: somebody else wrote it, or the time for changes is over.',
    'Answer it with send_message instead.',
  ],
  [
    /^free_teams_cannot_/,
    'unsupported_plan',
    "The workspace's plan does not include this.",
    'With a channel it may: give one.',
  ],
  [/(^|_)(not_found|not_visible|not_exist)$/, 'not_found', 'Not found, or the connected account has no access to it.'],
  [
    /^(paid_teams_only|plan_upgrade_required|feature_not_enabled|storage_limit_reached)$/,
    'unsupported_plan',
    "The workspace's plan does not include this.",
  ],
  [/^(already|is|has)_|_already_|_conflict$/, 'conflict', 'Slack does not allow this in the present state.'],
  [
    /^(invalid|missing|bad|too|unknown)_|^no_(text|query|reaction|item_specified)$|^time_(in_past|too_far)$|_(too_long|too_large|exceeded)$/,
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

/** The two last ones count what the workspace or one channel takes, not what we ask. */
const LIMITED = new Set(['ratelimited', 'rate_limited', 'message_limit_exceeded', 'restricted_too_many'])

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
  if (LIMITED.has(error)) {
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
