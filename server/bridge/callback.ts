import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Refusal } from './credential'

const HOST = '127.0.0.1'
const PATH = '/callback'

export const redirectUri = (port: number): string => `http://${HOST}:${port}${PATH}`

export interface Patience {
  readonly ms: number
  readonly signal: AbortSignal
}

/** Where a browser comes back to after a sign-in: this computer, and one address of it. */
export class Callback {
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** Port 0 is any free one. Throws when the port is taken. */
  static async open(port: number): Promise<Callback> {
    const server = createServer()
    server.listen(port, HOST)
    await once(server, 'listening')
    return new Callback(server, (server.address() as AddressInfo).port)
  }

  /**
   * Waits for the answer to our own question, which `state` tells from what any page can send here, and lets the browser show
   * how `take` went. An answer that has come is taken to its end, whatever the patience.
   */
  answer<T>(state: string, patience: Patience, take: (url: URL) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let taken = false
      const late = setTimeout(() => reject(new Refusal('Nobody signed in in time.')), patience.ms)
      const give = (): void => {
        clearTimeout(late)
        if (!taken) reject(new Refusal('The sign-in was given up.'))
      }
      if (patience.signal.aborted) give()
      patience.signal.addEventListener('abort', give, { once: true })
      this.server.on('request', (req, res) => {
        const url = this.#address(req)
        if (url?.pathname !== PATH || req.method !== 'GET') return show(res, 404, 'There is nothing here.')
        if (taken || url.searchParams.get('state') !== state) {
          return show(res, 400, 'This is no answer that the bridge waits for.')
        }
        taken = true
        clearTimeout(late)
        take(url).then(
          (value) => {
            show(res, 200, 'You are signed in. You can close this window.', () => resolve(value))
          },
          (error: unknown) => {
            const words = error instanceof Refusal ? error.message : 'This did not work.'
            show(res, 400, words, () => reject(error as Error))
          },
        )
      })
    })
  }

  close(): void {
    this.server.close()
    this.server.closeAllConnections()
  }

  /** Undefined for a name that only leads here by a trick. */
  #address({ headers, url = '' }: IncomingMessage): URL | undefined {
    const origin = `http://${HOST}:${this.port}`
    return headers.host === `${HOST}:${this.port}` && URL.canParse(url, origin) ? new URL(url, origin) : undefined
  }
}

/** `then` is called when the browser has it, or will never have it. */
function show(res: ServerResponse, status: number, text: string, then = (): void => undefined): void {
  if (res.destroyed) return then()
  res.once('close', then)
  res.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  })
  const escaped = text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  res.end(`<!doctype html><html lang="en"><title>SageMCP</title><h1>SageMCP</h1><p>${escaped}</p></html>`)
}
