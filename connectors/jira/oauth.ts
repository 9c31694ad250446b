import { type Account, answer, ConnectorError, oauth2, path, type VendorHttp, type z } from '../sdk'
import { hostOf, readSites } from './sites'
import { Myself } from './myself'

/** Calls go to one site of the account, never to its `*.atlassian.net` address. */
export const SITES = 'https://api.atlassian.com/ex/jira'

async function account(http: VendorHttp): Promise<Account> {
  const sites = await readSites(http)
  const { accountId, displayName } = await whoami(
    http,
    sites.map(({ id }) => id),
  )
  return {
    id: accountId,
    name: displayName,
    places: sites.map((site) => ({ id: site.id, name: hostOf(site) ?? site.id, baseUrl: `${SITES}/${site.id}` })),
  }
}

/** The account is the same on all its sites, but one of them may be switched off. */
async function whoami(http: VendorHttp, sites: readonly string[]): Promise<z.output<typeof Myself>> {
  let problem = new ConnectorError('forbidden', 'The account has access to no Jira site.', {
    hint: 'Connect an account that may use one.',
  })
  for (const id of sites) {
    try {
      return answer(Myself, (await http.get(path`/ex/jira/${id}/rest/api/3/myself`, { base: 'account' })).body)
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error
      problem = error
    }
  }
  throw problem
}

export const oauth = oauth2({
  title: 'Atlassian account',
  help: 'Atlassian: developer.atlassian.com, Console, Create, OAuth 2.0 integration.',
  registration: {
    url: 'https://developer.atlassian.com/console/myapps/',
    steps: [
      'In the developer console, press **Create** and choose **OAuth 2.0 integration**.',
      'Open **Permissions**, add the **Jira API** and press **Configure**.',
      'Add the classic scopes `read:jira-user`, `read:jira-work` and, to write, `write:jira-work`. Atlassian refuses every connection while one of the scopes that your tools need is missing.',
      'For boards and sprints, add the granular scopes `read:board-scope:jira-software`, `read:sprint:jira-software`, `read:project:jira`, `read:issue-details:jira`, `read:jql:jira` and, to move issues, `write:sprint:jira-software`.',
      'Open **Authorization**, press **Configure** at **OAuth 2.0 (3LO)**, and enter `{redirectUri}` as **Callback URL**.',
      'Open **Distribution**, press **Edit** and choose **Sharing**. Until then nobody but you can connect.',
      'Open **Settings**, and copy the client ID and the secret into the form here.',
    ],
  },
  addresses: {
    authorize: 'https://auth.atlassian.com/authorize',
    token: 'https://auth.atlassian.com/oauth/token',
  },
  authorize: { parameters: { audience: 'api.atlassian.com', prompt: 'consent' } },
  token: { body: 'json' },
  // The first gives a refresh token, the second tells whose account it is.
  baseScopes: { default: ['offline_access', 'read:jira-user'] },
  refresh: 'rotates',
  deadGrant: ['invalid_grant', 'unauthorized_client'],
  placeHosts: ['api.atlassian.com'],
  account,
})
