import { rootCertificates } from 'node:tls'
import { ExportResultCode } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type ReadableSpan,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base'
import type { TracesConfig } from '../config'
import { Delivery } from './delivery'
import type { Log } from './log'
import type { TelemetryUse } from './readings'
import { Tracer } from './tracer'

const MAX_WAITING = 4_096
/** One attempt and those after it. */
const EXPORT_MS = 4_000
const LIMITS = {
  maxQueueSize: MAX_WAITING,
  maxExportBatchSize: 512,
  scheduledDelayMillis: 5_000,
  // Ends a flush too, and so the wait for a collector when the process stops.
  exportTimeoutMillis: EXPORT_MS + 1_000,
}
const TOO_MANY = new Error(`more than ${MAX_WAITING} spans wait to be sent`)

/** Spans that wait for the collector, with a count of what became of them. */
class Queue extends BatchSpanProcessor {
  #waiting = 0

  constructor(
    exporter: SpanExporter,
    private readonly delivery: Delivery,
  ) {
    const counted: SpanExporter = {
      export: (spans, done) => {
        this.#waiting -= spans.length
        exporter.export(spans, (result) => {
          if (result.code === ExportResultCode.SUCCESS) delivery.arrived(spans.length)
          else delivery.lost(spans.length, result.error)
          done(result)
        })
      },
      shutdown: () => exporter.shutdown(),
    }
    super(counted, { ...LIMITS })
  }

  override onEnd(span: ReadableSpan): void {
    if (this.#waiting >= MAX_WAITING) return this.delivery.lost(1, TOO_MANY)
    this.#waiting++
    super.onEnd(span)
  }
}

/** Sends spans to an OpenTelemetry collector. Nothing waits for it but the end of the process, and that not for long. */
export class Traces {
  readonly tracer: Tracer
  readonly #provider: BasicTracerProvider
  readonly #delivery: Delivery

  constructor(
    { url, headers, serviceName, ratio }: TracesConfig,
    { version, extraCa }: { readonly version: string; readonly extraCa: string | undefined },
    log: Log,
  ) {
    this.#delivery = new Delivery(log, 'traces cannot be sent')
    // Whatever is said here is not looked up in the environment.
    const exporter = new OTLPTraceExporter({
      url: url.href,
      headers: { ...headers },
      timeoutMillis: EXPORT_MS,
      httpAgentOptions: { keepAlive: true, ...(extraCa !== undefined && { ca: [...rootCertificates, extraCa] }) },
    })
    this.#provider = new BasicTracerProvider({
      resource: resourceFromAttributes({ 'service.name': serviceName, 'service.version': version }),
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
      spanLimits: { attributeCountLimit: 128, attributeValueLengthLimit: Infinity },
      spanProcessors: [new Queue(exporter, this.#delivery)],
    })
    this.tracer = new Tracer(this.#provider.getTracer('sagemcp', version))
  }

  get use(): TelemetryUse {
    return this.#delivery.use
  }

  flush(): Promise<void> {
    return this.#provider.forceFlush()
  }

  close(): Promise<void> {
    return this.#provider.shutdown()
  }
}
