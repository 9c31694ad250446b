import { ConnectorError, type ConnectorErrorCode, type ConnectorErrorDetails, type Explain } from '../sdk'

/** Names scopes in brackets: `does not contain scopes:[user:read:user, user:read:user:admin]`. */
const SCOPES = /scopes?: ?\[ ?([a-z][a-z0-9:_-]{1,80})[\],]/i
const MISSING = new Set([1001, 3001, 3301, 3322])

/** Goes by Zoom's own number; its message is looked at, never passed on. */
export const explain: Explain = ({ status, headers, body }) => {
  const { code, message } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  if (typeof code !== 'number' || status === 429) return undefined
  const text = typeof message === 'string' ? message : ''
  const made = (ours: ConnectorErrorCode, words: string, details: ConnectorErrorDetails = {}) =>
    new ConnectorError(ours, words, {
      ...details,
      vendorStatus: status,
      vendorCode: String(code),
      vendorRequestId: headers['x-zm-trackingid'],
    })
  if (code === 4711) {
    const scope = SCOPES.exec(text)?.[1]
    return made('missing_scope', `The connection lacks ${scope ? `the scope ${scope}` : 'a scope'}.`, {
      scope,
      hint: 'Add it to the Zoom app, then connect again.',
    })
  }
  if (code === 124 || code === 4741) {
    return made('auth_expired', 'Zoom no longer accepts the connection.', {
      hint: 'The account has to be connected again.',
    })
  }
  if (code === 4700) {
    return made('forbidden', 'The connection reaches its own user only.', { hint: 'Use "me" as user_id.' })
  }
  if (MISSING.has(code)) return made('not_found', 'Not found, or the connected account has no access to it.')
  if (code === 200) {
    return /paid|plan|subscri|licen[cs]e/i.test(text)
      ? made('unsupported_plan', "The Zoom account's plan does not include this.")
      : made('forbidden', 'The connected account may not do this.')
  }
  return undefined
}
