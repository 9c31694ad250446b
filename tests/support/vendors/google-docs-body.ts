import { isItem, type Item } from './items'

/*
 * A tab as Google counts it: one character for each index. What is no text has characters of its own, from Unicode's
 * private use area, which Google takes out of every text.
 */
const SECTION = '\uE000'
const TABLE = '\uE001'
const ROW = '\uE002'
const CELL = '\uE003'
const END = '\uE004'
/** Of what stands in a line and is no text, by its number. */
const OBJECT = 0xe100
const STRUCTURE = /[\uE000-\uE004]/

export class BadEdit extends Error {}

const items = (value: unknown): Item[] => (Array.isArray(value) ? value.filter(isItem) : [])
const at = (item: unknown, name: string): unknown => (isItem(item) ? item[name] : undefined)

/** The content of a body as such a text; what is no text goes into `objects`. */
const flatten = (content: unknown, objects: Item[]): string =>
  items(content)
    .map(({ paragraph, table, sectionBreak }) => {
      if (sectionBreak) return SECTION
      if (paragraph)
        return items(at(paragraph, 'elements'))
          .map((element) => textOf(element, objects))
          .join('')
      const rows = items(at(table, 'tableRows')).map(
        ({ tableCells }) =>
          ROW +
          items(tableCells)
            .map((cell) => CELL + flatten(cell['content'], objects))
            .join(''),
      )
      return `${TABLE}${rows.join('')}${END}`
    })
    .join('')

function textOf(element: Item, objects: Item[]): string {
  const text = at(element['textRun'], 'content')
  return typeof text === 'string' ? text : String.fromCharCode(OBJECT + objects.push(element) - 1)
}

/** The other way; how it looked is lost. */
function contentOf(text: string, objects: readonly Item[]): Item[] {
  let index = 0
  const paragraph = (): Item => {
    const startIndex = index
    const end = text.indexOf('\n', index) + 1
    const elements = (text.slice(index, end).match(/[\uE100-\uF8FF]|[^\uE100-\uF8FF]+/g) ?? []).map((content): Item => {
      const place = { startIndex: index, endIndex: (index += content.length) }
      const object = objects[content.charCodeAt(0) - OBJECT]
      return object ? { ...object, ...place } : { ...place, textRun: { content, textStyle: {} } }
    })
    return { startIndex, endIndex: end, paragraph: { elements, paragraphStyle: { namedStyleType: 'NORMAL_TEXT' } } }
  }
  const blocks = (isOver: () => boolean): Item[] => {
    const out: Item[] = []
    while (index < text.length && !isOver()) {
      if (text[index] === SECTION) out.push({ endIndex: ++index, sectionBreak: {} })
      else out.push(text[index] === TABLE ? table() : paragraph())
    }
    return out
  }
  /** From one mark of its kind on, as long as there are more. */
  const parts = <T>(mark: string, read: () => T): T[] => {
    const out: T[] = []
    while (text[index] === mark) {
      index += 1
      out.push(read())
    }
    return out
  }
  const isMark = () => text[index] !== TABLE && STRUCTURE.test(text[index] ?? '')
  const table = (): Item => {
    const startIndex = index++
    const tableRows = parts(ROW, () => ({ tableCells: parts(CELL, () => ({ content: blocks(isMark) })) }))
    index += 1
    const [first] = tableRows
    return {
      ...{ startIndex, endIndex: index },
      table: { rows: tableRows.length, columns: first?.tableCells.length ?? 0, tableRows },
    }
  }
  return blocks(() => false)
}

/** One tab that is being edited. Refuses what Google would. */
export class TabText {
  text: string
  readonly #objects: Item[] = []

  constructor(content: unknown) {
    this.text = flatten(content, this.#objects)
  }

  get content(): Item[] {
    return contentOf(this.text, this.#objects)
  }

  insert(index: number, added: string): void {
    this.#insideParagraph(index)
    this.text = this.text.slice(0, index) + added.replace(/[\uE000-\uF8FF]/g, '') + this.text.slice(index)
  }

  append(added: string): void {
    this.insert(this.text.length - 1, added)
  }

  insertTable(index: number, rows: number, columns: number): void {
    this.#insideParagraph(index)
    if (rows < 1 || columns < 1) throw new BadEdit('a table has rows and columns.')
    const table = `\n${TABLE}${(ROW + `${CELL}\n`.repeat(columns)).repeat(rows)}${END}`
    this.text = this.text.slice(0, index) + table + this.text.slice(index)
  }

  delete(start: number, end: number): void {
    this.inside(start, end)
    const cut = this.text.slice(start, end)
    if (end === this.text.length) throw new BadEdit('the last line break of a body stays.')
    if (cut.endsWith('\n') && STRUCTURE.test(this.text[end] ?? ''))
      throw new BadEdit('a table or cell needs its line break.')
    const rest = cut.replace(new RegExp(`${TABLE}[^${TABLE}${END}]*${END}`, 'g'), '')
    if (STRUCTURE.test(rest)) throw new BadEdit('a table goes as a whole.')
    this.text = this.text.slice(0, start) + this.text.slice(end)
  }

  /** A list nests by leading tabs, which it takes away. */
  bullet(start: number, end: number): void {
    this.inside(start, end)
    const from = this.text.lastIndexOf('\n', start - 1) + 1
    const to = this.text.indexOf('\n', end - 1) + 1
    const inner = this.text.slice(from, to).replace(/(^|[\n\uE003])\t+/g, '$1')
    this.text = this.text.slice(0, from) + inner + this.text.slice(to)
  }

  replace(found: string, replacement: string, matchCase: boolean): number {
    const pattern = new RegExp(found.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), matchCase ? 'g' : 'gi')
    const { length } = this.text.match(pattern) ?? []
    this.text = this.text.replace(pattern, () => replacement)
    return length ?? 0
  }

  inside(start: number, end: number): void {
    if (start < 1 || end > this.text.length || end <= start) throw new BadEdit(`there is no range ${start} to ${end}.`)
    if (this.#isHalf(start) || this.#isHalf(end)) throw new BadEdit('a range does not part a surrogate pair.')
  }

  #insideParagraph(index: number): void {
    const char = this.text[index]
    if (char === undefined) throw new BadEdit(`index ${index} is behind the end, ${this.text.length}.`)
    if (STRUCTURE.test(char)) throw new BadEdit(`index ${index} is not inside a paragraph.`)
    if (this.#isHalf(index)) throw new BadEdit(`index ${index} is inside a surrogate pair.`)
  }

  #isHalf(index: number): boolean {
    const code = this.text.charCodeAt(index)
    return code >= 0xdc00 && code <= 0xdfff
  }
}
