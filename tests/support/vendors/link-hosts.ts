import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { listen, portOf, readAll, send, shut } from './http-edge'
import type { Account, Answer } from './vendor-description'

export interface LinkRequest {
  method: string
  url: string
  authorization: string | undefined
  bytes: Buffer
}

interface LinkRules {
  accountOf(authorization: string | undefined): Account | undefined
  unauthorized(): Answer
  uploaded(bytes: Buffer, url: string): Answer
  violation(what: string): void
}

/** The hosts beside a vendor's API that its links point to: one must not see the credential, the other wants it. */
export class LinkHosts {
  readonly signed: LinkRequest[] = []
  readonly files: LinkRequest[] = []
  /** What is behind every link, or behind each. */
  linked: Answer | ((url: string) => Answer) = {
    status: 200,
    body: 'The lamp turns.\n',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  }

  readonly #signedServer: Server
  readonly #filesServer: Server

  constructor(private readonly rules: LinkRules) {
    const serving = (serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>) =>
      createServer((request, response) => {
        serve(request, response).catch(() => response.destroy())
      })
    this.#signedServer = serving((request, response) => this.serveSigned(request, response))
    this.#filesServer = serving((request, response) => this.#serveFile(request, response))
  }

  /** They have two names, so that one cannot be taken for the other. */
  get signedUrl(): string {
    return `http://127.0.0.1:${portOf(this.#signedServer)}`
  }

  get filesUrl(): string {
    return `http://localhost:${portOf(this.#filesServer)}`
  }

  async start(): Promise<void> {
    await Promise.all([listen(this.#signedServer), listen(this.#filesServer, 0, 'localhost')])
  }

  reset(): void {
    this.signed.length = this.files.length = 0
  }

  async close(): Promise<void> {
    await Promise.all([this.#signedServer, this.#filesServer].map(shut))
  }

  async serveSigned(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const seen = await record(request)
    this.signed.push(seen)
    if (seen.authorization !== undefined) {
      this.rules.violation(`${seen.url}: the credential reached the host of signed links.`)
      return send(response, { status: 400, body: { message: 'Only one auth mechanism is allowed' } })
    }
    send(response, seen.method === 'GET' ? this.#behind(seen.url) : this.rules.uploaded(seen.bytes, seen.url))
  }

  async #serveFile(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const seen = await record(request)
    this.files.push(seen)
    send(response, this.rules.accountOf(seen.authorization) ? this.#behind(seen.url) : this.rules.unauthorized())
  }

  #behind(url: string): Answer {
    return typeof this.linked === 'function' ? this.linked(url) : this.linked
  }
}

async function record(request: IncomingMessage): Promise<LinkRequest> {
  const { method = 'GET', url = '/', headers } = request
  return { method, url, authorization: headers.authorization, bytes: await readAll(request) }
}
