import { type Account, answer, oauth2, type OAuth2Addresses, path, type VendorHttp, z } from '../sdk'
import { grantedScopes } from './shape/users'

const Me = z.object({ id: z.int(), login: z.string().min(1) })

async function account(http: VendorHttp): Promise<Account> {
  const { body, headers } = await http.get(path`/user`)
  const { id, login } = answer(Me, body)
  // Tokens of a GitHub App have permissions instead, which GitHub does not list.
  const scopes = grantedScopes(headers)
  return { id: String(id), name: login, ...(scopes ? { scopes } : {}) }
}

/** The pages for people are beside the API: ghe.example/api/v3, api.example.ghe.com, api.github.com. */
function selfHosted(api: URL): OAuth2Addresses {
  const pages = new URL(api.origin)
  pages.hostname = pages.hostname.replace(/^api\.(?=(github|[^.]+\.ghe)\.com$)/, '')
  return {
    authorize: `${pages.origin}/login/oauth/authorize`,
    token: `${pages.origin}/login/oauth/access_token`,
    revoke: `${api.origin}${api.pathname.replace(/\/+$/, '')}/applications/{client_id}/token`,
  }
}

/** Serves OAuth Apps and GitHub Apps: the latter ignore scopes, and give tokens that expire. */
export const oauth = oauth2({
  title: 'GitHub account',
  help: 'GitHub: Settings, Developer settings, GitHub Apps or OAuth Apps, New.',
  registration: {
    url: 'https://github.com/settings/apps/new',
    steps: [
      "Open your own or your organisation's **Settings**, then **Developer settings**, **GitHub Apps**, **New GitHub App**.",
      'Give it a name that people will recognise, and any page of yours as **Homepage URL**.',
      'Enter `{redirectUri}` as **Callback URL**, and leave **Expire user authorization tokens** ticked.',
      'Under **Webhook**, untick **Active**.',
      'Under **Permissions**, allow what the tools should do: **Metadata** to read; **Contents**, **Issues** and **Pull requests** to read, or to read and write; **Actions**, **Checks** and **Commit statuses** to read.',
      'Press **Create GitHub App**, then **Generate a new client secret**.',
      'Copy the **Client ID** (not the App ID) and the secret into the form here.',
      'Press **Install App** for the organisations and repositories that the tools should reach. Without this people connect and see nothing.',
    ],
  },
  addresses: selfHosted(new URL('https://api.github.com')),
  selfHosted,
  // Without it GitHub answers with a form, and refusals come with status 200.
  token: { headers: { accept: 'application/json' } },
  revoke: { method: 'DELETE', by: 'basic', body: 'json', field: 'access_token' },
  implies: {
    repo: ['public_repo', 'repo:invite', 'repo:status', 'repo_deployment', 'security_events'],
    'admin:org': ['read:org', 'write:org'],
    'write:org': ['read:org'],
    user: ['read:user', 'user:email', 'user:follow'],
  },
  refresh: 'rotates',
  deadGrant: ['bad_refresh_token', 'bad_verification_code', 'invalid_grant'],
  account,
})
