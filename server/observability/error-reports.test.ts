import { pino } from 'pino'
import { listener } from '../../tests/support/listener'
import { sentry } from '../../tests/support/sentry'
import { ErrorReports } from './error-reports'

const NO_DOORS = { allowedPrivateHosts: [], outboundProxy: undefined, extraCa: undefined }
const CANARY = 'sk_canary_ZXhhbXBsZXNlY3JldGV4YW1wbGVzZWNyZXQ'

async function start(keyOfOurs = 'public') {
  const tracker = await sentry()
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
  const dsn = tracker.dsn.replace('public', keyOfOurs)
  const reports = new ErrorReports({ dsn, version: '1.2.3', environment: 'production' }, NO_DOORS, log)
  const close = async () => {
    await reports.close()
    await tracker.close()
  }
  return { tracker, reports, lines, close }
}

it('tells of an error, its causes and where in this program it was', async () => {
  const { tracker, reports, close } = await start()
  const error = new TypeError('outer', { cause: new RangeError('inner') })
  reports.report(error, 'a tool failed', 'fatal', {
    tool: 'lab_fail',
    requestId: 'r-1',
    headers: { a: 'b' },
    who: 'ana',
  })
  await close()
  expect(tracker.events).toHaveLength(1)
  expect(tracker.events[0]).toMatchObject({
    level: 'fatal',
    logger: 'a tool failed',
    release: 'sagemcp@1.2.3',
    environment: 'production',
    tags: { tool: 'lab_fail', requestId: 'r-1' },
    exception: { values: [{ type: 'RangeError' }, { type: 'TypeError', value: 'outer' }] },
  })
  expect(tracker.events[0]?.tags).not.toHaveProperty('who')
  const last = tracker.events[0]?.exception.values[1]?.stacktrace.frames.at(-1)
  expect(last).toMatchObject({ filename: 'server/observability/error-reports.test.ts', in_app: true })
  expect(Object.keys(tracker.events[0] ?? {}).sort()).toEqual(
    ['environment', 'event_id', 'exception', 'level', 'logger', 'platform', 'release', 'tags', 'timestamp'].sort(),
  )
  expect(reports.use).toEqual({ sent: 1, dropped: 0 })
})

it.each<[string, Error, Record<string, string>]>([
  ['the message', new Error(`refused: Bearer ${CANARY}`), {}],
  ['a cause', new Error('x', { cause: new Error(`for ${CANARY}`) }), {}],
  ['the name', Object.assign(new Error('x'), { name: CANARY }), {}],
  ['what an error carries', Object.assign(new Error('x'), { config: { headers: { authorization: CANARY } } }), {}],
  [
    'a line of the message that looks like a place',
    new Error(`x\n    at ${CANARY} (/srv/${CANARY}.js:1:2)\n at (${CANARY})`),
    {},
  ],
  ['an address in the message', new Error(`x\nlooked at https://v.example/cb?code=${CANARY}`), {}],
  ['a tag', new Error('x'), { type: `a ${CANARY}` }],
])('a secret in %s stays here', async (_, error, fields) => {
  const { tracker, reports, lines, close } = await start()
  reports.report(error, 'a tool failed', 'error', fields)
  await close()
  expect(tracker.events).toHaveLength(1)
  expect(
    tracker.got.map(({ text, path, headers }) => `${path}${JSON.stringify(headers)}${text}`).join(''),
  ).not.toContain('ZXhhbXBs')
  expect(lines).toEqual([])
})

it('takes no line of a message for a place', async () => {
  const { tracker, reports, close } = await start()
  reports.report(new Error('x\nlook at the salary of Ana\n    at ana@acme.example (a)'), 'a tool failed', 'error', {})
  await close()
  const places = JSON.stringify(tracker.events[0]?.exception.values[0]?.stacktrace)
  expect(places).not.toMatch(/salary|acme/)
})

it('does not repeat itself, and tells so much a minute and no more', async () => {
  const { tracker, reports, close } = await start()
  for (let n = 0; n < 5; n++) reports.report(new Error('the same'), 'a tool failed', 'error', {})
  for (let n = 0; n < 40; n++) reports.report(new Error(`no. ${n}`), 'a tool failed', 'error', {})
  await close()
  expect(tracker.events).toHaveLength(30)
  expect(reports.use).toEqual({ sent: 30, dropped: 11 })
})

it('says once that nothing arrives, and never throws', async () => {
  const { tracker, reports, lines, close } = await start('another')
  for (let n = 0; n < 5; n++) reports.report(new Error(`no. ${n}`), 'a tool failed', 'error', {})
  await close()
  expect(tracker.events).toEqual([])
  expect(reports.use).toEqual({ sent: 0, dropped: 5 })
  expect(lines.filter((line) => line.includes('an error was not reported'))).toHaveLength(1)
  expect(lines.join('')).toContain('answers 403')
})

it('leaves a tracker alone that asks for it', async () => {
  const tired = await listener(() => 429)
  const log = pino({ level: 'silent' })
  const dsn = `http://public@${tired.host}/7`
  const reports = new ErrorReports({ dsn, version: '1', environment: 'production' }, NO_DOORS, log)
  reports.report(new Error('first'), 'a tool failed', 'error', {})
  await reports.flush()
  reports.report(new Error('second'), 'a tool failed', 'error', {})
  await reports.close()
  await tired.close()
  expect(tired.got).toHaveLength(1)
  expect(reports.use).toEqual({ sent: 0, dropped: 2 })
})

it('meets a stand-in that refuses a wrong key and what is no envelope', async () => {
  const tracker = await sentry()
  const send = async (path: string, body: string) =>
    (await fetch(`${tracker.origin}${path}`, { method: 'POST', body })).status
  const id = 'a'.repeat(32)
  const exception = { values: [{ type: 'Error', value: 'x', stacktrace: { frames: [{ filename: 'a', lineno: 1 }] } }] }
  const event = { event_id: id, timestamp: 1, platform: 'node', level: 'error', exception }
  const lines = (...parts: object[]) => parts.map((part) => JSON.stringify(part)).join('\n')
  const header = { event_id: id, sent_at: new Date().toISOString() }
  const good = lines(header, { type: 'event' }, event)
  expect(await send('/api/7/envelope/?sentry_key=public', good)).toBe(200)
  expect(await send('/api/7/envelope/?sentry_key=other', good)).toBe(403)
  expect(await send('/api/8/envelope/?sentry_key=public', good)).toBe(404)
  for (const bad of [
    'x',
    JSON.stringify(event),
    lines(header, { type: 'session' }, event),
    lines({ ...header, event_id: 'b'.repeat(32) }, { type: 'event' }, event),
    lines(header, { type: 'event' }, { ...event, exception: { values: [] } }),
  ])
    expect(await send('/api/7/envelope/?sentry_key=public', bad)).toBe(400)
  await tracker.close()
})
