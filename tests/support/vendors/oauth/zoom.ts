import { ok, person, type Refusal, type VendorRules } from './rules'

const ORIGIN = 'https://zoom.us'
const API = 'https://api.zoom.us'
const SCOPE = /^[a-z_]+:(?:read|write|update|delete)(?::[a-z_]+)*$/

const WORDS: Readonly<Record<Refusal, [status: number, error: string, reason: string]>> = {
  unknown_client: [401, 'invalid_client', 'Invalid client_id or client_secret'],
  wrong_secret: [401, 'invalid_client', 'Invalid client_id or client_secret'],
  wrong_proof: [401, 'invalid_client', 'Invalid client_id or client_secret'],
  wrong_media: [400, 'invalid_request', 'Bad media type'],
  missing_header: [400, 'invalid_request', 'Missing header'],
  unknown_grant_type: [400, 'unsupported_grant_type', 'Unsupported grant type'],
  missing_field: [400, 'invalid_request', 'Missing field'],
  bad_code: [400, 'invalid_grant', 'Invalid authorization code'],
  used_code: [400, 'invalid_grant', 'Invalid authorization code'],
  other_redirect: [400, 'invalid_request', 'Redirect URI mismatch'],
  bad_verifier: [400, 'invalid_grant', 'Invalid code verifier'],
  dead_refresh: [400, 'invalid_grant', 'Invalid Token!'],
  unknown_refresh: [400, 'invalid_grant', 'Invalid Token!'],
  unknown_token: [400, 'invalid_request', 'Invalid Token!'],
}

export const zoom: VendorRules = {
  title: 'Zoom',
  hosts: [ORIGIN, API],
  accounts: [person('ada', 'ZAda-6fQ1mX0aH2'), person('ben', 'ZBen-8kT3pW1bJ4')],
  authorize: {
    at: `${ORIGIN}/oauth/authorize`,
    required: { response_type: 'code' },
    tokens: [{ name: 'default', parameter: 'scope' }],
    separator: ' ',
    knows: (scope) => SCOPE.test(scope),
    scopesOfApp: ['user:read:user', 'meeting:read:list_meetings', 'meeting:read:meeting'],
    pkce: 'optional',
  },
  token: { at: `${ORIGIN}/oauth/token`, client: ['basic'], media: ['form'], codeS: 300, grantType: true },
  revoke: {
    method: 'POST',
    at: { [`${ORIGIN}/oauth/revoke`]: 'grant' },
    by: 'basic',
    media: 'form',
    field: 'token',
    done: ok({ status: 'success' }),
  },
  lifetimes: { app: { accessS: 3_600, refresh: 'rotates', refreshS: 90 * 86_400 } },
  oneGrant: true,
  prefix: (use) => (use === 'access' ? 'eyJ-zm-' : 'eyJ-zm-refresh-'),
  refuse: (why) => {
    const [status, error, reason] = WORDS[why]
    return { status, body: { reason, error } }
  },
  reply: (_grant, [token]) => ({
    access_token: token?.access.value,
    token_type: 'bearer',
    refresh_token: token?.refresh?.value,
    expires_in: token?.expiresInS,
    scope: (token?.scopes ?? []).join(' '),
    api_url: API,
  }),
  api: {
    refuse: (why) => {
      if (why === 'no_such_address')
        return { status: 404, body: { code: 2300, message: 'This API endpoint is not recognized.' } }
      // A grant that ended, by the person or by a later one, has a word of its own, and not the usual status.
      return why === 'revoked_token'
        ? { status: 400, body: { code: 4741, message: 'The token has been revoked.' } }
        : { status: 401, body: { code: 124, message: 'Invalid access token.' } }
    },
    lacks: (scope) => ({
      status: 400,
      body: { code: 4711, message: `Invalid access token, does not contain scopes:[${scope}].` },
    }),
    routes: [
      {
        method: 'GET',
        at: `${API}/v2/users/me`,
        scope: 'user:read:user',
        answer: ({ account }) =>
          ok({
            id: account.id,
            account_id: 'ZAcc-harbor',
            email: account.email,
            display_name: account.name,
            type: 2,
            status: 'active',
            timezone: 'Europe/Oslo',
          }),
      },
    ],
  },
}
