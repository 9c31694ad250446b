import type { IncomingMessage } from 'node:http'

export type Body = { ok: true; value: unknown } | { ok: false; status: 400 | 413 | 415; message: string }

const MAX_DEPTH = 64
const JSON_TYPE = /^application\/json\s*(;|$)/i

/** Reads a request body of at most `max` bytes as JSON. Never throws for what a client sent. */
export async function readBody(req: IncomingMessage, max: number): Promise<Body> {
  if (!JSON_TYPE.test(req.headers['content-type'] ?? '')) {
    return { ok: false, status: 415, message: 'Content-Type must be application/json.' }
  }
  const tooLarge = { ok: false, status: 413, message: `The message is larger than ${max} bytes.` } as const
  if (Number(req.headers['content-length'] ?? 0) > max) return tooLarge
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > max) return tooLarge
    chunks.push(chunk)
  }
  return parseMessage(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks))
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/** One message, from a body or a frame. */
export function parseMessage(bytes: Uint8Array): Body {
  try {
    const text = strictUtf8.decode(bytes)
    if (deeperThan(text, MAX_DEPTH)) return { ok: false, status: 400, message: 'Parse error: nested too deeply.' }
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return { ok: false, status: 400, message: 'Parse error' }
  }
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
