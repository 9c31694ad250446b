import { type Account, oauth2, type TokenReply, type VendorHttp } from '../sdk'
import { nameOf, whoami } from './identity'

export const VERSION = { 'notion-version': '2025-09-03' }

async function account(http: VendorHttp, { workspace_name: workspace }: TokenReply): Promise<Account> {
  const self = await whoami(http)
  // Each person's connection of a workspace has a bot of its own, which stays when they connect again.
  return { id: self.id, name: nameOf(typeof workspace === 'string' ? { ...self, workspace } : self) }
}

export const oauth = oauth2({
  title: 'Notion account',
  help: 'Notion: notion.so/profile/integrations, New integration, type Public.',
  registration: {
    url: 'https://www.notion.so/profile/integrations',
    steps: [
      'Press **New integration** and choose **Public** as its type. Notion asks for a company, a website, and addresses of terms and privacy policy.',
      'Enter `{redirectUri}` under **Redirect URIs**.',
      'Under **Capabilities**, tick what the tools should do: **Read content**, **Update content**, **Insert content**, **Read comments**, **Insert comments**.',
      'Tick **Read user information** as well: otherwise nobody sees whose connection it is.',
      'Save. Open **Configuration**, and copy **OAuth Client ID** and **OAuth Client Secret** into the form here.',
    ],
  },
  addresses: {
    authorize: 'https://api.notion.com/v1/oauth/authorize',
    token: 'https://api.notion.com/v1/oauth/token',
    revoke: 'https://api.notion.com/v1/oauth/revoke',
  },
  authorize: { parameters: { owner: 'user' } },
  token: { client: 'basic', body: 'json', headers: VERSION },
  revoke: { by: 'basic', body: 'json' },
  // No scopes: the integration has capabilities, and the person chooses pages.
  tokens: { default: { scopeParameter: null } },
  refresh: 'rotates',
  account,
})
