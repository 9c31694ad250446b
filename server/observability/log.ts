import { type DestinationStream, pino, stdSerializers } from 'pino'

export type Log = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>

/** Names whose values never reach a log line, at any of the depths where they occur. */
const SECRET = ['authorization', 'cookie', 'token', 'key', 'secret', 'password', '["x-api-key"]', 'ticket']

/** What a line says of an error, and none of its other fields: a query that failed carries its parameters, a request its headers. */
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) }
  const { type, message, stack, code } = stdSerializers.err(error)
  return { type, message, stack, ...(code === undefined ? {} : { code }) }
}

/** JSON lines on standard error: standard output belongs to the protocol in `sagemcp bridge` and to scripts elsewhere. */
export const makeLog = (level: string, to: DestinationStream = pino.destination({ fd: 2, sync: true })): Log =>
  pino(
    {
      level,
      redact: { paths: SECRET.flatMap((s) => [s, s.startsWith('[') ? `*${s}` : `*.${s}`]), censor: '[secret]' },
      serializers: { err: describeError },
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    to,
  )
