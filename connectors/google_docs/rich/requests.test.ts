import { compose } from './compose'
import { segmentRequests } from './requests'

interface Style {
  [field: string]: unknown
}
interface Char {
  text: string
  style: Style
  /** Of the paragraph, kept with its line break. */
  paragraph: Style
}
interface Range {
  startIndex: number
  endIndex: number
}
interface Request {
  insertText?: { location: { index: number }; text: string }
  insertTable?: { location: { index: number }; rows: number; columns: number }
  updateTextStyle?: { range: Range; textStyle: Style; fields: string }
  updateParagraphStyle?: { range: Range; paragraphStyle: Style; fields: string }
  deleteParagraphBullets?: { range: Range }
  createParagraphBullets?: { range: Range; bulletPreset: string }
}

/** A body as Google counts it: index 1 is the first character; new text takes over what is around it. */
class Body {
  chars: Char[]

  constructor(text: string, style: Style = {}, paragraph: Style = {}) {
    this.chars = Array.from(text, (each) => ({ text: each, style: { ...style }, paragraph: { ...paragraph } }))
  }

  apply(requests: readonly object[]): this {
    for (const request of requests as Request[]) {
      const { insertText, insertTable, updateTextStyle, updateParagraphStyle } = request
      if (insertText) this.#insert(insertText.location.index, insertText.text)
      if (insertTable) {
        const { location, rows, columns } = insertTable
        const row = `<${'(\n'.repeat(columns)}`
        this.#insert(location.index, `\n[${row.repeat(rows)}]`)
        for (const char of this.chars.slice(location.index)) if (/[[\]<(]/.test(char.text)) char.style = {}
      }
      if (updateTextStyle) this.#style(updateTextStyle.range, updateTextStyle.fields, updateTextStyle.textStyle)
      if (updateParagraphStyle) {
        const { range, fields, paragraphStyle } = updateParagraphStyle
        this.#paragraphs(range, (p) => set(p, fields, paragraphStyle))
      }
      if (request.deleteParagraphBullets) this.#paragraphs(request.deleteParagraphBullets.range, (p) => delete p.list)
      if (request.createParagraphBullets) this.#bullets(request.createParagraphBullets)
    }
    return this
  }

  #at(index: number): number {
    if (index < 1 || index > this.chars.length) throw new Error(`There is no index ${index}.`)
    return index - 1
  }

  #insert(index: number, text: string): void {
    const at = this.#at(index)
    const { style = {} } = this.chars[at - 1] ?? this.chars[at] ?? {}
    const { paragraph = {} } = this.chars.slice(at).find((each) => each.text === '\n') ?? {}
    this.chars.splice(at, 0, ...new Body(text, style, paragraph).chars)
  }

  #style({ startIndex, endIndex }: Range, fields: string, style: Style): void {
    this.#checkRange(startIndex, endIndex)
    for (const char of this.chars.slice(this.#at(startIndex), endIndex - 1)) set(char.style, fields, style)
  }

  #checkRange(startIndex: number, endIndex: number): void {
    if (endIndex <= startIndex || endIndex > this.chars.length) throw new Error(`No range: ${startIndex}, ${endIndex}.`)
  }

  /** All paragraphs that overlap. */
  #paragraphs({ startIndex, endIndex }: Range, change: (paragraph: Style) => unknown): void {
    this.#checkRange(startIndex, endIndex)
    const last = this.chars.findIndex((each, i) => i >= endIndex - 2 && each.text === '\n')
    for (const char of this.chars.slice(this.#at(startIndex), last + 1)) if (char.text === '\n') change(char.paragraph)
  }

  #bullets({ range, bulletPreset }: { range: Range; bulletPreset: string }): void {
    let level = 0
    const last = this.chars.findIndex((each, i) => i >= range.endIndex - 2 && each.text === '\n')
    const inside = new Set(this.chars.slice(this.#at(range.startIndex), last + 1))
    this.chars = this.chars.filter((char, i) => {
      const isLeading = char.text === '\t' && (i === 0 || /[\n\t]/.test(this.chars[i - 1]?.text ?? ''))
      if (!inside.has(char)) return true
      if (isLeading) level++
      if (char.text === '\n') {
        char.paragraph.list = `${bulletPreset.split('_', 2).join('_').toLowerCase()} ${level}`
        level = 0
      }
      return !isLeading
    })
  }

  /** A line per paragraph: its style and list, and its text with marks in braces. */
  get lines(): string[] {
    const out: string[] = []
    let line = ''
    let open = ''
    for (const { text, style, paragraph } of this.chars) {
      const marks = Object.entries(style).map(([k, v]) =>
        k === 'link' ? (v as { url: string }).url : k === 'weightedFontFamily' ? 'code' : k,
      )
      const now = text === '\n' ? '' : marks.sort().join('+')
      if (now !== open) line += `${open ? '}' : ''}${now ? `{${now}:` : ''}`
      open = now
      if (text !== '\n') line += text
      else {
        const { namedStyleType = 'NORMAL_TEXT', list, indentStart } = paragraph
        const about = [
          namedStyleType === 'NORMAL_TEXT' ? '' : namedStyleType,
          list ?? '',
          indentStart ? 'indented' : '',
        ]
        out.push([...about.filter(Boolean), line].join(' | '))
        line = ''
      }
    }
    return out
  }
}

function set(target: Style, fields: string, values: Style): void {
  for (const field of fields.split(',')) {
    if (values[field] === undefined) delete target[field]
    else target[field] = values[field]
  }
}

const into = (body: Body, index: number, markdown: string, intoEmpty = false) =>
  body.apply(segmentRequests(compose(markdown), { index, tabId: undefined, intoEmpty })).lines

const EMPTY = () => new Body('\n')

test('headings, paragraphs and marks in front of a paragraph that keeps its own', () => {
  const body = new Body('Old\n', { bold: true }, { namedStyleType: 'HEADING_1', list: 'x' })
  expect(into(body, 1, '## New\n\nA **b** _c_ `d` ~~e~~ [f](https://x.example) *g **h***\nsame line')).toEqual([
    'HEADING_2 | New',
    'A {bold:b} {italic:c} {code:d} {strikethrough:e} {https://x.example:f} {italic:g }{bold+italic:h} same line',
    'HEADING_1 | x | {bold:Old}',
  ])
})

test('into an empty paragraph nothing is left over', () => {
  expect(into(EMPTY(), 1, '# One\n\ntwo', true)).toEqual(['HEADING_1 | One', 'two'])
  expect(into(EMPTY(), 1, '- a\n- b', true)).toEqual(['bullet_disc 0 | a', 'bullet_disc 0 | b'])
})

test('lists by kind and depth, and what comes after is none', () => {
  const text =
    '1. one\n   - **in**\n     more\n   - in two\n2. two\n\n   own paragraph\n\nAfter\n\n- [x] done\n- [ ] open'
  expect(into(EMPTY(), 1, text, true)).toEqual([
    'numbered_decimal 0 | one',
    'numbered_decimal 1 | {bold:in} more',
    'numbered_decimal 1 | in two',
    'numbered_decimal 0 | two\u000Bown paragraph',
    'After',
    'bullet_checkbox 0 | done',
    'bullet_checkbox 0 | open',
  ])
})

test('a table is filled cell by cell, with text before and after', () => {
  const text = 'Before **it**\n\n| a | b |\n| - | - |\n| 1 | `2` |\n| | x [y](https://y.example) |\n\n# After'
  expect(into(new Body('Old\n'), 1, text)).toEqual([
    'Before {bold:it}',
    '[<({bold:a}',
    '({bold:b}',
    '<(1',
    '({code:2}',
    '<(',
    '(x {https://y.example:y}',
    'HEADING_1 | ]After',
    'Old',
  ])
})

test('two tables at the end, one after the other', () => {
  const text = '| a |\n| - |\n\n---\n\n| b |\n| - |'
  expect(into(EMPTY(), 1, text, true)).toEqual(['', '[<({bold:a}', ']———', '[<({bold:b}', ']'])
})

test('code, quotations, notes, pictures, references and HTML', () => {
  const text = [
    '```\na\n\n\tb\n```',
    '> quoted\n>\n> - in it',
    'x[^1] ![lamp](https://p.example/l.png) [ref] <b>raw</b><br>next',
    '[^1]: A note.',
    '[ref]: https://r.example',
  ].join('\n\n')
  expect(into(EMPTY(), 1, text, true)).toEqual([
    '{code:a}',
    '',
    '{code:\tb}',
    'indented | quoted',
    'indented | in it',
    'x[1] {https://p.example/l.png:lamp} {https://r.example:ref} <b>raw</b>\u000Bnext',
    '[1] A note.',
  ])
})

test('emoji count as two, as Google counts them', () => {
  const [insert, , , , mark] = segmentRequests(compose('💡 **x**'), {
    index: 5,
    tabId: 't.1',
    intoEmpty: true,
  }) as Request[]
  expect(insert).toEqual({ insertText: { location: { index: 5, tabId: 't.1' }, text: '💡 x' } })
  expect(mark?.updateTextStyle?.range).toEqual({ startIndex: 8, endIndex: 9, tabId: 't.1' })
})
