import { answer, compact, path, type VendorHttp, z } from '../sdk'

const maybe = z.string().nullish().catch(undefined)

const RawUser = z.object({
  id: z.string().min(1),
  account_id: maybe,
  email: maybe,
  first_name: maybe,
  last_name: maybe,
  display_name: maybe,
  timezone: maybe,
  type: z.int().optional().catch(undefined),
  status: maybe,
})

export const User = z.object({
  id: z.string(),
  account_id: z.string().optional(),
  email: z.string().optional(),
  name: z.string().optional(),
  timezone: z.string().optional(),
  plan: z.string().optional(),
  status: z.string().optional(),
})

const PLANS: Readonly<Record<number, string>> = {
  1: 'basic',
  2: 'licensed',
  3: 'on-premises',
  4: 'unassigned',
  99: 'none',
}

/** A profile. Meeting ids, host keys and addresses of pictures stay out: some of them let a stranger in. */
export async function readUser(http: VendorHttp, id: string) {
  const user = answer(RawUser, (await http.get(path`/users/${id}`, { effect: 'read' })).body)
  const name = user.display_name || [user.first_name, user.last_name].filter(Boolean).join(' ')
  return compact({
    id: user.id,
    account_id: user.account_id,
    email: user.email,
    name: name || undefined,
    timezone: user.timezone || undefined,
    plan: user.type === undefined ? undefined : PLANS[user.type],
    status: user.status,
  })
}
