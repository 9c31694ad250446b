import { type Account, type Grant, ok, person, type Refusal, type VendorRules } from './rules'

const ORIGIN = 'https://github.com'
const API = 'https://api.github.com'
const DOCS = 'https://docs.github.com/apps'
const SCOPES = new Set([
  ...['repo', 'repo:status', 'public_repo', 'workflow', 'gist', 'notifications', 'project', 'read:project'],
  ...['user', 'read:user', 'user:email', 'user:follow', 'admin:org', 'write:org', 'read:org', 'delete_repo'],
])

/** Its token address says no with status 200. */
const WORDS: Readonly<Record<Refusal, string>> = {
  unknown_client: 'incorrect_client_credentials',
  wrong_secret: 'incorrect_client_credentials',
  wrong_proof: 'incorrect_client_credentials',
  wrong_media: 'bad_verification_code',
  missing_header: 'bad_verification_code',
  unknown_grant_type: 'unsupported_grant_type',
  missing_field: 'bad_verification_code',
  bad_code: 'bad_verification_code',
  used_code: 'bad_verification_code',
  other_redirect: 'redirect_uri_mismatch',
  bad_verifier: 'bad_verification_code',
  dead_refresh: 'bad_refresh_token',
  unknown_refresh: 'bad_refresh_token',
  unknown_token: 'bad_verification_code',
}

const isApp = (grant: Grant) => grant.app.kind === 'app'
const message = (status: number, text: string) => ({ status, body: { message: text, documentation_url: DOCS } })
const user = ({ id, login, name, email }: Account) => ({
  login,
  id: Number(id),
  name,
  email,
  type: 'User',
  html_url: `${ORIGIN}/${login}`,
})

/** An OAuth App; `kind: 'app'` is a GitHub App, whose tokens end, rotate and have no scopes. */
export const github: VendorRules = {
  title: 'GitHub',
  hosts: [ORIGIN, API],
  alsoAt: { prefix: `${ORIGIN}/api/v3`, origin: API },
  accounts: [person('ada', '7100421'), person('ben', '7100422')],
  authorize: {
    at: `${ORIGIN}/login/oauth/authorize`,
    tokens: [{ name: 'default', parameter: 'scope' }],
    separator: ' ',
    knows: (scope) => SCOPES.has(scope),
    unknownScope: 'dropped',
    pkce: 'optional',
  },
  token: {
    at: `${ORIGIN}/login/oauth/access_token`,
    client: ['body'],
    // GitHub documents parameters, and takes them as a form or as JSON.
    media: ['form', 'json'],
    codeS: 600,
    grantType: false,
    formUnlessAccepted: true,
  },
  revoke: {
    method: 'DELETE',
    at: { [`${API}/applications/:client_id/grant`]: 'grant', [`${API}/applications/:client_id/token`]: 'token' },
    by: 'basic',
    media: 'json',
    field: 'access_token',
    done: { status: 204 },
    refuse: (why) =>
      why === 'wrong_secret' || why === 'wrong_proof'
        ? message(401, 'Bad credentials')
        : message(why === 'unknown_client' || why === 'unknown_token' ? 404 : 422, 'Refused.'),
  },
  lifetimes: {
    oauth_app: { accessS: null, refresh: 'none' },
    app: { accessS: 8 * 3_600, refresh: 'rotates', refreshS: 184 * 86_400, oldAccessDies: true },
  },
  prefix: (use, _name, app) => (use === 'refresh' ? 'ghr_' : app.kind === 'app' ? 'ghu_' : 'gho_'),
  refuse: (why) => ({
    status: 200,
    body: { error: WORDS[why], error_description: 'Refused.', error_uri: DOCS },
  }),
  reply: (grant, [token]) => ({
    access_token: token?.access.value,
    token_type: 'bearer',
    scope: isApp(grant) ? '' : (token?.scopes ?? []).join(','),
    ...(token?.expiresInS === undefined ? {} : { expires_in: token.expiresInS }),
    ...(token?.refresh ? { refresh_token: token.refresh.value, refresh_token_expires_in: 184 * 86_400 } : {}),
  }),
  api: {
    headers: ['user-agent'],
    refuse: (why) =>
      why === 'missing_header'
        ? { status: 403, body: 'Request forbidden by administrative rules.', headers: { 'content-type': 'text/plain' } }
        : why === 'no_such_address'
          ? message(404, 'Not Found')
          : message(401, why === 'no_token' ? 'Requires authentication' : 'Bad credentials'),
    lacks: (scope) => ({
      ...message(403, 'This token lacks a scope'),
      headers: { 'x-accepted-oauth-scopes': scope },
    }),
    routes: [
      {
        method: 'GET',
        at: `${API}/user`,
        answer: ({ account, grant }) =>
          ok(user(account), isApp(grant) ? {} : { 'x-oauth-scopes': (grant.scopes['default'] ?? []).join(', ') }),
      },
    ],
  },
}
