import type { ErrorRequestHandler, RequestHandler } from 'express'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Origin } from '../auth/caller'
import type { Problem } from '../contracts/common'
import { AppError, type ErrorCode } from '../errors'
import type { Log } from '../observability/log'

const TITLES: Readonly<Record<ErrorCode, string>> = {
  invalid_request: 'The request is not valid',
  unauthenticated: 'Who are you?',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  method_not_allowed: 'Not with this method',
  conflict: 'It is taken',
  too_large: 'Too large',
  unsupported_media_type: 'Wrong content type',
  rate_limited: 'Too many requests',
  internal: 'Something went wrong here',
  unavailable: 'Not available now',
}

/** Express and the URL parser throw errors that carry a status; of those only the client's own mistakes keep it. */
function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const status = (thrown as { status?: unknown } | null)?.status
  if (status === 400) return new AppError('invalid_request', 'The request cannot be read.', { cause: thrown })
  if (status === 404) return new AppError('not_found', 'There is nothing here.', { cause: thrown })
  return new AppError('internal', 'The request failed here, not with you.', {
    hint: 'Tell whoever runs this server the request id.',
    cause: thrown,
  })
}

function toProblem(error: AppError, requestId: string): Problem {
  const { hint, fields } = error.details
  return {
    type: `/api/docs#${error.code}`,
    title: TITLES[error.code],
    status: error.status,
    code: error.code,
    detail: error.message,
    ...(hint === undefined ? {} : { hint }),
    ...(fields === undefined ? {} : { fields: { ...fields } }),
    requestId,
  }
}

/** Whoever asked, as far as that is known. */
interface Who {
  readonly requestId: string
  readonly caller?: string | undefined
  readonly tenant?: string | undefined
}

/** Answers with any error, in the one form that errors have. What is not ours is logged and answers as `internal`. */
export function sendProblem(res: ServerResponse, thrown: unknown, who: Who, log: Log): void {
  const { requestId, caller, tenant } = who
  const error = toAppError(thrown)
  if (error.status >= 500) log.error({ err: error.details.cause ?? error, requestId, tenant, caller }, 'request failed')
  if (res.headersSent) {
    res.destroy()
    return
  }
  res.statusCode = error.status
  res.setHeader('Content-Type', 'application/problem+json')
  res.setHeader('Cache-Control', 'no-store')
  if (error.code === 'unauthenticated') res.setHeader('WWW-Authenticate', 'Bearer realm="sagemcp"')
  if (error.details.retryAfterS !== undefined) res.setHeader('Retry-After', String(error.details.retryAfterS))
  res.end(JSON.stringify(toProblem(error, requestId)))
}

/** For paths under /api that nothing else answered. */
export const nothingHere: RequestHandler = () => {
  throw new AppError('not_found', 'There is nothing here.', { hint: 'The addresses are listed at /api/docs.' })
}

export const problemHandler =
  (originOf: (req: IncomingMessage) => Origin, log: Log): ErrorRequestHandler =>
  (thrown, req, res, _next) =>
    sendProblem(res, thrown, { ...originOf(req), ...(res.locals as Omit<Who, 'requestId'>) }, log)
