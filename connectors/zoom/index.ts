import { type AuthCheck, BaseConnector, connector, type Input, tool, z } from '../sdk'
import { explain } from './explain'
import { API, oauth } from './oauth'
import { readUser, User } from './user'

const GetUser = z.strictObject({
  user_id: z
    .string()
    .min(1)
    .max(200)
    .default('me')
    .describe('"me", the connected user. An id or e-mail works only where the Zoom app is managed by an admin.'),
})

@connector({
  type: 'zoom',
  title: 'Zoom',
  description: 'Meetings, recordings and webinars of a Zoom account.',
  // The account's region stands in for it.
  baseUrls: { api: API },
  auth: [oauth],
  explain,
})
export class Zoom extends BaseConnector {
  @tool({
    description: 'The profile of the connected Zoom user: id, e-mail, name, time zone and plan.',
    input: GetUser,
    output: User,
    effect: 'read',
    scopes: ['user:read:user'],
  })
  async getUser({ user_id }: Input<typeof GetUser>) {
    return readUser(this.http, user_id)
  }

  override async validateAuth(): Promise<AuthCheck> {
    const { id, email, name } = await readUser(this.http, 'me')
    return { account: email ?? name ?? id }
  }
}
