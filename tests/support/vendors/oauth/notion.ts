import { type Account, ok, person, type Refusal, type VendorRules } from './rules'

const ORIGIN = 'https://api.notion.com'
const WORKSPACE = { id: '4b1d6f7a-93c0-4d52-8d44-60a8f5e0aa01', name: 'Harbor' }
const BOTS: Readonly<Record<string, string>> = {
  ada: '0c9e5b1a-7f64-4f0e-9a66-2d1f0b3c5511',
  ben: '0c9e5b1a-7f64-4f0e-9a66-2d1f0b3c5512',
}
const VERSIONS = ['2022-06-28', '2025-09-03', '2026-03-11']

const WORDS: Readonly<Record<Refusal, [status: number, error: string]>> = {
  unknown_client: [401, 'invalid_client'],
  wrong_secret: [401, 'invalid_client'],
  wrong_proof: [401, 'invalid_client'],
  wrong_media: [400, 'invalid_request'],
  missing_header: [400, 'missing_version'],
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

const request_id = 'd3b1f9c2-0000-4000-8000-6b7a5e4d3c2b'
const failure = (status: number, code: string) => ({
  status,
  body: { object: 'error', status, code, message: 'Refused.', request_id },
})
const owner = ({ id, name, email }: Account) => ({
  type: 'user',
  user: { object: 'user', id, name, avatar_url: null, type: 'person', person: { email } },
})

export const notion: VendorRules = {
  title: 'Notion',
  hosts: [ORIGIN],
  accounts: [
    person('ada', '9f2c6d10-55aa-4a0b-8d0f-3c1e7b90aa01'),
    person('ben', '9f2c6d10-55aa-4a0b-8d0f-3c1e7b90aa02'),
  ],
  authorize: {
    at: `${ORIGIN}/v1/oauth/authorize`,
    required: { owner: 'user', response_type: 'code' },
    tokens: [{ name: 'default', parameter: null }],
    separator: ' ',
    knows: () => false,
    pkce: 'optional',
  },
  token: { at: `${ORIGIN}/v1/oauth/token`, client: ['basic'], media: ['json'], codeS: 600, grantType: true },
  revoke: {
    method: 'POST',
    at: { [`${ORIGIN}/v1/oauth/revoke`]: 'grant' },
    by: 'basic',
    media: 'json',
    field: 'token',
    done: ok({ request_id }),
  },
  lifetimes: { app: { accessS: null, refresh: 'rotates', oldAccessDies: true } },
  prefix: (use) => (use === 'access' ? 'ntn_' : 'nrt_'),
  refuse: (why) => {
    const [status, error] = WORDS[why]
    return { status, body: { error, error_description: 'Refused.', request_id } }
  },
  reply: ({ account }, [token]) => ({
    access_token: token?.access.value,
    token_type: 'bearer',
    refresh_token: token?.refresh?.value ?? null,
    bot_id: BOTS[account.key],
    workspace_id: WORKSPACE.id,
    workspace_name: WORKSPACE.name,
    workspace_icon: null,
    owner: owner(account),
    duplicated_template_id: null,
    request_id,
  }),
  api: {
    headers: ['notion-version'],
    refuse: (why) =>
      why === 'missing_header'
        ? failure(400, 'missing_version')
        : why === 'no_such_address'
          ? failure(400, 'invalid_request_url')
          : failure(401, 'unauthorized'),
    lacks: () => failure(403, 'restricted_resource'),
    routes: [
      {
        method: 'GET',
        at: `${ORIGIN}/v1/users/me`,
        answer: ({ account, asked }) =>
          VERSIONS.includes(asked.headers['notion-version'] ?? '')
            ? ok({
                object: 'user',
                id: BOTS[account.key],
                name: 'SageMCP',
                avatar_url: null,
                type: 'bot',
                bot: { owner: owner(account), workspace_name: WORKSPACE.name, workspace_id: WORKSPACE.id },
                request_id,
              })
            : failure(400, 'missing_version'),
      },
    ],
  },
}
