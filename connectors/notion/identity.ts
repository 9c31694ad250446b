import { answer, compact, path, type VendorHttp, z } from '../sdk'

const id = z.string().min(1)
const maybe = z.string().nullish().catch(undefined)

/** Names and addresses are there only with the capability to read about users. */
const Person = z.object({
  id,
  name: maybe,
  person: z.object({ email: maybe }).optional().catch(undefined),
})

const RawSelf = z.object({
  id,
  name: maybe,
  bot: z
    .object({
      owner: z.object({ type: z.string().optional(), user: Person.optional().catch(undefined) }).optional(),
      workspace_id: maybe,
      workspace_name: maybe,
    })
    .optional()
    .catch(undefined),
})

export const Self = z.object({
  id: z.string(),
  name: z.string().optional(),
  workspace: z.string().optional(),
  workspace_id: z.string().optional(),
  owner: z.enum(['user', 'workspace']),
  person: z.object({ id: z.string(), name: z.string().optional(), email: z.string().optional() }).optional(),
})

/** The connection as Notion sees it: a bot of its own, that a person or a workspace owns. */
export async function whoami(http: VendorHttp) {
  const { id, name, bot } = answer(RawSelf, (await http.get(path`/v1/users/me`, { effect: 'read' })).body)
  const user = bot?.owner?.user
  return compact({
    id,
    name,
    workspace: bot?.workspace_name,
    workspace_id: bot?.workspace_id,
    owner: user ? ('user' as const) : ('workspace' as const),
    person: user && compact({ id: user.id, name: user.name, email: user.person?.email }),
  })
}

/** What an admin recognises the connection by. */
export function nameOf({ name, workspace, person }: Awaited<ReturnType<typeof whoami>>): string {
  const who = person?.email ?? person?.name ?? name ?? 'Notion'
  return workspace === undefined ? who : `${who} (${workspace})`
}
