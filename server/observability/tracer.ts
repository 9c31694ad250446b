import {
  type Attributes,
  type Context,
  defaultTextMapGetter,
  type Tracer as OpenTelemetryTracer,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'

/** What may say where in a trace its sender is: the headers of a request, or `_meta` of a message. */
export interface TraceCarrier {
  readonly traceparent?: unknown
  readonly tracestate?: unknown
  readonly [other: string]: unknown
}

/** A piece of work while it lasts. Its name and attributes are names and codes of ours, never what somebody wrote. */
export interface Span {
  /** Of what this one asks from somebody else. */
  child(name: string): Span
  /** For the one who is asked. */
  headers(): Record<string, string>
  /** Once. */
  end(attributes: Attributes, isError: boolean): void
}

const w3c = new W3CTraceContextPropagator()

/** The traces of this process. Where one is travels as an argument: nothing here is global, and nothing watches modules. */
export class Tracer {
  constructor(private readonly tracer: Pick<OpenTelemetryTracer, 'startSpan'>) {}

  /** As a part of the first of these that says one. Undefined when there is nothing to record or to pass on. */
  start(name: string, ...within: readonly (TraceCarrier | undefined)[]): Span | undefined {
    const parent = within.map((carrier) => w3c.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter)).find(isPart)
    if (!parent) return this.#span(name, SpanKind.SERVER, ROOT_CONTEXT)
    return this.#span(name, SpanKind.SERVER, parent) ?? passing(parent)
  }

  /** Undefined when nobody records it. */
  #span(name: string, kind: SpanKind, parent: Context): Span | undefined {
    const span = this.tracer.startSpan(name, { kind }, parent)
    if (!span.isRecording()) return undefined
    const here = trace.setSpan(parent, span)
    return {
      child: (childName) => this.#span(childName, SpanKind.CLIENT, here) ?? passing(here),
      headers: () => headersOf(here),
      end: (attributes, isError) => {
        span.setAttributes(attributes)
        if (isError) span.setStatus({ code: SpanStatusCode.ERROR })
        span.end()
      },
    }
  }
}

const isPart = (context: Context): boolean => trace.getSpanContext(context) !== undefined

/** What nobody records is passed on as it came: a span that nobody will ever see is no place in a trace. */
function passing(parent: Context): Span {
  const span: Span = { child: () => span, headers: () => headersOf(parent), end: () => {} }
  return span
}

function headersOf(context: Context): Record<string, string> {
  const at = trace.getSpanContext(context)
  const headers: Record<string, string> = {}
  if (!at) return headers
  // Of the flags only one means something to us, and the library writes no two digits.
  const known = trace.setSpanContext(context, { ...at, traceFlags: at.traceFlags & TraceFlags.SAMPLED })
  w3c.inject(known, headers, { set: (into, name, value: string) => value !== '' && (into[name] = value) })
  return headers
}
