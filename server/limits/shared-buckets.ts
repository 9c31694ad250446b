import { BoundedMap } from '../bounded-map'
import type { Wish } from './store'

interface Bucket {
  tokens: number
  /** Whole milliseconds, which V8 keeps in the bucket itself: a call of one of many tenants waits for each further place in memory. */
  at: number
  capacity: number
  /** Asked for since the tokens were last shared, and how often that is in a second. */
  asked: number
  perSecond: number
  sharedAt: number
  /** The last time there was hardly any left. Of what is there each gets a part only. */
  isShort: boolean
  /** Filled in by itself while nobody could be asked. */
  own: number
  /** Used here without asking, and not told to the others yet. Below 0: left over. */
  owed: number
}

/** With more callers than this those that were seen first begin with a full bucket again. */
const MAX_BUCKETS = 100_000
/** All processes together may take this part of a limit before they are given it. */
const ADVANCE = 0.1
/** For so long a share should last. */
const AHEAD_S = 1.5
/** What nobody asked for this long goes back. */
const IDLE_MS = 5_000

/**
 * Token buckets by name: calls a minute, and as many at once. One process alone keeps them to itself. Several share them: each
 * holds tokens for a moment ahead, gets new ones in the background, and asks nobody when it takes one.
 */
export class SharedBuckets {
  readonly #buckets = new BoundedMap<string, Bucket>(MAX_BUCKETS)
  /** Those with something to share. */
  readonly #held = new Set<string>()
  #processes = 1
  /** Called when tokens run out before the next time to share them; resolves after it. */
  hungry: () => Promise<void> = () => Promise.resolve()
  /** Nobody can say what the others use: each takes its part. */
  #isCutOff = false

  constructor(
    /** Put in front of names where they are shared. */
    private readonly kind: string,
    private readonly perMinute: number,
  ) {}

  /** Whole seconds until there is a token; 0 when there is one. Takes nothing. */
  peek(name: string, own?: number): number {
    const bucket = this.#refilled(name, own)
    if (bucket.tokens + this.#advance(bucket) >= 1) return 0
    const missing = Math.max(0, 1 - this.#advance(bucket) - bucket.tokens)
    return Math.max(1, Math.ceil((missing * 60 * this.#processes) / bucket.capacity))
  }

  /** There is no token here, but others may have left some: they are asked for it the next time. */
  mayGet(name: string, own?: number): boolean {
    if (this.#processes === 1 || this.#isCutOff) return false
    const bucket = this.#refilled(name, own)
    if (bucket.isShort || bucket.tokens + this.#advance(bucket) >= 1) return false
    bucket.asked += 1
    this.#held.add(name)
    return true
  }

  /** Takes a token, when `peek` says that there is one. */
  take(name: string, own?: number): void {
    const bucket = this.#refilled(name, own)
    bucket.tokens -= 1
    if (this.#processes === 1) return
    bucket.asked += 1
    this.#held.add(name)
    if (bucket.tokens < 1 && !bucket.isShort) void this.hungry()
  }

  /** From now on so many processes share, and those that share again tell each other what they used without asking. */
  share(processes: number): void {
    const wasAlone = this.#processes === 1
    if (processes === this.#processes && !this.#isCutOff) return
    for (const [name, { capacity }] of this.#buckets) {
      const bucket = this.#refilled(name, capacity)
      if (processes === 1) bucket.owed = 0
      else if (wasAlone || this.#isCutOff) {
        // What all of them have is full by then, too.
        const part = capacity / this.#processes
        bucket.owed += (wasAlone ? part : Math.min(part, bucket.own)) - bucket.tokens
        bucket.tokens = 0
      }
      bucket.own = 0
    }
    this.#held.clear()
    this.#processes = processes
    this.#isCutOff = false
    for (const [name, { tokens, owed }] of this.#buckets) if (tokens !== 0 || owed !== 0) this.#held.add(name)
  }

  /** What this process would like to have of each bucket that it uses. */
  wishes(): Wish[] {
    const now = performance.now()
    return [...this.#held].flatMap((name) => {
      const bucket = this.#buckets.get(name)
      if (!bucket) return []
      const want = this.#wish(bucket, now)
      const { capacity, owed } = bucket
      return want === 0 && owed === 0 ? [] : [{ name: this.kind + name, want, capacity, owed }]
    })
  }

  /** What it got, by name. */
  receive(wishes: readonly Wish[], given: ReadonlyMap<string, number>): void {
    for (const { name: shared, want, owed } of wishes) {
      if (!shared.startsWith(this.kind)) continue
      const name = shared.slice(this.kind.length)
      const bucket = this.#buckets.get(name)
      if (!bucket) continue
      const got = given.get(shared) ?? 0
      bucket.tokens += got
      bucket.owed -= owed
      bucket.isShort = got < Math.min(want, 1)
      const isUsed = bucket.tokens !== 0 || bucket.owed !== 0 || bucket.asked !== 0 || bucket.perSecond !== 0
      if (!isUsed) this.#held.delete(name)
    }
  }

  /** The others cannot be asked for a while. */
  cutOff(): void {
    this.#isCutOff = this.#processes > 1
  }

  #wish(bucket: Bucket, now: number): number {
    const seconds = Math.max(0.5, (now - bucket.sharedAt) / 1_000)
    const isIdle = bucket.asked === 0 && now - bucket.at > IDLE_MS
    bucket.perSecond = isIdle ? 0 : Math.max(bucket.asked / seconds, bucket.perSecond * 0.7)
    bucket.asked = 0
    bucket.sharedAt = now
    const part = bucket.capacity / this.#processes
    const aim = isIdle ? 0 : Math.min(part, Math.max(2, bucket.perSecond * AHEAD_S))
    if (bucket.tokens >= aim / 2 && bucket.tokens <= 2 * aim) return 0
    return aim - bucket.tokens
  }

  #advance({ capacity }: Bucket): number {
    return this.#processes === 1 || this.#isCutOff ? 0 : Math.max(1, (capacity * ADVANCE) / this.#processes)
  }

  #refilled(name: string, own = this.perMinute): Bucket {
    const now = Math.floor(performance.now())
    let bucket = this.#buckets.get(name)
    if (!bucket) {
      const tokens = this.#processes === 1 ? own : 0
      bucket = {
        tokens,
        at: now,
        capacity: own,
        asked: 0,
        perSecond: 0,
        sharedAt: now,
        isShort: false,
        own: 0,
        owed: 0,
      }
      this.#buckets.set(name, bucket)
    }
    bucket.capacity = own
    const fillsItself = this.#processes === 1 || this.#isCutOff
    const part = own / this.#processes
    if (fillsItself) {
      const filled = ((now - bucket.at) * part) / 60_000
      bucket.tokens += filled
      if (this.#isCutOff) bucket.own += filled
    }
    bucket.tokens = Math.min(part, bucket.tokens)
    bucket.at = now
    return bucket
  }
}
