import type { Caller } from '../auth/caller'
import type { Database } from '../db/database'
import { AppError } from '../errors'
import type { Stream } from '../http/stream'
import type { Log } from '../observability/log'
import { Feed, positionOf } from './feed'
import { Listener } from './listener'

export const LOOK_MS = 1_000
/** How often it is asked anew who watches; a proxy that sees nothing for longer might end it. */
export const RECHECK_MS = 10_000
const MOST_PER_CALLER = 5
const MOST_PER_TENANT = 200

export interface Watch {
  readonly tenantId: string
  readonly caller: Caller
  /** Decides anew who watches; throws when that is over. */
  readonly again: () => Promise<Caller>
  readonly lastEventId: string | undefined
  /** Aborts when the reader goes away. */
  readonly signal: AbortSignal
}

/** Who watches what happens in a tenant now. Only tenants that somebody watches are looked at. */
export class LiveActivity {
  readonly #feeds = new Map<string, Feed>()
  readonly #looking: NodeJS.Timeout
  readonly #checking: NodeJS.Timeout
  readonly #unsubscribe: () => void
  /** Somebody there may have been removed, or is something else now. */
  readonly #doubtful = new Set<string>()
  /** Feeds that are being read: the next look waits for the last. */
  readonly #busy = new Map<Feed, Promise<void>>()

  constructor(
    private readonly db: Database,
    private readonly log: Log,
    { lookMs = LOOK_MS, recheckMs = RECHECK_MS } = {},
  ) {
    this.#looking = setInterval(() => this.#lookAll(), lookMs).unref()
    this.#checking = setInterval(() => this.#checkAll(), recheckMs).unref()
    this.#unsubscribe = db.changes.subscribe({
      changed: (tenantId) => void (this.#feeds.has(tenantId) && this.#doubtful.add(tenantId)),
      reset: () => this.#checkAll(),
    })
  }

  async open({ tenantId, caller, again, lastEventId, signal }: Watch): Promise<Stream> {
    const feed = this.#feeds.get(tenantId) ?? new Feed(this.db, tenantId)
    requireRoom(feed, caller)
    const listener = new Listener(caller, again)
    this.#feeds.set(tenantId, feed)
    feed.listeners.add(listener)
    const leave = () => this.#leave(feed, listener)
    signal.addEventListener('abort', leave, { once: true })
    listener.cut.addEventListener('abort', leave, { once: true })
    try {
      await feed.start()
      const before = positionOf(lastEventId)
      // Before anything happens, so that whoever loses the connection then misses nothing. Without data it is no event.
      listener.send(`retry: 2000\nid: ${before?.join('.') ?? feed.position}\n\n`)
      if (before) await feed.catchUp(listener, before)
    } catch (error) {
      listener.end()
      throw error
    }
    return { type: 'text/event-stream', pieces: listener.pieces(), cut: listener.cut }
  }

  async close(): Promise<void> {
    clearInterval(this.#looking)
    clearInterval(this.#checking)
    this.#unsubscribe()
    for (const feed of this.#feeds.values()) for (const listener of feed.listeners) listener.end()
    await Promise.allSettled(this.#busy.values())
  }

  #leave(feed: Feed, listener: Listener): void {
    feed.listeners.delete(listener)
    if (!listener.ended) listener.end()
    if (feed.listeners.size === 0 && this.#feeds.get(feed.tenantId) === feed) this.#feeds.delete(feed.tenantId)
  }

  #lookAll(): void {
    for (const feed of this.#feeds.values()) {
      if (this.#doubtful.delete(feed.tenantId)) this.#check(feed)
      if (this.#busy.has(feed)) continue
      const looking = feed
        .start()
        .then(() => feed.look())
        .catch((error: unknown) => this.log.warn({ err: error, tenant: feed.tenantId }, 'activity was not read'))
        .finally(() => this.#busy.delete(feed))
      this.#busy.set(feed, looking)
    }
  }

  #checkAll(): void {
    for (const feed of this.#feeds.values()) this.#check(feed)
  }

  #check(feed: Feed): void {
    for (const listener of feed.listeners) {
      listener.again().then(
        (caller) => {
          listener.isNow(caller)
          listener.send(': still here\n\n')
        },
        // Also when the database does not say: whoever still may comes back by itself.
        () => listener.end(),
      )
    }
  }
}

function requireRoom({ listeners }: Feed, caller: Caller): void {
  const own = [...listeners].filter((each) => each.caller.id === caller.id).length
  if (own < MOST_PER_CALLER && listeners.size < MOST_PER_TENANT) return
  throw new AppError('rate_limited', 'This is watched in too many places already.', {
    retryAfterS: 10,
    hint: own < MOST_PER_CALLER ? 'Try again later.' : 'Close one of your other windows.',
  })
}
