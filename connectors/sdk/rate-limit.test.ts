import { retryAfter } from './rate-limit'

const NOW = Date.UTC(2026, 10, 21, 12)

test.each<[form: string, headers: Record<string, string>, seconds: number | undefined]>([
  ['seconds', { 'retry-after': '7' }, 7],
  ['a fraction', { 'retry-after': '0.2' }, 1],
  ['an HTTP date', { 'retry-after': 'Sat, 21 Nov 2026 12:01:30 GMT' }, 90],
  ['an ISO 8601 date', { 'retry-after': '2026-11-21T12:01:30Z' }, 90],
  ['a date that is over', { 'retry-after': '2026-11-21T11:00:00Z' }, 0],
  ['a reset in epoch seconds', { 'x-ratelimit-reset': String(NOW / 1_000 + 90) }, 90],
  ['a reset in seconds from now', { 'x-ratelimit-reset': '90' }, 90],
  ['a reset as an ISO 8601 date', { 'x-ratelimit-reset': '2026-11-21T12:01:30.000+0000' }, 90],
  ['a reset to the minute', { 'x-ratelimit-reset': '2026-11-21T12:02Z' }, 120],
  ['the standard name', { 'ratelimit-reset': '30' }, 30],
  ['both, of which the first counts', { 'retry-after': '3', 'x-ratelimit-reset': '90' }, 3],
  ['what cannot be read, and a reset', { 'retry-after': 'soon', 'x-ratelimit-reset': '90' }, 90],
  ['what cannot be read', { 'x-ratelimit-reset': 'soon' }, undefined],
  ['an ISO 8601 date that is none', { 'x-ratelimit-reset': '2026-13-41T99:00:00Z' }, undefined],
  ['nothing', {}, undefined],
])('%s', (_form, headers, seconds) => {
  expect(retryAfter(headers, NOW)).toBe(seconds)
})
