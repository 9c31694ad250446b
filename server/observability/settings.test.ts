import { makeDsn } from '@sentry/core'
import { otlpHeaders, ratio, sentryDsn, tracesUrl } from './settings'

it('sends traces below the address of the collector', () => {
  expect(tracesUrl('http://localhost:4318').href).toBe('http://localhost:4318/v1/traces')
  expect(tracesUrl('https://otlp.example.com/otlp/').href).toBe('https://otlp.example.com/otlp/v1/traces')
  for (const wrong of ['localhost:4318', 'grpc://localhost', 'https://user:pw@otlp.example.com', 'https://x/?a=b']) {
    expect(() => tracesUrl(wrong)).toThrow(/must be a URL/)
  }
})

it('reads headers as OpenTelemetry writes them', () => {
  expect(otlpHeaders('Authorization=Basic%20abc==,x-team=ops')).toEqual({
    authorization: 'Basic abc==',
    'x-team': 'ops',
  })
  for (const wrong of ['authorization', 'a b=c', 'x=%0d%0ay', '=x', 'x=%']) expect(() => otlpHeaders(wrong)).toThrow()
})

it('reads a share', () => {
  expect(['0', '1', '0.25', '.5', '1.0'].map(ratio)).toEqual([0, 1, 0.25, 0.5, 1])
  for (const wrong of ['', '-1', '1.5', '2', '1e-3', 'x']) expect(() => ratio(wrong)).toThrow(/from 0 to 1/)
})

it.each(['https://abc@o1.ingest.sentry.io/42', 'http://abc@tracker:9000/deep/7', 'http://abc@[::1]:9000/7'])(
  'takes the address of an error tracker, as the library does: %s',
  (dsn) => expect(makeDsn(sentryDsn(dsn))).toMatchObject({ publicKey: 'abc' }),
)

it.each([
  ...['', 'abc', 'https://o1.ingest.sentry.io/42', 'https://abc@host', 'https://abc@host/x', 'ftp://abc@host/1'],
  ...['https://a-b@host/1', 'https://abc@host/1?x=2'],
])('takes nothing else: %j', (wrong) => expect(() => sentryDsn(wrong)).toThrow(/must be/))
