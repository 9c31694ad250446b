import { ConnectorError, type Memory, type VendorHttp } from '../sdk'
import { all, one } from './calls'
import { isChannelId, isEmail, isTs, isUserId, namesPerson, readLink } from './identifiers'
import { whoami } from './identity'
import type { Names } from './mrkdwn'
import { namesOf, personName, type RawChannel, type RawUser } from './shape'

interface Person {
  readonly id: string
  readonly handle: string
  readonly name: string
  readonly names: readonly string[]
  readonly isGone: boolean
}

interface Named {
  readonly id: string
  readonly name: string
}

interface Found<T> {
  readonly items: readonly T[]
  readonly isWhole: boolean
}

interface Message {
  readonly channel: string
  readonly ts: string
}

const LIST_S = 600
const NAME_S = 3_600
/** More unknown people than this are looked up in the directory at once, fewer one by one. */
const FEW = 5
/** People who are not in the directory: other organisations, very large workspaces. */
const MOST_SINGLE = 20
const MOST_CANDIDATES = 10

/** Finds channels and people by what somebody calls them, and their names by id. */
export class Directory {
  constructor(
    private readonly http: VendorHttp,
    private readonly memory: Memory,
  ) {}

  /** The id of a channel. With a person in its place, of the direct message with them; `open` starts one. */
  async channel(text: string, options: { open?: boolean } = {}): Promise<string> {
    const given = text.trim()
    const link = readLink(given)
    const id = link?.channel ?? given
    if (isChannelId(id)) return id
    if (namesPerson(given)) return this.#directMessage(await this.user(given), options.open ?? false)
    if (link) throw invalid('channel', 'This link does not lead to a channel.')
    const name = given.replace(/^#/, '').toLowerCase()
    const { hits, list } = await this.#find('channels', this.#loadChannels, (each) => each.name === name)
    if (hits.length === 1 && hits[0]) return hits[0].id
    const ids = hits.map((each) => each.id)
    if (ids.length > 1) throw several('channel', ids)
    const near = list.items.filter((each) => each.name.includes(name)).map((each) => `#${each.name}`)
    throw nobody('channel', 'No channel has this name', near, list, 'list_channels or list_my_conversations')
  }

  /** The id of a person. */
  async user(text: string): Promise<string> {
    const given = text.trim()
    const id = readLink(given)?.user ?? given
    if (isUserId(id)) return id
    if (/^@?me$/i.test(given)) return this.#me()
    if (isEmail(given)) return (await one<RawUser>(this.http, 'users.lookupByEmail', 'user', { email: given })).id
    const name = given.replace(/^@/, '').toLowerCase()
    const { hits, list } = await this.#find('people', this.#loadPeople, ({ names }) => names.includes(name))
    const active = hits.filter(({ isGone }) => !isGone)
    const found = active.length > 0 ? active : hits
    if (found.length === 1 && found[0]) return found[0].id
    const handles = (people: readonly Person[]) => people.map((person) => `@${person.handle} (${person.id})`)
    if (found.length > 1) throw several('user', handles(found))
    const near = list.items.filter(({ names }) => names.some((each) => each.includes(name)))
    throw nobody('user', 'Nobody has this name', handles(near), list, 'users_list, or take the e-mail address')
  }

  /** A message by its link, or by its ts and channel. */
  async message(channel: string | undefined, text: string, which: 'message' | 'thread' = 'message'): Promise<Message> {
    const link = readLink(text.trim())
    const ts = which === 'thread' ? (link?.thread ?? link?.ts) : link?.ts
    if (link?.channel !== undefined && ts !== undefined) return { channel: link.channel, ts }
    if (!isTs(text.trim())) throw invalid('ts', 'Give a ts such as 1767222000.000100, or the link of a message.')
    if (channel === undefined) throw invalid('channel', 'Needed with a bare ts.')
    return { channel: await this.channel(channel), ts: text.trim() }
  }

  /** Where something new is said: a channel, or a thread of it. */
  async place(
    channel: string | undefined,
    thread: string | undefined,
  ): Promise<{ channel: string; thread_ts?: string }> {
    if (thread === undefined) return { channel: await this.channel(channel ?? '', { open: true }) }
    const first = await this.message(channel, thread, 'thread')
    return { channel: first.channel, thread_ts: first.ts }
  }

  /** Names of people and of the channels that are known already. Who cannot be found keeps the id. */
  async names(ids: Iterable<string>): Promise<Names> {
    const wanted = [...new Set(ids)].filter(isUserId)
    const remembered = this.memory.get('people') as Found<Person> | undefined
    const users = new Map(remembered?.items.map(({ id, name }) => [id, name]))
    for (const id of wanted) {
      const name = this.memory.get(`name ${id}`) as string | undefined
      if (name !== undefined) users.set(id, name)
    }
    if (!remembered && wanted.filter((id) => !users.has(id)).length > FEW) {
      const people = await this.#loadPeople().catch(unimportant)
      for (const { id, name } of people?.items ?? []) users.set(id, name)
    }
    const unknown = wanted.filter((id) => !users.has(id))
    await Promise.all(
      unknown.slice(0, MOST_SINGLE).map(async (id) => {
        const user = await one<RawUser>(this.http, 'users.info', 'user', { user: id }).catch(unimportant)
        if (!user) return
        users.set(id, personName(user))
        this.memory.set(`name ${id}`, personName(user), NAME_S)
      }),
    )
    const channels = (this.memory.get('channels') as Found<Named> | undefined)?.items ?? []
    return { users, channels: new Map(channels.map(({ id, name }) => [id, name])) }
  }

  /** What is remembered may be old: what is not in it is looked for again. */
  async #find<T>(key: string, load: () => Promise<Found<T>>, matches: (item: T) => boolean) {
    const known = this.memory.get(key) as Found<T> | undefined
    const remembered = known?.items.filter(matches) ?? []
    if (known && remembered.length > 0) return { hits: remembered, list: known }
    const list = await load()
    return { hits: list.items.filter(matches), list }
  }

  #loadPeople = async (): Promise<Found<Person>> => {
    const { items, isWhole } = await all<RawUser>(this.http, 'users.list', 'members')
    const people = items.map((user) => ({
      id: user.id,
      handle: user.name ?? user.id,
      name: personName(user),
      names: namesOf(user),
      isGone: user.deleted === true,
    }))
    this.memory.set('people', { items: people, isWhole }, LIST_S)
    return { items: people, isWhole }
  }

  #loadChannels = async (): Promise<Found<Named>> => {
    const load = (types: string) => all<RawChannel>(this.http, 'conversations.list', 'channels', { types })
    const found = await load('public_channel,private_channel').catch((error: unknown) => {
      if (error instanceof ConnectorError && error.code === 'missing_scope') return load('public_channel')
      throw error
    })
    const channels = { items: found.items.map(({ id, name }) => ({ id, name: name ?? id })), isWhole: found.isWhole }
    this.memory.set('channels', channels, LIST_S)
    return channels
  }

  async #directMessage(user: string, open: boolean): Promise<string> {
    const key = `dm ${user}`
    const known = this.memory.get(key) as string | undefined
    if (known !== undefined) return known
    const found = open
      ? await one<RawChannel>(this.http, 'conversations.open', 'channel', { users: user })
      : (await all<RawChannel>(this.http, 'users.conversations', 'channels', { types: 'im' })).items.find(
          (each) => each.user === user,
        )
    if (!found) {
      throw new ConnectorError('not_found', 'There is no direct message with this person yet.', {
        hint: 'conversations_open starts one.',
      })
    }
    this.memory.set(key, found.id, NAME_S)
    return found.id
  }

  async #me(): Promise<string> {
    const known = this.memory.get('me') as string | undefined
    if (known !== undefined) return known
    const { user_id } = await whoami(this.http)
    this.memory.set('me', user_id, NAME_S)
    return user_id
  }
}

/** A name is worth having, but not worth failing for. */
const unimportant = (error: unknown): undefined => {
  if (error instanceof ConnectorError && error.code !== 'auth_expired') return undefined
  throw error
}

const invalid = (field: string, what: string): ConnectorError =>
  new ConnectorError('validation', `Invalid arguments. ${field}: ${what}`, { fields: { [field]: what } })

/** Handles and names of channels hold no spaces, so that a list of them cannot carry a sentence. */
const candidates = (all: readonly string[]): string =>
  all
    .filter((each) => /^[@#]?[\p{L}\p{N}._-]{1,80}( \([A-Z0-9]+\))?$/u.test(each))
    .slice(0, MOST_CANDIDATES)
    .join(', ')

const several = (field: string, found: readonly string[]): ConnectorError =>
  invalid(field, `Several have this name. Give the id of one: ${candidates(found)}.`)

function nobody(field: string, what: string, near: readonly string[], list: Found<unknown>, where: string) {
  const bound = list.isWhole ? '' : ' among the first 5,000'
  const similar = candidates(near)
  return invalid(
    field,
    `${what}${bound}. ${similar ? `Similar: ${similar}.` : `See ${where}; ids and links work as well.`}`,
  )
}
