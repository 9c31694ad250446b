import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AuthInfo, McpHttpHandler } from '@modelcontextprotocol/server'
import { Cancellation } from '../tools/cancellation'
import { type Answer, type Aside, textOf, type Written } from './direct'
import { endOfTurn } from './end-of-turn'

const KEEP_ALIVE_MS = 15_000
const STREAM = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
} as const

/** The only headers the handler reads; copying all of them would cost more than the call. */
const KEPT = ['content-type', 'accept', 'mcp-protocol-version', 'mcp-method', 'mcp-name']

/**
 * Serves one parsed message through the SDK's handler. A client that closes the response cancels the request: on the
 * 2026-07-28 revision that is how cancelling works over HTTP.
 */
export async function serve(
  handler: McpHttpHandler,
  req: IncomingMessage,
  res: ServerResponse,
  message: { body: unknown; authInfo: AuthInfo; end?: AbortController },
): Promise<void> {
  const { end = new AbortController() } = message
  res.once('close', () => {
    if (!res.writableFinished) end.abort()
  })
  const headers: Record<string, string> = {}
  for (const name of KEPT) {
    const value = req.headers[name]
    if (typeof value === 'string') headers[name] = value
  }
  const { signal } = end
  const request = new Request('http://mcp/', { method: 'POST', headers })
  // One that a request derives from ours is deaf once the request was collected, which streams outlive.
  Object.defineProperty(request, 'signal', { value: signal })
  let response: Response
  try {
    response = await handler.fetch(request, { authInfo: message.authInfo, parsedBody: message.body })
  } catch (error) {
    if (signal.aborted) return void res.destroy()
    throw error
  }
  await (response.headers.get('content-type')?.startsWith('text/event-stream')
    ? stream(response, res)
    : whole(response, res))
}

/** Sends one answer that is already written: by itself, or at the end of a stream when something was told before it. */
export async function send(res: ServerResponse, answer: (aside: Aside) => Promise<Answer>): Promise<void> {
  const gone = new Cancellation()
  let beat: NodeJS.Timeout | undefined
  res.once('close', () => {
    clearInterval(beat)
    if (!res.writableFinished) gone.abort()
  })
  const notify = (told: object) => {
    if (res.destroyed) return
    if (!beat) {
      res.writeHead(200, STREAM)
      beat = setInterval(() => res.write(': keepalive\n\n'), KEEP_ALIVE_MS)
      beat.unref()
    }
    res.write(frame(JSON.stringify(told)))
  }
  const { status, message } = await answer({ signal: gone, notify })
  await endOfTurn()
  if (res.destroyed) return
  if (beat) res.end(frame(textOf(message)))
  else {
    res.writeHead(status, {
      'content-type': 'application/json',
      'content-length': lengthOf(message),
      'cache-control': 'no-store',
    })
    if (typeof message === 'string') res.end(message)
    else {
      for (const part of message) res.write(part)
      res.end()
    }
  }
}

const lengthOf = (message: Written): number =>
  typeof message === 'string'
    ? Buffer.byteLength(message)
    : message.reduce((sum, part) => sum + Buffer.byteLength(part), 0)

const frame = (text: string): string => `event: message\ndata: ${text}\n\n`

async function whole(response: Response, res: ServerResponse): Promise<void> {
  const text = await response.text()
  const type = response.headers.get('content-type')
  res.writeHead(response.status, {
    ...(type === null ? {} : { 'content-type': type }),
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  })
  res.end(text)
}

async function stream(response: Response, res: ServerResponse): Promise<void> {
  res.writeHead(response.status, STREAM)
  res.flushHeaders()
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      if (!res.write(chunk)) await drained(res)
      if (res.destroyed) return
    }
    res.end()
  } catch {
    res.destroy()
  }
}

const drained = (res: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    // Closed already: neither will be said any more.
    if (res.destroyed) return resolve()
    const done = () => {
      res.off('drain', done)
      res.off('close', done)
      resolve()
    }
    res.on('drain', done)
    res.on('close', done)
  })
