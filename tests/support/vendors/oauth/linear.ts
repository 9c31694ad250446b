import type { Asked } from './messages'
import { ok, person, type Refusal, type VendorRules } from './rules'

const ORIGIN = 'https://linear.app'
const API = 'https://api.linear.app'
const ORGANIZATION = { id: 'c6a1f5d2-0000-4a77-9d31-5f2e8b6ca0aa', name: 'Harbor', urlKey: 'harbor' }
const SCOPES = new Set(['read', 'write', 'issues:create', 'comments:create', 'timeSchedule:write', 'admin'])

const WORDS: Readonly<Record<Refusal, [status: number, error: string]>> = {
  unknown_client: [401, 'invalid_client'],
  wrong_secret: [401, 'invalid_client'],
  wrong_proof: [401, 'invalid_client'],
  wrong_media: [400, 'invalid_request'],
  missing_header: [400, 'invalid_request'],
  unknown_grant_type: [400, 'unsupported_grant_type'],
  missing_field: [400, 'invalid_request'],
  bad_code: [400, 'invalid_grant'],
  used_code: [400, 'invalid_grant'],
  other_redirect: [400, 'invalid_grant'],
  bad_verifier: [400, 'invalid_grant'],
  dead_refresh: [400, 'invalid_grant'],
  unknown_refresh: [400, 'invalid_grant'],
  unknown_token: [400, 'invalid_request'],
}

const failure = (status: number, code: string) => ({
  status,
  body: { errors: [{ message: 'Refused.', extensions: { code, type: code.toLowerCase(), userError: true } }] },
})

/** Other questions begin with other fields. */
const asksWho = ({ fields }: Asked) => /^[^{]*{\s*viewer\s*{/.test(fields['query'] ?? '')

export const linear: VendorRules = {
  title: 'Linear',
  hosts: [ORIGIN, API],
  accounts: [
    person('ada', 'c6a1f5d2-1b0e-4a77-9d31-5f2e8b6caa01'),
    person('ben', 'c6a1f5d2-1b0e-4a77-9d31-5f2e8b6caa02'),
  ],
  authorize: {
    at: `${ORIGIN}/oauth/authorize`,
    required: { response_type: 'code', prompt: 'consent' },
    tokens: [{ name: 'default', parameter: 'scope' }],
    separator: ',',
    needsScope: true,
    knows: (scope) => SCOPES.has(scope),
    pkce: 'optional',
  },
  token: { at: `${API}/oauth/token`, client: ['body'], media: ['form'], codeS: 600, grantType: true },
  revoke: {
    method: 'POST',
    at: { [`${API}/oauth/revoke`]: 'grant' },
    by: 'anybody',
    media: 'form',
    field: 'token',
    done: ok({ success: true }),
  },
  lifetimes: { app: { accessS: 24 * 3_600, refresh: 'rotates' } },
  prefix: (use) => (use === 'access' ? 'lin_oauth_' : 'lin_refresh_'),
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
    refuse: (why) => (why === 'no_such_address' ? failure(404, 'NOT_FOUND') : failure(401, 'AUTHENTICATION_ERROR')),
    lacks: () => failure(403, 'FORBIDDEN'),
    routes: [
      {
        method: 'POST',
        at: `${API}/graphql`,
        scope: 'read',
        isOwn: asksWho,
        answer: ({ account: { id, name, email, login }, asked }) =>
          asksWho(asked)
            ? ok({
                data: {
                  viewer: {
                    id,
                    name,
                    displayName: login,
                    email,
                    active: true,
                    admin: false,
                    organization: ORGANIZATION,
                  },
                  organization: ORGANIZATION,
                },
              })
            : failure(400, 'GRAPHQL_VALIDATION_FAILED'),
      },
    ],
  },
}
