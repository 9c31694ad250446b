import { Client } from 'pg'
import type { Told } from '../clock'
import type { Log } from '../observability/log'
import { type Changes, CHANGES_CHANNEL, MAIL_CHANNEL } from './change-feed'
import { BLIND_MS } from './fresh-cache'

const PING_MS = 1000
// A process that is busy must not take its own slowness for a loss. What is certain meanwhile, `heardAt` says.
const ANSWER_MS = 3000
const EXACT_MS = 500
const CLOCK = 'SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms'
const CONNECT_MS = 2000
const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 1500

/** A connection of its own that listens for change notices. When it is lost it says so and comes back. */
export class Listener {
  /** The server, or the way to it, takes what it is asked and answers nothing, for longer than what is in memory counts. */
  isSilent = false
  #client: Client | undefined
  #timer: NodeJS.Timeout | undefined
  #wait = FIRST_WAIT_MS
  #closed = false

  constructor(
    private readonly url: string,
    private readonly changes: Changes,
    private readonly log: Log,
    private readonly time: (told: Told) => void = () => {},
    /** Told so again and again. */
    private readonly silent: () => void = () => {},
  ) {}

  /** Throws when the first connection fails: a process that cannot listen must not start. */
  async start(): Promise<void> {
    await this.#connect()
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#client?.end()
  }

  async #connect(): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      application_name: 'sagemcp listener',
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
    })
    client.on('notification', ({ channel, payload }) => {
      if (!payload) return
      if (channel === MAIL_CHANNEL) this.changes.posted(payload)
      else this.changes.changed(payload)
    })
    client.on('error', (error) => this.#lost(client, error))
    this.#client = client
    await client.connect()
    client.on('end', () => this.#lost(client))
    const askedAt = performance.now()
    await client.query(`LISTEN ${CHANGES_CHANNEL}; LISTEN ${MAIL_CHANNEL}`)
    if (this.#closed) return client.end()
    // What was announced before that did not arrive.
    this.changes.reset()
    this.changes.heardAt = askedAt
    this.isSilent = false
    this.#wait = FIRST_WAIT_MS
    this.#pingLater(client)
  }

  #pingLater(client: Client): void {
    this.#timer = setTimeout(() => {
      const askedAt = performance.now()
      client.query<{ ms: number }>(CLOCK).then(
        ({ rows }) => {
          if (client !== this.#client || this.#closed) return
          this.#tellTime(askedAt, rows[0]?.ms)
          // Notices come before the answer.
          this.changes.heardAt = askedAt
          this.#pingLater(client)
        },
        (error: unknown) => this.#lost(client, error),
      )
    }, PING_MS)
  }

  /** Nobody knows when in between a slow answer was made. */
  #tellTime(askedAt: number, ms: number | undefined): void {
    const took = performance.now() - askedAt
    if (ms !== undefined && took <= EXACT_MS) this.time({ ms, at: askedAt + took / 2 })
  }

  #lost(client: Client, error?: unknown): void {
    if (client !== this.#client || this.#closed) return
    this.#client = undefined
    this.log.warn({ err: error }, 'lost the connection that listens for changes')
    client.end().catch(() => {}) // it is gone already, or hangs and is cut off
    // A process that stood still hears nothing either: what counts is that to connect anew did not help.
    const isAgain = this.#wait > FIRST_WAIT_MS
    this.isSilent = isAgain && isTimeout(error) && performance.now() - this.changes.heardAt > BLIND_MS
    if (this.isSilent) this.silent()
    this.#retryLater()
  }

  #retryLater(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#retry(), this.#wait * (0.5 + Math.random()))
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS)
  }

  async #retry(): Promise<void> {
    try {
      await this.#connect()
      if (!this.#closed) this.log.info('listening for changes again')
    } catch (error) {
      // When it broke off meanwhile, that was noticed already and the next attempt is on its way.
      if (this.#client) this.#lost(this.#client, error)
    }
  }
}

/** One that refuses to connect, or breaks off, is heard of. */
const isTimeout = (error: unknown): boolean => error instanceof Error && /timeout|ETIMEDOUT/.test(error.message)
