import { setTimeout as wait } from 'node:timers/promises'
import type { Admin } from '../support/admin'
import { Browser, PASSWORD } from '../support/oauth'
import { answer, type Message, modern, openSession } from '../support/raw'
import { until } from '../support/until'

/** What is in a tenant, and who uses it. */
export interface Filled {
  readonly tenant: string
  readonly key: string
  readonly email: string
}

/** A tenant with an account of a vendor that stands at `vendor`, a key, and a member with a password. */
export async function fill(admin: Admin, vendor: string, token: string): Promise<Filled> {
  const tenant = 'acme'
  await admin.createTenant(tenant)
  const { id } = await admin.addConnector(tenant, { type: 'github', configuration: { baseUrl: vendor } })
  await admin.setToken(tenant, id, token)
  const { key } = await admin.createKey(tenant)
  return { tenant, key, email: await join(admin, tenant, 'mira') }
}

/** A new admin of a tenant, by invitation. What comes after the form is the web app, which needs not be built here. */
export async function join(admin: Admin, tenant: string, name: string): Promise<string> {
  const { url } = await admin.must<{ url: string }>('POST', `${admin.tenant(tenant)}/invitations`, { role: 'admin' })
  const browser = new Browser(admin.origin)
  const email = `${name}@example.com`
  await browser.submit(await browser.open(new URL(url).pathname), { name, email, password: PASSWORD })
  await mustBeSignedIn(browser, email)
  return email
}

async function mustBeSignedIn(browser: Browser, email: string): Promise<void> {
  const { status, text } = await browser.send('/api/v1/admin/me')
  if (status !== 200 || !text.includes(email)) throw new Error(`not signed in: ${status} ${text}`)
}

const PAUSE_MS = 200
const GET_ME = { name: 'github_get_me', arguments: {} }

/** Everything that worked in a release, again and again; it keeps what did not. */
export class Traffic {
  readonly failed: string[] = []
  rounds = 0
  #isOver = false
  #running: Promise<void> | undefined

  constructor(
    private readonly admin: Admin,
    private readonly filled: Filled,
  ) {}

  start(): this {
    this.#running = this.#run()
    return this
  }

  /** Some rounds later. */
  async goesOn(rounds = 6): Promise<void> {
    const enough = this.rounds + rounds
    await until('the traffic went on', () => this.rounds >= enough, 120_000)
  }

  async stop(): Promise<readonly string[]> {
    this.#isOver = true
    await this.#running
    return this.failed
  }

  async #run(): Promise<void> {
    const { filled, admin } = this
    const url = `${admin.origin}/api/v1/${filled.tenant}/mcp`
    const session = await openSession(url, filled.key)
    while (!this.#isOver) {
      await this.#try('a call', async () => mustBeMe(answer(await modern(url, filled.key, 'tools/call', GET_ME))))
      await this.#try('a call in a session', async () => {
        const body = { jsonrpc: '2.0', id: this.rounds, method: 'tools/call', params: GET_ME }
        mustBeMe(answer(await session.send(body)))
      })
      await this.#try('writing and reading by the API', () => this.#write())
      if (this.rounds % 3 === 0) await this.#try('signing in', () => this.#signIn())
      this.rounds += 1
      await wait(PAUSE_MS)
    }
  }

  async #try(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.failed.push(`${what}: ${String(error)}`)
    }
  }

  async #write(): Promise<void> {
    const { admin } = this
    const tenant = admin.tenant(this.filled.tenant)
    const { id } = await admin.addConnector(this.filled.tenant, { type: 'slack', slug: `s${this.rounds}` })
    await admin.updateConnector(this.filled.tenant, id, { isReadOnly: true })
    await admin.must('DELETE', `${tenant}/connectors/${id}`)
    const list = ['connectors', 'calls', 'audit', 'api-keys', 'members'][this.rounds % 5]
    // A call is in its list a moment after it has ended: rows are written in batches.
    await until(`there are ${list}`, async () => {
      const { items } = await admin.must<{ items: unknown[] }>('GET', `${tenant}/${list}?limit=5`)
      return items.length > 0
    })
  }

  async #signIn(): Promise<void> {
    const browser = new Browser(this.admin.origin)
    await browser.submit(await browser.open('/sign-in'), { email: this.filled.email, password: PASSWORD })
    await mustBeSignedIn(browser, this.filled.email)
  }
}

export function mustBeMe({ result, error }: Message): void {
  const { login } = (result?.structuredContent ?? {}) as { login?: unknown }
  if (login !== 'mira-lund') throw new Error(JSON.stringify(error ?? result))
}
