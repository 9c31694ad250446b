import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Got {
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/** Stands where a vendor, a collector or an error tracker is, and keeps what it is sent. `status`: what it answers, 200 if not said. */
export async function listener(status: (request: Got) => number = () => 200) {
  const got: Got[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      const each = { path: request.url ?? '', headers: request.headers, text }
      got.push(each)
      response
        .writeHead(status(each), { 'content-type': 'application/json', 'x-ratelimit-remaining': '41' })
        .end('{"ok":true}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = () => new Promise<void>((resolve) => void server.close(() => resolve()))
  return { host, origin: `http://${host}`, got, close }
}
