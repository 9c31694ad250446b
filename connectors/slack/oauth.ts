import { type Account, oauth2, type VendorHttp } from '../sdk'
import { refusesToken, TOKEN_REFUSED } from './explain'
import { whoami } from './identity'

async function account(http: VendorHttp): Promise<Account> {
  const { user_id, user, workspace_id, workspace, enterprise_id } = await whoami(http)
  const where = workspace ?? workspace_id ?? enterprise_id
  return {
    // A user id is unique within its workspace or organisation only.
    id: `${workspace_id ?? enterprise_id ?? ''}/${user_id}`,
    name: where === undefined ? user : `${user} (${where})`,
  }
}

export const oauth = oauth2({
  title: 'Slack account',
  help: 'Slack: api.slack.com/apps, Create New App, then OAuth & Permissions.',
  addresses: {
    authorize: 'https://slack.com/oauth/v2/authorize',
    token: 'https://slack.com/api/oauth.v2.access',
    revoke: 'https://slack.com/api/auth.revoke',
  },
  // PKCE is switched on for good and makes an app public: none for a server that keeps a secret.
  authorize: { scopeSeparator: ',', pkce: false },
  revoke: { by: 'bearer', field: null },
  // An app gives the one, the other or both, as it is asked.
  tokens: {
    user: { scopeParameter: 'user_scope', at: 'authed_user' },
    bot: { scopeParameter: 'scope' },
  },
  // Slack refuses a request without any scope.
  baseScopes: { user: ['users:read'] },
  // Older and bot scopes under which a tool works as well as under the one that it declares.
  implies: { 'search:read': ['search:read.public'], 'channels:join': ['channels:write'] },
  refresh: 'rotates',
  deadGrant: [
    'invalid_refresh_token',
    'invalid_code',
    'code_already_used',
    'code_expired',
    'invalid_grant',
    ...TOKEN_REFUSED,
  ],
  refusesToken,
  account,
})
