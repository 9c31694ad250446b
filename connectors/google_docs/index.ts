import { answer, type AuthCheck, BaseConnector, compact, connector, path, tool, z } from '../sdk'
import { explain } from './explain'
import { account, oauth } from './oauth'

const maybe = z.string().nullish().catch(undefined)
const About = z.object({ user: z.object({ displayName: maybe, emailAddress: maybe, permissionId: maybe }) })

@connector({
  type: 'google_docs',
  title: 'Google Docs',
  description: 'Google Docs documents, and their files and comments in Google Drive.',
  baseUrls: { docs: 'https://docs.googleapis.com', google: 'https://www.googleapis.com' },
  auth: [oauth],
  explain,
})
export class GoogleDocs extends BaseConnector {
  @tool({
    description:
      'The Google account behind this connection: name, e-mail, and the id under which Drive lists its permissions.',
    input: z.strictObject({}),
    output: z.object({
      name: z.string().optional(),
      email: z.string().optional(),
      permission_id: z.string().optional(),
    }),
    effect: 'read',
    scopes: ['https://www.googleapis.com/auth/drive.file'],
  })
  async getCurrentUser() {
    const query = { fields: 'user(displayName,emailAddress,permissionId)' }
    const { user } = answer(About, (await this.http.get(path`/drive/v3/about`, { base: 'google', query })).body)
    return compact({ name: user.displayName, email: user.emailAddress, permission_id: user.permissionId })
  }

  override async validateAuth(): Promise<AuthCheck> {
    return { account: (await account(this.http)).name }
  }
}
