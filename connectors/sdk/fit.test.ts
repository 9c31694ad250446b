import { z } from 'zod'
import { BaseConnector } from './base'
import type { CallContext } from './context'
import { decodeCursor, encodeCursor } from './cursor'
import { tool } from './decorators'
import { fit } from './fit'
import type { VendorHttp } from './http'
import { cursor, type Input } from './schema'

interface Page {
  items: { n: number; text: string }[]
  next_cursor?: string
  has_more: boolean
  truncated?: boolean
  hint?: string
}

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))
const item = (n: number, length = 100) => ({ n, text: 'x'.repeat(length) })
const List = z.strictObject({ query: z.string(), cursor: cursor() })

/** Pages of ten, each named by the number it starts at. */
class Vendor extends BaseConnector {
  @tool({ description: 'Lists.', input: List, effect: 'read', scopes: [] })
  async list({ query, cursor }: Input<typeof List>) {
    const from = Number(cursor ?? 0)
    const items = Array.from({ length: Math.min(10, 35 - from) }, (_, i) =>
      item(from + i, (from + i) % 7 === 6 ? 700 : 100),
    )
    return { items, query, next_cursor: from + 10 < 35 ? `${from + 10}` : undefined }
  }
}

/** Reads a list to its end as a model would: with next_cursor, as long as there is one. */
async function readAll(max: number): Promise<Page[]> {
  const vendor = new Vendor({ slug: 'v', configuration: {}, http: {} as VendorHttp })
  const pages: Page[] = []
  for (let next: string | undefined; pages.length < 100;) {
    const args = { query: 'q', ...(next === undefined ? {} : { cursor: next }) }
    const page = fit(await vendor.executeTool('list', args, {} as CallContext), max, args) as Page
    pages.push(page)
    next = page.next_cursor
    if (next === undefined) return pages
  }
  throw new Error('The list has no end.')
}

test.each([1_000_000, 1_800, 1_300, 900])(
  'with %d bytes a list is read to its end, without gap or repetition',
  async (max) => {
    const pages = await readAll(max)
    expect(pages.flatMap(({ items }) => items.map(({ n }) => n))).toEqual(Array.from({ length: 35 }, (_, n) => n))
    for (const page of pages) {
      expect(bytes(page)).toBeLessThanOrEqual(max)
      expect(page.has_more).toBe(page !== pages.at(-1))
    }
    expect(pages.some(({ truncated }) => truncated)).toBe(max < 10_000)
  },
)

test('what fits is left as it is', () => {
  const value = { items: [item(1)], next_cursor: 'c' }
  expect(fit(value, 10_000, {})).toBe(value)
  expect(fit(null, 10, {})).toBeNull()
})

test('a long cursor of the vendor counts, too', () => {
  const args = { cursor: encodeCursor({ vendor: 'v'.repeat(800), skip: 0 }, {}) }
  const page = fit({ items: Array.from({ length: 50 }, (_, n) => item(n)), has_more: false }, 3_000, args) as Page
  expect(bytes(page)).toBeLessThanOrEqual(3_000)
  expect(decodeCursor(page.next_cursor ?? '', args)).toEqual({ vendor: 'v'.repeat(800), skip: page.items.length })
})

test('an item that is too large alone is shortened, and the list goes on after it', () => {
  const page = fit({ items: [item(0, 50_000), item(1), item(2)], has_more: false }, 5_000, {}) as Page
  expect(bytes(page)).toBeLessThanOrEqual(5_000)
  expect(page.items).toHaveLength(1)
  expect(page.items[0]?.text).toMatch(/^x+…$/)
  expect(decodeCursor(page.next_cursor ?? '', {}).skip).toBe(1)
})

test('an item that cannot be shortened is left out, and the list still goes on', () => {
  const numbers = { n: Array.from({ length: 5_000 }, (_, i) => i) }
  const page = fit({ items: [numbers, item(1)], has_more: false }, 2_000, {}) as Page
  expect(page).toMatchObject({ items: [], has_more: true, truncated: true })
  expect(decodeCursor(page.next_cursor ?? '', {}).skip).toBe(1)
})

test('a cursor is never shortened', () => {
  const next = 'c'.repeat(1_000)
  const page = fit({ items: [item(0, 1_500)], next_cursor: next, has_more: true }, 2_200, {}) as Page
  expect(page).toMatchObject({ next_cursor: next, has_more: true, truncated: true })
  expect(bytes(page)).toBeLessThanOrEqual(2_200)
})

test.each([
  ['an object', { a: { b: 'y'.repeat(9_000) }, keep: 'short' }],
  ['a text', 'z'.repeat(9_000)],
  ['an array', Array.from({ length: 90 }, (_, n) => item(n))],
  ['an object without long texts', { n: Array.from({ length: 5_000 }, (_, i) => i) }],
])('%s is cut and says so', (_name, value) => {
  const cut = fit(value, 2_000, {}) as Page
  expect(bytes(cut)).toBeLessThanOrEqual(2_000)
  expect(cut).toMatchObject({ truncated: true, hint: expect.any(String) })
})

test('the value itself is not changed', () => {
  const value = { text: 'y'.repeat(9_000) }
  fit(value, 2_000, {})
  expect(value.text).toHaveLength(9_000)
})
