import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server'
import { ConnectorError } from '../../connectors/sdk'

/** For prompts and resources, which have no error results: the same words and codes as an error of ours in the protocol. */
export function toProtocolErrorOf(error: unknown): unknown {
  if (!(error instanceof ConnectorError)) return error
  const { hint, retryAfterS, connectUrl } = error.details
  const code = error.code === 'validation' ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError
  // Most clients show the message alone, and without the page there is no next step.
  const message = connectUrl === undefined ? error.message : `${error.message} ${hint}`
  return new ProtocolError(code, message, {
    code: error.code,
    ...(hint === undefined ? {} : { hint }),
    ...(connectUrl === undefined ? {} : { connect_url: connectUrl }),
    ...(retryAfterS === undefined ? {} : { retry_after_s: retryAfterS }),
  })
}
