import { type ApiRefusal, type Issued, ok, person, type Refusal, type VendorRules } from './rules'

const ORIGIN = 'https://slack.com'
const SCOPE = /^(?:[a-z_]+(?:\.[a-z_]+)*:[a-z_]+(?:\.[a-z_]+)*|identity\.[a-z]+)$/
const TEAM = { id: 'T0HARBOR01', name: 'Harbor' }
const BOT = { id: 'U0BOT00001', name: 'sagemcp' }

/** It says no with status 200 and `ok: false`. */
const WORDS: Readonly<Record<Refusal, string>> = {
  unknown_client: 'invalid_client_id',
  wrong_secret: 'bad_client_secret',
  wrong_proof: 'bad_client_secret',
  wrong_media: 'invalid_post_type',
  missing_header: 'invalid_arguments',
  unknown_grant_type: 'invalid_grant_type',
  missing_field: 'invalid_arguments',
  bad_code: 'invalid_code',
  used_code: 'code_already_used',
  other_redirect: 'bad_redirect_uri',
  bad_verifier: 'invalid_code_verifier',
  dead_refresh: 'invalid_refresh_token',
  unknown_refresh: 'invalid_refresh_token',
  unknown_token: 'invalid_auth',
}

const API_WORDS: Readonly<Record<ApiRefusal, string>> = {
  no_token: 'not_authed',
  bad_token: 'invalid_auth',
  ended_token: 'token_expired',
  revoked_token: 'token_revoked',
  missing_header: 'invalid_arguments',
  no_such_address: 'unknown_method',
}

const no = (error: string, more: object = {}) => ok({ ok: false, error, ...more })
const token = (issued: Issued) => ({
  access_token: issued.access.value,
  token_type: issued.name,
  scope: issued.scopes.join(','),
  ...(issued.expiresInS === undefined ? {} : { expires_in: issued.expiresInS }),
  ...(issued.refresh ? { refresh_token: issued.refresh.value } : {}),
})

/** `kind: 'rotating'` is an application that was switched to token rotation. */
export const slack: VendorRules = {
  title: 'Slack',
  hosts: [ORIGIN],
  accounts: [person('ada', 'U0ADA00001'), person('ben', 'U0BEN00001')],
  authorize: {
    at: `${ORIGIN}/oauth/v2/authorize`,
    tokens: [
      { name: 'bot', parameter: 'scope' },
      { name: 'user', parameter: 'user_scope' },
    ],
    separator: ',',
    needsScope: true,
    knows: (scope) => SCOPE.test(scope),
    // An application that uses it once is a public client from then on.
    pkce: 'refused',
  },
  token: {
    at: `${ORIGIN}/api/oauth.v2.access`,
    client: ['body', 'basic'],
    media: ['form'],
    codeS: 600,
    grantType: false,
  },
  revoke: {
    method: 'POST',
    at: { [`${ORIGIN}/api/auth.revoke`]: 'token' },
    by: 'bearer',
    media: 'form',
    field: null,
    done: ok({ ok: true, revoked: true }),
  },
  lifetimes: {
    app: { accessS: null, refresh: 'none' },
    rotating: { accessS: 12 * 3_600, refresh: 'rotates' },
  },
  prefix: (use, name, app) => {
    if (use === 'refresh') return 'xoxe-1-'
    return `${app.kind === 'rotating' ? 'xoxe.' : ''}${name === 'bot' ? 'xoxb-' : 'xoxp-'}`
  },
  refuse: (why) => no(WORDS[why]),
  reply: (grant, issued, first) => {
    const bot = issued.find(({ name }) => name === 'bot')
    const user = issued.find(({ name }) => name === 'user')
    const about = { app_id: 'A0SAGEMCP1', team: TEAM, enterprise: null, is_enterprise_install: false }
    // A refresh answers with the token that was refreshed, at the top.
    if (!first) return { ok: true, ...about, ...issued.map(token)[0], ...(bot ? { bot_user_id: BOT.id } : {}) }
    return {
      ok: true,
      ...about,
      ...(bot ? { ...token(bot), bot_user_id: BOT.id } : {}),
      authed_user: { id: grant.account.id, ...(user ? token(user) : {}) },
    }
  },
  api: {
    refuse: (why) => no(API_WORDS[why]),
    lacks: (scope) => no('missing_scope', { needed: scope }),
    routes: (['GET', 'POST'] as const).map((method) => ({
      method,
      at: `${ORIGIN}/api/auth.test`,
      answer: ({ account, token, grant }) =>
        ok(
          {
            ok: true,
            url: 'https://harbor.slack.com/',
            team: TEAM.name,
            team_id: TEAM.id,
            ...(token.name === 'bot'
              ? { user: BOT.name, user_id: BOT.id, bot_id: 'B0BOT00001' }
              : { user: account.login, user_id: account.id }),
            is_enterprise_install: false,
          },
          { 'x-oauth-scopes': (grant.scopes[token.name] ?? []).join(',') },
        ),
    })),
  },
}
