import { Client } from 'pg'
import type { Log } from '../observability/log'
import { type Changes, CHANGES_CHANNEL } from './change-feed'

// A dead connection that nobody closed is noticed after PING_MS + ANSWER_MS at most.
const PING_MS = 1000
const ANSWER_MS = 900
const CONNECT_MS = 2000
const FIRST_WAIT_MS = 100
const LONGEST_WAIT_MS = 5000

/** A connection of its own that listens for change notices. When it is lost it says so and comes back. */
export class Listener {
  #client: Client | undefined
  #timer: NodeJS.Timeout | undefined
  #wait = FIRST_WAIT_MS
  #closed = false

  constructor(
    private readonly url: string,
    private readonly changes: Changes,
    private readonly log: Log,
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
    client.on('notification', ({ payload }) => void (payload && this.changes.changed(payload)))
    client.on('error', (error) => this.#lost(client, error))
    client.on('end', () => this.#lost(client))
    this.#client = client
    await client.connect()
    await client.query(`LISTEN ${CHANGES_CHANNEL}`)
    if (this.#closed) return client.end()
    this.#wait = FIRST_WAIT_MS
    this.#pingLater(client)
  }

  #pingLater(client: Client): void {
    this.#timer = setTimeout(() => {
      client.query('SELECT 1').then(
        () => client === this.#client && !this.#closed && this.#pingLater(client),
        (error: unknown) => this.#lost(client, error),
      )
    }, PING_MS)
  }

  #lost(client: Client, error?: unknown): void {
    if (client !== this.#client || this.#closed) return
    this.#client = undefined
    this.changes.live = false
    this.log.warn({ err: error }, 'lost the connection that listens for changes')
    client.end().catch(() => {}) // it is gone already, or hangs and is cut off
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
      if (this.#closed) return
      // What was announced in between did not arrive.
      this.changes.reset()
      this.changes.live = true
      this.log.info('listening for changes again')
    } catch (error) {
      // When it broke off meanwhile, that was noticed already and the next attempt is on its way.
      if (this.#client) this.#lost(this.#client, error)
    }
  }
}
