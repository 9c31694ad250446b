import { LRUCache } from 'lru-cache'
import { AppError } from '../errors'
import type { ChangeFeed } from './database'

export interface FreshCacheOptions<V> {
  readonly changes: ChangeFeed
  readonly max: number
  /** Undefined when there is no such thing; that is never cached. */
  readonly load: (key: string) => Promise<V | undefined>
  /** Whose change notice makes a value stale: a tenant's id, or `platform`. */
  readonly ownerOf: (value: V) => string
  readonly now?: () => number
}

interface Entry<V> {
  readonly value: V
  readonly loadedAt: number
}

interface Load<V> {
  readonly result: Promise<V | undefined>
  stale: boolean
}

/** The backstop while notices arrive. */
const MAX_AGE_MS = 5 * 60_000
/** While the listener is down nothing older than this is used: a permission taken away must not live on. */
const BLIND_AGE_MS = 5_000
const ATTEMPTS = 3

/**
 * Values read from the database and kept in memory until a change notice names their owner. This is the whole cache story,
 * on one process or many. A value whose load was overtaken by a notice is read again, never kept.
 */
export class FreshCache<V extends object> {
  readonly #entries: LRUCache<string, Entry<V>>
  /** The newest of each key, which others may wait for. */
  readonly #loads = new Map<string, Load<V>>()
  /** All that still read: one that was replaced must hear of notices too. */
  readonly #running = new Set<Load<V>>()
  readonly #options: FreshCacheOptions<V>
  readonly #now: () => number
  readonly #unsubscribe: () => void

  constructor(options: FreshCacheOptions<V>) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#entries = new LRUCache({ max: options.max, ttl: MAX_AGE_MS, ttlAutopurge: true })
    this.#unsubscribe = options.changes.subscribe({
      changed: (owner) => this.#drop((value) => options.ownerOf(value) === owner),
      reset: () => this.#drop(() => true),
    })
  }

  async get(key: string): Promise<V | undefined> {
    const entry = this.#entries.get(key)
    if (entry && this.#now() - entry.loadedAt <= (this.#options.changes.live ? MAX_AGE_MS : BLIND_AGE_MS)) {
      return entry.value
    }
    const loading = this.#loads.get(key)
    if (loading && !loading.stale) return loading.result
    return this.#start(key)
  }

  close(): void {
    this.#unsubscribe()
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
      const loadedAt = this.#now()
      self().stale = false
      const value = await this.#options.load(key).catch((cause: unknown) => {
        throw cause instanceof AppError
          ? cause
          : new AppError('unavailable', 'The database does not answer.', { retryAfterS: 5, cause })
      })
      if (self().stale && attempt < ATTEMPTS) continue
      if (value !== undefined && !self().stale) this.#entries.set(key, { value, loadedAt })
      if (value === undefined) this.#entries.delete(key)
      return value
    }
  }

  #drop(matches: (value: V) => boolean): void {
    for (const [key, entry] of this.#entries.entries()) {
      if (matches(entry.value)) this.#entries.delete(key)
    }
    for (const load of this.#running) load.stale = true
  }
}
