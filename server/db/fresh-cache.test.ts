import { Changes } from './change-feed'
import { FreshCache } from './fresh-cache'

interface Value {
  readonly owner: string
  readonly version: number
}

/** A table with one row, whose reads end when the test says so. */
function table() {
  let version = 1
  const reads: (() => void)[] = []
  const changes = new Changes()
  const cache = new FreshCache<Value>({
    changes,
    max: 10,
    load: () => {
      const value = { owner: 'acme', version }
      return new Promise((resolve) => reads.push(() => resolve(value)))
    },
    ownerOf: (value) => value.owner,
  })
  return {
    cache,
    reads,
    change: () => {
      version += 1
      changes.changed('acme')
    },
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

test('a value is read once, until a notice names its owner', async () => {
  const { cache, reads, change } = table()
  const [first, second] = [cache.get('a'), cache.get('a')]
  await settled()
  expect(reads).toHaveLength(1)
  reads[0]?.()
  expect(await first).toBe(await second)
  expect((await cache.get('a'))?.version).toBe(1)
  change()
  const third = cache.get('a')
  await settled()
  reads[1]?.()
  expect((await third)?.version).toBe(2)
  cache.close()
})

test('a read that a notice overtook is never kept, also when another one was begun beside it', async () => {
  const { cache, reads, change } = table()
  void cache.get('a')
  await settled()
  change()
  const second = cache.get('a') // does not wait for the first, which is stale
  await settled()
  reads[0]?.() // the first reads again: version 2
  reads[1]?.() // the second is done: version 2
  expect((await second)?.version).toBe(2)
  await settled()
  expect(reads).toHaveLength(3)
  change() // overtakes the first's second read
  reads[2]?.()
  await settled()
  const now = cache.get('a')
  await settled()
  for (const read of reads) read()
  expect((await now)?.version).toBe(3)
  cache.close()
})

describe('when changes cannot be heard', () => {
  const SURE_MS = 7_000
  const BACKSTOP_MS = 5 * 60_000

  /** A table that can go away, and a clock that the test moves. */
  function shaky() {
    let now = 0
    let isGone = false
    const changes = new Changes()
    const cache = new FreshCache<Value>({
      changes,
      max: 10,
      now: () => now,
      load: () => (isGone ? Promise.reject(new Error('gone')) : Promise.resolve({ owner: 'acme', version: 1 })),
      ownerOf: (value) => value.owner,
    })
    const at = (ms: number) => void (now = ms)
    return { cache, changes, at, gone: () => void (isGone = true) }
  }

  const refused = { code: 'unavailable', details: { retryAfterS: 5 } }

  test('what was sure a moment ago is used for as long as promised, and then refused', async () => {
    const { cache, changes, at, gone } = shaky()
    await cache.get('a')
    at(60_000)
    changes.heardAt = 60_000
    gone()
    at(60_000 + SURE_MS)
    expect((await cache.get('a'))?.version).toBe(1)
    at(60_001 + SURE_MS)
    await expect(cache.get('a')).rejects.toMatchObject(refused)
    cache.close()
  })

  test('what was read since is as sure as its reading', async () => {
    const { cache, changes, at, gone } = shaky()
    changes.heardAt = 0
    at(30_000)
    await cache.get('a')
    gone()
    at(30_000 + SURE_MS)
    expect((await cache.get('a'))?.version).toBe(1)
    at(30_001 + SURE_MS)
    await expect(cache.get('a')).rejects.toMatchObject(refused)
    cache.close()
  })

  test('a value whose time is over is kept while it is sure, unless a notice named it', async () => {
    const { cache, changes, at, gone } = shaky()
    await cache.get('a')
    at(BACKSTOP_MS + 1)
    changes.heardAt = BACKSTOP_MS
    gone()
    expect((await cache.get('a'))?.version).toBe(1)
    const overtaken = cache.get('a')
    changes.changed('acme')
    await expect(overtaken).rejects.toMatchObject(refused)
    cache.close()
  })
})

describe('memory', () => {
  beforeEach(() => void jest.useFakeTimers())
  afterEach(() => void jest.useRealTimers())

  const cacheOf = (max: number) => {
    const read: string[] = []
    const load = (key: string) => Promise.resolve({ owner: key, at: read.push(key) })
    return { read, cache: new FreshCache({ changes: new Changes(), max, load, ownerOf: ({ owner }) => owner }) }
  }

  test('is for so many values, and those that were read longest ago make room', async () => {
    const { read, cache } = cacheOf(2)
    for (const key of ['a', 'b', 'c', 'b', 'c', 'a']) await cache.get(key)
    expect(read).toEqual(['a', 'b', 'c', 'a'])
    expect(cache.use.entries).toBe(2)
    cache.close()
  })

  test('is given back when nobody asks', async () => {
    const { cache } = cacheOf(10)
    await cache.get('a')
    await jest.advanceTimersByTimeAsync(4 * 60_000)
    await cache.get('b')
    await jest.advanceTimersByTimeAsync(3 * 60_000)
    expect(cache.use.entries).toBe(1)
    cache.close()
  })
})
