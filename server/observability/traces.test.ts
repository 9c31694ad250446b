import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { listener } from '../../tests/support/listener'
import { Traces } from './traces'

const lines: string[] = []
const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
beforeEach(() => (lines.length = 0))

const open = (origin: string, more: object = {}) => {
  const config = {
    url: new URL(`${origin}/v1/traces`),
    headers: { 'x-key': 'k' },
    serviceName: 'ours',
    ratio: 1,
    ...more,
  }
  return new Traces(config, { version: '1', extraCa: undefined }, log)
}
const work = ({ tracer }: Traces, count: number) => {
  for (let n = 0; n < count; n++) tracer.start(`x${n}`)?.end({ n }, false)
}
const warnings = () => lines.filter((line) => line.includes('traces cannot be sent'))

it('sends what was recorded as our settings say, whatever else the environment says', async () => {
  const stray = {
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:1/elsewhere',
    OTEL_EXPORTER_OTLP_HEADERS: 'x-key=wrong',
    OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '1',
    OTEL_SERVICE_NAME: 'theirs',
    OTEL_RESOURCE_ATTRIBUTES: 'service.name=theirs,secret=s3cret',
    OTEL_TRACES_SAMPLER: 'always_off',
    OTEL_SDK_DISABLED: 'true',
    OTEL_BSP_MAX_QUEUE_SIZE: '1',
    OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '0',
    OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '0',
  }
  const before = { ...process.env }
  Object.assign(process.env, stray)
  const collector = await listener()
  try {
    const traces = open(collector.origin)
    work(traces, 3)
    await traces.close()
    expect(traces.use).toEqual({ sent: 3, dropped: 0 })
  } finally {
    for (const name of Object.keys(stray)) delete process.env[name]
    Object.assign(process.env, before)
    await collector.close()
  }
  const [{ path, headers, text } = { path: '', headers: {}, text: '' }] = collector.got
  expect(path).toBe('/v1/traces')
  expect(headers).toMatchObject({ 'x-key': 'k', 'content-type': 'application/json' })
  expect(text).toContain('{"key":"service.name","value":{"stringValue":"ours"}}')
  expect(text).toContain('{"key":"n","value":{"intValue":2}}')
  expect(text).not.toMatch(/theirs|s3cret/)
})

it('says once that a collector refuses, and again only after one was taken', async () => {
  let status = 400
  const collector = await listener(() => status)
  const traces = open(collector.origin)
  const send = async () => {
    work(traces, 1)
    await traces.flush().catch(() => {})
  }
  await send()
  await send()
  expect(warnings()).toHaveLength(1)
  status = 200
  await send()
  status = 400
  await send()
  expect(warnings()).toHaveLength(2)
  await traces.close()
  await collector.close()
  expect(traces.use).toEqual({ sent: 1, dropped: 3 })
})

it('keeps so many spans and no more, and stops although nobody answers', async () => {
  const server = createServer(() => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const traces = open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  work(traces, 10_000)
  expect(traces.use.dropped).toBeGreaterThan(5_000)
  expect(warnings()).toHaveLength(1)
  await traces.close().catch(() => {})
  server.closeAllConnections()
  server.close()
}, 20_000)
