import {
  answer,
  type AuthCheck,
  BaseConnector,
  compact,
  connector,
  type Input,
  prompt,
  resource,
  slicePage,
  token,
  tool,
  z,
} from '../sdk'
import { all, ask, change, type Form, list, one } from './calls'
import { describeChannel, listConversations } from './channels'
import { Directory } from './directory'
import { explain } from './explain'
import { makeCanvas, readFile, upload } from './files'
import { whoami } from './identity'
import { plannable, react, type Reading, readMessages } from './messages'
import { oauth } from './oauth'
import { catchUp, catchUpText, summariseThread, summaryText } from './prompts'
import * as tools from './schemas'
import { search } from './search'
import * as shape from './shape'
import { readable, seconds, slackWindow } from './times'

/** The input of a declared tool. */
type In<Name extends keyof typeof tools> = Input<(typeof tools)[Name]['input']>

const Posted = z.object({ channel: z.string(), ts: z.string() })
const Scheduled = z.object({ channel: z.string(), scheduled_message_id: z.string(), post_at: z.number() })
const Opened = z.object({ channel: z.object({ id: z.string() }), already_open: z.boolean().optional() })
const Joined = z.object({ channel: z.looseObject({ id: z.string() }) })

const configuration = z.object({
  historyPageSize: z
    .int()
    .min(1)
    .max(999)
    .optional()
    .describe(
      'Most messages that one reading of a channel or thread asks for. Set 15 for an app that is distributed outside the Slack Marketplace: Slack allows it 15 messages a call and one call a minute. Leave it empty for an app of your own workspace.',
    ),
})

@connector({
  type: 'slack',
  title: 'Slack',
  description: 'Messages, channels, people and files of a Slack workspace.',
  category: 'Chat',
  keywords: ['messages', 'channels'],
  baseUrls: { api: 'https://slack.com/api' },
  linkHosts: ['files.slack.com'],
  signedLinkHosts: ['files.slack.com'],
  auth: [
    oauth,
    token({
      title: 'Bot or user token',
      help: 'Slack: api.slack.com/apps, your app, OAuth & Permissions: the token that begins with xoxb- or xoxp-.',
    }),
  ],
  configuration,
  explain,
})
export class Slack extends BaseConnector {
  readonly #directory = new Directory(this.http, this.memory)

  // The connected account

  @tool(tools.authTest)
  async authTest() {
    return whoami(this.http)
  }

  override async validateAuth(): Promise<AuthCheck> {
    const { user, workspace, scopes } = await whoami(this.http)
    return { account: workspace === undefined ? user : `${user} (${workspace})`, ...(scopes ? { scopes } : {}) }
  }

  // Messages

  @tool(tools.conversationsHistory)
  async conversationsHistory({ channel, oldest, latest, ...reading }: In<'conversationsHistory'>) {
    const form = { channel: await this.#directory.channel(channel), ...slackWindow(oldest, latest) }
    return this.#read('conversations.history', form, reading)
  }

  @tool(tools.conversationsReplies)
  async conversationsReplies({ channel, ts, oldest, latest, ...reading }: In<'conversationsReplies'>) {
    const form = { ...(await this.#directory.message(channel, ts, 'thread')), ...slackWindow(oldest, latest) }
    return this.#read('conversations.replies', form, reading)
  }

  @tool(tools.searchMessages)
  async searchMessages(asked: In<'searchMessages'>) {
    return search({ http: this.http, memory: this.memory, directory: this.#directory }, asked)
  }

  @tool(tools.sendMessage)
  async sendMessage({ channel, text, thread_ts, reply_broadcast }: In<'sendMessage'>) {
    const place = await this.#directory.place(channel, thread_ts)
    const form = { ...place, markdown_text: text, reply_broadcast }
    return compact({ ...(await change(this.http, 'chat.postMessage', Posted, form)), thread_ts: place.thread_ts })
  }

  @tool(tools.updateMessage)
  async updateMessage({ channel, ts, text }: In<'updateMessage'>) {
    const place = await this.#directory.message(channel, ts)
    return change(this.http, 'chat.update', Posted, { ...place, markdown_text: text })
  }

  @tool(tools.scheduleMessage)
  async scheduleMessage({ channel, text, send_at, thread_ts, reply_broadcast }: In<'scheduleMessage'>) {
    const post_at = plannable(seconds(send_at, 'future'))
    const form = { ...(await this.#directory.place(channel, thread_ts)), markdown_text: text, post_at, reply_broadcast }
    const { post_at: at, ...plan } = await change(this.http, 'chat.scheduleMessage', Scheduled, form)
    return { ...plan, send_at: readable(at) }
  }

  @tool(tools.getPermalink)
  async getPermalink({ channel, ts }: In<'getPermalink'>) {
    const place = await this.#directory.message(channel, ts)
    const { body } = await ask(this.http, 'chat.getPermalink', { channel: place.channel, message_ts: place.ts })
    return { url: answer(z.object({ permalink: z.string() }), body).permalink }
  }

  @tool(tools.reactionsAdd)
  async reactionsAdd(asked: In<'reactionsAdd'>) {
    return react(this.http, this.#directory, 'reactions.add', asked)
  }

  @tool(tools.reactionsRemove)
  async reactionsRemove(asked: In<'reactionsRemove'>) {
    return react(this.http, this.#directory, 'reactions.remove', asked)
  }

  @resource({
    uri: 'slack://channels/{channel}',
    name: 'channel',
    title: 'Recent messages of a channel',
    description: 'The newest 50 messages of a channel as Markdown, oldest first. The channel is an id or a name.',
    mimeType: 'text/markdown',
    tool: 'conversations_history',
  })
  async channelMessages({ channel = '' }: Readonly<Record<string, string>>) {
    const { items } = await this.conversationsHistory({ channel, detail: 'full', limit: 50 })
    return shape.toTranscript(items.toReversed())
  }

  @resource({
    uri: 'slack://channels/{channel}/threads/{ts}',
    name: 'thread',
    title: 'Thread',
    description:
      'A thread as Markdown, up to 200 messages. The channel is an id or a name, ts that of the first message.',
    mimeType: 'text/markdown',
    tool: 'conversations_replies',
  })
  async thread({ channel = '', ts = '' }: Readonly<Record<string, string>>) {
    const { items } = await this.conversationsReplies({ channel, ts, detail: 'full', limit: 200 })
    return shape.toTranscript(items)
  }

  @prompt(catchUp)
  async catchUpOnChannel(args: z.output<typeof catchUp.arguments>) {
    return catchUpText(args)
  }

  @prompt(summariseThread)
  async summariseThread(args: z.output<typeof summariseThread.arguments>) {
    return summaryText(args)
  }

  // Channels

  @tool(tools.listChannels)
  async listChannels(asked: In<'listChannels'>) {
    return listConversations(this.http, this.#directory, 'conversations.list', asked)
  }

  @tool(tools.listMyConversations)
  async listMyConversations(asked: In<'listMyConversations'>) {
    return listConversations(this.http, this.#directory, 'users.conversations', asked)
  }

  @tool(tools.conversationsInfo)
  async conversationsInfo({ channel }: In<'conversationsInfo'>) {
    const form = { channel: await this.#directory.channel(channel), include_num_members: true }
    const found = await one<shape.RawChannel>(this.http, 'conversations.info', 'channel', form)
    return describeChannel(this.#directory, found)
  }

  @tool(tools.conversationsMembers)
  async conversationsMembers({ channel, ...page }: In<'conversationsMembers'>) {
    const form = { channel: await this.#directory.channel(channel) }
    const { items, next_cursor } = await list<string>(this.http, 'conversations.members', 'members', page, form)
    const { users } = await this.#directory.names(items)
    return { items: items.map((id) => compact({ id, name: users.get(id) })), next_cursor }
  }

  @tool(tools.conversationsOpen)
  async conversationsOpen({ users }: In<'conversationsOpen'>) {
    const ids = await Promise.all(users.map((user) => this.#directory.user(user)))
    const form = { users: ids.join(',') }
    const { channel, already_open } = await change(this.http, 'conversations.open', Opened, form)
    return compact({ id: channel.id, already_open })
  }

  @tool(tools.conversationsJoin)
  async conversationsJoin({ channel }: In<'conversationsJoin'>) {
    const form = { channel: await this.#directory.channel(channel) }
    const joined = await change(this.http, 'conversations.join', Joined, form)
    return describeChannel(this.#directory, joined.channel as shape.RawChannel)
  }

  // People

  @tool(tools.usersList)
  async usersList({ query, include_bots, include_deactivated, ...page }: In<'usersList'>) {
    const word = query?.toLowerCase()
    const isWanted = (user: shape.RawUser): boolean =>
      (include_bots || !shape.isBot(user)) &&
      (include_deactivated || !user.deleted) &&
      (word === undefined || shape.namesOf(user).some((name) => name.includes(word)))
    if (word !== undefined) {
      const { items } = await all<shape.RawUser>(this.http, 'users.list', 'members')
      return slicePage(items.filter(isWanted).map(shape.toUserItem), page)
    }
    const { items, next_cursor } = await list<shape.RawUser>(this.http, 'users.list', 'members', page)
    return { items: items.filter(isWanted).map(shape.toUserItem), next_cursor }
  }

  @tool(tools.usersInfo)
  async usersInfo({ user }: In<'usersInfo'>) {
    const id = await this.#directory.user(user)
    return shape.toUser(await one<shape.RawUser>(this.http, 'users.info', 'user', { user: id }))
  }

  @tool(tools.usersLookupByEmail)
  async usersLookupByEmail({ email }: In<'usersLookupByEmail'>) {
    return shape.toUser(await one<shape.RawUser>(this.http, 'users.lookupByEmail', 'user', { email }))
  }

  @tool(tools.usersProfile)
  async usersProfile({ user, labels }: In<'usersProfile'>) {
    const form = { user: await this.#directory.user(user), include_labels: labels }
    return shape.toProfile(await one<shape.RawProfile>(this.http, 'users.profile.get', 'profile', form))
  }

  @tool(tools.usergroupsList)
  async usergroupsList({ include_members, include_disabled, ...page }: In<'usergroupsList'>) {
    const form = { include_count: true, include_users: include_members, include_disabled }
    const { body } = await ask(this.http, 'usergroups.list', form)
    const groups = answer(z.object({ usergroups: z.array(z.unknown()) }), body).usergroups as shape.RawGroup[]
    const { items, ...rest } = slicePage(groups, page)
    const { users } = await this.#directory.names(items.flatMap((group) => group.users ?? []))
    return { items: items.map((group) => shape.toGroup(group, users)), ...rest }
  }

  // Files

  @tool(tools.filesInfo)
  async filesInfo(asked: In<'filesInfo'>) {
    return readFile(this.http, this.#directory, asked)
  }

  @tool(tools.uploadFile)
  async uploadFile(asked: In<'uploadFile'>) {
    return upload(this.http, this.#directory, asked)
  }

  @tool(tools.canvasesCreate)
  async canvasesCreate(asked: In<'canvasesCreate'>) {
    return makeCanvas(this.http, this.#directory, asked)
  }

  #read(method: Parameters<typeof readMessages>[2], form: Form, reading: Reading) {
    const { historyPageSize: most } = this.configuration as z.output<typeof configuration>
    return readMessages(this.http, this.#directory, method, form, reading, most)
  }
}
