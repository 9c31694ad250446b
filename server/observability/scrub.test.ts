import { withoutData, withoutSecrets } from './scrub'

it.each([
  ['a bearer token', 'refused: Bearer ya29.abc-DEF_123', 'ya29'],
  ['a key of ours', 'no key sk_4f2a_ZXhhbXBsZXNlY3JldGV4YW1wbGVzZWNyZXQ', 'ZXhhbXBs'],
  ['a GitHub token', 'got ghp_16C7e42F292c6912E7710c838347Ae178B4a', '16C7e42F'],
  ['a Slack token', 'xoxb-123456789012-abcdefGHIJ failed', 'abcdefGHIJ'],
  ['a JWT', 'of eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'eyJzdWIi'],
  ['a password in an address', 'connect postgres://sagemcp:hunter2@db:5432/x', 'hunter2'],
  ['what an address asks for', 'GET https://v.example/cb?code=abc123&state=xyz789', 'abc123'],
  ['a named value', '{"refresh_token":"short1"} and password=pw1', 'short1'],
  ['a named value in plain words', 'the client_secret: pw1;', 'pw1'],
  ['what is long and random', 'key 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b', '9f86d081'],
])('takes out %s', (_, text, secret) => {
  expect(withoutSecrets(text)).not.toContain(secret)
  expect(withoutSecrets(text)).toContain('[secret]')
})

it.each([
  'relation "sagemcp.tool_calls" does not exist',
  'Request 4f5f0c4e-3c0a-4a86-9d4f-3e6b4a3d4c11 failed after 3 attempts',
  'at ToolRunner.run (/srv/sagemcp/dist/server/tools/run-tool.js:88:12)',
  'connect ECONNREFUSED 127.0.0.1:5432',
  'Cannot read properties of undefined',
])('leaves alone: %s', (text) => expect(withoutSecrets(text)).toBe(text))

it('takes out what people wrote where others read it', () => {
  const text = 'invalid input for ana@acme.example: "my salary" in \'notes\''
  expect(withoutData(text)).toBe('invalid input for [mail address]: "..." in \'...\'')
})
