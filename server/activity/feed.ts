import { type CallRow, callsAfter, presentCall } from '../audit/call-store'
import type { AuditEvent } from '../audit/entity'
import { eventsAfter, presentEvent } from '../audit/event-store'
import type { LiveEventName } from '../contracts/activity'
import type { Database, EntityManager } from '../db/database'
import { presentSighting, type SightingRow, sightingsAfter } from '../sightings/store'
import type { Listener } from './listener'
import { type Caught, Tail } from './tail'

/** Calls are found by their beginning: among the numbers of all tenants one would look for long. */
const LAST_CALL = `
  SELECT max(seq) FROM (
    SELECT seq FROM sagemcp.tool_calls WHERE tenant_id = $1 ORDER BY started_at DESC LIMIT 1000
  ) newest`
const LAST_EVENT = 'SELECT max(id) FROM sagemcp.audit_events WHERE tenant_id = $1'
const LAST_CLIENT = 'SELECT max(seq) FROM sagemcp.client_sightings WHERE tenant_id = $1'

/** How far each table was read: `<calls>.<audit>.<clients>`, the id of an event. */
const POSITION = /^(\d{1,15})\.(\d{1,15})\.(\d{1,15})$/
type Position = readonly [calls: number, events: number, clients: number]

export function positionOf(lastEventId: string | undefined): Position | undefined {
  const [, ...parts] = POSITION.exec(lastEventId ?? '') ?? []
  return parts.length === 3 ? (parts.map(Number) as unknown as Position) : undefined
}

interface News {
  readonly calls: Caught<CallRow>
  readonly events: Caught<AuditEvent>
  readonly clients: Caught<SightingRow>
}

/** What happens in one tenant, for all who watch it in this process: one look a second, however many they are. */
export class Feed {
  readonly listeners = new Set<Listener>()
  readonly #calls = new Tail(LAST_CALL, callsAfter, (row) => row.seq)
  readonly #events = new Tail(LAST_EVENT, eventsAfter, (row) => row.id)
  readonly #clients = new Tail(LAST_CLIENT, sightingsAfter, (row) => row.seq)
  #started: Promise<void> | undefined

  constructor(
    private readonly db: Database,
    readonly tenantId: string,
  ) {}

  /** From now on; further listeners wait for the same. */
  start(): Promise<void> {
    this.#started ??= this.#read(async (em) => {
      for (const tail of [this.#calls, this.#events, this.#clients]) await tail.start(em, this.tenantId)
    }).catch((error: unknown) => {
      this.#started = undefined
      throw error
    })
    return this.#started
  }

  async look(): Promise<void> {
    const news = await this.#read(async (em) => ({
      calls: await this.#calls.next(em, this.tenantId),
      events: await this.#events.next(em, this.tenantId),
      clients: await this.#clients.next(em, this.tenantId),
    }))
    for (const listener of this.listeners) this.#tell(listener, news, this.position)
  }

  /** What happened since somebody was here before. */
  async catchUp(listener: Listener, since: Position): Promise<void> {
    const [calls, events, clients] = since
    const now = this.position
    const news = await this.#read(async (em) => ({
      calls: await this.#calls.since(em, this.tenantId, calls),
      events: await this.#events.since(em, this.tenantId, events),
      clients: await this.#clients.since(em, this.tenantId, clients),
    }))
    this.#tell(listener, news, since.join('.'))
    // Not before all of it was told.
    listener.send(`id: ${now}\n\n`)
  }

  #tell(listener: Listener, { calls, events, clients }: News, id: string): void {
    const send = (name: LiveEventName, data: object) =>
      listener.send(`id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
    if (calls.gap) send('gap', { of: 'call' })
    for (const row of calls.rows) if (listener.sees(row)) send('call', presentCall(row))
    for (const row of clients.rows) {
      const client = presentSighting(row)
      if (listener.sees(row)) send('client', { ...client, at: client.lastSeenAt })
    }
    if (clients.gap) send('gap', { of: 'client' })
    if (!listener.sees()) return
    if (events.gap) send('gap', { of: 'audit' })
    for (const row of events.rows) send('audit', presentEvent(row))
  }

  get position(): string {
    return [this.#calls.floor, this.#events.floor, this.#clients.floor].join('.')
  }

  #read<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.db.withTenant(this.tenantId, work)
  }
}
