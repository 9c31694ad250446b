import { declareTool, z } from '../../sdk'
import { User } from '../user'

export const getUser = declareTool({
  description: 'The profile of the connected Zoom user: id, e-mail, name, time zone and plan.',
  input: z.strictObject({
    user_id: z
      .string()
      .min(1)
      .max(200)
      .default('me')
      .describe('"me", the connected user. An id or e-mail works only where the Zoom app is managed by an admin.'),
  }),
  output: User,
  effect: 'read',
  scopes: ['user:read:user'],
})
