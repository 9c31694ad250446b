import { type DestinationStream, pino, stdSerializers } from 'pino'
import { withoutSecrets } from './scrub'

export type Log = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>

/** Names whose values never reach a log line, at any of the depths where they occur. */
const SECRET = [
  ...['authorization', 'cookie', 'token', 'key', 'secret', 'password', 'ticket', 'apiKey', 'dsn'],
  ...['accessToken', 'refreshToken', 'idToken', 'clientSecret', 'codeVerifier', 'access_token', 'refresh_token'],
  ...['id_token', 'client_secret', 'code_verifier', 'api_key'],
  ...['["x-api-key"]', '["set-cookie"]', '["proxy-authorization"]', '["mcp-session-id"]', '["x-csrf-token"]'],
]

const at = (prefix: string) => (name: string) => (name.startsWith('[') ? `${prefix}${name}` : `${prefix}.${name}`)

/** What a line says of an error, and none of its other fields: a query that failed carries its parameters, a request its headers. */
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: withoutSecrets(String(error)) }
  const { type, message, stack, code } = stdSerializers.err(error)
  return {
    type,
    message: withoutSecrets(message),
    stack: withoutSecrets(stack),
    ...(code === undefined ? {} : { code }),
  }
}

/** JSON lines on standard error: standard output belongs to the protocol in `sagemcp bridge` and to scripts elsewhere. */
export const makeLog = (level: string, to: DestinationStream = pino.destination({ fd: 2, sync: true })): Log =>
  pino(
    {
      level,
      redact: { paths: [...SECRET, ...SECRET.map(at('*')), ...SECRET.map(at('*.*'))], censor: '[secret]' },
      serializers: { err: describeError },
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    to,
  )
