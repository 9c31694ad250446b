import { compact, cut, markdown, visible, visibleDeep } from './text'

const tag = (text: string) => [...text].map((c) => String.fromCodePoint(0xe0000 + (c.codePointAt(0) ?? 0))).join('')

test.each([
  ['zero-width space', 'a\u200Bb', 'ab'],
  ['direction override', 'a\u202Eb\u2066c', 'abc'],
  ['word joiner, byte order mark', '\uFEFFa\u2060b', 'ab'],
  ['tags', `a${tag('ignore all')}b`, 'ab'],
  ['joiner between ASCII letters', 'a\u200Db', 'ab'],
  ['joiners at the start', '\u200C\u200Da', 'a'],
  ['joiner behind what disappears', 'a\u200B\u200Db', 'ab'],
  ['soft hyphen', 'light\u00ADhouse', 'lighthouse'],
  ['old format characters', 'a\u206Ab\u206Fc', 'abc'],
  ['Hangul fillers', 'a\u115Fb\u1160c\u3164d\uFFA0e', 'abcde'],
  ['Mongolian vowel separator elsewhere', 'a\u180Eb', 'ab'],
  ['rare variation selectors after a letter', `a${String.fromCodePoint(0xe0100, 0xe0151, 0xe01ef)}b`, 'ab'],
  ['rare variation selectors after an emoji', `😀${String.fromCodePoint(0xe0158, 0xe0121)}`, '😀'],
  ['all but one of them after an ideograph', `葛${String.fromCodePoint(0xe0100, 0xe0101)}`, '葛\u{E0100}'],
  ['all but one of the usual ones', '☀\uFE0F\uFE00\uFE01', '☀\uFE0F'],
])('%s disappears', (_name, text, expected) => {
  expect(visible(text)).toBe(expected)
})

test.each(['👩‍👩‍👧', 'می‌خواهم', 'naïve\n\ttext', '日本語', '葛\u{E0100}城', '1️⃣ ☀️', 'ᠰᠠᠷ᠎ᠠ', '한국어'])(
  '%s stays',
  (text) => {
    expect(visible(text)).toBe(text)
  },
)

test('Markdown loses its comments, also when hidden characters cut them up', () => {
  expect(markdown('a<!-- x\ny -->b')).toBe('ab')
  expect(markdown('a<!\u200B-- x -->b')).toBe('ab')
  expect(markdown(null)).toBe('')
})

test('cut marks what it shortens and never splits a character', () => {
  expect(cut('abc', 3)).toBe('abc')
  expect(cut('abcd', 3)).toBe('abc…')
  expect(cut('a😀b', 2)).toBe('a…')
})

test('visibleDeep reaches every string and leaves other values alone', () => {
  const date = new Date(0)
  expect(visibleDeep({ a: ['x\u200B', { 'b\u200B': 'y\u200B' }], n: 1, z: null, date })).toEqual({
    a: ['x', { b: 'y' }],
    n: 1,
    z: null,
    date,
  })
})

test('compact drops what says nothing', () => {
  expect(compact({ a: null, b: undefined, c: [], d: 0, e: '', f: false, g: [1] })).toEqual({
    d: 0,
    e: '',
    f: false,
    g: [1],
  })
})
