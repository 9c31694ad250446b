import { declareTool, page, z } from '../../sdk'
import { channel, channelTypes, count, flag, maybe, paging, READ, text, user } from './common'

const ChannelItem = z.object({
  id: text,
  name: maybe,
  kind: maybe,
  with: maybe,
  topic: maybe,
  members: count,
  archived: flag,
})

const Channel = ChannelItem.extend({
  purpose: maybe,
  is_member: flag,
  shared_with_others: flag,
  created: maybe,
  creator: maybe,
})

const archived = z.boolean().default(false).describe('Archived ones, too.')

export const listChannels = declareTool({
  description:
    'Channels of the workspace with topic and size, also those that the account is not in. With query: those whose name holds it, from the first 5,000. Use list_my_conversations for the own ones and direct messages. Other tools take #name directly.',
  input: z.strictObject({
    query: z.string().min(1).max(80).optional().describe('Part of the name.'),
    types: channelTypes.default(['public_channel']),
    include_archived: archived,
    ...paging(),
  }),
  output: page(ChannelItem),
  effect: 'read',
  ...READ,
  aliases: ['conversations_list'],
})

export const listMyConversations = declareTool({
  description:
    'Conversations that the connected account, or another person, is in: channels, and with types also direct messages (im) and those of groups (mpim). For all channels use list_channels.',
  input: z.strictObject({
    user: user.optional().describe('Default: the connected account. Of others only what is shared with them.'),
    types: channelTypes.default(['public_channel', 'private_channel']),
    include_archived: archived,
    ...paging(),
  }),
  output: page(ChannelItem),
  effect: 'read',
  ...READ,
})

export const conversationsInfo = declareTool({
  description:
    'One channel or direct message: topic, purpose, size, whether the account is a member. Who is in it: conversations_members; what is said: conversations_history.',
  input: z.strictObject({ channel }),
  output: Channel,
  effect: 'read',
  ...READ,
})

export const conversationsMembers = declareTool({
  description: 'Who is in a channel or group message, with ids and names. Details of one person: users_info.',
  input: z.strictObject({ channel, ...paging(50) }),
  output: page(z.object({ id: text, name: maybe })),
  effect: 'read',
  ...READ,
})

export const conversationsOpen = declareTool({
  description:
    'Opens the direct message with a person, or with up to eight, and returns its id; one that exists is found again. Nobody is notified. For a message to one person send_message with @name is enough.',
  input: z.strictObject({ users: z.array(user).min(1).max(8) }),
  output: z.object({ id: text, already_open: flag }),
  effect: 'update',
  scopes: ['im:write'],
  // For several people.
  optionalScopes: ['mpim:write'],
})

export const conversationsJoin = declareTool({
  description:
    'Makes the connected account a member of a public channel, which others see there. Private channels need an invitation. Returns the channel.',
  input: z.strictObject({ channel: channel.describe('Id, #name or link.') }),
  output: Channel,
  effect: 'update',
  scopes: ['channels:write'],
})
