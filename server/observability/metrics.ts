import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { collectDefaultMetrics, Counter, Gauge, type Registry } from 'prom-client'
import type { Log } from './log'
import type { Reading, Sample } from './readings'
import type { Recorder } from './recorder'

export interface MetricsParts {
  /** Without one nothing is served. */
  readonly token: string | undefined
  readonly recorder: Recorder
  readonly readings: readonly Reading[]
  readonly log: Log
}

const PATH = '/metrics'
/** Monitoring gives up after ten seconds; while the database is away it still gets what this process knows by itself. */
const PATIENCE_MS = 3_000

/** What an operator's monitoring reads, in the Prometheus text format. The names of tenants are in it, so it has a token of its own. */
export class Metrics {
  readonly #registry: Registry

  constructor(private readonly parts: MetricsParts) {
    this.#registry = parts.recorder.registry
    for (const reading of parts.readings) this.#add(reading)
    // Only who reads it pays for it: the lag of the event loop is measured all the time.
    if (parts.token !== undefined) collectDefaultMetrics({ register: this.#registry, prefix: 'sagemcp_' })
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
    this.text().then(
      (text) =>
        res.writeHead(200, { 'content-type': this.#registry.contentType, 'cache-control': 'no-store' }).end(text),
      (error: unknown) => {
        this.parts.log.error({ err: error }, 'metrics cannot be read')
        res.writeHead(503).end()
      },
    )
    return true
  }

  text(): Promise<string> {
    return this.#registry.metrics()
  }

  #add(reading: Reading): void {
    const { name, help, labels } = reading
    const about = { name, help, labelNames: labels, registers: [this.#registry] }
    const collect = async (): Promise<void> => {
      const samples = await this.#read(reading)
      metric.reset()
      // Without labels it would say 0 where nothing is known.
      if (labels.length === 0) metric.remove()
      for (const { values, value } of samples) metric.labels(...values).inc(value)
    }
    const metric = name.endsWith('_total') ? new Counter({ ...about, collect }) : new Gauge({ ...about, collect })
  }

  /** Nothing where it cannot be had. */
  async #read(reading: Reading): Promise<readonly Sample[]> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('took too long')), PATIENCE_MS)
    })
    try {
      return await Promise.race([reading.read(), late])
    } catch (error) {
      this.parts.log.warn({ err: error, metric: reading.name }, 'a metric is left out')
      return []
    } finally {
      clearTimeout(timer)
    }
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const same = (given: string | undefined, expected: string): boolean =>
  given !== undefined && timingSafeEqual(digest(given), digest(expected))
