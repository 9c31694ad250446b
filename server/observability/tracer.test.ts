import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-base'
import { Tracer } from './tracer'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT = '00f067aa0ba902b7'

function tracer(ratio: number) {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  })
  return { tracer: new Tracer(provider.getTracer('test')), ended: () => exporter.getFinishedSpans() }
}

it('records what its caller records, whatever the share of what begins here', () => {
  const { tracer: none, ended } = tracer(0)
  expect(none.start('x')).toBeUndefined()
  const span = none.start('x', undefined, { traceparent: `00-${TRACE}-${PARENT}-01`, tracestate: 'a=1,b=2' })
  const child = span?.child('GET')
  child?.end({}, false)
  span?.end({ a: 'b' }, true)
  const [asked, served] = ended()
  expect(asked?.spanContext().traceId).toBe(TRACE)
  expect(asked?.parentSpanContext?.spanId).toBe(served?.spanContext().spanId)
  expect(served).toMatchObject({ name: 'x', attributes: { a: 'b' }, parentSpanContext: { spanId: PARENT } })
  expect(child?.headers()).toEqual({
    traceparent: `00-${TRACE}-${asked?.spanContext().spanId}-01`,
    tracestate: 'a=1,b=2',
  })
})

it('takes the first that says where it is', () => {
  const { tracer: all } = tracer(1)
  const headers = all
    .start('x', { traceparent: 'evil' }, { traceparent: `00-${TRACE}-${PARENT}-01` }, { traceparent: 'never read' })
    ?.headers()
  expect(headers?.traceparent).toContain(TRACE)
})

it.each(['00', '02', 'fe'])('passes on what its caller does not record, and records nothing: flags %s', (flags) => {
  const { tracer: all, ended } = tracer(1)
  const span = all.start('x', { traceparent: `00-${TRACE}-${PARENT}-${flags}`, tracestate: 'a=1' })
  const child = span?.child('GET')
  child?.end({}, false)
  span?.end({}, false)
  expect(ended()).toEqual([])
  expect(child?.headers()).toEqual({ traceparent: `00-${TRACE}-${PARENT}-00`, tracestate: 'a=1' })
})

it.each([
  undefined,
  7,
  {},
  '',
  'abc',
  `00-${TRACE}-${PARENT}`,
  `00-${TRACE}-${PARENT}-01-more`,
  `ff-${TRACE}-${PARENT}-01`,
  `00-${'0'.repeat(32)}-${PARENT}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `00-${TRACE.toUpperCase()}-${PARENT}-01`,
  `00-${TRACE}-${PARENT}-01\r\nx-evil: 1`,
])('is not misled by %j', (traceparent) => expect(tracer(0).tracer.start('x', { traceparent })).toBeUndefined())

it.each(['a=1\r\nx: 1', 'a=ü', `a=${'x'.repeat(600)}`, 'no pair', 7, {}])(
  'passes no such state on: %j',
  (tracestate) => {
    const span = tracer(0).tracer.start('x', { traceparent: `00-${TRACE}-${PARENT}-00`, tracestate })
    expect(span?.headers()).toEqual({ traceparent: `00-${TRACE}-${PARENT}-00` })
  },
)
