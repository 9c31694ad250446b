import { problemWith } from './address'

const KEY = 'sk_1_secret'

test.each(['wss://example.com/api/v1/acme/mcp', 'ws://localhost:8000/x', 'ws://127.0.0.1:8000/x', 'ws://[::1]:8000/x'])(
  '%s is fine',
  (url) => expect(problemWith(url, KEY, false)).toBeUndefined(),
)

test.each(['ws://example.com/x', 'ws://127.0.0.1.example.com/x', 'ws://10.0.0.1/x', 'ws://localhost.example.com/x'])(
  '%s would send the key in clear text',
  (url) => {
    expect(problemWith(url, KEY, false)).toMatch(/unencrypted/)
    expect(problemWith(url, KEY, true)).toBeUndefined()
  },
)

test.each(['https://example.com/x', 'acme', '', 'wss://', 'wss://user:pass@example.com/x', 'wss://example.com/x#y'])(
  'the address "%s" is refused',
  (url) => expect(problemWith(url, KEY, true)).toMatch(/^The address must/),
)

test.each([undefined, ''])('a missing key (%p) is named', (key) =>
  expect(problemWith('wss://example.com/x', key, false)).toMatch(/SAGEMCP_KEY is not set/),
)

test('a key that no header can carry is refused without being repeated', () => {
  const problem = problemWith('wss://example.com/x', 'sk_1\nsecret', false)
  expect(problem).toMatch(/SAGEMCP_KEY/)
  expect(problem).not.toContain('secret')
})
