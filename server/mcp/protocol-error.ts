import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server'
import { AppError } from '../errors'
import type { Log } from '../observability/log'
import { toProtocolError } from './rpc'

/** Whatever a handler threw, in our own words: nothing of an unexpected error leaves but that there was one. */
export function protocolErrorOf(error: unknown, log: Log, about: { readonly method: string }): ProtocolError {
  if (error instanceof ProtocolError) return error
  if (error instanceof AppError) return toProtocolError(error)
  log.error({ err: error, ...about }, 'an mcp handler failed')
  return new ProtocolError(ProtocolErrorCode.InternalError, 'Internal error.')
}
