import { NoAnswer, type Outgoing, type Reply } from '../vendors/exchange'
import type { Recorder } from './recorder'
import type { Span } from './tracer'

/** Sees one request to a vendor from its beginning. */
export interface Watching {
  /** Sent with it. */
  readonly headers: Readonly<Record<string, string>>
  answered(reply: Reply): void
  failed(error: unknown): void
}

export type VendorWatch = (vendor: string, outgoing: Outgoing, span: Span | undefined) => Watching

const NO_HEADERS = {}

/** Counts and times every request of a tool to a vendor, and makes it part of the caller's trace. */
export const makeVendorWatch =
  (recorder: Recorder): VendorWatch =>
  (vendor, { method, url }, within) => {
    const started = performance.now()
    const span = within?.child(method)
    const end = (outcome: string, status: number | undefined, left?: number) => {
      recorder.vendorAnswered(vendor, outcome, (performance.now() - started) / 1_000, left)
      const about = { 'http.request.method': method, 'server.address': url.hostname, 'sagemcp.vendor': vendor }
      span?.end(
        status === undefined ? { ...about, 'error.type': outcome } : { ...about, 'http.response.status_code': status },
        outcome !== 'ok',
      )
    }
    return {
      headers: span?.headers() ?? NO_HEADERS,
      answered: ({ status, headers }) => end(outcomeOf(status), status, remaining(headers)),
      failed: (error) => end(error instanceof NoAnswer ? error.kind : 'cancelled', undefined),
    }
  }

function outcomeOf(status: number): string {
  if (status < 400) return 'ok'
  if (status === 429) return 'rate_limited'
  return status < 500 ? 'refused' : 'vendor_error'
}

const REMAINING = ['x-ratelimit-remaining', 'x-ratelimit-requests-remaining', 'ratelimit-remaining']
const WHOLE = /^\d{1,9}$/

function remaining(headers: Reply['headers']): number | undefined {
  for (const name of REMAINING) {
    const text = headers[name]
    if (text !== undefined && WHOLE.test(text)) return Number(text)
  }
  return undefined
}
