import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RegisteredApp } from './rules'
import type { VendorName } from './stand-ins'

export type EmulatedName = Extract<VendorName, 'github' | 'slack' | 'google' | 'linear'>

const HOSTS: Readonly<Record<EmulatedName, readonly string[]>> = {
  github: ['https://github.com', 'https://api.github.com'],
  slack: ['https://slack.com'],
  google: [
    'https://accounts.google.com',
    'https://oauth2.googleapis.com',
    'https://openidconnect.googleapis.com',
    'https://www.googleapis.com',
    'https://docs.googleapis.com',
  ],
  linear: ['https://linear.app', 'https://api.linear.app'],
}

/** Where it has another path than the vendor. */
const PATHS: Readonly<Record<string, string>> = {
  '/token': '/oauth2/token',
  '/revoke': '/oauth2/revoke',
  '/v1/userinfo': '/oauth2/v2/userinfo',
  '/oauth2/v3/userinfo': '/oauth2/v2/userinfo',
}

/** A vendor of the `emulate` package, which somebody else wrote, at the paths of the vendor. */
export class Emulated {
  private constructor(
    readonly name: EmulatedName,
    private readonly process: ChildProcess,
    private readonly door: Server,
  ) {}

  static async start(name: EmulatedName, app: RegisteredApp): Promise<Emulated> {
    const { clientId, clientSecret, redirectUris } = app
    const script = require.resolve('../emulate.mjs')
    const application = JSON.stringify({ clientId, clientSecret, redirectUri: redirectUris[0] })
    const process = spawn(globalThis.process.execPath, [script, name, application], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const [line] = (await once(process.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
    const door = doorTo(line.toString().trim())
    await new Promise<void>((done) => door.listen(0, '127.0.0.1', done))
    return new Emulated(name, process, door)
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.door.address() as AddressInfo).port}`
  }

  /** The vendor's origins, and where they answer here. */
  get addresses(): Readonly<Record<string, string>> {
    return Object.fromEntries(HOSTS[this.name].map((host) => [host, this.origin]))
  }

  here = (address: string): string => this.origin + address.slice(new URL(address).origin.length)

  /** Ada's cookies, once she was on its page. */
  cookies = ''

  /** Walks its page as Ada; the address that the browser is sent back to. */
  consent = async (url: string): Promise<URL> => {
    const shown = await fetch(url)
    const page = await shown.text()
    const forms = [...page.matchAll(/<form[^>]*action="([^"]+)"[^>]*>(.*?)<\/form>/gs)]
    const form = forms.find(([text]) => text.includes('ada@example.com')) ?? forms[0]
    if (!shown.ok || !form) throw new Error(`The vendor shows no page: ${shown.status}`)
    const [, action = '', inside = ''] = form
    const fields = [...inside.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => {
      const plain = value.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
      return [name, plain] as [string, string]
    })
    const body = new URLSearchParams(fields)
    const answered = await fetch(this.origin + action, { method: 'POST', body, redirect: 'manual' })
    this.cookies = answered.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    return new URL(answered.headers.get('location') ?? '')
  }

  async close(): Promise<void> {
    const gone = once(this.process, 'exit')
    this.process.stdin?.end()
    this.door.close()
    this.door.closeAllConnections()
    await gone
  }
}

const doorTo = (origin: string): Server =>
  createServer((request, response) => {
    const pass = async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const url = new URL(request.url ?? '/', origin)
      url.pathname = PATHS[url.pathname] ?? url.pathname
      const headers = Object.entries(request.headers).filter(
        ([name]) => !/^(?:host|connection|content-length)$/.test(name),
      )
      const { method = 'GET' } = request
      const body = chunks.length > 0 ? { body: new Uint8Array(Buffer.concat(chunks)) } : {}
      const reply = await fetch(url, { method, redirect: 'manual', headers: headers as [string, string][], ...body })
      const kept = [...reply.headers].filter(
        ([name]) => !/^(?:content-(?:length|encoding)|transfer-encoding|connection)$/.test(name),
      )
      response.writeHead(reply.status, Object.fromEntries(kept)).end(Buffer.from(await reply.arrayBuffer()))
    }
    pass().catch(() => response.destroy())
  })
