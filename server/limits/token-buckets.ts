import { LRUCache } from 'lru-cache'

interface Bucket {
  tokens: number
  at: number
}

/** Token buckets by name, in memory. A bucket that was not used for a while is full again, so forgetting it is safe. */
export class TokenBuckets {
  readonly #buckets: LRUCache<string, Bucket>
  readonly #perMs: number

  constructor(
    private readonly capacity: number,
    perMinute = capacity,
    private readonly now: () => number = Date.now,
  ) {
    this.#perMs = perMinute / 60_000
    this.#buckets = new LRUCache({ max: 50_000 })
  }

  /** Takes one token: 0 when there was one, else the whole seconds until there is. */
  take(name: string): number {
    const bucket = this.#refill(name)
    const wait = this.#wait(bucket)
    if (wait === 0) bucket.tokens -= 1
    return wait
  }

  /** Returns a token that was taken for something that turned out not to count. */
  giveBack(name: string): void {
    const bucket = this.#refill(name)
    bucket.tokens = Math.min(this.capacity, bucket.tokens + 1)
  }

  /** What `take` would answer, without taking. */
  peek(name: string): number {
    return this.#wait(this.#refill(name))
  }

  #wait(bucket: Bucket): number {
    return bucket.tokens >= 1 ? 0 : Math.max(1, Math.ceil((1 - bucket.tokens) / this.#perMs / 1_000))
  }

  #refill(name: string): Bucket {
    const now = this.now()
    let bucket = this.#buckets.get(name)
    if (!bucket) {
      bucket = { tokens: this.capacity, at: now }
      this.#buckets.set(name, bucket)
    }
    bucket.tokens = Math.min(this.capacity, bucket.tokens + (now - bucket.at) * this.#perMs)
    bucket.at = now
    return bucket
  }
}
