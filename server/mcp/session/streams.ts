import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { RequestId } from '@modelcontextprotocol/server'
import type { StreamOf } from './event-store'
import { Follower } from './follower'
import { type LogParts, StreamLog } from './stream-log'

const EVENT_ID = /^([0-9a-f-]{36})\.(\d{1,9})$/

/** The streams of requests: those that are told to here, and those whose client came back and reads from the log. */
export class Streams {
  /** With how the client of each is let go of. */
  readonly #told = new Map<string, { readonly log: StreamLog; readonly letGo: () => void }>()
  readonly #followers = new Map<string, Set<Follower>>()

  constructor(private readonly parts: LogParts) {
    const { mailbox } = parts
    mailbox.on('wanted', { concerns: (id) => this.#told.has(id), read: (id) => this.#claim(id) })
    const isFollowed = (id: string) => this.#followers.has(id)
    mailbox.on('mine', { concerns: isFollowed, read: (id) => this.#tell(id, (follower) => follower.hear()) })
    mailbox.on('more', { concerns: isFollowed, read: (id) => this.#tell(id, (follower) => follower.ring()) })
  }

  open(session: Omit<StreamOf, 'stream'>, requests: readonly RequestId[], letGo: () => void): StreamLog {
    const stream = randomUUID()
    const wake = () => this.#tell(stream, (follower) => follower.ring())
    const log = new StreamLog(this.parts, { ...session, stream }, requests, wake)
    this.#told.set(stream, { log, letGo })
    return log
  }

  async done(log: StreamLog): Promise<void> {
    await log.flush()
    this.#told.delete(log.of.stream)
  }

  /** Writes down what was told. */
  async close(): Promise<void> {
    await Promise.all([...this.#told.values()].map(({ log }) => log.flush()))
  }

  /** Sends what came after that event, as it comes, until the end. False when no such stream is known. */
  async follow(res: ServerResponse, session: Omit<StreamOf, 'stream'>, lastEventId: string): Promise<boolean> {
    const [, stream, last] = EVENT_ID.exec(lastEventId) ?? []
    if (stream === undefined) return false
    const follower = new Follower(this.parts, { ...session, stream }, () => this.#told.has(stream))
    const followers = this.#followers.get(stream) ?? new Set()
    this.#followers.set(stream, followers.add(follower))
    this.#told.get(stream)?.letGo()
    try {
      return await follower.follow(res, Number(last))
    } finally {
      followers.delete(follower)
      if (followers.size === 0) this.#followers.delete(stream)
    }
  }

  #claim(stream: string): void {
    this.#told.get(stream)?.letGo()
    this.parts.mailbox.mention('mine', stream)
  }

  #tell(stream: string, what: (follower: Follower) => void): void {
    for (const follower of this.#followers.get(stream) ?? []) what(follower)
  }
}
