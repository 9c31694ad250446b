import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Passed {
  readonly at: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly status: number
  readonly answer: string
}

type Ask = (path: string, init: RequestInit) => Promise<Response>

/** By method and path: what stands in for an answer that the server behind does not have, made from what it has. */
export type Fills = Readonly<
  Record<string, (ask: Ask, headers: Record<string, string>, body: string) => Promise<object | Response>>
>

/** In front of another server: writes down what passes, and fills in what that one lacks. */
export class FillingDoor {
  readonly passed: Passed[] = []

  private constructor(private readonly server: Server) {}

  static async start(behind: string, fills: Fills): Promise<FillingDoor> {
    const ask: Ask = (path, init) => fetch(behind + path, { redirect: 'manual', ...init })
    const server = createServer((request, response) => {
      const pass = async () => {
        const chunks: Buffer[] = []
        for await (const chunk of request) chunks.push(chunk as Buffer)
        const body = Buffer.concat(chunks).toString('utf8')
        const { url = '/', method = 'GET' } = request
        const at = `${method} ${url.split('?')[0]}`
        const kept = Object.entries(request.headers).filter(([name]) => !HOP.test(name))
        const headers = Object.fromEntries(kept) as Record<string, string>
        const fill = fills[at]
        const made = fill
          ? await fill(ask, headers, body)
          : await ask(url, { method, headers, ...(body === '' ? {} : { body }) })
        const reply = made instanceof Response ? made : Response.json(made)
        const answer = await reply.text()
        door.passed.push({ at, headers: request.headers, body, status: reply.status, answer })
        response.writeHead(reply.status, Object.fromEntries([...reply.headers].filter(([name]) => !HOP.test(name))))
        response.end(answer)
      }
      pass().catch(() => response.destroy())
    })
    const door = new FillingDoor(server)
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    return door
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  close(): void {
    this.server.close()
    this.server.closeAllConnections()
  }
}

const HOP = /^(?:host|connection|content-length|content-encoding|transfer-encoding|accept-encoding)$/
