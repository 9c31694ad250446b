import { type BreakerChange, Breakers } from './breakers'

const ORIGIN = 'https://vendor.example'

let now = 0
let changes: BreakerChange[]
let breakers: Breakers

beforeEach(() => {
  now = 1_000_000
  changes = []
  breakers = new Breakers(
    (change) => changes.push(change),
    () => now,
  )
})

const asking = (tenantId: string, origin = ORIGIN) => ({ origin, tenantId, type: 'example' })
const wait = (tenantId: string, origin?: string) => breakers.wait(asking(tenantId, origin))
const once = (tenantId: string, outcome: 'answered' | 'failed' | 'unknown') => breakers.begin(asking(tenantId))(outcome)

/** Until it is left alone. Returns after how many. */
function breakDown(tenantId: string): number {
  let failures = 0
  for (; wait(tenantId) === 0 && failures < 100; failures++) once(tenantId, 'failed')
  return failures
}

it('leaves a vendor alone after ten failures in a row, for the tenant that saw them and at this vendor', () => {
  for (let n = 0; n < 9; n++) once('a', 'failed')
  once('a', 'answered')
  for (let n = 0; n < 9; n++) once('a', 'failed')
  once('a', 'unknown')
  expect(wait('a')).toBe(0)
  once('a', 'failed')
  expect(wait('a')).toBe(5_000)
  expect(wait('b')).toBe(0)
  expect(wait('a', 'https://other.example')).toBe(0)
  expect(changes).toEqual([{ type: 'example', scope: 'tenant', isOpen: true }])
})

it('lets one try after a while; the others wait for what it finds', () => {
  breakDown('a')
  now += 4_999
  expect(wait('a')).toBe(1)
  now += 1
  expect(wait('a')).toBe(0)
  const tried = breakers.begin(asking('a'))
  expect(wait('a')).toBeGreaterThan(0)
  tried('failed')
  expect(wait('a')).toBe(10_000)
  now += 10_000
  once('a', 'answered')
  expect(wait('a')).toBe(0)
  expect(changes.map(({ isOpen }) => isOpen)).toEqual([true, false])
  expect(breakDown('a')).toBe(10)
  expect(wait('a')).toBe(5_000)
})

it('says how many are left alone, until they work again or nobody asks any more', () => {
  for (const tenant of ['a', 'b']) breakDown(tenant)
  for (const tenant of ['d', 'e', 'f']) once(tenant, 'answered')
  expect(breakers.paused()).toEqual([{ type: 'example', scope: 'tenant', count: 2 }])
  now += 5_000
  once('a', 'answered')
  expect(breakers.paused()).toEqual([{ type: 'example', scope: 'tenant', count: 1 }])
  now += 3 * 60_000
  expect(breakers.paused()).toEqual([])
})

it('waits at most a minute, and lets another try where the one that tried gave up', () => {
  breakDown('a')
  for (let n = 0; n < 6; n++) {
    now += wait('a')
    once('a', 'failed')
  }
  expect(wait('a')).toBe(60_000)
  now += 60_000
  once('a', 'unknown')
  expect(wait('a')).toBe(0)
})

it('takes what began before for nothing: neither a late answer nor a late failure changes it', () => {
  const [late, later] = [breakers.begin(asking('a')), breakers.begin(asking('a'))]
  breakDown('a')
  late('answered')
  later('failed')
  expect(wait('a')).toBe(5_000)
})

it('leaves it alone for everybody once three tenants, half of those that ask, found it broken', () => {
  for (const tenant of ['d', 'e']) once(tenant, 'answered')
  expect(['a', 'b'].map(breakDown)).toEqual([10, 10])
  expect(wait('d')).toBe(0)
  breakDown('c')
  for (const tenant of ['d', 'e', 'new']) expect(wait(tenant)).toBe(5_000)
  expect(changes.at(-2)).toEqual({ type: 'example', scope: 'vendor', isOpen: true })
})

it('does not, while most tenants get answers', () => {
  for (const tenant of ['d', 'e', 'f', 'g']) once(tenant, 'answered')
  for (const tenant of ['a', 'b', 'c']) breakDown(tenant)
  expect(wait('d')).toBe(0)
  expect(changes.every(({ scope }) => scope === 'tenant')).toBe(true)
})

it('one answer opens it for all; those who found it broken try again at once', () => {
  for (const tenant of ['a', 'b', 'c']) breakDown(tenant)
  now += 5_000
  once('new', 'answered')
  for (const tenant of ['a', 'b', 'c', 'new', 'newer']) expect(wait(tenant)).toBe(0)
  once('a', 'failed')
  expect(wait('a')).toBe(10_000)
  expect(wait('newer')).toBe(0)
})

it('a tenant that tries for all and fails leaves the next try to another', () => {
  for (const tenant of ['a', 'b', 'c']) breakDown(tenant)
  now += 5_000
  once('a', 'failed')
  expect(wait('d')).toBe(10_000)
  now += 10_000
  expect(wait('d')).toBe(0)
  once('d', 'answered')
  expect(wait('e')).toBe(0)
})
