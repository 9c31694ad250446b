import { IncomingMessage } from 'node:http'
import { AppError } from '../errors'

const MAX_BYTES = 32 * 1024

/** The body of a form or a registration. */
export async function readText(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BYTES) throw new AppError('too_large', `The body is larger than ${MAX_BYTES} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

export const readForm = async (req: IncomingMessage): Promise<URLSearchParams> => {
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(req.headers['content-type'] ?? '')) {
    throw new AppError('unsupported_media_type', 'This address takes a form.')
  }
  return new URLSearchParams(await readText(req))
}

/** Cookies of the library's own session: nothing may hang on it, so it never sees one. */
const OWN_SESSION = /^oauth-session(\.sig)?=/

/**
 * The request as the provider is to see it: at the public address whatever a client or proxy wrote into its headers, with the
 * address and the body that were put right.
 */
export function asProviderSees(
  req: IncomingMessage,
  publicUrl: URL,
  { url = req.url, body }: { url?: string | undefined; body?: string | undefined } = {},
): IncomingMessage {
  const { 'x-forwarded-for': _for, cookie, ...headers } = req.headers
  Object.assign(headers, {
    host: publicUrl.host,
    'x-forwarded-host': publicUrl.host,
    'x-forwarded-proto': publicUrl.protocol.slice(0, -1),
  })
  const cookies = (cookie ?? '').split(/;\s*/).filter((pair) => pair !== '' && !OWN_SESSION.test(pair))
  if (cookies.length > 0) headers.cookie = cookies.join('; ')
  if (body === undefined) {
    req.headers = headers
    if (url !== undefined) req.url = url
    return req
  }
  const made = new IncomingMessage(req.socket)
  Object.assign(made, { method: req.method, url, httpVersion: req.httpVersion })
  made.headers = { ...headers, 'content-length': String(Buffer.byteLength(body)) }
  delete made.headers['transfer-encoding']
  // Or it takes its end for a client that went away, and closes the connection.
  made.complete = true
  made.push(body)
  made.push(null)
  return made
}
