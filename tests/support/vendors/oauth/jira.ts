import { ok, person, type Refusal, type VendorRules } from './rules'

const AUTH = 'https://auth.atlassian.com'
const API = 'https://api.atlassian.com'
const SCOPE = /^(?:offline_access|(?:read|write|manage|delete):[a-z-]+(?::[a-z-]+)?)$/
const HARBOR = { id: '1a52b7f0-8c6d-4e35-9b1f-0d3c7a9e4411', name: 'harbor', url: 'https://harbor.atlassian.net' }
const PIER = { id: '7d90c3ee-24b8-4f6a-8a57-5be1f2c06622', name: 'pier', url: 'https://pier.atlassian.net' }

const WORDS: Readonly<Record<Refusal, [status: number, error: string]>> = {
  unknown_client: [401, 'access_denied'],
  wrong_secret: [401, 'access_denied'],
  wrong_proof: [401, 'access_denied'],
  wrong_media: [400, 'invalid_request'],
  missing_header: [400, 'invalid_request'],
  unknown_grant_type: [400, 'unsupported_grant_type'],
  missing_field: [400, 'invalid_request'],
  bad_code: [403, 'invalid_grant'],
  used_code: [403, 'invalid_grant'],
  other_redirect: [403, 'invalid_grant'],
  bad_verifier: [403, 'invalid_grant'],
  // Both words are reported of Atlassian for a refresh token that is worth nothing.
  dead_refresh: [403, 'unauthorized_client'],
  unknown_refresh: [403, 'invalid_grant'],
  unknown_token: [400, 'invalid_request'],
}

export const jira: VendorRules = {
  title: 'Atlassian',
  hosts: [AUTH, API],
  accounts: [
    person('ada', '5f1e0a3b7c2d9e0068a1b2c3', { places: [HARBOR, PIER] }),
    person('ben', '5f1e0a3b7c2d9e0068a1b2c4', { places: [PIER] }),
  ],
  authorize: {
    at: `${AUTH}/authorize`,
    required: { audience: 'api.atlassian.com', response_type: 'code', prompt: 'consent' },
    tokens: [{ name: 'default', parameter: 'scope' }],
    separator: ' ',
    needsScope: true,
    knows: (scope) => SCOPE.test(scope),
    // Not documented, and known to do no harm: held here to what it means everywhere else.
    pkce: 'optional',
  },
  // Atlassian documents JSON, and takes a form, which most clients send.
  token: { at: `${AUTH}/oauth/token`, client: ['body'], media: ['form', 'json'], codeS: 300, grantType: true },
  lifetimes: {
    app: { accessS: 3_600, refresh: 'rotates', refreshS: 90 * 86_400, leewayS: 600, reuseKills: true },
  },
  refreshes: (_query, scopes) => scopes.includes('offline_access'),
  prefix: (use) => (use === 'access' ? 'eyJ-atl-' : 'eyJ-atl-refresh-'),
  refuse: (why) => {
    const [status, error] = WORDS[why]
    return { status, body: { error, error_description: 'Refused.' } }
  },
  reply: (_grant, [token]) => ({
    access_token: token?.access.value,
    token_type: 'Bearer',
    expires_in: token?.expiresInS,
    scope: (token?.scopes ?? []).join(' '),
    ...(token?.refresh ? { refresh_token: token.refresh.value } : {}),
  }),
  api: {
    refuse: (why) =>
      why === 'no_such_address'
        ? { status: 404, body: { code: 404, message: 'Not Found' } }
        : { status: 401, body: { code: 401, message: 'Unauthorized' }, headers: { 'www-authenticate': 'Bearer' } },
    lacks: () => ({ status: 401, body: { code: 401, message: 'Unauthorized; scope does not match' } }),
    routes: [
      {
        method: 'GET',
        at: `${API}/oauth/token/accessible-resources`,
        answer: ({ account, grant }) =>
          ok(
            (account.places ?? [])
              .filter(({ id }) => grant.places.includes(id))
              .map((place) => ({ ...place, scopes: grant.scopes['default'], avatarUrl: `${place.url}/avatar.png` })),
          ),
      },
      {
        method: 'GET',
        at: `${API}/ex/jira/:cloud/rest/api/3/myself`,
        scope: 'read:jira-user',
        answer: ({ account, grant }, { cloud = '' }) =>
          grant.places.includes(cloud)
            ? ok({
                accountId: account.id,
                accountType: 'atlassian',
                displayName: account.name,
                emailAddress: account.email,
                active: true,
                timeZone: 'Europe/Oslo',
              })
            : { status: 404, body: { code: 404, message: 'Not Found' } },
      },
    ],
  },
}
