import { type Input, slicePage, type VendorHttp } from '../sdk'
import { all, type Form, list } from './calls'
import type { Directory } from './directory'
import { mentioned } from './mrkdwn'
import type { listChannels, listMyConversations } from './schemas'
import { type RawChannel, toChannel, toChannelItem } from './shape'

/** A page of conversations; with a query, those of a whole list whose name holds it. */
export async function listConversations(
  http: VendorHttp,
  directory: Directory,
  method: 'conversations.list' | 'users.conversations',
  asked: Input<typeof listChannels.input> | Input<typeof listMyConversations.input>,
) {
  const { types, include_archived, limit, cursor } = asked
  const form: Form = {
    types: types.join(','),
    exclude_archived: !include_archived,
    user: 'user' in asked && asked.user !== undefined ? await directory.user(asked.user) : undefined,
  }
  const query = 'query' in asked ? asked.query?.toLowerCase().replace(/^#/, '') : undefined
  const { items, ...rest } =
    query === undefined
      ? await list<RawChannel>(http, method, 'channels', { limit, cursor }, form)
      : slicePage(await named(http, method, form, query), { limit, cursor })
  const names = await directory.names(items.flatMap(peopleIn))
  return { items: items.map((raw) => toChannelItem(raw, names)), ...rest }
}

const named = async (http: VendorHttp, method: string, form: Form, query: string): Promise<RawChannel[]> =>
  (await all<RawChannel>(http, method, 'channels', form)).items.filter(({ name }) => name?.includes(query))

export async function describeChannel(directory: Directory, raw: RawChannel) {
  return toChannel(raw, await directory.names([...peopleIn(raw), raw.creator ?? '']))
}

const peopleIn = ({ user, topic, purpose }: RawChannel): string[] => [
  user ?? '',
  ...mentioned(`${topic?.value ?? ''} ${purpose?.value ?? ''}`),
]
