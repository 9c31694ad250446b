import { LRUCache } from 'lru-cache'

interface Bucket {
  tokens: number
  at: number
}

/** Token buckets by name, in memory. A bucket that was not used for a while is full again, so forgetting it is safe. */
export class TokenBuckets {
  readonly #buckets: LRUCache<string, Bucket>

  constructor(
    private readonly capacity: number,
    private readonly perMinute = capacity,
    private readonly now: () => number = Date.now,
  ) {
    this.#buckets = new LRUCache({ max: 50_000 })
  }

  /** Takes one token: 0 when there was one, else the whole seconds until there is. `own`: this one's capacity per minute. */
  take(name: string, own?: number): number {
    const bucket = this.#refill(name, own)
    const wait = this.#wait(bucket, own)
    if (wait === 0) bucket.tokens -= 1
    return wait
  }

  /** Returns a token that was taken for something that turned out not to count. */
  giveBack(name: string): void {
    const bucket = this.#refill(name)
    bucket.tokens = Math.min(this.capacity, bucket.tokens + 1)
  }

  /** What `take` would answer, without taking. */
  peek(name: string, own?: number): number {
    return this.#wait(this.#refill(name, own), own)
  }

  #wait(bucket: Bucket, own = this.perMinute): number {
    return bucket.tokens >= 1 ? 0 : Math.max(1, Math.ceil(((1 - bucket.tokens) * 60) / own))
  }

  #refill(name: string, own?: number): Bucket {
    const [capacity, perMinute] = own === undefined ? [this.capacity, this.perMinute] : [own, own]
    const now = this.now()
    let bucket = this.#buckets.get(name)
    if (!bucket) {
      bucket = { tokens: capacity, at: now }
      this.#buckets.set(name, bucket)
    }
    bucket.tokens = Math.min(capacity, bucket.tokens + ((now - bucket.at) * perMinute) / 60_000)
    bucket.at = now
    return bucket
  }
}
