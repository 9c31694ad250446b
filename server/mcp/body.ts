import type { IncomingMessage } from 'node:http'
import { AppError } from '../errors'
import { parseJson, readBytes } from '../http/json'

export type Body = { ok: true; value: unknown } | { ok: false; status: 400 | 413 | 415; message: string }

const JSON_TYPE = /^application\/json\s*(;|$)/i

/** Reads a request body of at most `max` bytes as JSON. Never throws for what a client sent. */
export async function readBody(req: IncomingMessage, max: number): Promise<Body> {
  if (!JSON_TYPE.test(req.headers['content-type'] ?? '')) {
    return { ok: false, status: 415, message: 'Content-Type must be application/json.' }
  }
  try {
    return parseMessage(await readBytes(req, max))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { ok: false, status: error.code === 'too_large' ? 413 : 400, message: error.message }
  }
}

/** One message, from a body or a frame. */
export function parseMessage(bytes: Uint8Array): Body {
  try {
    return { ok: true, value: parseJson(bytes) }
  } catch (error) {
    const why = error instanceof AppError ? ` ${error.message}` : ''
    return { ok: false, status: 400, message: `Parse error.${why}` }
  }
}
