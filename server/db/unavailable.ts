import { AppError } from '../errors'

/** No connection, no resources left, ended by an operator or a crash, trouble of the machine below. */
const SQLSTATE = /^(08|53|57P|58)/
/** What node-postgres says without a code. */
const WORDS = /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect)|not queryable$/
const CONNECTING: ReadonlySet<unknown> = new Set(['connect', 'read', 'write', 'getaddrinfo'])
const NO_SPACE = '53100'
/** Of a full disk of our own, or a server that only follows another. */
const READ_ONLY = '25006'
const RETRY_S = 5

/** An error in which the database has no answer becomes one that says so, and when to come back; any other stays as it is. */
export function orUnavailable(cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof AppError) return cause
  const { code, syscall } = cause as { code?: unknown; syscall?: unknown }
  if (code === NO_SPACE || code === READ_ONLY || /No space left on device/i.test(cause.message)) {
    return new AppError('unavailable', 'The database takes no changes now: nothing was stored.', {
      hint: 'Its disk may be full: whoever runs this server has to look.',
      retryAfterS: 30,
      cause,
    })
  }
  const isGone = CONNECTING.has(syscall) || SQLSTATE.test(String(code)) || WORDS.test(cause.message)
  return isGone || isRefusedEverywhere(cause) ? unanswered(cause) : cause
}

export const unanswered = (cause: unknown): AppError =>
  new AppError('unavailable', 'The database does not answer.', { retryAfterS: RETRY_S, cause })

/** Of a name with several addresses. */
const isRefusedEverywhere = (error: Error): boolean =>
  error instanceof AggregateError &&
  error.errors.every((each) => CONNECTING.has((each as { syscall?: unknown }).syscall))
