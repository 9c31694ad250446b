import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { answerApi, type Beyond } from './api'
import { Authorize } from './authorize'
import { comesAfter, type Fault, type FaultPlan, Faults, type Purpose, spoil } from './faults'
import { Ledger } from './ledger'
import { type Answer, type Asked, bearerOf, html, read, redirect, send } from './messages'
import { settingsPage } from './pages'
import { revoke } from './revoke'
import type { RegisteredApp, VendorRules } from './rules'
import { type Desk, exchange } from './token'

export interface Recorded {
  purpose: Purpose
  method: string
  /** At the vendor's own address, without the query. */
  at: string
  headers: Readonly<Record<string, string>>
  body: string
  /** Undefined when nobody was answered. */
  status: number | undefined
  /** The access token that it carried, and whose that is, if it is one of ours. */
  token: { value: string; account: string | undefined; name: string | undefined } | undefined
}

export interface StandInOptions {
  apps: readonly RegisteredApp[]
  now?: () => number
  beyond?: Beyond
}

/** One vendor on this machine: a port for each of its hosts. It holds whoever asks to the vendor's rules. */
export class VendorStandIn {
  readonly requests: Recorded[] = []
  /** Rules that were broken, although the answer may have been swallowed. */
  readonly violations: string[] = []
  readonly ledger: Ledger
  /** The vendor's origins, and where they answer here. */
  readonly addresses: Record<string, string> = {}
  readonly #faults = new Faults()
  readonly #desk: Desk
  readonly #authorize: Authorize
  readonly #servers: Server[] = []
  readonly #beyond: Beyond | undefined

  private constructor(
    private readonly rules: VendorRules,
    { apps, now = Date.now, beyond }: StandInOptions,
  ) {
    this.ledger = new Ledger(rules, now)
    this.#desk = { rules, apps, ledger: this.ledger, violation: (text) => void this.violations.push(text) }
    this.#authorize = new Authorize(this.#desk)
    this.#beyond = beyond
  }

  static async start(rules: VendorRules, options: StandInOptions): Promise<VendorStandIn> {
    const standIn = new VendorStandIn(rules, options)
    await Promise.all(rules.hosts.map((origin) => standIn.#listen(origin)))
    if (rules.authorize.iss) standIn.iss = new URL(standIn.here(rules.authorize.at)).origin
    return standIn
  }

  /** An address of the vendor, on this machine. */
  here(address: string): string {
    const { origin } = new URL(address)
    return (this.addresses[origin] ?? origin) + address.slice(origin.length)
  }

  /** Where a person sees who has access, and ends it. */
  get settingsUrl(): string {
    return this.here(`${this.rules.hosts[0] ?? ''}/settings`)
  }

  set iss(value: string | undefined) {
    this.#authorize.iss = value
  }

  /** The next answers (to one purpose) go wrong. */
  fail(fault: Fault, plan: FaultPlan = {}): void {
    this.#faults.add(fault, plan)
  }

  /** Access tokens of an account end now. */
  expire(account: string): void {
    this.ledger.expire(account)
  }

  /** The person takes the access away, in the vendor's settings. */
  revokeGrant(account: string): void {
    this.ledger.revoke(account)
  }

  refreshes(account: string): number {
    return this.ledger.refreshes.get(account) ?? 0
  }

  /** The access token that a request for this account has to carry now. */
  tokenOf(account: string, name: string = this.#firstName): string | undefined {
    return this.ledger.current(account, 'access', name)
  }

  refreshTokenOf(account: string, name: string = this.#firstName): string | undefined {
    return this.ledger.current(account, 'refresh', name)
  }

  /** Forgets what happened and what was planned, not what was given. */
  reset(): void {
    this.requests.length = this.violations.length = 0
    this.#faults.clear()
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#servers.map((server) => {
        const closed = new Promise((done) => server.close(done))
        server.closeAllConnections()
        return closed
      }),
    )
  }

  get #firstName(): string {
    return this.rules.authorize.tokens[0]?.name ?? ''
  }

  async #listen(origin: string): Promise<void> {
    const server = createServer((request, response) => {
      this.#serve(request, response, origin).catch(() => response.destroy())
    })
    this.#servers.push(server)
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    this.addresses[origin] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  async #serve(request: IncomingMessage, response: ServerResponse, origin: string): Promise<void> {
    const came = await read(request, origin)
    const { alsoAt } = this.rules
    const isOther = alsoAt !== undefined && came.at.startsWith(`${alsoAt.prefix}/`)
    const asked = isOther ? { ...came, at: alsoAt.origin + came.at.slice(alsoAt.prefix.length) } : came
    const settings = this.#settings(asked)
    if (settings) return send(response, settings)
    const purpose = this.#purpose(asked)
    const recorded = this.#record(asked, purpose)
    const planned = this.#faults.take(purpose)
    if (planned && !comesAfter(planned)) return spoil(response, planned)
    const answer = await this.#answer(asked, purpose)
    if (planned?.fault === 'cut_after') return spoil(response, planned)
    if (planned) await wait(planned.delayMs)
    recorded.status = answer.status
    send(response, answer)
  }

  async #answer(asked: Asked, purpose: Purpose): Promise<Answer> {
    if (purpose === 'authorize') return this.#authorize.answer(asked)
    if (purpose === 'exchange' || purpose === 'refresh') return exchange(this.#desk, asked)
    return revoke(this.#desk, asked) ?? answerApi(this.#desk, asked, this.#beyond)
  }

  #purpose({ at, method, fields }: Asked): Purpose {
    const { authorize, token, revoke: ends } = this.rules
    if (at === authorize.at) return 'authorize'
    if (at === token.at && method === 'POST') return fields['grant_type'] === 'refresh_token' ? 'refresh' : 'exchange'
    const [start = ''] = Object.keys(ends?.at ?? {}).map((each) => each.split(':client_id')[0])
    const isEnd = ends?.method === method && at.startsWith(start)
    return isEnd ? 'revoke' : 'api'
  }

  #record({ method, at, headers, raw }: Asked, purpose: Purpose): Recorded {
    const value = bearerOf(headers)
    const found = value === undefined ? undefined : this.ledger.token(value)
    const token = value === undefined ? undefined : { value, account: found?.grant.account.key, name: found?.name }
    const recorded: Recorded = { purpose, method, at, headers, body: raw.toString('utf8'), status: undefined, token }
    this.requests.push(recorded)
    return recorded
  }

  #settings({ at, method, fields }: Asked): Answer | undefined {
    const path = new URL(at).pathname
    if (at !== `${this.rules.hosts[0] ?? ''}${path}` || !/^\/settings(?:\/|$)/.test(path)) return undefined
    const account = fields['account'] ?? ''
    if (method === 'POST' && path === '/settings/expire') this.expire(account)
    else if (method === 'POST' && path === '/settings/revoke') this.revokeGrant(account)
    else return html(200, settingsPage(this.rules, this.ledger))
    return redirect('/settings')
  }
}
