import type { ServerResponse } from 'node:http'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { BoundedNames } from './bounded-names'
import { Lowest } from './lowest'

/** Of the connector types of a process, whose tools may be made at run time. */
const MAX_TOOLS_OF_A_TYPE = 300

/** No answer was begun before its client went away; proxies write the same. */
const CLIENT_GONE = 499

/** The upper ends of the steps of a histogram, in seconds. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

/**
 * What happens, counted as it happens. All labels have few values, and none that a caller can choose: a status, a code, the name of
 * something that is installed here.
 */
export class Recorder {
  readonly registry = new Registry()

  readonly #requests = this.#counter(
    'sagemcp_http_requests_total',
    'HTTP requests that were answered, by transport and status; those of WebSocket are upgrades.',
    ['transport', 'status'],
  )
  readonly #requestTimes = this.#histogram(
    'sagemcp_http_request_duration_seconds',
    'Seconds from a request to the end of its answer, without streams that stay open.',
    ['transport'],
  )
  readonly #calls = this.#counter('sagemcp_tool_calls_total', 'Calls of tools by how they ended.', [
    'transport',
    'connector_type',
    'tool',
    'outcome',
  ])
  readonly #callTimes = this.#histogram(
    'sagemcp_tool_call_duration_seconds',
    'Seconds of a call of a tool, with its vendor.',
    ['connector_type', 'tool'],
  )
  readonly #tools = new Map<string, BoundedNames>()
  readonly #vendorTimes = this.#histogram(
    'sagemcp_vendor_request_duration_seconds',
    'Seconds of one request to a vendor, each attempt by itself.',
    ['vendor', 'outcome'],
  )
  readonly #remaining = new Map<string, Lowest>()
  readonly #pauses = this.#counter(
    'sagemcp_vendor_pauses_total',
    'How often a vendor was left alone because it failed, for one tenant or for all.',
    ['vendor', 'scope'],
  )
  readonly #refreshes = this.#counter(
    'sagemcp_account_refreshes_total',
    'Renewals of vendor accounts that this process did, by provider and outcome.',
    ['provider', 'outcome'],
  )
  readonly #connections = this.#counter(
    'sagemcp_account_connections_total',
    'Ways back from a vendor after somebody connected an account, by how they ended.',
    ['provider', 'outcome'],
  )
  readonly #validations = this.#counter(
    'sagemcp_connector_validations_total',
    'Checks whether the credential of a connector works.',
    ['connector_type', 'outcome'],
  )
  readonly #taskRuns = this.#counter('sagemcp_task_runs_total', 'Runs of background work in this process.', [
    'task',
    'outcome',
  ])
  readonly #taskSuccess = this.#gauge(
    'sagemcp_task_last_success_timestamp_seconds',
    'When background work last ended well in this process.',
    ['task'],
  )
  /** Answers that stay open as long as their clients like: how long says nothing. */
  readonly #streams = new WeakSet<ServerResponse>()

  constructor() {
    const remaining = this.#remaining
    // Registers itself.
    void new Gauge({
      name: 'sagemcp_vendor_rate_limit_remaining',
      help: 'The least that a vendor said is left of a rate limit, of any account, in the last one to two minutes.',
      labelNames: ['vendor'],
      registers: [this.registry],
      collect() {
        this.reset()
        for (const [vendor, { value }] of remaining) if (value !== undefined) this.set({ vendor }, value)
      },
    })
  }

  /** One HTTP request, until its answer is out or nobody waits for it. */
  request(res: ServerResponse, transport: string): void {
    const started = performance.now()
    res.on('close', () => {
      this.#requests.inc({ transport, status: String(res.headersSent ? res.statusCode : CLIENT_GONE) })
      if (!this.#isStream(res)) this.#requestTimes.observe({ transport }, (performance.now() - started) / 1_000)
    })
  }

  /** Says so of an answer that its type does not tell. */
  stays(res: ServerResponse): void {
    this.#streams.add(res)
  }

  #isStream(res: ServerResponse): boolean {
    if (res.req.method !== 'GET') return this.#streams.has(res)
    const type = res.getHeader('content-type')
    return typeof type === 'string' && type.startsWith('text/event-stream')
  }

  /** A WebSocket that was opened, or was not. */
  upgraded(status: number): void {
    this.#requests.inc({ transport: 'websocket', status: String(status) })
  }

  toolCall(transport: string, connectorType: string, tool: string, outcome: string, seconds: number): void {
    const about = { connector_type: connectorType, tool: this.#toolsOf(connectorType).of(tool) }
    this.#calls.inc({ transport, ...about, outcome })
    this.#callTimes.observe(about, seconds)
  }

  vendorAnswered(vendor: string, outcome: string, seconds: number, remaining: number | undefined): void {
    this.#vendorTimes.observe({ vendor, outcome }, seconds)
    if (remaining === undefined) return
    let lowest = this.#remaining.get(vendor)
    if (!lowest) this.#remaining.set(vendor, (lowest = new Lowest()))
    lowest.saw(remaining)
  }

  /** A vendor is left alone from now on. */
  paused(vendor: string, scope: string): void {
    this.#pauses.inc({ vendor, scope })
  }

  refreshed(provider: string, outcome: string): void {
    this.#refreshes.inc({ provider, outcome })
  }

  connected(provider: string, outcome: string): void {
    this.#connections.inc({ provider, outcome })
  }

  validated(connectorType: string, outcome: string): void {
    this.#validations.inc({ connector_type: connectorType, outcome })
  }

  jobRan(job: string, outcome: 'ok' | 'failed'): void {
    this.#taskRuns.inc({ task: job, outcome })
    if (outcome === 'ok') this.#taskSuccess.setToCurrentTime({ task: job })
  }

  #toolsOf(connectorType: string): BoundedNames {
    let tools = this.#tools.get(connectorType)
    if (!tools) this.#tools.set(connectorType, (tools = new BoundedNames(MAX_TOOLS_OF_A_TYPE)))
    return tools
  }

  #counter<L extends string>(name: string, help: string, labelNames: L[]): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] })
  }

  #gauge<L extends string>(name: string, help: string, labelNames: L[]): Gauge<L> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] })
  }

  #histogram<L extends string>(name: string, help: string, labelNames: L[]): Histogram<L> {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] })
  }
}
