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
