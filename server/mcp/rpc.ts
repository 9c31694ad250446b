import type { ServerResponse } from 'node:http'
import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server'
import { AppError } from '../errors'

/** JSON-RPC codes of our own, outside the range that the protocol keeps for itself. */
export const RATE_LIMITED = -31_029
export const UNAVAILABLE = -31_003

type Id = string | number | null

export const rpcError = (id: Id, code: number, message: string, data?: Readonly<Record<string, unknown>>) => ({
  jsonrpc: '2.0' as const,
  id,
  error: { code, message, ...(data === undefined ? {} : { data }) },
})

/** The id of a message that may be anything. */
export function idOf(body: unknown): Id {
  const id = typeof body === 'object' && body !== null ? (body as { id?: unknown }).id : undefined
  return typeof id === 'string' || typeof id === 'number' ? id : null
}

/** Answers an HTTP request with a JSON-RPC error. */
export function sendRpcError(
  res: ServerResponse,
  status: number,
  error: ReturnType<typeof rpcError>,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (res.headersSent) return void res.end()
  const text = JSON.stringify(error)
  res.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...headers,
  })
  res.end(text)
}

const CODES: Partial<Record<AppError['code'], number>> = {
  rate_limited: RATE_LIMITED,
  unavailable: UNAVAILABLE,
  internal: ProtocolErrorCode.InternalError,
}

/** An error of ours at the HTTP edge of an MCP endpoint, before any message was dispatched. */
export function sendAppError(res: ServerResponse, id: Id, error: AppError, challenge?: string): void {
  const { retryAfterS } = error.details
  sendRpcError(res, error.status, rpcError(id, CODES[error.code] ?? -32_000, error.message, dataOf(error)), {
    ...(retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }),
    ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
  })
}

/** The same error inside a session or on a socket. */
export const toProtocolError = (error: AppError): ProtocolError =>
  new ProtocolError(CODES[error.code] ?? ProtocolErrorCode.InvalidRequest, error.message, dataOf(error))

function dataOf({ details: { retryAfterS, hint } }: AppError) {
  if (retryAfterS === undefined && hint === undefined) return undefined
  return {
    ...(hint === undefined ? {} : { hint }),
    ...(retryAfterS === undefined ? {} : { retry_after_s: retryAfterS }),
  }
}
