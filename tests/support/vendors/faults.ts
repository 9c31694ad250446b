import type { ServerResponse } from 'node:http'

/** Answers a request in place of the vendor's proper answer. */
export type Fault = (response: ServerResponse) => void

/** An answer of any form. */
export const reply =
  (status: number, body: unknown = undefined, headers: Readonly<Record<string, string>> = {}): Fault =>
  (response) => {
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
    const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8'
    response.writeHead(status, { ...(body === undefined ? {} : { 'content-type': type }), ...headers })
    response.end(text)
  }

/** Starts an answer and stops talking; the connection stays open. */
export const slowBody = (): Fault => (response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write('{"id":')
}

/** An answer that comes byte by byte and never ends. */
export const trickle = (): Fault => (response) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.write('[')
  const timer = setInterval(() => response.write(' '), 20)
  response.once('close', () => clearInterval(timer))
}

/** An answer that ends in the middle, by the rules of HTTP: only its JSON is broken. */
export const truncatedJson = (): Fault => reply(200, '{"id": 1, "name": "light', { 'content-type': 'application/json' })

/** An answer whose connection ends before the promised length. */
export const cutBody = (): Fault => (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '4096' })
  response.write('{"id": 1, ', () => response.destroy())
}

/** Valid JSON of a little more than this many bytes. */
export const hugeBody = (bytes = 10 * 1024 * 1024): Fault => reply(200, { body: 'x'.repeat(bytes) })

export const connectionReset = (): Fault => (response) => {
  const { socket } = response
  if (socket && 'resetAndDestroy' in socket) socket.resetAndDestroy()
}

/** Never answers; the caller has to go away. */
export const hold = (): Fault => () => undefined

const documentation = 'https://docs.github.com/rest'
const words = (message: string) => ({ message, documentation_url: documentation })

/** How GitHub refuses. */
export const github = {
  badCredentials: () => reply(401, words('Bad credentials')),
  /** `reset` in epoch seconds. */
  rateLimited: (reset: number) =>
    reply(403, words('API rate limit exceeded'), {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-resource': 'core',
    }),
  secondaryLimit: (seconds?: number) =>
    reply(
      403,
      words('You have exceeded a secondary rate limit'),
      seconds === undefined ? {} : { 'retry-after': String(seconds) },
    ),
  forbidden: () =>
    reply(403, words('Resource not accessible by personal access token'), { 'x-ratelimit-remaining': '4987' }),
  missingScope: (needed: string, granted: string) =>
    reply(403, words('This token lacks a scope'), {
      'x-accepted-oauth-scopes': needed,
      'x-oauth-scopes': granted,
      'x-ratelimit-remaining': '4987',
    }),
  notFound: () => reply(404, words('Not Found')),
  conflict: () => reply(409, words('is at 9b3ad0c but expected 4f1c9e2')),
  invalid: (...errors: readonly { resource: string; field: string; code: string; message?: string }[]) =>
    reply(422, { ...words('Validation Failed'), errors }),
}
