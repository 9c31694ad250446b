import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Answer } from './vendor-description'

export function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body)
  const type = body === undefined || isRaw ? {} : { 'content-type': 'application/json; charset=utf-8' }
  response.writeHead(status, { ...type, ...headers })
  response.end(body === undefined ? '' : isRaw ? body : JSON.stringify(body))
}

export async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

export interface Sent {
  body?: unknown
  form?: URLSearchParams
  /** It says that it is JSON, or nothing, and is not. */
  broken?: true
}

export function parse(raw: Buffer, type = ''): Sent {
  if (type.startsWith('application/x-www-form-urlencoded')) return { form: new URLSearchParams(raw.toString('utf8')) }
  if (raw.length === 0) return {}
  // Its judge takes the parts apart.
  if (type.startsWith('multipart/')) return { body: raw.toString('utf8') }
  try {
    return { body: JSON.parse(raw.toString('utf8')) as unknown }
  } catch {
    return { broken: true }
  }
}

export const listen = (server: Server, port = 0, host = '127.0.0.1') =>
  new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(port, host, () => done())
  })

export const portOf = (server: Server): number => (server.address() as AddressInfo).port

export function shut(server: Server): Promise<unknown> {
  const closed = new Promise((done) => server.close(done))
  server.closeAllConnections()
  return closed
}
