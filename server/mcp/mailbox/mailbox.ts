import { randomBytes } from 'node:crypto'
import type { Database, EntityManager } from '../../db/database'
import { AppError } from '../../errors'
import { TokenBuckets } from '../../limits/token-buckets'
import type { Log } from '../../observability/log'
import { post, readMail, tell } from './store'

/** What a notice is about; its subject is a session, a stream of one, or a tenant. */
type Kind =
  /** A message of a client for the session that waits for it here. */
  | 'message'
  /** A message of a client for an HTTP+SSE stream that is open here. */
  | 'sse'
  /** A resource of a tenant is not as it was. */
  | 'resource'
  /** A session was ended by its client. */
  | 'ended'
  /** The log level or the watched resources of a session are not as they were. */
  | 'changed'
  /** The stand-alone stream of a session was opened. */
  | 'opened'
  /** The client of a stream reads it elsewhere. */
  | 'wanted'
  /** The requests of a stream that is wanted run here. */
  | 'mine'
  /** There is more of a stream. */
  | 'more'

interface Mail {
  readonly tenantId: string
  readonly body: string
  /** All others, unless it is for one. */
  readonly to?: string | undefined
  /** Whose message it is, where a client sent it: nobody passes on more messages a minute than calls. */
  readonly callerId?: string
}

interface Reader {
  /** Of most notices nobody here wants to know. */
  readonly concerns: (subject: string) => boolean
  readonly read: (subject: string, body: string) => void
}

const ALL = '*'
/** `<from> <to> <kind> <subject> [<number of its mail>]` */
const NOTICE = /^(\w+) (\w+|\*) (\w+) ([\w-]+)(?: (\d+))?$/

/**
 * How processes tell each other what only one of them can do something about. Nothing is written where there is one process.
 * What arrives is read in the order in which it was sent.
 */
export class Mailbox {
  /** Of this process. */
  readonly name = randomBytes(6).toString('hex')
  readonly #readers = new Map<string, Reader>()
  #waiting: { readonly reader: Reader; readonly subject: string; readonly mail: string }[] = []
  #reading: Promise<void> | undefined
  readonly #unsubscribe: () => void
  readonly #passedOn: TokenBuckets

  constructor(
    private readonly db: Database,
    private readonly log: Log,
    callerCallsPerMinute: number,
  ) {
    this.#passedOn = new TokenBuckets(callerCallsPerMinute)
    this.#unsubscribe = db.changes.subscribe({
      changed: () => {},
      reset: () => {},
      posted: (notice) => this.#noticed(notice),
    })
  }

  on(kind: Kind, reader: Reader): void {
    this.#readers.set(kind, reader)
  }

  /** To all others, when this transaction commits; whoever misses it must come to know in another way. */
  async tellIn(em: EntityManager, kind: Kind, subject: string): Promise<void> {
    if (this.db.isShared) await tell(em, `${this.name} ${ALL} ${kind} ${subject}`)
  }

  async tell(kind: Kind, subject: string): Promise<void> {
    if (this.db.isShared) await this.db.withSystem((em) => this.tellIn(em, kind, subject))
  }

  /** The same, and nobody waits for it. */
  mention(kind: Kind, subject: string): void {
    this.tell(kind, subject).catch((error: unknown) => this.log.warn({ err: error, kind }, 'a notice was not sent'))
  }

  /** It is stored when this returns. Throws `rate_limited`. */
  async post(kind: Kind, subject: string, { tenantId, body, to = ALL, callerId }: Mail): Promise<void> {
    if (!this.db.isShared) return
    const wait = callerId === undefined ? 0 : this.#passedOn.take(callerId)
    if (wait > 0) throw new AppError('rate_limited', 'Too many messages for another process.', { retryAfterS: wait })
    await this.db.withTenant(tenantId, (em) => post(em, tenantId, `${this.name} ${to} ${kind} ${subject}`, body))
  }

  async close(): Promise<void> {
    this.#unsubscribe()
    await this.#reading
  }

  #noticed(notice: string): void {
    const [, from, to, kind = '', subject = '', mail] = NOTICE.exec(notice) ?? []
    if (from === undefined || from === this.name || (to !== ALL && to !== this.name)) return
    const reader = this.#readers.get(kind)
    if (!reader?.concerns(subject)) return
    if (mail === undefined) return reader.read(subject, '')
    this.#waiting.push({ reader, subject, mail })
    this.#reading ??= this.#readAll().finally(() => (this.#reading = undefined))
  }

  async #readAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const waiting = this.#waiting.splice(0)
      try {
        const ids = waiting.map(({ mail }) => mail)
        const bodies = new Map((await this.db.withSystem((em) => readMail(em, ids))).map(({ id, body }) => [id, body]))
        for (const { reader, subject, mail } of waiting) {
          const body = bodies.get(mail)
          if (body !== undefined) reader.read(subject, body)
        }
      } catch (error) {
        this.log.warn({ err: error, messages: waiting.length }, 'what another process passed on was not read')
      }
    }
  }
}
