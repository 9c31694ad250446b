import { QueryFailedError } from 'typeorm'

const UNIQUE_VIOLATION = '23505'

/** Whether a write failed because such a row exists; of one constraint when it is named. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!(error instanceof QueryFailedError)) return false
  const { code, constraint: violated } = error.driverError as { code?: string; constraint?: string }
  return code === UNIQUE_VIOLATION && (constraint === undefined || constraint === violated)
}
