import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv2020 from 'ajv/dist/2020'
import { fromAdf, toAdf } from '.'

const doc = (...content: unknown[]) => ({ version: 1, type: 'doc', content })
const p = (...content: unknown[]) => ({ type: 'paragraph', content })
const t = (text: string, ...marks: string[]) => ({ type: 'text', text, marks: marks.map((type) => ({ type })) })

const RICH = `# The lamp of Harbor

It is **bright _and_ red**, ~~not~~ \`green\`, see [the log](https://harbor.example/log).
Ask [@Ada North](accountid:5f1e0a3b7c2d9e0068a1b2c3).

- one
  - below
- two

3. third
4. fourth

- [x] lit
  - [ ] cleaned
- [ ] turned

> quoted
>
> - in the quote

\`\`\`ts
const lamp = 1
\`\`\`

| Place | Light |
| ----- | ----- |
| North | **red** |

---

End.`

describe('Markdown to ADF and back', () => {
  test('everything comes back', () => {
    const squeeze = (text: string) => text.replace(/ +\|/g, ' |').replace(/-+ \|/g, '- |')
    expect(squeeze(fromAdf(toAdf(RICH)))).toBe(squeeze(RICH.replace('log).\nAsk', 'log).\\\nAsk')))
  })

  test.each([
    ['a heading in a list', '- # Title\n\n  text', ['paragraph', 'paragraph']],
    ['a quote in a list', '- > said', ['paragraph']],
    ['a table in a list', '- a\n\n  | x |\n  | - |\n  | y |', ['paragraph', 'codeBlock']],
    ['a rule in a list', '- a\n\n  ***\n\n  b', ['paragraph', 'paragraph', 'paragraph']],
  ])('%s keeps its text', (_, markdown, types) => {
    const [list] = toAdf(markdown).content
    expect(list?.content?.[0]?.content?.map(({ type }) => type)).toEqual(types)
  })

  test('tasks that ADF cannot hold become an ordinary list with boxes', () => {
    const [quote] = toAdf('> - [x] lit').content
    expect(quote?.content?.[0]).toMatchObject({ type: 'bulletList' })
    expect(JSON.stringify(quote)).toContain('[x] ')
    expect(toAdf('- [ ] a\n\n  ```\n  b\n  ```').content[0]).toMatchObject({ type: 'bulletList' })
  })

  test('HTML is shown as text, its comments are left out, <br> breaks the line', () => {
    expect(toAdf('<!-- hidden -->').content).toEqual([])
    expect(JSON.stringify(toAdf('<u>a</u><br>b'))).toContain('<u>')
    expect(toAdf('a<br>b').content[0]?.content).toMatchObject([{ text: 'a' }, { type: 'hardBreak' }, { text: 'b' }])
  })

  test('links by reference work; addresses that Jira refuses become text', () => {
    const [first] = toAdf('[log][1]\n\n[1]: https://harbor.example/log').content
    expect(first?.content?.[0]?.marks).toEqual([{ type: 'link', attrs: { href: 'https://harbor.example/log' } }])
    expect(toAdf('[x](javascript:alert)').content[0]?.content).toMatchObject([
      { text: 'x' },
      { text: ' (javascript:alert)' },
    ])
    expect(JSON.stringify(toAdf('![lamp](https://harbor.example/lamp.png)'))).toContain('"text":"lamp"')
  })
})

describe('ADF to Markdown', () => {
  test.each([
    ['mention', p({ type: 'mention', attrs: { id: '5f', text: '@Ada North' } }), '[@Ada North](accountid:5f)'],
    ['emoji', p({ type: 'emoji', attrs: { shortName: ':lamp:' } }), ':lamp:'],
    ['date', p({ type: 'date', attrs: { timestamp: '1769817600000' } }), '2026-01-31'],
    ['a date that is none', p({ type: 'date', attrs: { timestamp: 'soon' } }), 'soon'],
    ['status', p({ type: 'status', attrs: { text: 'LIT', color: 'green' } }), '**LIT**'],
    ['card', p({ type: 'inlineCard', attrs: { url: 'https://harbor.example/1' } }), '<https://harbor.example/1>'],
    ['block card', { type: 'blockCard', attrs: { data: { name: 'Log' } } }, 'Log'],
    ['panel', { type: 'panel', attrs: { panelType: 'warning' }, content: [p(t('Hot'))] }, '> **Warning**\n>\n> Hot'],
    ['expand', { type: 'expand', attrs: { title: 'More' }, content: [p(t('inside'))] }, '**More**\n\ninside'],
    [
      'media',
      { type: 'mediaSingle', content: [{ type: 'media', attrs: { type: 'file', id: 'm1', alt: 'lamp.png' } }] },
      '![lamp.png](attachment:m1)',
    ],
    [
      'tasks',
      {
        type: 'taskList',
        content: [
          { type: 'taskItem', attrs: { state: 'DONE' }, content: [t('lit')] },
          { type: 'taskList', content: [{ type: 'taskItem', attrs: { state: 'TODO' }, content: [t('cleaned')] }] },
        ],
      },
      '- [x] lit\n  - [ ] cleaned',
    ],
    [
      'a task of blocks',
      { type: 'taskList', content: [{ type: 'blockTaskItem', attrs: { state: 'TODO' }, content: [p(t('lit'))] }] },
      '- [ ] lit',
    ],
    [
      'decisions',
      { type: 'decisionList', content: [{ type: 'decisionItem', content: [t('Paint it red')] }] },
      '- **Decision:** Paint it red',
    ],
    [
      'layout',
      {
        type: 'layoutSection',
        content: [
          { type: 'layoutColumn', content: [p(t('left'))] },
          { type: 'layoutColumn', content: [p(t('right'))] },
        ],
      },
      'left\n\nright',
    ],
    ['extension', { type: 'extension', attrs: { extensionKey: 'toc', extensionType: 'x' } }, '`toc`'],
    ['a node that nobody knows yet', { type: 'lantern', content: [p(t('its text'))] }, 'its text'],
    ['an empty one', { type: 'lantern' }, '`lantern`'],
    ['an inline one', p(t('a '), { type: 'gleam', attrs: { text: 'shine' } }), 'a shine'],
    [
      'broken nodes',
      { type: 'paragraph', content: [null, 7, { text: 'x' }, { type: 'text', text: 9 }, t('kept')] },
      'kept',
    ],
  ])('%s', (_, node, expected) => {
    expect(fromAdf(doc(node))).toBe(expected)
  })

  test('a table keeps lists, breaks, bars and wide cells on one line', () => {
    const row = (type: string, ...cells: unknown[]) => ({
      type: 'tableRow',
      content: cells.map((content) => ({ type, content })),
    })
    const list = { type: 'bulletList', content: [{ type: 'listItem', content: [p(t('x|y'))] }] }
    const table = {
      type: 'table',
      content: [
        row('tableHeader', [p(t('Place'))], [p(t('Light'))]),
        row('tableCell', [p(t('North'), { type: 'hardBreak' }, t('pier'))], [p(t('red')), list]),
        { type: 'tableRow', content: [{ type: 'tableCell', attrs: { colspan: 2 }, content: [p(t('wide'))] }] },
      ],
    }
    const lines = fromAdf(doc(table)).split('\n')
    expect(lines).toHaveLength(4)
    expect(lines[2]).toContain('North<br>pier')
    expect(lines[2]).toContain('red<br>- x\\|y')
  })

  test('marks of neighbours are wrapped together, and spaces stand outside', () => {
    expect(fromAdf(doc(p(t('a ', 'strong'), t('b', 'strong', 'em'), t(' c'))))).toBe('**a _b_** c')
    expect(fromAdf(doc(p(t('a', 'em'), t(' ', 'strong'), t('b'))))).toBe('_a_ b')
    expect(fromAdf(doc(p(t('a ', 'strong'), t('b'))))).toBe('**a** b')
    expect(fromAdf(doc(p(t('code', 'code', 'strong'), t(' red', 'textColor'))))).toBe('**`code`** red')
  })

  test('no document is no text, a plain string is itself', () => {
    expect([undefined, null, {}, 7].map(fromAdf)).toEqual(['', '', '', ''])
    expect(fromAdf('plain')).toBe('plain')
  })

  test('a tree made to exhaust the stack ends, with its text', () => {
    let node: unknown = p(t('deep'))
    for (let i = 0; i < 20_000; i++) node = { type: 'blockquote', content: [node] }
    expect(fromAdf(doc(node))).toContain('deep')
  })
})

/** The vendor's schema of ADF is among the facts that requests are judged by. */
const FACTS = join(__dirname, '../../../tests/contracts/jira.json')

describe('the ADF schema', () => {
  const { schemas } = JSON.parse(readFileSync(FACTS, 'utf8')) as { schemas: Record<string, object> }
  const ajv = new Ajv2020({ strict: false, logger: false }).addSchema({ schemas }, 'facts')
  const valid = ajv.compile({ $ref: 'facts#/schemas/doc_node' })

  test.each([
    RICH,
    '',
    '-',
    '>',
    '- # a\n- > b\n- ***\n- | x |\n  | - |',
    '> # a\n>\n> - [ ] b\n>\n> > c\n>\n> ***',
    '- [ ]\n- [x] **a** `b`',
    '```\n```',
    '**`code` in [`link`](https://harbor.example)**',
    'note[^1]\n\n[^1]: below\n\n![a][b]\n\n[b]: https://harbor.example/b',
    '0. zero\n1. one',
    '| a | b |\n| - | - |\n| c |',
    '[@Ada](accountid:5f) <br> <i>x</i>\n\n<div>\n\ny',
  ])('accepts what we write for %j', (markdown) => {
    expect([valid(toAdf(markdown)), valid.errors]).toEqual([true, null])
  })

  test('refuses what ADF does not allow', () => {
    expect(valid(doc({ type: 'listItem', content: [] }))).toBe(false)
    expect(valid(doc({ type: 'blockquote', content: [{ type: 'heading', attrs: { level: 1 }, content: [] }] }))).toBe(
      false,
    )
  })
})
