import { BoundedMap } from '../bounded-map'
import { AppError } from '../errors'
import type { ChangeFeed } from './database'

export interface FreshCacheOptions<V> {
  readonly changes: ChangeFeed
  /** So many values are kept; those that were read longest ago make room. */
  readonly max: number
  /** Undefined when there is no such thing; that is never cached. */
  readonly load: (key: string) => Promise<V | undefined>
  /** Whose change notice makes a value stale: a tenant's id, or `platform`. */
  readonly ownerOf: (value: V) => string
  /** As `performance.now()`: a clock that is set must not make old what is new. */
  readonly now?: () => number
}

export interface CacheUse {
  readonly entries: number
  readonly hits: number
  readonly misses: number
}

interface Entry<V> {
  readonly value: V
  /** Whole milliseconds: V8 keeps a fraction in an object of its own, and with many tenants each further one is not in the processor's cache. */
  readonly loadedAt: number
}

interface Load<V> {
  readonly result: Promise<V | undefined>
  stale: boolean
}

/** The backstop while notices arrive. */
const MAX_AGE_MS = 5 * 60_000
/** What may have changed unheard for longer than this is not used: a permission taken away must not live on. */
export const BLIND_MS = 7_000
/** What nobody asked for since is let go. */
const SWEEP_MS = 60_000
/** A read that takes longer has failed. Connectors have half of it to say what they offer. */
const LOAD_MS = 10_000
const ATTEMPTS = 3

/**
 * Values read from the database and kept in memory until a change notice names their owner. This is the whole cache story,
 * on one process or many. A value whose load was overtaken by a notice is read again, never kept.
 */
export class FreshCache<V extends object> {
  /** In the order in which they were read. */
  readonly #entries: BoundedMap<string, Entry<V>>
  /** The newest of each key, which others may wait for. */
  readonly #loads = new Map<string, Load<V>>()
  /** All that still read: one that was replaced must hear of notices too. */
  readonly #running = new Set<Load<V>>()
  readonly #options: FreshCacheOptions<V>
  readonly #now: () => number
  readonly #unsubscribe: () => void
  readonly #sweeping: NodeJS.Timeout
  #hits = 0
  #misses = 0

  constructor(options: FreshCacheOptions<V>) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
    this.#entries = new BoundedMap(options.max)
    this.#sweeping = setInterval(() => this.#sweep(), SWEEP_MS).unref()
    this.#unsubscribe = options.changes.subscribe({
      changed: (owner) => this.#drop((value) => options.ownerOf(value) === owner),
      reset: () => this.#drop(() => true),
    })
  }

  async get(key: string): Promise<V | undefined> {
    const entry = this.#entries.get(key)
    if (entry && this.#isSure(entry) && this.#now() - entry.loadedAt <= MAX_AGE_MS) {
      this.#hits++
      return entry.value
    }
    this.#misses++
    const loading = this.#loads.get(key)
    const loaded = loading && !loading.stale ? loading.result : this.#start(key)
    if (!entry || !this.#isSure(entry)) return loaded
    // Its time was over just when the database went away.
    return loaded.catch((error: unknown) => {
      if (this.#entries.get(key) !== entry || !this.#isSure(entry)) throw error
      return entry.value
    })
  }

  /** Whether it is certain that nothing of it changed, until a moment ago. */
  #isSure({ loadedAt }: Entry<V>): boolean {
    return this.#now() - Math.max(loadedAt, this.#options.changes.heardAt) <= BLIND_MS
  }

  get use(): CacheUse {
    return { entries: this.#entries.size, hits: this.#hits, misses: this.#misses }
  }

  close(): void {
    this.#unsubscribe()
    clearInterval(this.#sweeping)
    this.#entries.clear()
  }

  #start(key: string): Promise<V | undefined> {
    const load: Load<V> = { result: this.#load(key, () => load), stale: false }
    this.#loads.set(key, load)
    this.#running.add(load)
    const done = () => {
      this.#running.delete(load)
      if (this.#loads.get(key) === load) this.#loads.delete(key)
    }
    load.result.then(done, done)
    return load.result
  }

  async #load(key: string, self: () => Load<V>): Promise<V | undefined> {
    await Promise.resolve() // lets `self` exist before the first read
    for (let attempt = 1; ; attempt++) {
      const loadedAt = Math.floor(this.#now())
      self().stale = false
      const value = await inTime(this.#options.load(key)).catch((cause: unknown) => {
        throw cause instanceof AppError ? cause : silent(cause)
      })
      if (self().stale && attempt < ATTEMPTS) continue
      if (value !== undefined && !self().stale) this.#entries.set(copyOf(key), { value, loadedAt })
      if (value === undefined) this.#entries.delete(key)
      return value
    }
  }

  #sweep(): void {
    const before = this.#now() - MAX_AGE_MS - BLIND_MS
    for (const [key, { loadedAt }] of this.#entries) {
      if (loadedAt > before) return
      this.#entries.delete(key)
    }
  }

  #drop(matches: (value: V) => boolean): void {
    for (const [key, entry] of this.#entries) {
      if (matches(entry.value)) this.#entries.delete(key)
    }
    for (const load of this.#running) load.stale = true
  }
}

/** A part of a string keeps all of it in memory: with the id of a key the header that has its secret. */
const copyOf = (key: string): string => Buffer.from(key).toString()

const silent = (cause: unknown): AppError =>
  new AppError('unavailable', 'The database does not answer.', { retryAfterS: 5, cause })

function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(silent(`not within ${LOAD_MS} ms`)), LOAD_MS)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
