import { answer, type AuthCheck, BaseConnector, connector, path, tool, z } from '../sdk'
import { explain } from './explain'
import { CurrentUser, Myself, toCurrentUser } from './myself'
import { oauth, SITES } from './oauth'

@connector({
  type: 'jira',
  title: 'Jira',
  description: 'Issues, projects and boards of Jira Cloud.',
  // The account's site stands in for the first.
  baseUrls: { site: SITES, account: 'https://api.atlassian.com' },
  headers: { accept: 'application/json' },
  auth: [oauth],
  explain,
})
export class Jira extends BaseConnector {
  @tool({
    description:
      'The Jira account behind this connection: account id, name, and what it shows of e-mail and time zone. Use the account id wherever a tool wants a user.',
    input: z.strictObject({}),
    output: CurrentUser,
    effect: 'read',
    scopes: ['read:jira-user'],
  })
  async getCurrentUser() {
    return toCurrentUser(await this.#me())
  }

  override async validateAuth(): Promise<AuthCheck> {
    return { account: (await this.#me()).displayName }
  }

  #me = async () => answer(Myself, (await this.http.get(path`/rest/api/3/myself`)).body)
}
