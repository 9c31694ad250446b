import { pino } from 'pino'

export type Log = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>

/** Names whose values never reach a log line, at any of the depths where they occur. */
const SECRET = ['authorization', 'cookie', 'token', 'key', 'secret', 'password', '["x-api-key"]', 'ticket']

/** JSON lines on standard error: standard output belongs to the protocol in `sagemcp bridge` and to scripts elsewhere. */
export const makeLog = (level: string): Log =>
  pino(
    {
      level,
      redact: { paths: SECRET.flatMap((s) => [s, s.startsWith('[') ? `*${s}` : `*.${s}`]), censor: '[secret]' },
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.destination({ fd: 2, sync: true }),
  )
