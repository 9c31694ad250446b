import { TokenBuckets } from './token-buckets'

test('who asks goes on waiting, however many others come', () => {
  const buckets = new TokenBuckets(2, 60, () => 0)
  expect([1, 2, 3].map(() => buckets.take('busy'))).toEqual([0, 0, 1])
  for (let n = 0; n < 60_000; n += 1) {
    buckets.take(`other ${n}`)
    if (n % 1_000 === 0) expect(buckets.take('busy')).toBe(1)
  }
  expect(buckets.take('busy')).toBe(1)
  // Who did not ask for so long is full again by then.
  expect(buckets.take('other 0')).toBe(0)
})

test('a look takes nothing, and what is given back can be taken', () => {
  const buckets = new TokenBuckets(1, 60, () => 0)
  expect([buckets.peek('a'), buckets.peek('a')]).toEqual([0, 0])
  expect([buckets.take('a'), buckets.take('a'), buckets.peek('a')]).toEqual([0, 1, 1])
  buckets.giveBack('a')
  buckets.giveBack('a')
  expect([buckets.take('a'), buckets.take('a')]).toEqual([0, 1])
})
