import { type AuthCheck, BaseConnector, connector, token, tool, z } from '../sdk'
import { explain } from './explain'
import { nameOf, Self, whoami } from './identity'
import { oauth, VERSION } from './oauth'

@connector({
  type: 'notion',
  title: 'Notion',
  description: 'Pages, databases and comments of a Notion workspace.',
  baseUrls: { api: 'https://api.notion.com' },
  headers: VERSION,
  auth: [
    oauth,
    token({
      title: 'Internal integration secret',
      help: 'Notion: notion.so/profile/integrations, an internal integration, Internal Integration Secret. It reaches the pages that are shared with it.',
    }),
  ],
  explain,
})
export class Notion extends BaseConnector {
  @tool({
    description:
      'Who this Notion connection is: its bot, its workspace, and the person behind it. E-mail only where the connection may read about users.',
    input: z.strictObject({}),
    output: Self,
    effect: 'read',
    scopes: [],
  })
  async getSelf() {
    return whoami(this.http)
  }

  override async validateAuth(): Promise<AuthCheck> {
    return { account: nameOf(await whoami(this.http)) }
  }
}
