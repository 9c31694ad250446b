import { endpointOf, problemWith } from './address'

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

test('without a key a person signs in, so the address alone counts', () => {
  expect(problemWith('wss://example.com/x', undefined, false)).toBeUndefined()
  expect(problemWith('ws://example.com/x', undefined, false)).toMatch(/unencrypted/)
})

test.each([
  ['wss://example.com/api/v1/acme/mcp', 'https://example.com/api/v1/acme/mcp'],
  ['WS://localhost:8000/x', 'http://localhost:8000/x'],
])('%s is %s where people sign in', (address, endpoint) => expect(endpointOf(address).href).toBe(endpoint))

test('a key that no header can carry is refused without being repeated', () => {
  const problem = problemWith('wss://example.com/x', 'sk_1\nsecret', false)
  expect(problem).toMatch(/SAGEMCP_KEY/)
  expect(problem).not.toContain('secret')
})
