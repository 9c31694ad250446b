import { once } from 'node:events'
import type { ServerResponse } from 'node:http'

/** A reply that is written piece by piece: a file too long to hold, or events as they happen. */
export interface Stream {
  readonly type: string
  /** Saved under this name, and not shown. */
  readonly fileName?: string
  readonly pieces: AsyncIterable<string> | readonly Uint8Array[]
  /** Ends it, whatever its reader has not read yet. */
  readonly cut?: AbortSignal
}

/** The media types that a streamed reply may have. */
export class StreamOf {
  readonly types: readonly string[]

  constructor(...types: string[]) {
    this.types = types
  }
}

/** The next piece is asked for when the reader has taken the last. What fails before the first can still be answered. */
export async function sendStream(res: ServerResponse, { type, fileName, pieces, cut }: Stream): Promise<void> {
  res.setHeader('Content-Type', type)
  res.setHeader('X-Accel-Buffering', 'no')
  if (fileName !== undefined) res.setHeader('Content-Disposition', `attachment; filename="${fileName}"`)
  const gone = new AbortController()
  res.once('close', () => gone.abort())
  const end = () => void (res.writableNeedDrain ? res.destroy() : res.end())
  cut?.addEventListener('abort', end, { once: true })
  try {
    for await (const piece of pieces) {
      if (res.destroyed || res.writableEnded) return
      if (!res.write(piece)) await once(res, 'drain', { signal: gone.signal })
    }
    res.end()
  } catch (error) {
    if (!gone.signal.aborted && !res.destroyed) throw error
  } finally {
    cut?.removeEventListener('abort', end)
  }
}
