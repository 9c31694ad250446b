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
