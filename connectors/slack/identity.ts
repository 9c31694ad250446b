import { answer, compact, type VendorHttp, z } from '../sdk'
import { ask } from './calls'

const id = z.string().min(1)

const AuthTest = z.object({
  url: z.string().optional(),
  team: z.string().nullish(),
  team_id: id.nullish(),
  user: z.string(),
  user_id: id,
  bot_id: id.nullish(),
  enterprise_id: id.nullish(),
})

export const Identity = z.object({
  user_id: z.string(),
  user: z.string(),
  is_bot: z.boolean(),
  workspace_id: z.string().optional(),
  workspace: z.string().optional(),
  enterprise_id: z.string().optional(),
  url: z.string().optional(),
  scopes: z.array(z.string()).optional(),
})

/** Whose token it is. It works with every kind of token and needs no scope. */
export async function whoami(http: VendorHttp) {
  const { body, headers } = await ask(http, 'auth.test')
  const found = answer(AuthTest, body)
  const granted = headers['x-oauth-scopes']
    ?.split(',')
    .map((scope) => scope.trim())
    .filter(Boolean)
  return compact({
    user_id: found.user_id,
    user: found.user,
    is_bot: Boolean(found.bot_id),
    workspace_id: found.team_id,
    workspace: found.team,
    enterprise_id: found.enterprise_id,
    url: found.url,
    scopes: granted,
  })
}
