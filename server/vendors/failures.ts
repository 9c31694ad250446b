import { ConnectorError, type Effect, type Explain, explainStatus, type VendorFailure } from '../../connectors/sdk'
import type { NoAnswer, Reply } from './exchange'

const MAY_HAVE_HAPPENED = 'It may have happened: check before trying again.'

/** The vendor's refusal in the type's words, else in ours. */
export function refusal(reply: Reply, effect: Effect, explain: Explain | undefined): ConnectorError {
  const failure: VendorFailure = { status: reply.status, headers: reply.headers, body: parsed(reply.bytes) }
  const said = explain?.(failure) ?? explainStatus(failure)
  // A type's advice, and the usual one, is to try again later: wrong for a write that broke down half-way.
  if (effect === 'read' || reply.status < 500 || said.code !== 'vendor_unavailable') return said
  return new ConnectorError(said.code, said.message, { ...said.details, hint: MAY_HAVE_HAPPENED })
}

/** A refusal by the storage behind a signed link: it says nothing about the vendor account. */
export function linkRefusal(reply: Reply): ConnectorError {
  const failure: VendorFailure = { status: reply.status, headers: reply.headers, body: undefined }
  if (reply.status !== 401 && reply.status !== 403) return explainStatus(failure)
  return new ConnectorError('vendor_unavailable', "The vendor's link to the file did not work.", {
    vendorStatus: reply.status,
    hint: 'Try again.',
  })
}

export function withoutAnswer(failure: NoAnswer, effect: Effect): ConnectorError {
  const error = explain(failure, effect !== 'read' && failure.sent)
  error.cause = failure
  return error
}

export function brokenAnswer(vendorStatus: number, effect: Effect): ConnectorError {
  return effect === 'read'
    ? new ConnectorError('vendor_unavailable', 'The vendor sent a broken answer.', {
        vendorStatus,
        hint: 'Try again later.',
      })
    : outcomeUnknown('The vendor sent a broken answer.')
}

function explain(failure: NoAnswer, mayHaveHappened: boolean): ConnectorError {
  switch (failure.kind) {
    case 'refused':
      return new ConnectorError('forbidden', 'This server does not allow the address of the connector.', {
        hint: 'A tenant admin has to correct it, or the operator has to allow it.',
      })
    case 'too_large':
      return new ConnectorError('too_large', 'The answer of the vendor is too large.', {
        hint: mayHaveHappened ? MAY_HAVE_HAPPENED : 'Ask for less.',
      })
    case 'timeout':
      if (mayHaveHappened) return outcomeUnknown('The vendor did not answer in time.')
      return new ConnectorError('timeout', 'The vendor did not answer in time.', { hint: 'Try again later.' })
    case 'busy':
      return new ConnectorError('rate_limited', 'Too many requests to this vendor at once.', notAsked(failure))
    case 'paused':
      return new ConnectorError(
        'vendor_unavailable',
        'The vendor failed several times in a row, so it is left alone for a moment.',
        notAsked(failure),
      )
    case 'network':
      if (mayHaveHappened) return outcomeUnknown('The connection to the vendor broke off.')
      return new ConnectorError('vendor_unavailable', 'The vendor cannot be reached.', { hint: 'Try again later.' })
  }
}

const notAsked = ({ retryAfterS = 1 }: NoAnswer) => ({
  retryAfterS,
  hint: `The vendor was not asked. Try again in ${retryAfterS} s.`,
})

const outcomeUnknown = (what: string): ConnectorError =>
  new ConnectorError('outcome_unknown', `${what} ${MAY_HAVE_HAPPENED}`)

/** JSON where it is some, else text. */
export function parsed(bytes: Buffer | undefined): unknown {
  const text = bytes?.toString('utf8')
  if (!text) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
