import { type AuthCheck, BaseConnector, connector, token, tool, z } from '../sdk'
import { explain } from './explain'
import { Identity, whoami } from './identity'
import { oauth } from './oauth'

@connector({
  type: 'slack',
  title: 'Slack',
  description: 'Messages, channels, people and files of a Slack workspace.',
  baseUrls: { api: 'https://slack.com/api' },
  auth: [
    oauth,
    token({
      title: 'Bot or user token',
      help: 'Slack: api.slack.com/apps, your app, OAuth & Permissions: the token that begins with xoxb- or xoxp-.',
    }),
  ],
  explain,
})
export class Slack extends BaseConnector {
  @tool({
    description:
      'Who this Slack connection is: user or bot, workspace, and the scopes of the token. Use it to check the connection, or to learn the own user id.',
    input: z.strictObject({}),
    output: Identity,
    effect: 'read',
    scopes: [],
  })
  async authTest() {
    return whoami(this.http)
  }

  override async validateAuth(): Promise<AuthCheck> {
    const { user, workspace, scopes } = await whoami(this.http)
    return { account: workspace === undefined ? user : `${user} (${workspace})`, ...(scopes ? { scopes } : {}) }
  }
}
