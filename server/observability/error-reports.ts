import path from 'node:path'
import {
  createStackParser,
  createTransport,
  dedupeIntegration,
  type ErrorEvent,
  type Exception,
  linkedErrorsIntegration,
  Scope,
  type StackFrame,
  type Transport,
  type TransportRequest,
} from '@sentry/core'
import { nodeStackLineParser, ServerRuntimeClient } from '@sentry/core/server'
import { TokenBuckets } from '../limits/token-buckets'
import type { VendorsConfig } from '../vendors/vendors'
import { Delivery } from './delivery'
import type { Log } from './log'
import { postTo } from './post'
import type { TelemetryUse } from './readings'
import { withoutData } from './scrub'

export interface ReportsOptions {
  readonly dsn: string
  readonly version: string
  readonly environment: string
}

/** What a log line says besides the error, and a report may say too: ids and names of ours. */
const TAGS = ['requestId', 'tool', 'job', 'method', 'type', 'connector', 'traceId']

const PER_MINUTE = 30
const FLUSH_MS = 3_000

// Only what the engine wrote: a message has lines too, and one of them may look like a place.
const [PRIORITY, parseLine] = nodeStackLineParser()
const stackParser = createStackParser([PRIORITY, (line) => (/^ {4}at /.test(line) ? parseLine(line) : undefined)])

/**
 * Tells a Sentry of errors. Of the library this is the client alone: none of what gathers requests, modules or machines is
 * switched on, and an event is made anew of what may leave before it does.
 */
export class ErrorReports {
  readonly #pace = new TokenBuckets(PER_MINUTE)
  readonly #client: ServerRuntimeClient
  readonly #delivery: Delivery
  #closePost = () => {}

  constructor({ dsn, version, environment }: ReportsOptions, vendors: VendorsConfig, log: Log) {
    this.#delivery = new Delivery(log, 'an error was not reported')
    this.#client = new ServerRuntimeClient({
      ...{ dsn, environment, stackParser, release: `sagemcp@${version}`, platform: 'node' },
      // The causes of an error, and no report that only repeats the one before.
      integrations: [linkedErrorsIntegration(), dedupeIntegration()],
      beforeSend: (event) => this.#inTurn(event),
      transport: (options) => this.#transport(options.url, vendors),
      // No spans, and none of what an integration might gather.
      traceLifecycle: 'static',
      dataCollection: { userInfo: false, cookies: false, httpHeaders: false, httpBodies: [], urlQueryParams: false },
    })
    if (!this.#client.getDsn()) throw new Error('SENTRY_DSN is no address of an error tracker')
    this.#client.init()
  }

  get use(): TelemetryUse {
    return this.#delivery.use
  }

  report(error: Error, message: string, level: 'error' | 'fatal', fields: Readonly<Record<string, unknown>>): void {
    const scope = new Scope()
    scope.setLevel(level)
    for (const name of TAGS) if (typeof fields[name] === 'string') scope.setTag(name, fields[name])
    scope.addEventProcessor((event) => ({ ...event, logger: message }))
    this.#client.captureException(error, { originalException: error }, scope)
  }

  async flush(): Promise<void> {
    await this.#client.flush(FLUSH_MS)
  }

  async close(): Promise<void> {
    await this.#client.close(FLUSH_MS)
    this.#closePost()
  }

  #inTurn(event: ErrorEvent): ErrorEvent | null {
    if (this.#pace.take('reports') === 0) return kept(event)
    this.#delivery.leftOut(1)
    return null
  }

  #transport(url: string, vendors: VendorsConfig): Transport {
    const { post, close } = postTo(new URL(url), vendors)
    this.#closePost = close
    const send = async ({ body }: TransportRequest) => {
      try {
        const data = typeof body === 'string' ? body : Buffer.from(body)
        const { status, headers } = await post({ 'content-type': 'application/x-sentry-envelope' }, data)
        if (status < 300) this.#delivery.arrived(1)
        else this.#delivery.lost(1, new Error(`the error tracker answers ${status}`))
        return { statusCode: status, headers: { ...limitsIn(headers) } }
      } catch (error) {
        this.#delivery.lost(1, error)
        throw error
      }
    }
    // Of those that it tried to send, `send` knows.
    const recordDroppedEvent = (reason: string) => {
      if (reason !== 'network_error' && reason !== 'send_error') this.#delivery.leftOut(1)
    }
    return createTransport({ recordDroppedEvent }, send)
  }
}

/** When the tracker wants to be left alone. */
const limitsIn = (headers: Readonly<Record<string, string>>) => ({
  'x-sentry-rate-limits': headers['x-sentry-rate-limits'] ?? null,
  'retry-after': headers['retry-after'] ?? null,
})

/** All that leaves: what went wrong and where in this program, without what people wrote. */
function kept({
  event_id,
  timestamp,
  platform,
  level,
  logger,
  release,
  environment,
  ...event
}: ErrorEvent): ErrorEvent {
  const tags = Object.entries(event.tags ?? {}).map(([name, value]) => [name, withoutData(String(value))])
  return {
    ...({ type: undefined, event_id, timestamp, platform, level, release, environment } as ErrorEvent),
    logger: withoutData(logger ?? ''),
    tags: Object.fromEntries(tags) as Record<string, string>,
    exception: { values: (event.exception?.values ?? []).map(exceptionOf) },
  }
}

const exceptionOf = ({ type, value, stacktrace }: Exception): Exception => ({
  type: withoutData(type ?? 'Error'),
  value: withoutData(value ?? ''),
  stacktrace: { frames: (stacktrace?.frames ?? []).map(frameOf) },
})

const ROOT = path.resolve(__dirname, '../..')

/** Files by their place in this program, not on this machine. */
function frameOf({ filename: file = '', function: name = '', lineno = 0, colno = 0 }: StackFrame): StackFrame {
  const isOurs = file.startsWith(ROOT) && !file.includes('node_modules')
  const known = isOurs ? path.relative(ROOT, file) : file.replace(/^.*\/node_modules\//, 'node_modules/')
  const place = path.isAbsolute(known) ? path.basename(known) : known
  return { filename: withoutData(place), function: withoutData(name), lineno, colno, in_app: isOurs }
}
