import { encode } from 'gpt-tokenizer/encoding/o200k_base'
import { peopleIn, type RawMessage, toMessage } from '.'

const names = {
  users: new Map([['U0ADA00001', 'Ada North']]),
  channels: new Map([['C0LIGHT001', 'lighthouse']]),
}
const message = (more: Omit<RawMessage, 'ts'>): RawMessage => ({ ts: '1767222000.000100', ...more })
const shown = (more: Omit<RawMessage, 'ts'>, detail: 'summary' | 'full' = 'full') =>
  toMessage(message(more), names, detail)

const mrkdwn = (text: string) => ({ type: 'mrkdwn', text })
const plain = (text: string) => ({ type: 'plain_text', text })
const alarm = { bot_id: 'B0ALARM001', bot_profile: { name: 'Alarm' } }
const section = (text: string) => ({ type: 'section', text: mrkdwn(text) })

test('the blocks of an app are read to their last element', () => {
  const blocks = [
    { type: 'header', text: plain('Fog horn *1*') },
    { type: 'divider' },
    {
      ...section('It is *silent*, <@U0ADA00001>'),
      fields: [mrkdwn('*Place*\nPier'), plain('Since 2 &lt; 3 h')],
      accessory: { type: 'button', text: plain('Open'), url: 'https://horn.example/1' },
    },
    { type: 'context', elements: [{ type: 'image', alt_text: 'lamp' }, mrkdwn('seen by <#C0LIGHT001>')] },
    { type: 'image', title: plain('The pier'), alt_text: 'a picture' },
    { type: 'markdown', text: '**Whole** *text*' },
    { type: 'actions', elements: [{ type: 'button', text: plain('Silence it') }] },
    { type: 'table', rows: [[plain('a'), plain('b')].map((cell) => ({ ...cell, type: 'raw_text' }))] },
  ]
  expect(shown({ ...alarm, text: 'Fog horn', blocks })).toMatchObject({
    from: 'Alarm (app)',
    text: [
      'Fog horn *1*',
      'It is **silent**, @Ada North',
      '**Place**\nPier',
      'Since 2 < 3 h',
      '[Open](https://horn.example/1)',
      'lamp seen by #lighthouse',
      'The pier',
      '**Whole** *text*',
      'a | b',
    ].join('\n'),
  })
})

test('rich text inside blocks means what it says', () => {
  const text = (said: string, style?: Record<string, boolean>) => ({
    type: 'text',
    text: said,
    ...(style && { style }),
  })
  const line = (...elements: object[]) => ({ type: 'rich_text_section', elements })
  const blocks = [
    {
      type: 'rich_text',
      elements: [
        line(
          text('a *b* <c> '),
          text('bold ', { bold: true }),
          text('x', { bold: true, code: true }),
          { type: 'user', user_id: 'U0ADA00001' },
          { type: 'emoji', name: 'tada' },
          { type: 'link', url: 'https://lamp.example/', text: 'lamp' },
          { type: 'channel', channel_id: 'C0LIGHT001' },
          { type: 'broadcast', range: 'here' },
          { type: 'link', url: 'https://horn.example/' },
        ),
        { type: 'rich_text_list', style: 'ordered', indent: 1, elements: [line(text('one')), line(text('two'))] },
        { type: 'rich_text_quote', elements: [text('said\ntwice')] },
        { type: 'rich_text_preformatted', elements: [text('x = 1')] },
      ],
    },
  ]
  expect(shown({ user: 'U0ADA00001', text: '', blocks }).text).toBe(
    [
      'a *b* <c> **bold** **`x`**@Ada North:tada:[lamp](https://lamp.example/)#lighthouse@herehttps://horn.example/',
      '  1. one',
      '  2. two',
      '> said',
      '> twice',
      '```\nx = 1\n```',
    ].join('\n'),
  )
  expect(peopleIn(message({ text: '', blocks }))).toEqual(['U0ADA00001'])
})

test.each([
  ['the same twice', 'It is *silent*', 'It is **silent**'],
  ['a part of it', 'silent', 'It is **silent**'],
  ['more', 'Fog horn: it is silent. It is *silent*', 'Fog horn: it is silent. It is **silent**'],
  ['something else', 'New alarm', 'It is **silent**\nNew alarm'],
  ['nothing', '', 'It is **silent**'],
  ["Slack's own words", "This content can't be displayed.", 'It is **silent**'],
])('the text beside the blocks of an app says %s', (_, text, expected) => {
  expect(shown({ ...alarm, text, blocks: [section('It is *silent*')] }).text).toBe(expected)
})

test("a person's text is taken as it is, and an app's where it has rich text alone", () => {
  expect(shown({ user: 'U0ADA00001', text: 'Aye', blocks: [section('No')] }).text).toBe('Aye')
  const blocks = [{ type: 'rich_text', elements: [] }]
  expect(shown({ ...alarm, text: 'Aye', blocks }).text).toBe('Aye')
})

test('an attachment is read whole', () => {
  const attachments = [
    {
      pretext: 'Alarm for <@U0ADA00001>',
      author_name: 'Keeper',
      title: 'Fog horn',
      title_link: 'https://horn.example/1',
      text: 'It is *silent*',
      fields: [
        { title: 'Place', value: 'Pier', short: true },
        { title: '', value: 'Urgent' },
      ],
      footer: 'Watch',
      fallback: 'Alarm',
    },
    { fallback: '[no preview available]', blocks: [section('*Pump* is on')] },
    { from_url: 'https://harbor.slack.com/x', message_blocks: [{ message: { blocks: [section('Said there')] } }] },
    { fallback: 'Only this' },
    {},
  ]
  expect(shown({ ...alarm, text: '', attachments }).attachments).toEqual([
    'Alarm for @Ada North — Keeper — Fog horn — It is **silent** — Place: Pier — Urgent — Watch — https://horn.example/1',
    '**Pump** is on',
    'Said there — https://harbor.slack.com/x',
    'Only this',
  ])
  expect(peopleIn(message({ ...alarm, attachments }))).toEqual(['U0ADA00001'])
})

test('what was typed does not vanish', () => {
  expect(shown({ user: 'U0ADA00001', text: 'a &lt;!-- b --&gt; c' }).text).toBe('a <!-- b --> c')
})

test('in a list attachments share the room, and say when there are more', () => {
  const attachments = Array.from({ length: 5 }, (_, i) => ({ text: `${i} ${'lamp '.repeat(60)}` }))
  const { attachments: brief } = shown({ text: 'Look', attachments }, 'summary')
  expect(brief).toHaveLength(4)
  expect(brief?.join('').length).toBeLessThan(200)
  expect(brief?.at(-1)).toBe('… and 2 more with detail full')
  expect(shown({ text: 'Look', attachments }).attachments).toHaveLength(5)
})

test('a page of 20 messages of apps stays small', () => {
  const alarms = Array.from({ length: 20 }, (_, i) =>
    toMessage(
      {
        ts: `${1_767_222_000 - i * 777}.000${100 + i}`,
        ...alarm,
        text: i % 2 ? `Alarm ${i}: the fog horn is silent` : '',
        ...(i % 2
          ? {
              blocks: [
                { type: 'header', text: plain('The fog horn of the north pier is silent') },
                { type: 'section', fields: [mrkdwn('*Since*\n10 minutes'), mrkdwn('*Watch*\n<@U0ADA00001>')] },
                {
                  type: 'context',
                  elements: [mrkdwn('Rule <https://watch.example/rules/1|silence>, checked each minute')],
                },
              ],
            }
          : {
              attachments: [
                {
                  title: `Build ${i} of the lamp failed`,
                  title_link: `https://builds.example/lamp/${i}`,
                  fields: ['Branch', 'Author', 'Stage', 'Took'].map((title) => ({ title, value: 'fix/stable-power' })),
                  footer: 'Builds | lighthouse',
                },
              ],
            }),
      },
      names,
      'summary',
    ),
  )
  expect(encode(JSON.stringify({ items: alarms, has_more: true })).length).toBeLessThanOrEqual(2_000)
})
