import { type Got, listener } from './listener'

export interface SentryEvent {
  readonly event_id: string
  readonly level: string
  readonly logger: string
  readonly tags: Readonly<Record<string, string>>
  readonly exception: { readonly values: readonly SentryException[] }
}

interface SentryException {
  readonly type: string
  readonly value: string
  readonly stacktrace: { readonly frames: readonly { readonly filename: string; readonly lineno: number }[] }
}

const PROJECT = '7'

/** Stands for a Sentry: takes envelopes as the protocol says they are, from who has its key, and refuses all others. */
export async function sentry(key = 'public') {
  const events: SentryEvent[] = []
  const it = await listener((request) => {
    const url = new URL(request.path, 'http://here')
    if (url.pathname !== `/api/${PROJECT}/envelope/`) return 404
    const header = /sentry_key=(\w+)/.exec(String(request.headers['x-sentry-auth'] ?? ''))?.[1]
    if ((url.searchParams.get('sentry_key') ?? header) !== key) return 403
    const event = eventIn(request)
    if (!event) return 400
    events.push(event)
    return 200
  })
  return { ...it, dsn: `http://${key}@${it.host}/${PROJECT}`, events }
}

/** A header, then items of a header and a payload each, a line each. */
function eventIn({ text }: Got): SentryEvent | undefined {
  try {
    const [header, item, event, end, ...more] = text
      .split('\n')
      .map((line) => (line ? JSON.parse(line) : undefined)) as [
      { event_id?: unknown; sent_at?: unknown }?,
      { type?: unknown }?,
      (SentryEvent & { timestamp?: unknown; platform?: unknown })?,
      ...undefined[],
    ]
    if (end !== undefined || more.length > 0 || item?.type !== 'event' || !event) return undefined
    if (!/^[0-9a-f]{32}$/.test(event.event_id) || header?.event_id !== event.event_id) return undefined
    if (Number.isNaN(Date.parse(String(header.sent_at))) || typeof event.timestamp !== 'number') return undefined
    if (event.platform !== 'node' || !['error', 'fatal'].includes(event.level)) return undefined
    const frames = event.exception.values.flatMap(({ stacktrace }) => stacktrace.frames)
    return frames.length > 0 && frames.every(({ lineno }) => Number.isInteger(lineno)) ? event : undefined
  } catch {
    return undefined
  }
}
