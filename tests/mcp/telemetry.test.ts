import { pino } from 'pino'
import { declarationOf } from '../../connectors/sdk/declarations'
import { record } from '../../server/audit/store'
import { SYSTEM } from '../../server/credentials/state'
import { backupOutcomes } from '../../server/observability/backup-store'
import { type Log, makeLog } from '../../server/observability/log'
import { Metrics } from '../../server/observability/metrics'
import { readingsOf } from '../../server/observability/readings'
import { Recorder } from '../../server/observability/recorder'
import { startTestApp, type TestApp, withLab } from '../support/app'
import { Lab } from '../support/lab'
import { type Got, listener } from '../support/listener'
import {
  answer,
  ask,
  bearer,
  envelope,
  initialize,
  modern,
  modernHeaders,
  openSession,
  post,
  RawSocket,
} from '../support/raw'
import { sentry } from '../support/sentry'
import { openTestDatabase } from '../support/test-db'
import { until } from '../support/until'

const TOKEN = 'monitoring-token-of-this-test'
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT = '00f067aa0ba902b7'
const COLLECTOR_KEY = 'collector-key-1234567890'

interface SentSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly attributes: readonly { key: string; value: { stringValue?: string; intValue?: string } }[]
}

const spansIn = (got: readonly Got[]): SentSpan[] =>
  got.flatMap(({ text }) => {
    const { resourceSpans } = JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[] }
    return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
  })

const lines: string[] = []
const log: Log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })

/** An app whose lab has its vendor here; what it tells others has arrived when it is closed. */
async function start(env: Record<string, string>, ownLog = log) {
  const vendor = await listener()
  const declaration = declarationOf(Lab)
  if (!declaration) throw new Error('the lab declares nothing')
  const app = await startTestApp({
    relocated: [{ class: Lab, declaration: { ...declaration, baseUrls: { default: vendor.origin } } }],
    env: { SAGEMCP_ALLOWED_PRIVATE_HOSTS: vendor.host, SAGEMCP_METRICS_TOKEN: TOKEN, ...env },
    log: ownLog,
  })
  return { app, vendor, lab: await withLab(app) }
}

const call = (url: string, key: string, name: string, args: object, meta: object = {}, headers = {}) =>
  post(
    url,
    key,
    {
      ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
      params: { name, arguments: args, _meta: { ...envelope(), ...meta } },
    },
    { ...modernHeaders('tools/call', name), ...headers },
  )

describe('metrics', () => {
  let it_: Awaited<ReturnType<typeof start>>
  let app: TestApp
  beforeAll(async () => {
    it_ = await start({})
    app = it_.app
  })
  afterAll(async () => {
    await app?.close()
    await it_?.vendor.close()
  })

  const read = async () => {
    const reply = await ask(`${new URL(it_.lab.url).origin}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
    expect(reply.status).toBe(200)
    return reply.text.split('\n')
  }
  const value = async (sample: string) => {
    const line = (await read()).find((each) => each.startsWith(`${sample} `))
    return line === undefined ? undefined : Number(line.split(' ').at(-1))
  }

  test('count calls on every transport, by tool and how they ended', async () => {
    const { url, key } = it_.lab
    const calls = (transport: string, tool: string, outcome: string) =>
      value(
        `sagemcp_tool_calls_total{transport="${transport}",connector_type="lab",tool="${tool}",outcome="${outcome}"}`,
      )
    const params = { name: 'lab_echo', arguments: { text: 'x' } }
    const rpc = { jsonrpc: '2.0', id: 5, method: 'tools/call', params }
    expect(answer(await modern(url, key, 'tools/call', params)).result).toBeDefined()
    const session = await openSession(url, key)
    await session.send(rpc)
    const socket = await RawSocket.connect(url, bearer(key))
    socket.send(initialize())
    socket.send(rpc)
    await until('an answer', () => socket.received.some((m) => m.id === 5))
    expect(await calls('http', 'echo', 'ok')).toBe(1)
    expect(await calls('http-session', 'echo', 'ok')).toBe(1)
    expect(await calls('websocket', 'echo', 'ok')).toBe(1)
    expect(await value('sagemcp_sessions{transport="http-session"}')).toBe(1)
    expect(await value('sagemcp_sessions{transport="websocket"}')).toBe(1)
    expect(await value('sagemcp_http_requests_total{transport="websocket",status="101"}')).toBe(1)
    expect(await value('sagemcp_http_requests_total{transport="http",status="200"}')).toBe(1)
    expect(await value('sagemcp_http_request_duration_seconds_count{transport="http"}')).toBe(1)
    await modern(url, key, 'tools/call', { name: 'lab_fail', arguments: { how: 'known' } })
    await modern(url, key, 'tools/call', { name: 'lab_fail', arguments: { how: 'crash' } })
    expect(await calls('http', 'fail', 'conflict')).toBe(1)
    expect(await calls('http', 'fail', 'internal')).toBe(1)
    expect(await value('sagemcp_tool_call_duration_seconds_count{connector_type="lab",tool="fail"}')).toBe(2)
    socket.close()
  })

  test('time vendors, and keep what is left of their limits', async () => {
    await modern(it_.lab.url, it_.lab.key, 'tools/call', { name: 'lab_vendor_wait', arguments: { id: 'm' } })
    expect(await value('sagemcp_vendor_request_duration_seconds_count{vendor="lab",outcome="ok"}')).toBe(1)
    expect(await value('sagemcp_vendor_rate_limit_remaining{vendor="lab"}')).toBe(41)
  })

  test('tell what is in memory, of the database and of the audit', async () => {
    expect(await value('sagemcp_cache_requests_total{cache="snapshots",outcome="hit"}')).toBeGreaterThan(0)
    expect(await value('sagemcp_db_pool_limit')).toBeGreaterThan(0)
    expect(await value('sagemcp_db_pool_connections{state="idle"}')).toBeGreaterThanOrEqual(0)
    expect(await value('sagemcp_nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0)
    await until('the audit to be sealed', async () => (await value('sagemcp_audit_unsealed_rows')) === 0, 10_000)
    expect(await value('sagemcp_task_runs_total{task="audit seal",outcome="ok"}')).toBeGreaterThan(0)
  })

  test('do not grow by what callers write', async () => {
    const { url, key } = it_.lab
    const series = async () => new Set((await read()).map((line) => line.replace(/ [^ ]+$/, '')))
    const hostile = async (n: number) => {
      const word = `evil-${n}-"}\n`
      await call(url, key, `lab_${word}`, { [word]: word }, { traceparent: word }).catch(() => {})
      await ask(`${url}/${encodeURIComponent(word)}?${encodeURIComponent(word)}`, { method: n % 2 ? 'PUT' : 'PURGE' })
      await ask(`${new URL(url).origin}/${encodeURIComponent(word)}`)
      await post(app.endpoint(`nobody-${n}`), key, { jsonrpc: '2.0', id: 1, method: word }, { 'mcp-method': 'x' })
      await post(url, `sk_evil_${n}`, {}, { 'user-agent': `evil-${n}`, 'mcp-session-id': `evil-${n}` })
    }
    for (let n = 0; n < 3; n++) await hostile(n)
    const before = await series()
    for (let n = 3; n < 20; n++) await hostile(n)
    const added = [...(await series())].filter((line) => !before.has(line))
    expect(added).toEqual([])
    expect([...before].join('\n')).not.toContain('evil')
    expect([...before].join('\n')).not.toContain(key)
  })
})

describe('traces', () => {
  test('join that of the caller, go on to the vendor and arrive; and there is nothing of what was said', async () => {
    const collector = await listener()
    const { app, vendor, lab } = await start({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin,
      OTEL_EXPORTER_OTLP_HEADERS: `x-collector-key=${COLLECTOR_KEY}`,
      OTEL_TRACES_SAMPLER_ARG: '0',
    })
    const parent = `00-${TRACE}-${PARENT}-01`
    const wanted = async (id: string, meta: object, headers = {}) => {
      const reply = await call(lab.url, lab.key, 'lab_vendor_wait', { id }, meta, headers)
      expect(answer(reply).result).toBeDefined()
      return vendor.got.find(({ path }) => path.endsWith(id))?.headers
    }
    try {
      const direct = await wanted('said-directly', { traceparent: parent, tracestate: 'a=1', baggage: 'b=secret' })
      expect(direct?.traceparent).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`))
      expect(direct).toMatchObject({ tracestate: 'a=1' })
      expect(direct).not.toHaveProperty('baggage')
      const other = TRACE.replace('4', '5')
      const byHeader = await wanted('said-in-header', {}, { traceparent: `00-${other}-${PARENT}-01` })
      expect(byHeader?.traceparent).toMatch(new RegExp(`^00-${other}-`))
      const bySdk = await wanted('said-to-sdk', { traceparent: parent, 'test.example/careful': true })
      expect(bySdk?.traceparent).toMatch(new RegExp(`^00-${TRACE}-`))
      // Not recorded by whoever began it: passed on as it came.
      const silent = `00-${TRACE}-${PARENT}-00`
      expect((await wanted('not-sampled', { traceparent: silent }))?.traceparent).toBe(silent)
      // Nothing began here, as none of those is wanted.
      expect(await wanted('unasked', {})).not.toHaveProperty('traceparent')
      expect(await wanted('nonsense', { traceparent: 'evil' })).not.toHaveProperty('traceparent')
    } finally {
      await app.close()
      await Promise.all([vendor.close(), collector.close()])
    }
    const spans = spansIn(collector.got)
    expect(collector.got.every(({ path }) => path === '/v1/traces')).toBe(true)
    expect(collector.got[0]?.headers['x-collector-key']).toBe(COLLECTOR_KEY)
    expect(spans.map(({ name, kind }) => `${name} ${kind}`).sort()).toEqual([
      ...Array<string>(3).fill('GET 3'),
      ...Array<string>(3).fill('tools/call lab_vendor_wait 2'),
    ])
    const [served] = spans.filter(({ kind, traceId }) => kind === 2 && traceId === TRACE)
    const asked = spans.find(({ parentSpanId }) => parentSpanId === served?.spanId)
    expect(served?.parentSpanId).toBe(PARENT)
    expect(asked?.traceId).toBe(TRACE)
    expect(vendor.got[0]?.headers.traceparent).toBe(`00-${TRACE}-${asked?.spanId}-01`)
    const about = Object.fromEntries(served?.attributes.map(({ key, value }) => [key, value.stringValue]) ?? [])
    expect(about).toMatchObject({ 'gen_ai.tool.name': 'lab_vendor_wait', 'sagemcp.outcome': 'ok' })
    const text = collector.got.map((each) => each.text).join('')
    for (const secret of [lab.key, COLLECTOR_KEY, 'said-directly', 'b=secret']) expect(text).not.toContain(secret)
  })

  test('are none without a collector: vendors are told nothing', async () => {
    const { app, vendor, lab } = await start({})
    try {
      const meta = { traceparent: `00-${TRACE}-${PARENT}-01` }
      await call(lab.url, lab.key, 'lab_vendor_wait', { id: 'a' }, meta, meta)
      expect(vendor.got).toHaveLength(1)
      expect(vendor.got[0]?.headers).not.toHaveProperty('traceparent')
    } finally {
      await app.close()
      await vendor.close()
    }
  })

  test('of a collector that is gone hold nothing up, and are counted', async () => {
    const gone = await listener()
    await gone.close()
    lines.length = 0
    const { app, vendor, lab } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: gone.origin })
    const reply = await call(lab.url, lab.key, 'lab_echo', { text: 'x' })
    expect(answer(reply).result).toBeDefined()
    await app.close()
    await vendor.close()
    expect(lines.filter((line) => line.includes('traces cannot be sent'))).toHaveLength(1)
  })
})

describe('errors', () => {
  test('reach the tracker scrubbed, each once', async () => {
    const tracker = await sentry()
    const { app, vendor, lab } = await start({ SENTRY_DSN: tracker.dsn })
    const crash = () => call(lab.url, lab.key, 'lab_fail', { how: 'crash' })
    try {
      for (let n = 0; n < 3; n++) await crash()
      await call(lab.url, lab.key, 'lab_fail', { how: 'known' })
      const error = new Error(`for "a person's words" with Bearer ${lab.key}`, { cause: new Error('mail a@b.example') })
      await app.died(error)
    } finally {
      await app.close()
      await Promise.all([vendor.close(), tracker.close()])
    }
    const { events } = tracker
    expect(events).toHaveLength(2)
    expect(events[0]).toMatchObject({
      level: 'error',
      logger: 'a tool failed',
      tags: { tool: 'lab_fail' },
      exception: { values: [{ type: 'Error' }] },
    })
    expect(events[1]).toMatchObject({ level: 'fatal', exception: { values: [{ type: 'Error' }, { type: 'Error' }] } })
    const text = tracker.got.map((each) => `${each.path}${JSON.stringify(each.headers)}${each.text}`).join('')
    for (const secret of [lab.key, "person's words", 'a@b.example', process.cwd()]) expect(text).not.toContain(secret)
  })

  test('of a tracker that refuses them disturb nobody', async () => {
    const tracker = await sentry()
    const { app, vendor, lab } = await start({ SENTRY_DSN: tracker.dsn.replace('public', 'wrong') })
    lines.length = 0
    for (const text of ['a', 'b']) await app.died(new Error(text))
    const reply = await call(lab.url, lab.key, 'lab_echo', { text: 'x' })
    await app.close()
    await Promise.all([vendor.close(), tracker.close()])
    expect(answer(reply).result).toBeDefined()
    expect(tracker.events).toEqual([])
    expect(tracker.got).toHaveLength(2)
    expect(lines.filter((line) => line.includes('an error was not reported'))).toHaveLength(1)
  })
})

test('a secret in an error is in no log line, no report and no span', async () => {
  const canary = 'sk_canary_ZXhhbXBsZXNlY3JldGV4YW1wbGVzZWNyZXQ'
  const [tracker, collector] = [await sentry(), await listener()]
  const ours: string[] = []
  const log_ = makeLog('debug', { write: (line: string) => void ours.push(line) })
  const { app, vendor, lab } = await start(
    { SENTRY_DSN: tracker.dsn, OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin },
    log_,
  )
  await call(lab.url, lab.key, 'lab_echo', { text: canary }, { baggage: `a=${canary}` })
  await call(lab.url, lab.key, 'lab_fail', { how: 'crash' })
  await app.died(Object.assign(new Error(`refused: Bearer ${canary}`), { config: { headers: { cookie: canary } } }))
  await app.close()
  await Promise.all([vendor.close(), tracker.close(), collector.close()])
  expect(tracker.events.length).toBeGreaterThan(0)
  expect(spansIn(collector.got).length).toBeGreaterThan(0)
  expect(ours.join('')).toContain('refused: Bearer [secret]')
  for (const text of [...ours, ...[...tracker.got, ...collector.got].map((each) => each.text)]) {
    expect(text).not.toContain('ZXhhbXBs')
    expect(text).not.toContain(lab.key)
  }
})

test('backups are known from the audit', async () => {
  const db = await openTestDatabase()
  const none = { rows: 0, ageS: 0 }
  const readings = readingsOf({
    ...{
      version: '1',
      db,
      accounts: async () => [],
      unsealed: async () => none,
      sessions: () => ({}),
      running: () => 0,
      paused: () => [],
    },
    ...{ caches: () => ({}), telemetry: () => ({}), backups: () => db.withSystem(backupOutcomes) },
  })
  const metrics = new Metrics({ token: undefined, recorder: new Recorder(), readings, log })
  const samples = async () => (await metrics.text()).split('\n').filter((line) => line.startsWith('sagemcp_backup'))
  const made = (outcome: string, action: 'backup.create' | 'backup.restore' = 'backup.create') =>
    db.withSystem((em) =>
      record(em, {
        ...{ tenantId: null, caller: SYSTEM, origin: { requestId: '', address: '' }, target: 'database' },
        ...{ action, outcome },
      }),
    )
  try {
    expect(await samples()).toEqual([
      'sagemcp_backups_total{outcome="ok"} 0',
      'sagemcp_backups_total{outcome="failed"} 0',
    ])
    const before = Date.now() / 1_000 - 60
    for (const outcome of ['ok', 'ok', 'failed']) await made(outcome)
    await made('ok', 'backup.restore')
    const [ok, failed, success, failure] = (await samples()).map((line) => Number(line.split(' ')[1]))
    expect([ok, failed]).toEqual([2, 1])
    expect(success).toBeGreaterThan(before)
    expect(failure).toBeGreaterThanOrEqual(success ?? Infinity)
    expect(failure).toBeLessThan(before + 120)
  } finally {
    await db.close()
  }
})

test('log lines say which request, whose and where, and no key', async () => {
  const { app, vendor, lab } = await start({})
  lines.length = 0
  try {
    const requestId = 'request-of-this-test'
    await call(lab.url, lab.key, 'lab_fail', { how: 'crash' }, {}, { 'x-request-id': requestId })
    const line = lines
      .map((each) => JSON.parse(each) as Record<string, unknown>)
      .find(({ msg }) => msg === 'a tool failed')
    expect(line).toMatchObject({ requestId, tenant: lab.tenant, caller: `key:${lab.keyId}`, tool: 'lab_fail' })
    expect(lines.join('')).not.toContain(lab.key)
  } finally {
    await app.close()
    await vendor.close()
  }
})
