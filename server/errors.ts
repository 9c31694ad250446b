const STATUS = {
  invalid_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const

export type ErrorCode = keyof typeof STATUS

export interface ErrorDetails {
  /** What to do next. */
  hint?: string
  /** Field path -> what is wrong with it. */
  fields?: Readonly<Record<string, string>>
  retryAfterS?: number
  cause?: unknown
}

/** An error whose message is meant for the person who asked. Everything else that is thrown answers as `internal`. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly status: number

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: ErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.status = STATUS[code]
  }
}

/** The one answer for "does not exist" and "is not yours", so that nobody can tell them apart. */
export const notFound = (what: string): AppError => new AppError('not_found', `${what} not found.`)
