/** What went wrong, in words a model can act on. The set is closed: clients and tests rely on it. */
export type ConnectorErrorCode =
  | 'auth_expired'
  | 'missing_scope'
  | 'forbidden'
  | 'not_found'
  | 'validation'
  | 'conflict'
  | 'rate_limited'
  | 'vendor_unavailable'
  | 'timeout'
  | 'too_large'
  | 'unsupported_plan'
  | 'connect_required'
  | 'personal_account_required'
  | 'configuration_required'
  | 'outcome_unknown'

export interface ConnectorErrorDetails {
  /** The next step for whoever reads this, in one sentence. */
  hint?: string | undefined
  /** Seconds until the same call may work. */
  retryAfterS?: number | undefined
  /** The argument fields that the vendor refused, with its reason in our words. */
  fields?: Readonly<Record<string, string>> | undefined
  /** The vendor scope that the call lacked. */
  scope?: string | undefined
  /** The page where the person connects the account that the call lacks. */
  connectUrl?: string | undefined
  vendorStatus?: number | undefined
  vendorCode?: string | undefined
  vendorRequestId?: string | undefined
}

/**
 * The only error whose text reaches a model. Its message is ours, never the vendor's: text of a vendor may carry
 * instructions to the model. Anything else that a tool throws becomes "Internal error" with a request id.
 */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError'

  constructor(
    readonly code: ConnectorErrorCode,
    message: string,
    readonly details: ConnectorErrorDetails = {},
  ) {
    super(message)
  }
}
