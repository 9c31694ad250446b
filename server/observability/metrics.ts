import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import type { Log } from './log'

export interface AccountCount {
  readonly tenant: string
  readonly provider: string
  readonly state: string
  readonly count: number
}

export interface MetricsParts {
  /** Without one nothing is served. */
  readonly token: string | undefined
  /** Vendor accounts by tenant, provider and state, counted when somebody asks. */
  readonly accounts: () => Promise<readonly AccountCount[]>
  readonly log: Log
}

const PATH = '/metrics'
const PREFIX = 'sagemcp_'

/** What an operator's monitoring reads, in the Prometheus text format. The names of tenants are in it, so it has a token of its own. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #refreshes: Counter<'provider' | 'outcome'>

  constructor(private readonly parts: MetricsParts) {
    collectDefaultMetrics({ register: this.#registry, prefix: PREFIX })
    this.#refreshes = new Counter({
      name: `${PREFIX}account_refreshes_total`,
      help: 'Renewals of vendor accounts that this process did, by provider and outcome.',
      labelNames: ['provider', 'outcome'],
      registers: [this.#registry],
    })
    const accounts = new Gauge({
      name: `${PREFIX}vendor_accounts`,
      help: 'Vendor accounts by tenant, provider and state.',
      labelNames: ['tenant', 'provider', 'state'],
      registers: [],
      async collect() {
        this.reset()
        for (const { count, ...labels } of await parts.accounts()) this.set(labels, count)
      },
    })
    this.#registry.registerMetric(accounts)
  }

  refreshed(provider: string, outcome: string): void {
    this.#refreshes.inc({ provider, outcome })
  }

  /** False when the address is not this one. */
  handle(req: IncomingMessage, res: ServerResponse): boolean {
    const { token } = this.parts
    if (req.url?.split('?', 1)[0] !== PATH) return false
    if (token === undefined) {
      // Not left to the web app, which answers any address of a page: monitoring would take that for good.
      res.writeHead(404).end()
      return true
    }
    if (!same(req.headers.authorization, `Bearer ${token}`)) {
      res.writeHead(401, { 'www-authenticate': 'Bearer', 'cache-control': 'no-store' }).end()
      return true
    }
    if (req.method !== 'GET') {
      res.writeHead(405, { allow: 'GET' }).end()
      return true
    }
    this.#registry.metrics().then(
      (text) =>
        res.writeHead(200, { 'content-type': this.#registry.contentType, 'cache-control': 'no-store' }).end(text),
      (error: unknown) => {
        this.parts.log.error({ err: error }, 'metrics cannot be read')
        res.writeHead(503).end()
      },
    )
    return true
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const same = (given: string | undefined, expected: string): boolean =>
  given !== undefined && timingSafeEqual(digest(given), digest(expected))
