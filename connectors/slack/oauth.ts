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
  registration: {
    url: 'https://api.slack.com/apps',
    steps: [
      'Press **Create New App**, choose **From scratch**, enter a name and choose your workspace.',
      'Open **OAuth & Permissions**, add `{redirectUri}` under **Redirect URLs** and press **Save URLs**. Slack accepts only https.',
      'On the same page, under **User Token Scopes**, add what reads: `users:read`, `users:read.email`, `users.profile:read`, `usergroups:read`, `channels:read`, `channels:history`, `groups:read`, `groups:history`, `im:read`, `im:history`, `mpim:read`, `mpim:history`, `files:read`, `search:read.public`, `search:read.private`, `search:read.im`, `search:read.mpim`.',
      'There, too, add what changes things: `chat:write`, `channels:write`, `im:write`, `mpim:write`, `reactions:write`, `files:write`, `canvases:write`. Leave out what your tools should not do, and switch those tools off.',
      'Leave **PKCE** off: it cannot be switched off again.',
      'Leave **Manage Distribution** off when one workspace is enough. Slack slows down what is distributed outside its Marketplace.',
      'Open **Basic Information**, **App Credentials**, and copy **Client ID** and **Client Secret** into the form here.',
    ],
  },
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
