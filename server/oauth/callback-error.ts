/** How an attempt ended, as a word: the only thing that the last page learns. */
export type CallbackCode =
  | 'no_attempt'
  | 'other_browser'
  | 'expired'
  | 'signed_out'
  | 'not_yours'
  | 'wrong_issuer'
  | 'denied'
  | 'vendor_refused'
  | 'vendor_down'
  | 'app_refused'
  | 'account_unknown'
  | 'changed'

export class CallbackError extends Error {
  override readonly name = 'CallbackError'

  constructor(
    readonly code: CallbackCode,
    reason?: string,
  ) {
    super(reason === undefined ? code : `${code}: ${reason}`)
  }
}
