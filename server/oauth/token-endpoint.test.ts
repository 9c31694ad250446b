import { oauth2 } from '../../connectors/sdk'
import { door, fake, json } from '../../tests/support/vendor-door'
import { askForTokens, type TokenError } from './token-endpoint'

const APP = { clientId: 'client', clientSecret: 'secret' }

async function failureOf(status: number, body: unknown, headers: Record<string, string> = {}) {
  const vendor = await fake((_request, response) => json(response, body, status, headers))
  const url = `${vendor.url}/token`
  const oauth = oauth2({
    title: 'Example account',
    addresses: { authorize: `${vendor.url}/authorize`, token: url },
    refresh: 'rotates',
    account: () => Promise.reject(new Error('not asked')),
  })
  const asked = askForTokens(door([vendor.host]), oauth, url, APP, { grant_type: 'refresh_token', refresh_token: 'r' })
  const { failure, code, retryAfterS } = await asked.then(
    () => Promise.reject(new Error('It succeeded.')),
    (error: TokenError) => error,
  )
  return [failure, code, retryAfterS]
}

test.each([
  [400, { error: 'invalid_grant' }, 'dead', 'invalid_grant'],
  [401, { error: 'invalid_client' }, 'refused', 'invalid_client'],
  [200, { ok: false, error: 'bad_client_secret' }, 'refused', 'bad_client_secret'],
  // A vendor's own trouble, whatever the status: nobody has to do anything.
  [400, { error: 'temporarily_unavailable' }, 'unavailable', 'temporarily_unavailable'],
  [400, { error: 'server_error' }, 'unavailable', 'server_error'],
  [200, { ok: false, error: 'internal_error' }, 'unavailable', 'internal_error'],
  [200, { ok: false, error: 'service_unavailable' }, 'unavailable', 'service_unavailable'],
  [500, { error: 'invalid_client' }, 'unavailable', 'invalid_client'],
  [503, 'away', 'unavailable', 'status_503'],
  [403, 'blocked', 'unavailable', 'status_403'],
  // A word of theirs that has not the form of one never passes.
  [400, { error: 'Please <b>log in</b>' }, 'refused', 'refused'],
])('%i %j is %s: %s', async (status, body, failure, code) => {
  expect(await failureOf(status, body)).toEqual([failure, code, undefined])
})

test.each([
  [429, {}, { 'retry-after': '30' }, ['rate_limited', 'rate_limited', 30]],
  [200, { ok: false, error: 'ratelimited' }, { 'retry-after': '7' }, ['rate_limited', 'ratelimited', 7]],
  [429, {}, {}, ['rate_limited', 'rate_limited', undefined]],
])('%i %j %j says when to come back, if the vendor does', async (status, body, headers, expected) => {
  expect(await failureOf(status, body, headers as Record<string, string>)).toEqual(expected)
})
