import type { IncomingMessage } from 'node:http'
import { AppError } from '../errors'

const MAX_DEPTH = 64
const JSON_TYPE = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i
const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/** Reads a request's body as JSON of at most `max` bytes. Every way in which it can be wrong is an answer, not a crash. */
export async function readJson(req: IncomingMessage, max: number): Promise<unknown> {
  if (!JSON_TYPE.test(req.headers['content-type'] ?? '')) {
    throw new AppError('unsupported_media_type', 'Content-Type must be application/json.')
  }
  if (req.headers['content-encoding'] !== undefined) {
    throw new AppError('unsupported_media_type', 'Send the body as it is, without Content-Encoding.')
  }
  return parseJson(await readBytes(req, max), storable)
}

/** Reads a body of at most `max` bytes. Throws `too_large`, and `invalid_request` when it ends early. */
export function readBytes(req: IncomingMessage, max: number): Promise<Buffer> {
  const tooLarge = () => new AppError('too_large', `The body is larger than ${max} bytes.`)
  if (Number(req.headers['content-length'] ?? 0) > max) return Promise.reject(tooLarge())
  const chunks: Buffer[] = []
  let size = 0
  return new Promise((resolve, reject) => {
    const finish = () => {
      req.off('data', take)
      req.off('close', closed)
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks))
    }
    const fail = (error: Error) => {
      req.off('data', take)
      req.off('close', closed)
      req.resume() // reads the rest away, so that the client gets our answer and not a broken connection
      reject(error)
    }
    const closed = () => fail(new AppError('invalid_request', 'The body ended early.'))
    const take = (chunk: Buffer) => {
      size += chunk.length
      if (size > max) fail(tooLarge())
      else chunks.push(chunk)
    }
    req.on('data', take)
    req.once('end', finish)
    req.once('error', closed)
    req.once('close', closed)
  })
}

/** Throws `invalid_request` for what is no UTF-8, no JSON, or nested so deeply that reading it would be a risk. */
export function parseJson(bytes: Uint8Array, revive?: (key: string, value: unknown) => unknown): unknown {
  const text = decode(bytes)
  if (deeperThan(text, MAX_DEPTH)) throw new AppError('invalid_request', `The body is nested deeper than ${MAX_DEPTH}.`)
  try {
    return JSON.parse(text, revive)
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('invalid_request', 'The body is not valid JSON.', { cause })
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes)
  } catch (cause) {
    throw new AppError('invalid_request', 'The body is not valid UTF-8.', { cause })
  }
}

/** PostgreSQL stores neither NUL nor half a surrogate pair, nor can it look for them. */
export const isStorable = (text: string): boolean => !/\0|\p{Surrogate}/u.test(text)

/** To read with: refuses what cannot be stored. */
export function storable(key: string, value: unknown): unknown {
  for (const text of [key, value]) {
    if (typeof text === 'string' && !isStorable(text)) {
      throw new AppError('invalid_request', 'The body holds a character that cannot be stored.')
    }
  }
  return value
}

/** Counts brackets outside strings, so that a hostile message is refused before anything recurses into it. */
function deeperThan(text: string, max: number): boolean {
  let depth = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (quoted) {
      if (code === 0x5c) i++
      else if (code === 0x22) quoted = false
    } else if (code === 0x22) quoted = true
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > max) return true
    } else if (code === 0x7d || code === 0x5d) depth--
  }
  return false
}
