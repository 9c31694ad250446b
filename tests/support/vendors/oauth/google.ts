import { ok, person, type Refusal, type VendorRules } from './rules'

const ACCOUNTS = 'https://accounts.google.com'
const TOKENS = 'https://oauth2.googleapis.com'
const WWW = 'https://www.googleapis.com'
const OPENID = 'https://openidconnect.googleapis.com'
const SCOPE = /^(?:openid|email|profile|https:\/\/www\.googleapis\.com\/auth\/[a-z.]+)$/

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
  other_redirect: [400, 'redirect_uri_mismatch'],
  bad_verifier: [400, 'invalid_grant'],
  dead_refresh: [400, 'invalid_grant'],
  unknown_refresh: [400, 'invalid_grant'],
  unknown_token: [400, 'invalid_token'],
}

/** What is asked for by a short name is granted by a long one. */
const LONG: Readonly<Record<string, string>> = {
  email: `${WWW}/auth/userinfo.email`,
  profile: `${WWW}/auth/userinfo.profile`,
}

const failure = (code: number, status: string, reason: string) => ({
  status: code,
  body: { error: { code, message: 'Refused.', status, errors: [{ domain: 'global', reason, message: 'Refused.' }] } },
})

export const google: VendorRules = {
  title: 'Google',
  hosts: [ACCOUNTS, TOKENS, WWW, 'https://docs.googleapis.com', OPENID],
  accounts: [person('ada', '104200000000000000011'), person('ben', '104200000000000000012')],
  authorize: {
    at: `${ACCOUNTS}/o/oauth2/v2/auth`,
    required: { response_type: 'code' },
    tokens: [{ name: 'default', parameter: 'scope' }],
    separator: ' ',
    needsScope: true,
    knows: (scope) => SCOPE.test(scope),
    pkce: 'optional',
    untick: true,
    iss: true,
    returnsScope: true,
  },
  token: {
    at: `${TOKENS}/token`,
    client: ['body', 'basic'],
    media: ['form'],
    codeS: 600,
    reusedCodeKills: true,
    grantType: true,
  },
  revoke: {
    method: 'POST',
    // One connection of a person cannot end without the others.
    at: { [`${TOKENS}/revoke`]: 'account' },
    by: 'anybody',
    media: 'form',
    field: 'token',
    done: ok({}),
  },
  lifetimes: { app: { accessS: 3_600, refresh: 'stays' } },
  refreshes: (query, _scopes, hadGrant) =>
    query.get('access_type') === 'offline' && (!hadGrant || (query.get('prompt') ?? '').split(' ').includes('consent')),
  prefix: (use) => (use === 'access' ? 'ya29.' : '1//0'),
  refuse: (why) => {
    const [status, error] = WORDS[why]
    return { status, body: { error, error_description: 'Refused.' } }
  },
  reply: (_grant, [token]) => ({
    access_token: token?.access.value,
    token_type: 'Bearer',
    expires_in: token?.expiresInS,
    scope: (token?.scopes ?? []).map((scope) => LONG[scope] ?? scope).join(' '),
    ...(token?.refresh ? { refresh_token: token.refresh.value } : {}),
  }),
  api: {
    refuse: (why) =>
      why === 'no_such_address' ? failure(404, 'NOT_FOUND', 'notFound') : failure(401, 'UNAUTHENTICATED', 'authError'),
    lacks: () => failure(403, 'PERMISSION_DENIED', 'insufficientPermissions'),
    routes: [
      ...[`${OPENID}/v1/userinfo`, `${WWW}/oauth2/v3/userinfo`, `${WWW}/oauth2/v2/userinfo`].map((at) => ({
        method: 'GET' as const,
        at,
        scope: 'openid',
        answer: ({ account, grant }: Parameters<VendorRules['api']['routes'][number]['answer']>[0]) =>
          ok({
            // The older form has another name for it.
            [at.includes('/v2/') ? 'id' : 'sub']: account.id,
            ...(grant.scopes['default']?.includes('profile') ? { name: account.name } : {}),
            ...(grant.scopes['default']?.some((scope) => /^email$|userinfo\.email$/.test(scope))
              ? { email: account.email, email_verified: true }
              : {}),
          }),
      })),
      {
        method: 'GET',
        at: `${WWW}/drive/v3/about`,
        answer: ({ account, grant, asked }) => {
          const drive = grant.scopes['default']?.some((scope) => scope.includes('/auth/drive'))
          if (!drive) return failure(403, 'PERMISSION_DENIED', 'insufficientPermissions')
          // Drive has no default for this one.
          if (!asked.query.get('fields')) return failure(400, 'INVALID_ARGUMENT', 'required')
          const { id, name, email } = account
          return ok({
            user: { kind: 'drive#user', displayName: name, emailAddress: email, me: true, permissionId: id },
          })
        },
      },
    ],
  },
}
