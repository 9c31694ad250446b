import type { RawBlock, RawElement, RawTabContent, RawTextStyle } from '../vendor'
import { toMarkdown } from './blocks'
import { toText } from './plain'

const run = (content: string, textStyle: RawTextStyle = {}): RawElement => ({ textRun: { content, textStyle } })
const p = (...elements: RawElement[]): RawBlock => ({ paragraph: { elements: [...elements, run('\n')] } })
const styled = (namedStyleType: string, ...elements: RawElement[]): RawBlock => ({
  paragraph: { elements, paragraphStyle: { namedStyleType } },
})
const item = (listId: string, nestingLevel: number, text: string): RawBlock => ({
  paragraph: { elements: [run(`${text}\n`)], bullet: { listId, nestingLevel } },
})
const tab = (content: RawBlock[], rest: Omit<RawTabContent, 'body'> = {}): RawTabContent => ({
  body: { content: [{ sectionBreak: {} }, ...content] },
  ...rest,
})
const markdownOf = (...content: RawBlock[]) => toMarkdown(tab(content))
const MONO = { weightedFontFamily: { fontFamily: 'Courier New' } }
const level = (glyphType: string) => ({ glyphType })
const LISTS = {
  dots: { listProperties: { nestingLevels: [{ glyphSymbol: '●' }, { glyphSymbol: '○' }, level('DECIMAL')] } },
  steps: { listProperties: { nestingLevels: [level('DECIMAL'), level('ALPHA')] } },
}

test('headings by style; the title is one, and bold in them is no news', () => {
  const text = markdownOf(
    styled('TITLE', run('Lighthouse\n')),
    styled('SUBTITLE', run('Plan\n')),
    styled('HEADING_1', run('Lamp\n', { bold: true })),
    styled('HEADING_6', run('Wick\n')),
    styled('HEADING_2', run('\n')),
  )
  expect(text).toBe('# Lighthouse\n\nPlan\n\n# Lamp\n\n###### Wick')
})

test('marks share their nodes, and blanks go outside', () => {
  expect(
    markdownOf(
      p(
        run('The '),
        run('bold', { bold: true }),
        run(' and ', { bold: true }),
        run('both ', { bold: true, italic: true }),
        run('gone', { strikethrough: true }),
        run(' '),
        run('code', MONO),
        run(' '),
        run('a li', { link: { url: 'https://harbor.example/x' } }),
        run('nk', { link: { url: 'https://harbor.example/x' }, bold: true }),
      ),
    ),
  ).toBe('The **bold and** **_both_** ~~gone~~ `code` [a li**nk**](https://harbor.example/x)')
})

test('text that looks like Markdown stays text', () => {
  expect(markdownOf(p(run('# no heading *no* [x](y) <b>')))).toBe('\\# no heading \\*no\\* \\[x]\\(y) \\<b>')
})

test('blanks at the ends of lines are left out', () => {
  expect(markdownOf(p(run('  a '), run(' b ', { bold: true }), run('\u000B  c  ')), p(run('   ')))).toBe(
    'a  **b**\\\nc',
  )
})

test('links within the document', () => {
  const text = markdownOf(
    p(
      run('a', { link: { headingId: 'h.1' } }),
      run(' b', { link: { heading: { id: 'h.2', tabId: 't.2' } } }),
      run(' c', { link: { tabId: 't.3' } }),
      run(' d', { link: { bookmarkId: 'k' } }),
    ),
  )
  expect(text).toBe('[a](#heading=h.1) [b](?tab=t.2#heading=h.2) [c](?tab=t.3) [d](#bookmark=k)')
})

test('lists nest, mix kinds, and count on after other text', () => {
  const text = toMarkdown(
    tab(
      [
        item('dots', 0, 'one'),
        item('dots', 1, 'deeper'),
        item('dots', 2, 'deepest'),
        item('dots', 0, 'two'),
        p(run('Between')),
        item('steps', 0, 'first'),
        item('steps', 1, 'a'),
        p(run('Meanwhile')),
        item('steps', 0, 'second'),
        item('steps', 1, 'a again'),
      ],
      { lists: LISTS },
    ),
  )
  expect(text).toBe(
    [
      '- one\n  - deeper\n    1. deepest\n- two',
      'Between',
      '1. first\n   1. a',
      'Meanwhile',
      '2. second\n   1. a again',
    ].join('\n\n'),
  )
})

test('a list that begins deep does not break', () => {
  const text = toMarkdown(tab([item('dots', 1, 'deep'), item('dots', 0, 'flat')], { lists: LISTS }))
  expect(text).toContain('deep')
  expect(text).toContain('- flat')
})

test('monospaced paragraphs are one block of code, with its own line breaks', () => {
  expect(markdownOf(p(run('npm ci', MONO)), p(run('a\u000Bb', MONO)), p(run('Then')))).toBe(
    '```\nnpm ci\na\nb\n```\n\nThen',
  )
})

test('tables with breaks, lists and tables in cells; a single cell is a frame', () => {
  const cell = (...content: RawBlock[]) => ({ content })
  const inner = { table: { tableRows: [{ tableCells: [cell(p(run('in'))), cell(p(run('ner')))] }] } }
  const table = {
    table: {
      tableRows: [
        { tableCells: [cell(p(run('Part'))), cell(p(run('No|te')))] },
        { tableCells: [cell(p(run('Lamp')), p(run('old\u000Bone'))), cell(item('steps', 0, 'clean'), inner)] },
      ],
    },
  }
  expect(toMarkdown(tab([table], { lists: LISTS }))).toBe(
    '| Part | No\\|te |\n| - | - |\n| Lamp<br>old<br>one | 1. clean<br>in<br>ner |',
  )
  const frame = { table: { tableRows: [{ tableCells: [cell(p(run('Mind the fog')))] }] } }
  expect(markdownOf(frame)).toBe('> Mind the fog')
})

test('chips, pictures, rules, breaks, equations and footnotes', () => {
  const content = [
    p(
      { person: { personProperties: { name: 'Ada North', email: 'ada@harbor.example' } } },
      run(' on '),
      { dateElement: { dateElementProperties: { displayText: 'Jan 31, 2026' } } },
      run(', see '),
      { richLink: { richLinkProperties: { title: 'Plan', uri: 'https://docs.google.com/document/d/x' } } },
      { footnoteReference: { footnoteId: 'kix.f', footnoteNumber: '1' } },
    ),
    p({ inlineObjectElement: { inlineObjectId: 'i1' } }, run(' '), { inlineObjectElement: { inlineObjectId: 'none' } }),
    { paragraph: { elements: [run('beside\n')], positionedObjectIds: ['p1'] } },
    p({ horizontalRule: {} }),
    p({ pageBreak: {} }),
    p({ equation: {} }),
  ]
  const rest = {
    footnotes: { 'kix.f': { content: [p(run('A note.'))] } },
    inlineObjects: { i1: { inlineObjectProperties: { embeddedObject: { title: 'The ]lamp <x' } } } },
    positionedObjects: { p1: { positionedObjectProperties: { embeddedObject: { description: 'Map' } } } },
  }
  expect(toMarkdown(tab(content, rest))).toBe(
    [
      '[Ada North](mailto:ada@harbor.example) on Jan 31, 2026, see [Plan](https://docs.google.com/document/d/x)[^1]',
      '[image: The lamp x] [image]',
      '[image: Map]beside',
      '---',
      '[page break]',
      '[equation]',
      '[^1]: A note.',
    ].join('\n\n'),
  )
})

test('without formatting', () => {
  const cells = [{ content: [p(run('a'))] }, { content: [p(run('b'))] }]
  const content = [
    styled('HEADING_1', run('Lamp\n')),
    { table: { tableRows: [{ tableCells: cells }] } },
    p(run('x\u000By')),
  ]
  expect(toText(tab(content))).toBe('Lamp\na\tb\nx\ny')
})

test.each([{}, { body: {} }, tab([{}, { paragraph: {} }, { table: {} }, { table: { tableRows: [{}] } }])])(
  'nothing breaks on %j',
  (content) => {
    expect(toMarkdown(content).replace(/[|\s-]/g, '')).toBe('')
    expect(toText(content).trim()).toBe('')
  },
)
