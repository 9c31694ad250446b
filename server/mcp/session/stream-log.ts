import type { RequestId } from '@modelcontextprotocol/server'
import type { Database } from '../../db/database'
import type { Log } from '../../observability/log'
import type { Mailbox } from '../mailbox/mailbox'
import { addEvents, type StoredEvent, type StreamOf } from './event-store'

const MAX_EVENTS = 200
const MAX_CHARACTERS = 256 * 1024
const FLUSH_MS = 200

export interface LogParts {
  readonly db: Database
  readonly mailbox: Mailbox
  readonly log: Log
}

/**
 * What the stream of one request tells, written down for a client that loses it: together, a few times a second, or at once
 * when nobody reads it here. Bounded in number and in size, the oldest go first; a message larger than the bound is not kept.
 */
export class StreamLog {
  #next = 0
  #pending: StoredEvent[] = []
  #kept: { readonly number: number; readonly size: number }[] = []
  #characters = 0
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()
  #atOnce = false

  constructor(
    private readonly parts: LogParts,
    readonly of: StreamOf,
    requests: readonly RequestId[],
    /** Whoever reads it in this process. */
    private readonly wake: () => void,
  ) {
    // For whoever must tell that they will not be answered.
    this.add(JSON.stringify(requests), false)
  }

  /** The id of the event. */
  add(message: string, isLast: boolean): string {
    const number = this.#next++
    const size = message.length
    if (size <= MAX_CHARACTERS) {
      this.#pending.push({ number, message, isLast })
      if (number > 0) this.#kept.push({ number, size })
      if (number > 0) this.#characters += size
      while (this.#kept.length > MAX_EVENTS || this.#characters > MAX_CHARACTERS) {
        this.#characters -= this.#kept.shift()?.size ?? 0
      }
      if (this.#atOnce || isLast) void this.flush()
      else this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS)
    }
    return `${this.of.stream}.${number}`
  }

  /** Nobody reads it here any more. */
  hurry(): void {
    this.#atOnce = true
    void this.flush()
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writing = this.#writing.then(() => this.#write())
    return this.#writing
  }

  async #write(): Promise<void> {
    const { db, mailbox, log } = this.parts
    const from = this.#kept[0]?.number ?? this.#next
    const events = this.#pending.filter(({ number }) => number === 0 || number >= from)
    this.#pending = []
    if (events.length === 0) return
    try {
      await db.withTenant(this.of.tenantId, (em) => addEvents(em, this.of, events, from))
      this.wake()
      if (this.#atOnce) await mailbox.tell('more', this.of.stream)
    } catch (error) {
      log.debug({ err: error }, 'a stream was not stored')
    }
  }
}
