import { folderOf, placeOf } from './identifiers'
import { documentsWhere, quoted, timeOf } from './query'
import { findTab, flatten } from './tabs'
import { windowOf } from './window'

const ID = '1aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789_-abcde'
const code = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return (error as { code?: unknown }).code
  }
}

test.each([
  [ID, undefined],
  [` ${ID} `, undefined],
  [`https://docs.google.com/document/d/${ID}/edit`, undefined],
  [`https://docs.google.com/document/d/${ID}/edit?tab=t.0#heading=h.x`, 't.0'],
  [`https://docs.google.com/document/u/1/d/${ID}/edit?usp=sharing&tab=t.abc`, 't.abc'],
  [`https://docs.google.com/a/harbor.example/document/d/${ID}`, undefined],
  [`https://drive.google.com/file/d/${ID}/view`, undefined],
  [`https://drive.google.com/open?id=${ID}`, undefined],
])('a document is taken from %s', (document, tab) => {
  expect(placeOf({ document })).toEqual({ id: ID, tab })
  expect(placeOf({ document, tab: 'Notes' })).toEqual({ id: ID, tab: 'Notes' })
})

test.each([
  'Harbor plan',
  `https://docs.google.com/spreadsheets/d/${ID}/edit`,
  'https://docs.google.com/document/d/e/2PACX-1vTabcdefghijklmnop/pub',
  `https://docs.google.com.evil.example/document/d/${ID}`,
  `https://drive.google.com/drive/folders/${ID}`,
  'https://docs.google.com/document/create',
])('%s is no document', (document) => {
  expect(code(() => placeOf({ document }))).toBe('validation')
})

test('folders', () => {
  expect(folderOf('folder', 'root')).toBe('root')
  expect(folderOf('folder', `https://drive.google.com/drive/u/0/folders/${ID}?x=1`)).toBe(ID)
  expect(code(() => folderOf('folder', `https://docs.google.com/document/d/${ID}`))).toBe('validation')
  expect(code(() => folderOf('folder', "x' or 'a' in parents"))).toBe('validation')
})

test('queries escape what would end a string', () => {
  expect(quoted(String.raw`Ada's \ lamp`)).toBe(String.raw`'Ada\'s \\ lamp'`)
  expect(documentsWhere("name contains 'x'", undefined)).toBe(
    "mimeType = 'application/vnd.google-apps.document' and trashed = false and name contains 'x'",
  )
})

test('times, where those long ago stay the same from page to page', () => {
  const now = Date.parse('2026-11-21T08:30:15Z')
  expect(timeOf('x', '2026-01-31')).toBe('2026-01-31T00:00:00Z')
  expect(timeOf('x', '2026-01-31T10:00:00+02:00')).toBe('2026-01-31T08:00:00Z')
  expect(timeOf('x', '7d', now)).toBe('2026-11-14T00:00:00Z')
  expect(timeOf('x', '2w', now)).toBe('2026-11-07T00:00:00Z')
  expect(timeOf('x', '3h', now)).toBe('2026-11-21T05:00:00Z')
  for (const bad of ['yesterday', '7', '2026-99-99', '7d ago']) expect(code(() => timeOf('x', bad))).toBe('validation')
})

describe('tabs', () => {
  const tab = (tabId: string, title: string, ...childTabs: object[]) => ({ tabProperties: { tabId, title }, childTabs })
  const tabs = flatten([tab('t.0', 'Plan', tab('t.1', 'Notes', tab('t.2', 'Old'))), tab('t.3', 'notes'), {}])

  it('are flat, in order, with their parents', () => {
    expect(tabs.map(({ id, parent }) => [id, parent])).toEqual([
      ['t.0', undefined],
      ['t.1', 't.0'],
      ['t.2', 't.1'],
      ['t.3', undefined],
      ['', undefined],
    ])
  })

  it('are found by id or title; several of one title are candidates', () => {
    expect(findTab(tabs, 't.2').title).toBe('Old')
    expect(findTab(tabs, ' plan ').id).toBe('t.0')
    expect(() => findTab(tabs, 'Notes')).toThrow(/t\.1 \(Notes\), t\.3 \(notes\)/)
    expect(() => findTab(tabs, 'Pla')).toThrow(/no such tab.*t\.0 \(Plan\)/)
  })
})

test('parts of a text make up the whole, and split no character', () => {
  const text = `${'x'.repeat(95)}\n💡${'y'.repeat(150)}💡`
  const parts: string[] = []
  for (let offset: number | undefined = 0; offset !== undefined;) {
    const part: { content: string; next_offset?: number } = windowOf(text, offset, 100)
    expect(part.content).not.toMatch(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/)
    parts.push(part.content)
    offset = part.next_offset
  }
  expect(parts.join('')).toBe(text)
  expect(parts[0]).toHaveLength(96)
  expect(windowOf('abc', 9, 100)).toEqual({ content: '', offset: 3, total_characters: 3 })
})
