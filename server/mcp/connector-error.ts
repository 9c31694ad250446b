import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server'
import { ConnectorError } from '../../connectors/sdk'

/** For prompts and resources, which have no error results: the same words and codes as an error of ours in the protocol. */
export function toProtocolErrorOf(error: unknown): unknown {
  if (!(error instanceof ConnectorError)) return error
  const { hint, retryAfterS } = error.details
  const code = error.code === 'validation' ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError
  return new ProtocolError(code, error.message, {
    code: error.code,
    ...(hint === undefined ? {} : { hint }),
    ...(retryAfterS === undefined ? {} : { retry_after_s: retryAfterS }),
  })
}
