import { BoundedMap } from '../bounded-map'

const MAX_BUCKETS = 50_000

interface Bucket {
  tokens: number
  at: number
}

/** Token buckets by name, in memory. A bucket that was not used for a while is full again, so forgetting it is safe. */
export class TokenBuckets {
  readonly #buckets = new BoundedMap<string, Bucket>(MAX_BUCKETS)

  constructor(
    private readonly capacity: number,
    private readonly perMinute = capacity,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes one token: 0 when there was one, else the whole seconds until there is. */
  take(name: string): number {
    const bucket = this.#refill(name)
    this.#buckets.set(name, bucket)
    const wait = this.#wait(bucket)
    if (wait === 0) bucket.tokens -= 1
    return wait
  }

  /** Returns a token that was taken for something that turned out not to count. */
  giveBack(name: string): void {
    const bucket = this.#refill(name)
    bucket.tokens = Math.min(this.capacity, bucket.tokens + 1)
    this.#buckets.set(name, bucket)
  }

  /** What `take` would answer, without taking. */
  peek(name: string): number {
    return this.#wait(this.#refill(name))
  }

  #wait({ tokens }: Bucket): number {
    return tokens >= 1 ? 0 : Math.max(1, Math.ceil(((1 - tokens) * 60) / this.perMinute))
  }

  #refill(name: string): Bucket {
    const now = this.now()
    const bucket = this.#buckets.get(name) ?? { tokens: this.capacity, at: now }
    // A clock that was set back must not lock anybody out.
    const passed = Math.max(0, now - bucket.at)
    bucket.tokens = Math.min(this.capacity, bucket.tokens + (passed * this.perMinute) / 60_000)
    bucket.at = now
    return bucket
  }
}
