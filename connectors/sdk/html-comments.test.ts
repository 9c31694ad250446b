import { withoutComments } from './html-comments'
import { parseMarkdown } from './rich-text'

const lines = (...all: string[]) => all.join('\n')

test.each([
  ['in a line', 'a <!-- x --> b <!-- y -->c', 'a  b c'],
  ['over lines', 'a <!-- x\ny --> b', 'a  b'],
  ['with empty lines, where a line begins with it', 'a\n<!-- x\n\n```\ny --> b\nc', 'a\n b\nc'],
  ['in a list and a quotation', '- <!-- x -->a\n\n> <!-- y -->b', '- a\n\n> b'],
  ['that is not ended, where a line begins with it', 'a\n\n<!-- x\n\n```\ny\n```', 'a\n\n'],
  ['that is not ended, in HTML', '<div>\na <!-- x\n\ny', '<div>\na '],
  ['before code and after it', '<!-- x -->\n```\na\n```\n<!-- y -->', '\n```\na\n```\n'],
  ['between two spans', '`a` <!-- x --> `b`', '`a`  `b`'],
])('a comment %s is removed', (_where, text, expected) => {
  expect(withoutComments(text)).toBe(expected)
})

test.each([
  ['a fence', lines('```html', '<!-- a -->', '', '<!-- b', '```', 'c')],
  ['a fence of tildes with a shorter one inside', lines('~~~~', '```', '~~~', '<!-- a -->', '~~~~~  ', 'c')],
  ['a fence that does not end', lines('x', '```', '<!-- a -->')],
  ['a fence in a list', lines('1. x', '', '   ```', '   <!-- a -->', '', '   ```', '2. y', '   ```', '   <!-- b -->')],
  ['lines of Windows', lines('```\r', '<!-- a -->\r', '```\r', '')],
  ['a span', 'The mark `<!-- a -->` and `` `<!-- b --> ``.'],
  ['a span after an escape', String.raw`\\` + '`<!-- a -->` \\x'],
  ['a paragraph where it is not ended', lines('Begin with <!-- here.', '', '```', '<!-- a -->', '```')],
  ['a paragraph, escaped', String.raw`Write \<!-- a --> so.`],
])('%s keeps what looks like a comment', (_where, text) => {
  expect(withoutComments(text)).toBe(text)
})

/** In each of these a renderer sees a comment where a quick look sees code. */
test.each([
  ['an escaped backtick', '\\`<!-- hidden -->`'],
  ['a span over two lines', lines('`a', 'b` <!-- hidden --> `c`')],
  ['a span that is longer', '`` a ` b`` <!-- hidden --> `'],
  ['an attribute', '<a title="`"><!-- hidden --></a> `'],
  ['cells of a table', lines('| a | b | c |', '|-|-|-|', '| ` | <!-- hidden --> | ` |')],
  ['HTML around a fence', lines('<div>', '```', '<!-- hidden -->', '```', '</div>')],
  ['HTML over empty lines', lines('<pre>', '', '```', '<!-- hidden -->', '```', '</pre>')],
  ['a fence that ends with its quotation', lines('> ```', '<!-- hidden -->', '```')],
  ['a fence that ends with its list', lines('- a', '', '  ```', '<!-- hidden -->', '  ```')],
  ['a fence that begins beside a bullet', lines('- ```', '  a', '  ```', '<!-- hidden -->', '```', 'x', '```')],
  ['an indented fence that ends at the margin', lines('  ```', 'x', '```', '<!-- hidden -->', '  ```')],
  ['a fence that ends deeper', lines('- a', '  ```', '    ```', '<!-- hidden -->', '```')],
  ['an opening that has backticks', lines('``` a`b', '<!-- hidden -->', '```')],
  ['an ending with words', lines('```', '``` a', '```', '<!-- hidden -->', '```')],
  ['a lone carriage return', '~~~\r~~~\n<!-- hidden -->\n~~~'],
  ['a comment over a fence', lines('<!-- a', '```', '-->', '<!-- hidden -->')],
  ['the rest of the line of a comment', '<!-- a --> `<!-- hidden -->`'],
  ['an address', 'http://harbor.example/`<!-- hidden -->`'],
  ['a footnote', lines('[^1]: <!-- a -->\\<!-- hidden -->')],
  ['HTML inside of a comment', lines('a <!-- b', '<pre>', '-->', '', '`<!-- hidden -->`')],
])('a comment that seems code by %s is removed', (_why, text) => {
  expect(withoutComments(text)).not.toContain('hidden')
})

interface Node {
  readonly type: string
  readonly value?: string
  readonly children?: readonly Node[]
}
const nodes = (node: Node): Node[] => [node, ...(node.children ?? []).flatMap(nodes)]
const PARTS = [
  ...['`', '``', '```', '~~~', '\n', '\n', '\n\n', ' ', '  ', '    ', '\t', 'a', 'b', '|', '\\', '\r'],
  ...[
    '> ',
    '- ',
    '1. ',
    '2. ',
    '# ',
    '<div>',
    '</div>',
    '<b>',
    '<pre>',
    '<!--',
    '-->',
    '<!-- #',
    '<!-- # -->',
    'www.a',
    '[^1]: ',
  ],
]

test('what a parser of Markdown calls HTML has no comment left, however the text is put together', () => {
  let seed = 7
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((seed / 2 ** 32) * below)
  }
  let hidden = 0
  let shown = 0
  for (let i = 0; i < 4_000; i++) {
    let count = 0
    const parts = Array.from({ length: 3 + random(14) }, () => PARTS[random(PARTS.length)] ?? '')
    const text = parts.join('').replace(/#(?= -->)/g, () => `#${count++}.`)
    const kept = withoutComments(text)
    for (const { type, value = '' } of nodes(parseMarkdown(text))) {
      for (const [comment] of value.matchAll(/<!-- #\d+\. -->/g)) {
        const isKept = kept.includes(comment)
        if (type === 'html') {
          hidden++
          expect({ text, comment, isKept }).toEqual({ text, comment, isKept: false })
        } else if (isKept) shown++
      }
    }
  }
  expect(hidden).toBeGreaterThan(500)
  expect(shown).toBeGreaterThan(50)
})

test.each([
  ['openings', '<!-- '.repeat(60_000)],
  ['openings in lines', '<!-- a\n'.repeat(60_000)],
  ['openings within lines', 'a <!--\n'.repeat(60_000)],
  ['openings in paragraphs', 'a <!--\n\n'.repeat(60_000)],
  ['backticks in pairs', `${'` a '.repeat(60_000)}<!-- -->`],
  ['backticks of all lengths', `<!-- -->${Array.from({ length: 800 }, (_, i) => '`'.repeat(i)).join(' ')}`],
  ['fences', `${'```\n<!-- -->\n'.repeat(30_000)}`],
  ['marks', `<!-- -->${'> '.repeat(60_000)}\n${'- '.repeat(60_000)}`],
  ['spaces', `<!-- -->a${' '.repeat(120_000)}b\n${' '.repeat(120_000)}\`\``],
  ['comments over lines', 'a<!--\n-->'.repeat(60_000)],
])('much of it is no trouble: %s', (_what, text) => {
  expect(withoutComments(text).length).toBeLessThanOrEqual(text.length)
})
