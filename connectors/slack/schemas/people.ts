import { declareTool, page, z } from '../../sdk'
import { isEmail } from '../identifiers'
import { count, flag, maybe, paging, text, texts, user } from './common'

const UserItem = z.object({ id: text, handle: maybe, name: text, title: maybe, bot: flag, deactivated: flag })

const User = UserItem.extend({
  real_name: maybe,
  email: maybe,
  status: maybe,
  time_zone: maybe,
  admin: flag,
  guest: flag,
})

export const usersList = declareTool({
  description:
    'The directory: people with handle, name and title, without bots and former members unless asked for, so that a page may hold fewer than limit. With query: those whose names hold it, from the first 5,000. For one known person use users_info.',
  input: z.strictObject({
    query: z.string().min(1).max(80).optional().describe('Part of a name or handle.'),
    include_bots: z.boolean().default(false),
    include_deactivated: z.boolean().default(false),
    ...paging(),
  }),
  output: page(UserItem),
  effect: 'read',
  scopes: ['users:read'],
})

export const usersInfo = declareTool({
  description:
    'One person or bot: names, e-mail where it may be seen, status, time zone. Phone, start date and custom fields are in users_profile.',
  input: z.strictObject({ user }),
  output: User,
  effect: 'read',
  scopes: ['users:read'],
})

export const usersLookupByEmail = declareTool({
  description: 'The person with exactly this e-mail address. By name use users_info or users_list with query.',
  input: z.strictObject({ email: z.string().max(320).refine(isEmail, 'Write a whole e-mail address.') }),
  output: User,
  effect: 'read',
  scopes: ['users:read.email'],
})

export const usersProfile = declareTool({
  description:
    "A person's profile: status with its end, phone, pronouns, start date and the workspace's own fields. For who somebody is users_info is faster.",
  input: z.strictObject({
    user: user.default('me'),
    labels: z.boolean().default(true).describe('Names of the own fields; Slack allows few such calls.'),
  }),
  output: z.object({
    name: maybe,
    real_name: maybe,
    title: maybe,
    email: maybe,
    phone: maybe,
    pronouns: maybe,
    start_date: maybe,
    status: maybe,
    status_until: maybe,
    fields: z.array(z.object({ label: text, value: text })).optional(),
  }),
  effect: 'read',
  scopes: ['users.profile:read'],
})

export const usergroupsList = declareTool({
  description:
    'User groups, such as @crew, with size. A message mentions one as <!subteam^ID>. Who is in a channel: conversations_members.',
  input: z.strictObject({
    include_members: z.boolean().default(false).describe('Names of the members.'),
    include_disabled: z.boolean().default(false),
    ...paging(50),
  }),
  output: page(
    z.object({
      id: text,
      handle: maybe,
      name: maybe,
      description: maybe,
      size: count,
      disabled: flag,
      members: texts,
    }),
  ),
  effect: 'read',
  scopes: ['usergroups:read'],
})
