import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Browser, PASSWORD } from '../support/oauth'
import { initialize } from '../support/raw'
import { until } from '../support/until'

const root = join(__dirname, '../..')
const ADDRESS = /Open this address to sign in: (\S+)/g

interface Reply {
  readonly id: unknown
  readonly result?: Record<string, unknown>
  readonly error?: { readonly message: string }
}

/** A computer with the bridge as people get it: one file, a configuration folder, and a browser that notes what it is to open. */
export class Computer {
  readonly #home = mkdtempSync(join(tmpdir(), 'bridge-computer-'))
  readonly #running: BridgeProcess[] = []
  readonly folder = join(this.#home, 'config/sagemcp/bridge')

  constructor() {
    execFileSync(process.execPath, [join(root, 'scripts/build-bridge.mjs'), join(this.#home, 'dist')])
    const bin = join(this.#home, 'bin')
    mkdirSync(bin)
    const opener = join(bin, process.platform === 'darwin' ? 'open' : 'xdg-open')
    writeFileSync(opener, `#!/bin/sh\necho "$1" >> "${join(this.#home, 'tabs')}"\n`)
    chmodSync(opener, 0o755)
  }

  start(url: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): BridgeProcess {
    const program = [join(this.#home, 'dist/sagemcp-bridge.cjs'), url.replace(/^http/, 'ws'), ...args]
    const bridge = new BridgeProcess(program, {
      PATH: `${join(this.#home, 'bin')}:${process.env.PATH ?? ''}`,
      HOME: this.#home,
      XDG_CONFIG_HOME: join(this.#home, 'config'),
      ...env,
    })
    this.#running.push(bridge)
    return bridge
  }

  /** The addresses that were opened in the browser. */
  tabs(): string[] {
    const file = join(this.#home, 'tabs')
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
  }

  files(): string[] {
    return existsSync(this.folder) ? readdirSync(this.folder) : []
  }

  /** The one file with a sign-in. */
  file(): string {
    const found = this.files().filter((name) => name.endsWith('.json'))
    if (found.length !== 1) throw new Error(`not one sign-in: ${this.files().join()}`)
    return join(this.folder, found[0] ?? '')
  }

  kept() {
    return JSON.parse(readFileSync(this.file(), 'utf8')) as {
      grant?: Record<'issuer' | 'clientId' | 'accessToken' | 'refreshToken', string> & { expiresAt: number }
      pending?: { port: number; state: string }
    }
  }

  /** Forgets everything, as a new computer would. */
  async reset(): Promise<void> {
    for (const bridge of this.#running.splice(0)) await bridge.kill()
    for (const name of ['config', 'tabs']) rmSync(join(this.#home, name), { recursive: true, force: true })
  }

  async end(): Promise<void> {
    await this.reset()
    rmSync(this.#home, { recursive: true, force: true })
  }
}

/** A bridge as a client starts it, driven by hand. */
export class BridgeProcess {
  readonly #child
  readonly exit: Promise<number | null>
  readonly replies: Reply[] = []
  errors = ''

  constructor(program: string[], env: Record<string, string>) {
    this.#child = spawn(process.execPath, program, { env })
    this.exit = once(this.#child, 'close').then(([code]) => code as number | null)
    // One that has ended takes nothing more.
    this.#child.stdin.on('error', () => {})
    let rest = ''
    this.#child.stdout.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n')
      rest = lines.pop() ?? ''
      this.replies.push(...lines.map((line) => JSON.parse(line) as Reply))
    })
    this.#child.stderr.on('data', (chunk: Buffer) => (this.errors += chunk.toString()))
  }

  send(message: object): void {
    this.#child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  }

  #ids = 0

  async ask(method: string, params: object = {}): Promise<Reply> {
    const id = (this.#ids += 1)
    this.send({ id, method, params })
    return this.#reply(id)
  }

  /** The handshake, to its end. */
  async greet(): Promise<Reply> {
    const hello = initialize()
    this.send(hello)
    const reply = await this.#reply(hello.id)
    this.send({ method: 'notifications/initialized' })
    return reply
  }

  /** Every address that it asked to be opened. */
  addresses(): string[] {
    return [...this.errors.matchAll(ADDRESS)].map(([, address]) => address ?? '')
  }

  /** The next one after those that the test has seen. */
  async address(seen = 0): Promise<string> {
    await until('an address to sign in at', () => this.addresses().length > seen, 25_000)
    return this.addresses()[seen] ?? ''
  }

  says(words: string | RegExp): Promise<void> {
    const found = () => (typeof words === 'string' ? this.errors.includes(words) : words.test(this.errors))
    return until(`the bridge says ${words.toString()}, not: ${this.errors}`, found, 25_000)
  }

  /** As clients end it: first the end of its input. */
  async stop(): Promise<void> {
    this.#child.stdin.end()
    await this.exit
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.exit
  }

  async #reply(id: unknown): Promise<Reply> {
    const found = () => this.replies.find((reply) => reply.id === id)
    await until(`a reply to ${String(id)}`, () => found() !== undefined, 25_000).catch((error: Error) => {
      throw new Error(`${error.message}\n${this.errors}`)
    })
    return found() as Reply
  }
}

/** A person opens the printed address in a browser that knows nothing, signs in, and decides. Gives where they are sent. */
export async function decide(address: string, email: string, decision = 'allow'): Promise<string> {
  const browser = new Browser(new URL(address).origin)
  const signIn = await browser.open(address)
  const consent = await browser.submit(signIn, { email, password: PASSWORD })
  return (await browser.submit(consent, { decision })).url
}

/** ... and the browser follows. */
export async function signIn(
  address: string,
  email: string,
  decision?: string,
): Promise<{ status: number; text: string }> {
  const page = await fetch(await decide(address, email, decision), { redirect: 'manual' })
  return { status: page.status, text: await page.text() }
}
