import type { Caller } from '../auth/caller'
import type { Database } from '../db/database'
import { isStorable } from '../http/json'
import type { Log } from '../observability/log'
import { type Sighting, writeSightings } from './store'

const FLUSH_MS = 500
/** A client that is there goes on being there: when it was seen last is known to five minutes. */
const AGAIN_MS = 5 * 60_000
/** One that connects anew is news, for whoever waits for it. */
const CONNECTS_AGAIN_MS = 5_000
/** Of one caller. */
const MAX_CLIENTS = 20
const MAX_PENDING = 2_000
const MAX_NAME = 100
/** As most are: nothing to mend. */
const PLAIN = /^[\w.@/+-][\w.@/ +-]{0,98}$/

/** Who uses it, and where. */
interface Where {
  readonly caller: Caller
  readonly address: { readonly connector: string | undefined }
  readonly transport: string
}

/** What a client says of itself. */
export interface ClientInfo {
  readonly name: string
  readonly version: string
}

/** Which MCP clients were there, kept in memory for half a second so that no request waits for the database. */
export class Sightings {
  #pending = new Map<string, Sighting>()
  #flushing: Promise<void> = Promise.resolve()
  readonly #timer: NodeJS.Timeout

  constructor(
    private readonly db: Database,
    private readonly log: Log,
  ) {
    this.#timer = setInterval(() => void this.flush(), FLUSH_MS)
    this.#timer.unref()
  }

  /** `connects`: it presents itself now. */
  saw({ caller, address, transport }: Where, client: ClientInfo, connects: boolean): void {
    const { tenantId, id: actor, noted } = caller
    if (tenantId === undefined) return
    const { connector } = address
    const [name, version] = [named(client.name), named(client.version)]
    const now = Math.floor(performance.now())
    const known = noted.clients.find(
      (each) =>
        each.name === name && each.version === version && each.transport === transport && each.connector === connector,
    )
    if (known && now - known.at < (connects ? CONNECTS_AGAIN_MS : AGAIN_MS)) return
    if (this.#pending.size >= MAX_PENDING) return
    if (known) known.at = now
    else if (noted.clients.push({ name, version, transport, connector, at: now }) > MAX_CLIENTS) noted.clients.shift()
    this.#pending.set(`${tenantId}\0${actor}\0${name}\0${version}\0${transport}\0${connector ?? ''}`, {
      ...{ tenantId, actor, actorName: caller.name, userId: caller.userId ?? null },
      ...{ clientName: name, clientVersion: version, transport, connector: connector ?? null },
    })
  }

  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#write())
    return this.#flushing
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.flush()
  }

  async #write(): Promise<void> {
    const rows = [...this.#pending.values()]
    if (rows.length === 0) return
    this.#pending = new Map()
    try {
      await this.db.withSystem((em) => writeSightings(em, rows))
    } catch (error) {
      // The next request of each says it again, minutes later.
      this.log.warn({ err: error, clients: rows.length }, 'which clients were there was not stored')
    }
  }
}

/** One short line of what can be stored. */
function named(text: string): string {
  if (PLAIN.test(text)) return text
  const line = isStorable(text) ? text.replace(/\p{Cc}+/gu, ' ').trim() : ''
  return [...line].slice(0, MAX_NAME).join('') || 'unknown'
}
