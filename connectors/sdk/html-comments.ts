/*
 * HTML comments in Markdown: a person does not see them, unless they are code. Code is left alone only where it is code in
 * any reading. Lists, quotations and HTML may make something else of what looks like a fence or a span, and what a person
 * cannot see must not stay; so what is in doubt counts as no code. Indented code is always in doubt.
 */
const OPEN = '<!--'
const CLOSE = '-->'

const LINE_END = /\r\n|\r|\n/g
const BLANK = /^[ \t]*$/
/** What may stand before the words of a line: spaces, and the marks of quotations, lists and footnotes. */
const PREFIX = /^(?:[ \t>]|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])|\[\^[^\]\s]+\]:)*/
const FENCE = /^(?:`{3,}(?=[^`]*$)|~{3,})/
const FENCE_END = /^([ \t]*)(`+|~+)[ \t]*$/
/** The end of a paragraph as far as comments go: an empty line, or a fence. */
const BREAK =
  /(?:\r\n|\r(?!\n)|\n)(?=(?:[ \t>]|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])|\[\^[^\]\s]+\]:)*(?:[\r\n]|`{3}|~{3}))/g
const TOKEN = /\\|`+|<!--|<(?=[a-z/!?])|(?:https?:\/\/|www\.)[^\s<]*/gi
/** HTML that goes on over empty lines. */
const LONG_HTML = /^<(?:script|pre|style|textarea|\?|!)/i

/** How far it is doubtful what is code: not at all, up to an empty line, or to the end. */
type Doubt = 'none' | 'paragraph' | 'rest'

interface Fence {
  readonly mark: string
  readonly size: number
  readonly indent: number
}

/** Removes the comments that renderers hide. One that never ends hides the rest where HTML begins, and is text within a paragraph. */
export const withoutComments = (text: string): string => (text.includes(OPEN) ? new Scan(text).run() : text)

class Scan {
  #kept = ''
  /** Up to here the text is kept or dropped. */
  #done = 0
  #at = 0
  #doubt: Doubt = 'none'
  #fence: Fence | undefined
  readonly #closeFrom: (at: number) => number
  readonly #breakFrom: (at: number) => number
  readonly #lineEndFrom: (at: number) => number

  constructor(private readonly text: string) {
    this.#closeFrom = searching(text, new RegExp(CLOSE, 'g'))
    this.#breakFrom = searching(text, new RegExp(BREAK))
    this.#lineEndFrom = searching(text, new RegExp(LINE_END))
  }

  run(): string {
    while (this.#at < this.text.length) this.#line()
    return this.#kept + this.text.slice(this.#done)
  }

  /** From where we are to the end of the line. */
  #rest = (): string => this.text.slice(this.#at, this.#lineEndFrom(this.#at))

  /** To the next line. */
  #next(): void {
    const end = this.#lineEndFrom(this.#at)
    this.#at = end + (this.text.startsWith('\r\n', end) ? 2 : 1)
  }

  #line(): void {
    const line = this.#rest()
    if (this.#fence && this.#inFence(line, this.#fence)) return this.#next()
    if (BLANK.test(line)) {
      if (this.#doubt === 'paragraph') this.#doubt = 'none'
      return this.#next()
    }
    const prefix = PREFIX.exec(line)?.[0] ?? ''
    const words = line.slice(prefix.length)
    const isPlain = /^ {0,3}$/.test(prefix)
    const mark = FENCE.exec(words)?.[0]
    if (mark !== undefined && isPlain && this.#doubt === 'none' && !line.includes(OPEN)) {
      this.#fence = { mark: mark.charAt(0), size: mark.length, indent: prefix.length }
      return this.#next()
    }
    if (mark !== undefined) this.#doubt = 'rest'
    this.#at += prefix.length
    if (!words.startsWith(OPEN)) return this.#words()
    // A line that begins with a comment is HTML to its end, and so is the one that it ends in.
    const before = this.#doubt
    this.#drop(prefix === '' && before === 'none')
    if (this.#doubt === 'none') this.#doubt = 'paragraph'
    this.#words()
    if (before === 'none' && this.#doubt === 'paragraph') this.#doubt = 'none'
  }

  /** Whether the line is code, or ends it. An indented fence may be part of a list, which ends by itself. */
  #inFence(line: string, { mark, size, indent }: Fence): boolean {
    const [, space = '', marks = ''] = FENCE_END.exec(line) ?? []
    const isEnd = marks.startsWith(mark) && marks.length >= size
    const isSure = indent === 0 || BLANK.test(line) || widthOf(line) >= indent
    if (isSure && (!isEnd || (indent === 0 && widthOf(space) > 3))) return true
    this.#fence = undefined
    if (isSure && widthOf(space) <= 3) return true
    this.#doubt = 'rest'
    return false
  }

  /** The words of a paragraph, or of what may be one, to the end of the line that they end in. */
  #words(): void {
    for (let line: string | undefined = this.#rest(); line !== undefined;) line = this.#wordsOf(line)
  }

  /** The rest of another line, where a comment goes on into one. */
  #wordsOf(line: string): string | undefined {
    const start = this.#at
    const closing = spansOf(line)
    const token = new RegExp(TOKEN)
    for (let found = token.exec(line); found; found = token.exec(line)) {
      const [what] = found
      const { index } = found
      if (what === OPEN) {
        this.#at = start + index
        if (!this.#isHidden()) continue
        const isOnLine = this.#closeFrom(this.#at + OPEN.length) < start + line.length
        this.#drop(false)
        if (!isOnLine) return this.#at < this.text.length ? this.#rest() : undefined
        token.lastIndex = this.#at - start
      } else if (what === '<') {
        if (LONG_HTML.test(line.slice(index, index + 10))) this.#doubt = 'rest'
        else if (this.#doubt === 'none') this.#doubt = 'paragraph'
      } else if (this.#doubt !== 'none') {
        continue
      } else if (what === '\\') {
        token.lastIndex = index + 2
      } else if (!what.startsWith('`')) {
        // Some take what is in an address for a part of it.
        if (what.includes('`')) this.#doubt = 'paragraph'
      } else {
        const end = closing(what.length, token.lastIndex)
        // A bar may end a cell of a table, and the span with it.
        if (end === undefined || line.slice(index, end).includes('|')) this.#doubt = 'paragraph'
        else token.lastIndex = end
      }
    }
    this.#at = start
    this.#next()
    return undefined
  }

  /** Within a paragraph, what does not end in it is no comment. */
  #isHidden(): boolean {
    return this.#doubt !== 'none' || this.#closeFrom(this.#at + OPEN.length) < this.#breakFrom(this.#at)
  }

  /** Drops the comment that begins here. Lines that it goes over may have meant something, unless it is HTML by itself. */
  #drop(isHtml: boolean): void {
    const close = this.#closeFrom(this.#at + OPEN.length)
    const end = Math.min(close + CLOSE.length, this.text.length)
    this.#kept += this.text.slice(this.#done, this.#at)
    if (!isHtml && this.#lineEndFrom(this.#at) < end) this.#doubt = 'rest'
    this.#done = end
    this.#at = end
  }
}

/** Where the next match is, from places that only go forward; where there is none, at the end. */
function searching(text: string, pattern: RegExp): (at: number) => number {
  let found = -1
  return (at) => {
    if (found < at) {
      pattern.lastIndex = at
      found = pattern.exec(text)?.index ?? text.length
    }
    return found
  }
}

/** Where a code span ends that begins with so many backticks: after the next as many. */
function spansOf(line: string): (size: number, from: number) => number | undefined {
  const runs = new Map<number, number[]>()
  for (const { 0: run, index } of line.matchAll(/`+/g)) {
    const starts = runs.get(run.length)
    if (starts) starts.push(index)
    else runs.set(run.length, [index])
  }
  for (const starts of runs.values()) starts.reverse()
  return (size, from) => {
    const starts = runs.get(size) ?? []
    while ((starts.at(-1) ?? from) < from) starts.pop()
    const start = starts.at(-1)
    return start === undefined ? undefined : start + size
  }
}

/** Columns of space at the start; a tab is at most four. */
const widthOf = (line: string): number => (/^[ \t]*/.exec(line)?.[0] ?? '').replaceAll('\t', '    ').length
