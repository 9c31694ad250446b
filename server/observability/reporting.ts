import type { ErrorReports } from './error-reports'
import type { Log } from './log'

/** The same log, and whoever is told of errors hears of them. */
export function reporting(log: Log, reports: Pick<ErrorReports, 'report'>): Log {
  const told = (level: 'error' | 'fatal'): Log['error'] => {
    const tell = (fields: unknown, message?: unknown): void => {
      const { err, ...rest } = (typeof fields === 'object' && fields !== null ? fields : {}) as Record<string, unknown>
      if (err instanceof Error) reports.report(err, typeof message === 'string' ? message : level, level, rest)
      log[level](fields as object, message as string)
    }
    return tell as Log['error']
  }
  return {
    debug: log.debug.bind(log),
    info: log.info.bind(log),
    warn: log.warn.bind(log),
    error: told('error'),
    fatal: told('fatal'),
  }
}
