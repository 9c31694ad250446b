import { batches } from './append'
import { fieldsOf, toBlocks, toRuns } from './from-markdown'
import type { BlockTree, RawBlock } from './raw'
import { treesToMarkdown } from './to-markdown'

const text = (content: string, more: object = {}) => ({ text: { content }, ...more })
const texts = (markdown: string) => toBlocks(markdown).map((block) => [block.type, fieldsOf(block)])

describe('Markdown to blocks', () => {
  test('the usual blocks', () => {
    const markdown = [
      '# Lamp',
      '##### Deep',
      'One\ntwo  \nthree <!-- hidden -->',
      '<!-- hidden -->',
      '> Mind the step\n>\n> - wet',
      '- [x] oil\n- [ ] wick\n- plain\n\n1. first',
      '```ts\nconst a = 1\n```',
      '```unheard\nx\n```',
      '---',
      '![Pier](https://harbor.example/p.png)',
      '| a | b |\n| - | - |\n| 1 |',
    ].join('\n\n')
    expect(texts(markdown)).toEqual([
      ['heading_1', { rich_text: [text('Lamp')] }],
      ['heading_3', { rich_text: [text('Deep')] }],
      ['paragraph', { rich_text: [text('One two'), text('\n'), text('three ')] }],
      [
        'quote',
        {
          rich_text: [text('Mind the step')],
          children: [{ type: 'bulleted_list_item', bulleted_list_item: { rich_text: [text('wet')] } }],
        },
      ],
      ['to_do', { rich_text: [text('oil')], checked: true }],
      ['to_do', { rich_text: [text('wick')], checked: false }],
      ['bulleted_list_item', { rich_text: [text('plain')] }],
      ['numbered_list_item', { rich_text: [text('first')] }],
      ['code', { rich_text: [text('const a = 1')], language: 'typescript' }],
      ['code', { rich_text: [text('x')], language: 'plain text' }],
      ['divider', {}],
      ['image', { type: 'external', external: { url: 'https://harbor.example/p.png' }, caption: [text('Pier')] }],
      [
        'table',
        {
          table_width: 2,
          has_column_header: true,
          children: [
            { type: 'table_row', table_row: { cells: [[text('a')], [text('b')]] } },
            { type: 'table_row', table_row: { cells: [[text('1')], []] } },
          ],
        },
      ],
    ])
  })

  test('marks nest, and only addresses that Notion takes become links', () => {
    const [block] = toBlocks('**a _b_** ~~c~~ `d` [e](https://x.example) [f](#g) [h][i]\n\n[i]: https://i.example')
    expect(fieldsOf(block as never)).toEqual({
      rich_text: [
        text('a ', { annotations: { bold: true } }),
        text('b', { annotations: { bold: true, italic: true } }),
        text(' '),
        text('c', { annotations: { strikethrough: true } }),
        text(' '),
        text('d', { annotations: { code: true } }),
        text(' '),
        { text: { content: 'e', link: { url: 'https://x.example' } } },
        text(' '),
        text('f'),
        text(' '),
        { text: { content: 'h', link: { url: 'https://i.example' } } },
      ],
    })
  })

  test('a text is split at 2,000 characters and never inside a pair of surrogates', () => {
    const [block] = toBlocks(`${'x'.repeat(1_999)}🗼${'y'.repeat(2_500)}`)
    const { rich_text } = fieldsOf(block as never) as { rich_text: { text: { content: string } }[] }
    expect(rich_text.map((run) => run.text.content.length)).toEqual([1_999, 2_000, 502])
    expect(rich_text.map((run) => run.text.content).join('')).toBe(`${'x'.repeat(1_999)}🗼${'y'.repeat(2_500)}`)
  })

  test('more runs than a block holds go on in the next block', () => {
    const blocks = toBlocks(Array.from({ length: 120 }, (_, i) => `**a${i}** b`).join(' '))
    const counts = blocks.map((block) => (fieldsOf(block) as { rich_text: [] }).rich_text.length)
    expect(counts).toEqual([100, 100, 40])
  })

  test('a comment is runs alone', () => {
    expect(toRuns('Well **done**.\n\n- one')).toEqual([
      text('Well '),
      text('done', { annotations: { bold: true } }),
      text('.'),
      text('\n'),
      text('- one'),
    ])
  })
})

describe('requests', () => {
  const deepest = (block: object): number =>
    Math.max(
      0,
      ...Object.values(block).flatMap((value: { children?: object[] }) =>
        (value.children ?? []).map((child) => 1 + deepest(child)),
      ),
    )

  test('at most 100 blocks of the first level each', () => {
    const parts = batches(toBlocks(Array.from({ length: 250 }, (_, i) => `P${i}`).join('\n\n')))
    expect(parts.map((group) => group.length)).toEqual([100, 100, 50])
  })

  test('at most 1,000 elements each, however they nest', () => {
    const item = (i: number) => `- item ${i}\n${Array.from({ length: 30 }, (_, j) => `  - sub ${j}`).join('\n')}`
    const groups = batches(toBlocks(Array.from({ length: 60 }, (_, i) => item(i)).join('\n')))
    expect(groups.map((group) => group.length)).toEqual([32, 28])
  })

  test('what is nested more than twice is left for later', () => {
    const [[part] = []] = batches(toBlocks('- a\n  - b\n    - c\n      - d'))
    expect(deepest(part?.sent ?? {})).toBe(0)
    expect(part?.later).toHaveLength(1)
    const [[fits] = []] = batches(toBlocks('- a\n  - b\n    - c'))
    expect([deepest(fits?.sent ?? {}), fits?.later.length]).toEqual([2, 0])
  })

  test('a table keeps as many rows as fit', () => {
    const rows = Array.from({ length: 150 }, (_, i) => `| ${i} |`).join('\n')
    const [[part] = []] = batches(toBlocks(`| n |\n| - |\n${rows}`))
    expect([(fieldsOf(part?.sent as never).children ?? []).length, part?.later.length]).toEqual([100, 51])
  })
})

describe('blocks to Markdown', () => {
  let made = 0
  const run = (content: string, annotations: object = {}, href: string | null = null) => ({
    type: 'text',
    plain_text: content,
    annotations,
    href,
  })
  const block = (type: string, content: object, children: BlockTree[] = []): BlockTree => ({
    block: { id: `${++made}`.padStart(32, 'a'), type, [type]: content } as RawBlock,
    children,
  })
  const say = (content: string) => ({ rich_text: [run(content)] })

  test('the usual blocks', () => {
    const trees = [
      block('heading_2', say('Lamp')),
      block('paragraph', {
        rich_text: [
          run('at '),
          run('dusk ', { bold: true }),
          run('go', {}, '/1234'),
          run('x', { code: true, italic: true }),
        ],
      }),
      block('bulleted_list_item', say('oil'), [block('numbered_list_item', say('first'))]),
      block('to_do', { ...say('wick'), checked: true }),
      block('numbered_list_item', say('one')),
      block('callout', { ...say('Mind'), icon: { emoji: '⚠️' } }),
      block('code', { ...say('a < b'), language: 'plain text' }),
      block('equation', { expression: 'e=mc^2' }),
      block('divider', {}),
      block('table', { has_column_header: true }, [
        block('table_row', { cells: [[run('a')], [run('b | c')]] }),
        block('table_row', { cells: [[run('1')], []] }),
      ]),
      block('image', { type: 'external', external: { url: 'https://harbor.example/p.png' }, caption: [run('Pier')] }),
      block('file', { type: 'file', file: { url: 'https://signed.example' }, name: 'plan.pdf' }),
      block('bookmark', { url: 'https://harbor.example' }),
      block('column_list', {}, [block('column', {}, [block('paragraph', say('left'))])]),
      block('table_of_contents', {}),
      block('unsupported', {}),
      block('from_the_future', say('new')),
    ]
    expect(treesToMarkdown(trees)).toBe(
      [
        '## Lamp',
        'at **dusk** [go](https://www.notion.so/1234)_`x`_',
        '- oil\n  1. first\n- [x] wick',
        '1. one',
        '> ⚠️ Mind',
        '```plain-text\na < b\n```',
        '$$\ne=mc^2\n$$',
        '---',
        '| a | b \\| c |\n| - | - |\n| 1 | |',
        '![Pier](https://harbor.example/p.png)',
        '(file in Notion: plan.pdf)',
        '<https://harbor.example>',
        'left',
        '(a block that the API does not show)',
        'new',
      ].join('\n\n'),
    )
  })

  test('a child page is a link', () => {
    const id = '1f2e3d4c-5b6a-4789-8abc-0123456789ab'
    const tree = { block: { id, type: 'child_page', child_page: { title: 'Log' } }, children: [] }
    expect(treesToMarkdown([tree])).toBe(`[Log](https://www.notion.so/${id.replaceAll('-', '')})`)
  })

  test('Markdown comes back as it went', () => {
    const markdown =
      '# Lamp\n\n- [ ] oil **now**\n  - more\n\n> said\n\n```bash\nls\n```\n\n| a | b |\n| - | - |\n| 1 | _2_ |'
    const answered = (request: object): BlockTree => {
      const { type, ...rest } = request as { type: string } & Record<string, Record<string, unknown>>
      const { children = [], ...fields } = rest[type] as { children?: object[] }
      const plain = (runs: unknown) =>
        (runs as { text: { content: string } }[]).map((each) => ({
          ...each,
          type: 'text',
          plain_text: each.text.content,
        }))
      const { rich_text, cells } = fields as { rich_text?: unknown; cells?: unknown[] }
      const content = {
        ...fields,
        ...(rich_text ? { rich_text: plain(rich_text) } : {}),
        ...(cells ? { cells: cells.map(plain) } : {}),
      }
      return block(type, content, children.map(answered))
    }
    expect(treesToMarkdown(toBlocks(markdown).map(answered))).toBe(markdown)
  })
})
