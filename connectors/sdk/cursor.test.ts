import { decodeCursor, encodeCursor } from './cursor'
import { ConnectorError } from './errors'

const args = { owner: 'acme', labels: ['a', 'b'], nested: { x: 1, y: undefined }, limit: 20 }

test.each([
  { vendor: 'page=2', skip: 0 },
  { vendor: undefined, skip: 7 },
  { vendor: 'é/😀"', skip: 3 },
])('%p comes back as it was', (position) => {
  expect(decodeCursor(encodeCursor(position, args), args)).toEqual(position)
})

test('the order of arguments, absent ones and the cursor itself do not matter', () => {
  const cursor = encodeCursor({ vendor: '2', skip: 0 }, args)
  const same = { cursor, limit: 20, nested: { x: 1 }, labels: ['a', 'b'], owner: 'acme' }
  expect(decodeCursor(cursor, same).vendor).toBe('2')
})

test.each([{ owner: 'other' }, { limit: 21 }, { labels: ['b', 'a'] }, { extra: null }])(
  'with %p it belongs to another call',
  (change) => {
    const cursor = encodeCursor({ vendor: '2', skip: 0 }, args)
    expect(() => decodeCursor(cursor, { ...args, ...change })).toThrow(/different arguments/)
  },
)

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

test.each(['', 'nonsense', '!!!', encode(null), encode([]), encode({ v: '2' }), encode({ v: 2, h: 'x' })])(
  '"%s" was never returned by a tool',
  (cursor) => {
    expect(() => decodeCursor(cursor, args)).toThrow(ConnectorError)
    expect(() => decodeCursor(cursor, args)).toThrow(/not one that this tool returned/)
  },
)

test.each([-1, 0, 1.5, '3', 2 ** 60])('%p items cannot be skipped', (s) => {
  expect(() => decodeCursor(encode({ s, h: 'x' }), args)).toThrow(/not one that this tool returned/)
})
