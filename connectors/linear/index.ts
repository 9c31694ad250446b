import { type AuthCheck, BaseConnector, connector, token, tool, z } from '../sdk'
import { explain } from './explain'
import { oauth } from './oauth'
import { Viewer, whoami } from './viewer'

@connector({
  type: 'linear',
  title: 'Linear',
  description: 'Issues, projects, cycles and documents of a Linear workspace.',
  baseUrls: { api: 'https://api.linear.app' },
  auth: [
    oauth,
    // Personal keys go without a scheme.
    token({ title: 'Personal API key', help: 'Linear: Settings, Security & access, Personal API keys.', scheme: '' }),
  ],
  explain,
})
export class Linear extends BaseConnector {
  @tool({
    description:
      'The Linear user behind this connection and their workspace: ids, name, e-mail, role. Use the id wherever "me" is meant.',
    input: z.strictObject({}),
    output: Viewer,
    effect: 'read',
    scopes: ['read'],
  })
  async getViewer() {
    return whoami(this.http)
  }

  override async validateAuth(): Promise<AuthCheck> {
    const { email, organization } = await whoami(this.http)
    return { account: `${email} (${organization.name})` }
  }
}
