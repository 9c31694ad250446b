import { cutPage, FORMS, parameter } from '../vendors/cursor-forms'
import type { Item } from '../vendors/items'
import { slack } from '../vendors/slack'
import type { Answer, Asked, VendorDescription } from '../vendors/vendor-description'
import {
  type Answers,
  CHANNEL,
  EVERYBODY,
  hoursAgo,
  LINKS,
  ok,
  over,
  PEOPLE,
  says,
  type Somebody,
  THREAD,
  ts,
  who,
} from './harbor'

interface Message extends Item {
  ts: string
  user: string
  text: string
  thread_ts?: string
  reactions?: { name: string; users: string[]; count: number }[]
}

const yes = (more: Item = {}): Answer => ok({ ok: true, ...more })
const no = (error: string): Answer => ok({ ok: false, error })

const message = (at: string, { slack: user }: Somebody, text: string, thread_ts?: string): Message => ({
  type: 'message',
  ts: at,
  user,
  text,
  ...(thread_ts === undefined ? {} : { thread_ts }),
})

const channel = (id: string, name: string, topic: string): Item => ({
  ...{ id, name, is_channel: true, is_private: false, is_archived: false, is_member: true },
  created: Math.floor(hoursAgo(9_000).getTime() / 1_000),
  creator: PEOPLE.ada.slack,
  topic: { value: topic, creator: PEOPLE.ada.slack, last_set: 0 },
  purpose: { value: 'Everything about the lighthouse', creator: PEOPLE.ada.slack, last_set: 0 },
  num_members: 2,
})

const userOf = ({ slack: id, login, name, email, key }: Somebody): Item => ({
  ...{ id, team_id: 'T0HARBOR01', name: login, real_name: name, deleted: false, is_bot: false, tz: 'Europe/Oslo' },
  is_admin: key === 'ada',
  profile: { display_name: name, real_name: name, title: 'Keeper', email, status_text: 'At the lamp', fields: null },
})

/** Slack's messages, reactions and files of the harbor. */
export function slackDemo(): { description: VendorDescription; file: (url: string) => Answer } {
  const { ada, ben } = PEOPLE
  const channels = [
    channel(CHANNEL, 'lighthouse', 'The lamp is dark: see the thread'),
    channel('C0HARBOR01', 'harbor', 'Boats'),
  ]
  const messages = new Map<string, Message[]>([
    [
      CHANNEL,
      [
        message(ts(44), ada, 'The new lens is in. The *lamp* turns nicely.'),
        message(
          THREAD,
          ben,
          `The *lamp stays dark* again since the power cut. Ticket: <${LINKS.jira}>, code: <${LINKS.github}>`,
        ),
        message(ts(19.5), ada, `Seen it. We talk about it at <${LINKS.zoom}|Lamp watch>.`, THREAD),
        message(
          ts(17),
          ben,
          `The relay sticks when it is wet. Plan: <${LINKS.google}>, follow-up: <${LINKS.linear}>`,
          THREAD,
        ),
      ],
    ],
    ['C0HARBOR01', [message(ts(30), ada, 'Two boats tonight.')]],
  ])
  const files = new Map<string, { file: Item; content: Buffer }>()
  const keepFile = (id: string, name: string, content: Buffer, by: Somebody): void => {
    const permalink = `https://harbor.slack.com/files/${by.slack}/${id}/${name}`
    const about = { id, name, title: name, mimetype: 'text/plain', pretty_type: 'Plain Text', mode: 'snippet' }
    const created = Math.floor(Date.now() / 1_000)
    files.set(id, {
      content,
      file: { ...about, created, user: by.slack, size: content.length, is_external: false, permalink },
    })
  }
  keepFile(
    'F0LAMP0001',
    'lamp.log',
    Buffer.from('02:40 power lost\n02:41 power back\n02:41 relay: no answer\n02:42 lamp: dark\n'),
    ben,
  )

  const inChannel = (asked: Asked): Message[] => {
    const id = parameter(asked, 'channel') ?? parameter(asked, 'channel_id') ?? ''
    const found = messages.get(id) ?? []
    messages.set(id, found)
    return found
  }
  const timed = (asked: Asked, all: readonly Message[]): Message[] => {
    const [oldest, latest] = [Number(parameter(asked, 'oldest') ?? 0), Number(parameter(asked, 'latest') ?? Infinity)]
    return all.filter((each) => Number(each.ts) >= oldest && Number(each.ts) <= latest)
  }
  const shown = (each: Message, all: readonly Message[]): Item => {
    const replies = all.filter((reply) => reply.thread_ts === each.ts && reply.ts !== each.ts)
    const [last] = replies.slice(-1)
    return last ? { ...each, thread_ts: each.ts, reply_count: replies.length, latest_reply: last.ts } : each
  }
  const linkTo = (id: string, { ts: at }: Message) => `https://harbor.slack.com/archives/${id}/p${at.replace('.', '')}`
  const found = (asked: Asked) => {
    const words = (parameter(asked, 'query') ?? '').replaceAll(/\b(?:in|from|before|after|has|is):\S+/g, '')
    return [...messages]
      .flatMap(([id, all]) => all.map((each) => ({ id, each })))
      .filter(({ each }) => says(each.text, words))
      .sort((a, b) => b.each.ts.localeCompare(a.each.ts))
      .map(({ id, each }) => ({ id, each, by: EVERYBODY.find(({ slack: user }) => user === each.user) ?? ada }))
  }
  const nameOf = (id: string) => channels.find((each) => each['id'] === id)?.['name'] ?? 'direct'
  const textOf = (asked: Asked): string => parameter(asked, 'markdown_text') ?? parameter(asked, 'text') ?? ''
  const reacting = (asked: Asked, change: (users: string[], user: string) => string[]): Answer => {
    const it = inChannel(asked).find((each) => each.ts === parameter(asked, 'timestamp'))
    if (!it) return no('message_not_found')
    const name = parameter(asked, 'name') ?? ''
    const others = (it.reactions ?? []).filter((each) => each.name !== name)
    const before = it.reactions?.find((each) => each.name === name)?.users ?? []
    const users = change(before, who(asked).slack)
    it.reactions = users.length > 0 ? [...others, { name, users, count: users.length }] : others
    return yes()
  }
  const person = (is: (each: Somebody) => boolean): Answer | undefined => {
    const it = EVERYBODY.find(is)
    return it ? yes({ user: userOf(it) }) : no('user_not_found')
  }

  const answers: Answers = {
    'conversations.history': (asked) => {
      const all = inChannel(asked)
      const own = timed(asked, all).filter((each) => each.thread_ts === undefined || each.thread_ts === each.ts)
      return yes({ messages: own.map((each) => shown(each, all)).toReversed(), has_more: false })
    },
    'conversations.replies': (asked) => {
      const [all, at] = [inChannel(asked), parameter(asked, 'ts')]
      const thread = all.filter((each) => each.ts === at || each.thread_ts === at)
      return thread.length > 0
        ? yes({ messages: thread.map((each) => shown(each, all)), has_more: false })
        : no('thread_not_found')
    },
    'chat.postMessage': (asked) => {
      const at = `${(Date.now() / 1_000).toFixed(3)}${String(inChannel(asked).length).padStart(3, '0')}`
      const posted = message(at, who(asked), textOf(asked), parameter(asked, 'thread_ts'))
      inChannel(asked).push(posted)
      return yes({ channel: parameter(asked, 'channel'), ts: at, message: posted })
    },
    'chat.update': (asked) => {
      const it = inChannel(asked).find((each) => each.ts === parameter(asked, 'ts'))
      if (!it) return no('message_not_found')
      if (it.user !== who(asked).slack) return no('cant_update_message')
      Object.assign(it, { text: textOf(asked), edited: { user: it.user, ts: ts(0) } })
      return yes({ channel: parameter(asked, 'channel'), ts: it.ts, text: it.text, message: it })
    },
    'chat.getPermalink': (asked) => {
      const it = inChannel(asked).find((each) => each.ts === parameter(asked, 'message_ts'))
      const id = parameter(asked, 'channel') ?? ''
      return it ? yes({ channel: id, permalink: linkTo(id, it) }) : no('message_not_found')
    },
    'assistant.search.context': (asked) => {
      const of = found(asked).map(({ id, each, by }) => ({
        ...{ author_name: by.name, author_user_id: by.slack, team_id: 'T0HARBOR01', is_author_bot: false },
        ...{
          channel_id: id,
          channel_name: nameOf(id),
          message_ts: each.ts,
          content: each.text,
          permalink: linkTo(id, each),
        },
      }))
      return yes({ results: { messages: of } })
    },
    'search.messages': (asked) => {
      const matches = found(asked).map(({ id, each, by }) => ({
        ...{ type: 'message', user: by.slack, username: by.login, ts: each.ts, text: each.text },
        ...{ channel: { id, name: nameOf(id) }, permalink: linkTo(id, each) },
      }))
      return yes({ messages: { matches } })
    },
    'conversations.list': () => yes({ channels }),
    'users.conversations': () => yes({ channels }),
    'conversations.info': (asked) => {
      const it = channels.find((each) => each['id'] === parameter(asked, 'channel'))
      return it ? yes({ channel: it }) : no('channel_not_found')
    },
    'conversations.members': () => yes({ members: EVERYBODY.map(({ slack: id }) => id) }),
    'users.list': () => yes({ members: EVERYBODY.map(userOf) }),
    'users.info': (asked) => person(({ slack: id }) => id === parameter(asked, 'user')),
    'users.lookupByEmail': (asked) => person(({ email }) => email === parameter(asked, 'email')),
    'users.profile.get': (asked) => {
      const it = EVERYBODY.find(({ slack: id }) => id === parameter(asked, 'user')) ?? who(asked)
      return yes({ profile: userOf(it)['profile'] })
    },
    'usergroups.list': () =>
      yes({
        usergroups: [
          {
            id: 'S0CREW0001',
            name: 'Crew',
            handle: 'crew',
            date_delete: 0,
            user_count: 2,
            users: [ada.slack, ben.slack],
          },
        ],
      }),
    'reactions.add': (asked) => reacting(asked, (users, user) => [...new Set([...users, user])]),
    'reactions.remove': (asked) => reacting(asked, (users, user) => users.filter((each) => each !== user)),
    'files.info': (asked) => {
      const it = files.get(parameter(asked, 'file') ?? '')
      const host = asked.headers['x-forwarded-host']
      if (!it) return no('file_not_found')
      return yes({ file: { ...it.file, url_private_download: `http://${host}/files-pri/${String(it.file['id'])}` } })
    },
    'files.getUploadURLExternal': (asked) => {
      const id = `F0NEW${String(files.size).padStart(5, '0')}`
      keepFile(id, parameter(asked, 'filename') ?? 'file', Buffer.alloc(0), who(asked))
      return yes({ file_id: id, upload_url: `${asked.signedUrl}/upload/v1/${id}` })
    },
    'files.completeUploadExternal': (asked) => {
      const given = JSON.parse(parameter(asked, 'files') ?? '[]') as { id: string; title?: string }[]
      const done = given.flatMap(({ id, title }) => {
        const it = files.get(id)
        if (it && title !== undefined) it.file['title'] = title
        return it ? [it.file] : []
      })
      if (parameter(asked, 'channel_id') !== undefined) {
        const text = parameter(asked, 'initial_comment') ?? ''
        const at = `${(Date.now() / 1_000).toFixed(3)}999`
        inChannel(asked).push({ ...message(at, who(asked), text, parameter(asked, 'thread_ts')), files: done })
      }
      return yes({ files: done })
    },
  }

  const given = slack()
  const idIn = (url: string) => /\b(F0\w+)/.exec(url)?.[1] ?? ''
  return {
    description: {
      ...given,
      world: () => over(given.world(), answers),
      // Our threads begin with their first message without help.
      page: (answer, asked) =>
        asked.id === 'conversations.replies' && (answer.body as Item)['ok'] === true
          ? cutPage(answer, asked, FORMS.slack)
          : (given.page?.(answer, asked) ?? answer),
      uploaded: (bytes, url) => {
        const it = files.get(idIn(url))
        if (!it) return { status: 404 }
        it.content = bytes
        it.file['size'] = bytes.length
        return { status: 200, body: `OK - ${bytes.length}` }
      },
    },
    file: (url) => ({
      status: 200,
      body: files.get(idIn(url))?.content ?? '',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    }),
  }
}
