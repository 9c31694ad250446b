import { declareTool, z } from '../../sdk'
import { Identity } from '../identity'

export const authTest = declareTool({
  description:
    'Who this Slack connection is: user or bot, workspace, and the scopes of the token. Use it to check the connection, or to learn the own user id.',
  input: z.strictObject({}),
  output: Identity,
  effect: 'read',
  scopes: [],
})
