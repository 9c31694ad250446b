import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client'
import { Problem } from '../api/client'

/** What an endpoint refused, or why it could not be reached, in words for the person who asked. */
export function mcpProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof ProtocolError) return said(0, error)
  if (error instanceof SdkHttpError) return ofHttp(error)
  if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) {
    return words('timeout', 'The server did not answer in time.', 'It may still be at it. Look before trying again.')
  }
  if (error instanceof SdkError && error.code === SdkErrorCode.ConnectionClosed) {
    return words(
      'closed',
      'The connection ended before the answer came.',
      'It may have been done. Look before trying again.',
    )
  }
  if (error instanceof TypeError) {
    return words(
      'unreachable',
      'The server did not answer.',
      'Check that it is running and that you are online, then try again.',
    )
  }
  return words('unexpected', error instanceof Error ? error.message : 'Something unexpected happened.')
}

/** Answers of ours over HTTP are JSON-RPC errors, too. */
function ofHttp(error: SdkHttpError): Problem {
  const status = error.status ?? 0
  try {
    const { error: refused } = JSON.parse(String((error.data as { text?: unknown }).text)) as { error: Said }
    return said(status, refused)
  } catch {
    return words('unexplained', `The server answered ${status} without saying why.`, 'Try again in a moment.', status)
  }
}

interface Said {
  readonly message: string
  readonly data?: unknown
}

function said(status: number, { message, data }: Said): Problem {
  const { hint } = (typeof data === 'object' && data !== null ? data : {}) as { hint?: unknown }
  return words('refused', message, typeof hint === 'string' ? hint : undefined, status)
}

const words = (code: string, detail: string, hint?: string, status = 0): Problem =>
  new Problem(status, { code, detail, ...(hint !== undefined && { hint }) })
