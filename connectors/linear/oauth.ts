import { type Account, oauth2, type VendorHttp } from '../sdk'
import { refusesToken } from './explain'
import { whoami } from './viewer'

async function account(http: VendorHttp): Promise<Account> {
  const { id, email, organization } = await whoami(http)
  return { id, name: `${email} (${organization.name})` }
}

export const oauth = oauth2({
  title: 'Linear account',
  help: 'Linear: Settings, API, OAuth applications, New.',
  registration: {
    url: 'https://linear.app/settings/api/applications/new',
    steps: [
      'In Linear, open **Settings**, **API**, **OAuth applications** and press **New**. Every admin of the workspace can change the application later.',
      'Give it a name, and your organisation as developer.',
      'Enter `{redirectUri}` under **Callback URLs**.',
      'Switch **Public** on when people of other workspaces should connect, too.',
      'Press **Create**, and copy the client ID and the secret into the form here.',
    ],
  },
  addresses: {
    authorize: 'https://linear.app/oauth/authorize',
    token: 'https://api.linear.app/oauth/token',
    revoke: 'https://api.linear.app/oauth/revoke',
  },
  // Otherwise who is signed in goes straight back and cannot choose another workspace.
  authorize: { parameters: { prompt: 'consent' }, scopeSeparator: ',' },
  revoke: { by: 'bearer' },
  baseScopes: { default: ['read'] },
  implies: { write: ['comments:create', 'issues:create'] },
  refresh: 'rotates',
  refusesToken,
  account,
})
