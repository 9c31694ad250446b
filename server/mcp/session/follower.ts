import type { ServerResponse } from 'node:http'
import { type JSONRPCMessage, ProtocolErrorCode, type RequestId } from '@modelcontextprotocol/server'
import { rpcError } from '../rpc'
import { Bell } from './bell'
import { eventsFrom, type StoredEvent, type StreamOf } from './event-store'
import { EventStream } from './event-stream'
import type { LogParts } from './stream-log'

/** How long the process that tells to a stream may take to write it down, and then how long to wait for a notice. */
const LOOK_MS = 2_000
/** A process that does not say for so long that the stream is its own is gone. */
const SILENCE_MS = 6_000
const LOST = 'The process that ran this request is gone, and its answer too. Whether it was carried out is not known.'

/** Reads the stream of a request from the log, for a client that came back, while it is told to here or in another process. */
export class Follower {
  readonly #bell = new Bell()
  #heardAt = performance.now()
  #askedAt = -Infinity

  constructor(
    private readonly parts: LogParts,
    private readonly of: StreamOf,
    private readonly isTold: () => boolean,
  ) {}

  ring(): void {
    this.hear()
    this.#bell.ring()
  }

  /** Its process is alive. */
  hear(): void {
    this.#heardAt = performance.now()
  }

  /** Sends what came after that event, as it comes, until the end. False when no such stream is known. */
  async follow(res: ServerResponse, last: number): Promise<boolean> {
    res.once('close', () => this.#bell.ring())
    this.#ask()
    // From the one that was seen: it tells that the stream is known.
    let events = await this.#read(last)
    if (events.length === 0) {
      await this.#bell.wait(LOOK_MS)
      events = await this.#read(last)
      if (events.length === 0) return false
    }
    const out = new EventStream(res, this.of.sessionId)
    for (let sent = last; !res.destroyed;) {
      for (const { number, message, isLast } of events) {
        if (number > sent) {
          sent = number
          if (message !== '') out.write(message, `${this.of.stream}.${number}`)
        }
        if (isLast) {
          out.end()
          return true
        }
      }
      await this.#bell.wait(LOOK_MS)
      this.#ask()
      // Known before it is read, since who has told all of it does not answer any more either.
      const isLost = this.#isLost()
      events = await this.#read(sent + 1)
      if (events.length > 0 || !isLost) continue
      for (const id of await this.#unanswered()) {
        out.write(JSON.stringify(rpcError(id, ProtocolErrorCode.InternalError, LOST)))
      }
      out.end()
      return true
    }
    return true
  }

  #ask(): void {
    const now = performance.now()
    if (this.isTold() || now - this.#askedAt < LOOK_MS) return
    this.#askedAt = now
    this.parts.mailbox.mention('wanted', this.of.stream)
  }

  #isLost(): boolean {
    if (this.isTold()) return false
    return !this.parts.db.isShared || performance.now() - this.#heardAt > SILENCE_MS
  }

  async #unanswered(): Promise<RequestId[]> {
    const [beginning, ...events] = await this.#read(0)
    if (!beginning) return []
    const answered = new Set<unknown>()
    for (const { message } of events) {
      const told = JSON.parse(message) as JSONRPCMessage
      if (!('method' in told)) answered.add(told.id)
    }
    return (JSON.parse(beginning.message) as RequestId[]).filter((id) => !answered.has(id))
  }

  #read(from: number): Promise<StoredEvent[]> {
    return this.parts.db.withTenant(this.of.tenantId, (em) => eventsFrom(em, this.of, from))
  }
}
