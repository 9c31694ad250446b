import { ConnectorError, type ConnectorErrorDetails } from './errors'
import type { VendorFailure } from './http'
import { retryAfter } from './rate-limit'

/** What a refusal means when the type has nothing better to say. Only the status decides; vendor text never passes. */
export function explainStatus(failure: VendorFailure): ConnectorError {
  const { status, headers } = failure
  const wait = retryAfter(headers)
  const id = headers['x-request-id'] ?? headers['x-github-request-id']
  const details = (hint?: string): ConnectorErrorDetails => ({
    vendorStatus: status,
    ...(id === undefined ? {} : { vendorRequestId: id }),
    ...(hint === undefined ? {} : { hint }),
    ...(wait === undefined ? {} : { retryAfterS: wait }),
  })
  switch (status) {
    case 400:
    case 422:
      return new ConnectorError('validation', 'The vendor refused the arguments.', details('Check them and try again.'))
    case 401:
      return new ConnectorError(
        'auth_expired',
        'The vendor no longer accepts the stored credential.',
        details('A tenant admin has to store a new one.'),
      )
    case 402:
      return new ConnectorError('unsupported_plan', "The vendor account's plan does not include this.", details())
    case 403:
      return new ConnectorError('forbidden', 'The connected account may not do this.', details())
    case 404:
    case 410:
      return new ConnectorError('not_found', 'Not found, or the connected account has no access to it.', details())
    case 409:
    case 412:
      return new ConnectorError(
        'conflict',
        'It changed in the meantime, or is in the wrong state.',
        details('Read it again first.'),
      )
    case 413:
      return new ConnectorError('too_large', 'The vendor refused the request as too large.', details())
    case 429:
      return new ConnectorError(
        'rate_limited',
        'The vendor asks to slow down.',
        details(wait === undefined ? 'Wait a minute and try again.' : `Try again in ${wait} s.`),
      )
    default:
      return new ConnectorError(
        'vendor_unavailable',
        `The vendor answered with status ${status}.`,
        details('Try again later.'),
      )
  }
}
