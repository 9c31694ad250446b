import { answer, compact, ConnectorError, cut, type Input, type Memory, type VendorHttp, z } from '../sdk'
import { ask } from './calls'
import type { Directory } from './directory'
import { whoami } from './identity'
import { namesPerson } from './identifiers'
import { mentioned, type Names } from './mrkdwn'
import type { searchMessages } from './schemas'
import { attachmentsOf, author, mentionedBy, type RawSaid, textOf } from './shape'
import { readable, seconds } from './times'

/*
 * Slack has two searches. The newer one has a scope for each kind of conversation; the older one has one for all, and is
 * asked only where the newer one is not granted or not there.
 */
type Asked = Input<typeof searchMessages.input>

interface Account {
  readonly http: VendorHttp
  readonly memory: Memory
  readonly directory: Directory
}

const KINDS = {
  'search:read.public': 'public_channel',
  'search:read.private': 'private_channel',
  'search:read.mpim': 'mpim',
  'search:read.im': 'im',
}
const OLD_SCOPE = 'search:read'
/** The newer search is not for this token, app or workspace. */
const NOT_HERE = new Set([
  'assistant_search_context_disabled',
  'feature_not_enabled',
  'invalid_action_token',
  'missing_scope',
  'not_allowed_token_type',
  'unknown_method',
])
const OLD = 'page:'
const NEW = 'cursor:'
const GRANTED_S = 3_600
const TEXT = 180
const DAY_MS = 86_400_000

export async function search(account: Account, asked: Asked) {
  const { cursor } = asked
  if (cursor?.startsWith(OLD)) return searchOld(account, asked, Number(cursor.slice(OLD.length)))
  const granted = await grantedScopes(account)
  const kinds = Object.entries(KINDS).flatMap(([scope, kind]) => (granted.has(scope) ? [kind] : []))
  const isKnown = granted.size > 0
  const mayUseOld = !isKnown || granted.has(OLD_SCOPE)
  if (isKnown && kinds.length === 0 && cursor === undefined) {
    if (mayUseOld) return searchOld(account, asked, 1)
    throw lacking('The connection lacks a scope to search with.')
  }
  try {
    return await searchNew(account, asked, kinds)
  } catch (error) {
    const code = error instanceof ConnectorError ? error.details.vendorCode : undefined
    if (!mayUseOld || cursor !== undefined || !NOT_HERE.has(code ?? '')) throw error
    return searchOld(account, asked, 1)
  }
}

/** Empty where Slack does not say. */
async function grantedScopes({ http, memory }: Account): Promise<ReadonlySet<string>> {
  const known = memory.get('scopes') as ReadonlySet<string> | undefined
  if (known) return known
  const granted = new Set((await whoami(http)).scopes)
  memory.set('scopes', granted, GRANTED_S)
  return granted
}

interface Found {
  author_user_id?: string | null
  author_name?: string | null
  is_author_bot?: boolean
  channel_id?: string | null
  channel_name?: string | null
  message_ts?: string
  content?: string | null
  permalink?: string | null
}

async function searchNew({ http, directory }: Account, asked: Asked, kinds: readonly string[]) {
  const { limit, cursor, after, before } = asked
  const form = {
    query: await wholeQuery(directory, asked),
    channel_types: kinds.length > 0 ? kinds.join(',') : 'public_channel',
    include_bots: true,
    after: after === undefined ? undefined : Math.floor(seconds(after)),
    before: before === undefined ? undefined : Math.ceil(seconds(before)),
    ...ORDERS[asked.sort],
    limit,
    cursor: cursor?.slice(NEW.length),
  }
  const { body } = await ask(http, 'assistant.search.context', form)
  const Answer = z.object({
    results: z.object({ messages: z.array(z.unknown()).nullish() }),
    response_metadata: z.object({ next_cursor: z.string().nullish() }).nullish(),
  })
  const { results, response_metadata } = answer(Answer, body)
  const found = (results.messages ?? []) as Found[]
  const names = await directory.names(
    found.flatMap(({ author_user_id, content }) => [author_user_id ?? '', ...mentioned(content ?? '')]),
  )
  const next = response_metadata?.next_cursor
  return {
    items: found.map((each) =>
      toResult(names, {
        text: each.content,
        user: each.author_user_id,
        username: each.author_name,
        bot: each.is_author_bot,
        channel: { id: each.channel_id, name: each.channel_name },
        ts: each.message_ts,
        permalink: each.permalink,
      }),
    ),
    next_cursor: next ? `${NEW}${next}` : undefined,
  }
}

interface Match extends RawSaid {
  user?: string | null | undefined
  username?: string | null | undefined
  channel?: { id?: string | null | undefined; name?: string | null | undefined } | null
  ts?: string | undefined
  permalink?: string | null | undefined
}

/** A direct message is called by the id of the other person. */
const peopleIn = (match: Match): string[] => [match.user ?? '', match.channel?.name ?? '', ...mentionedBy(match)]

async function searchOld({ http, directory }: Account, asked: Asked, page: number) {
  const { limit, after, before } = asked
  // It knows days only, and leaves out the day that it is given.
  const days = [
    after === undefined ? '' : `after:${day(seconds(after) * 1_000 - DAY_MS)}`,
    before === undefined ? '' : `before:${day(Math.ceil((seconds(before) * 1_000) / DAY_MS) * DAY_MS)}`,
  ]
  const query = [await wholeQuery(directory, asked), ...days].filter(Boolean).join(' ')
  const { body } = await ask(http, 'search.messages', { query, ...ORDERS[asked.sort], count: limit, page }).catch(
    tokenKind,
  )
  const Answer = z.object({
    messages: z.object({
      total: z.number().optional(),
      matches: z.array(z.unknown()),
      paging: z.object({ pages: z.number() }).nullish(),
    }),
  })
  const { messages } = answer(Answer, body)
  const found = messages.matches as Match[]
  const names = await directory.names(found.flatMap(peopleIn))
  return {
    items: found.map((each) => toResult(names, { ...each, bot: Boolean(each.bot_id) })),
    total: messages.total,
    next_cursor: page < (messages.paging?.pages ?? 1) ? `${OLD}${page + 1}` : undefined,
  }
}

interface Result extends Match {
  bot?: boolean | undefined
}

function toResult(names: Names, { bot, channel, ...found }: Result) {
  const { user, ts, permalink } = found
  return compact({
    text: cut(textOf(found, names) || attachmentsOf(found, names).join('\n'), TEXT),
    from: author({ user, bot_id: bot ? (found.bot_id ?? user ?? 'app') : undefined, username: found.username }, names),
    channel: placeName(channel, names),
    at: readable(ts),
    url: permalink,
  })
}

function placeName(channel: Match['channel'], names: Names): string | undefined {
  const { id, name } = channel ?? {}
  if (id?.startsWith('D')) return name ? `@${names.users.get(name) ?? name}` : id
  const found = name ?? (id && names.channels.get(id))
  return found ? `#${found}` : (id ?? undefined)
}

const ORDERS = {
  relevance: { sort: 'score', sort_dir: 'desc' },
  newest: { sort: 'timestamp', sort_dir: 'desc' },
  oldest: { sort: 'timestamp', sort_dir: 'asc' },
} as const

async function wholeQuery(directory: Directory, { query, channel, from }: Asked): Promise<string> {
  const place = channel?.trim()
  const inside =
    place === undefined
      ? ''
      : namesPerson(place)
        ? `in:<@${await directory.user(place)}>`
        : `in:<#${await directory.channel(place)}>`
  return [query, inside, from === undefined ? '' : `from:<@${await directory.user(from)}>`].filter(Boolean).join(' ')
}

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

const lacking = (message: string): ConnectorError =>
  new ConnectorError('missing_scope', message, {
    scope: 'search:read.public',
    hint: 'A user token with search:read.public (and .private, .im, .mpim), or search:read, has to be connected.',
  })

/** Bots have no search of the older kind. */
function tokenKind(error: unknown): never {
  const code = error instanceof ConnectorError ? error.details.vendorCode : undefined
  throw code === 'not_allowed_token_type' ? lacking('Slack lets a bot token search nothing.') : error
}
