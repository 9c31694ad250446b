import { randomUUID } from 'node:crypto'
import type { InitializeRequest, JSONRPCMessage, JSONRPCRequest, JSONRPCResponse } from '@modelcontextprotocol/server'
import type { EntityManager } from '../../db/database'
import { AppError } from '../../errors'
import { type McpUrl, pathOf } from '../address'
import type { Admitted, Edge } from '../edge'
import { Keeper } from './keeper'
import { Session } from './session'
import { addSession, findSession, isSessionId, removeSession, setLogLevel, setSubscribed } from './store'
import type { Streams } from './streams'

const REAP_MS = 5_000

/** The sessions that this process holds. Each is a row, and a process that meets the id of one makes it anew from there. */
export class SessionPool {
  readonly #sessions = new Map<string, Session>()
  readonly #loading = new Map<string, Promise<Session | undefined>>()
  readonly #keeper: Keeper
  readonly #reaper: NodeJS.Timeout
  readonly #unsubscribe: () => void
  #made = 0
  #keptAt = 0

  constructor(
    private readonly edge: Edge,
    private readonly streams: Streams,
  ) {
    const { db, config, server } = edge
    this.#keeper = new Keeper(db, server.log, config.sessionIdleMs, {
      used: () => this.#used(),
      here: (row) => {
        const session = this.#sessions.get(row.id)
        if (session && !session.isLike(row)) void this.#readAgain(session)
      },
      gone: (id) => this.#sessions.get(id)?.end(),
    })
    this.#on('message', ({ transport }, body) => transport.take(JSON.parse(body) as JSONRPCMessage))
    this.#on('ended', (session) => session.end())
    this.#on('opened', ({ transport }) => transport.stopListening())
    this.#on('changed', (session) => void this.#readAgain(session))
    // What was told in between did not arrive.
    this.#unsubscribe = db.changes.subscribe({ changed: () => {}, reset: () => this.#doubtAll() })
    this.#reaper = setInterval(() => this.#reap(), REAP_MS)
    this.#reaper.unref()
  }

  get count(): number {
    return this.#sessions.size
  }

  /** Only for the caller that opened it, on the endpoint it was opened on. */
  async find(id: string, url: McpUrl, who: Admitted): Promise<Session | undefined> {
    const session = this.#sessions.get(id) ?? (isSessionId(id) ? await this.#load(id, url, who) : undefined)
    return session?.scope.caller.id === who.caller.id && session.path === pathOf(url.address) ? session : undefined
  }

  /** It is stored when this returns; or its client is told why there is none. */
  async begin(
    url: McpUrl,
    who: Admitted,
    { protocolVersion, capabilities, clientInfo, ...rest }: InitializeRequest['params'],
  ): Promise<{ session: Session; answer: JSONRPCResponse }> {
    const session = this.#make(randomUUID(), url, who)
    const answer = await session.begin({ protocolVersion, capabilities, clientInfo, ...rest })
    if (!('result' in answer)) {
      session.end()
      return { session, answer }
    }
    try {
      const initialize = JSON.stringify({ protocolVersion: session.version, capabilities, clientInfo })
      await this.#add(session, initialize)
    } catch (error) {
      session.end()
      throw error
    }
    this.#hold(session, url, who)
    return { session, answer }
  }

  async remove(session: Session): Promise<void> {
    const { id, tenantId } = session
    const { db, mailbox } = this.edge
    await db.withTenant(tenantId, async (em) => {
      await removeSession(em, tenantId, id)
      await mailbox.tellIn(em, 'ended', id)
    })
    session.end()
  }

  async close(): Promise<void> {
    clearInterval(this.#reaper)
    this.#unsubscribe()
    for (const session of this.#sessions.values()) session.end()
    await this.#keeper.close()
  }

  #on(kind: 'message' | 'ended' | 'opened' | 'changed', read: (session: Session, body: string) => void): void {
    this.edge.mailbox.on(kind, {
      concerns: (id) => this.#sessions.has(id),
      read: (id, body) => {
        const session = this.#sessions.get(id)
        if (session) read(session, body)
      },
    })
  }

  #make(id: string, url: McpUrl, who: Admitted): Session {
    const { streams } = this
    const of = { tenantId: who.access.snapshot.tenant.id, sessionId: id }
    return new Session(this.edge, id, url, who, {
      name: `${this.edge.mailbox.name}.${this.#made++}`,
      openLog: (requests, letGo) => streams.open(of, requests, letGo),
      done: (log) => streams.done(log),
      remember: (session, request) => this.#change(session, request),
    })
  }

  #hold(session: Session, url: McpUrl, who: Admitted): void {
    const leave = this.edge.endpoints.join(who.access, url.address, session)
    this.#sessions.set(session.id, session)
    session.onclose = () => {
      leave()
      if (this.#sessions.get(session.id) === session) this.#sessions.delete(session.id)
    }
  }

  async #add({ id, tenantId, scope: { caller }, path }: Session, initialize: string): Promise<void> {
    const row = { id, tenantId, callerId: caller.id, readOnly: caller.readOnly, endpoint: path, initialize }
    const { db, config } = this.edge
    const most = config.maxSessionsPerTenant
    const added = await db.withTenant(tenantId, (em) => addSession(em, row, this.#keeper.lifeMs, most))
    if (added) return
    throw new AppError('rate_limited', 'This tenant has too many open sessions.', {
      retryAfterS: 60,
      hint: 'Close clients that are not in use; idle sessions end by themselves.',
    })
  }

  #load(id: string, url: McpUrl, who: Admitted): Promise<Session | undefined> {
    const key = `${id} ${who.caller.id} ${pathOf(url.address)}`
    let loading = this.#loading.get(key)
    if (!loading) {
      loading = this.#rebuild(id, url, who).finally(() => this.#loading.delete(key))
      this.#loading.set(key, loading)
    }
    return loading
  }

  async #rebuild(id: string, url: McpUrl, who: Admitted): Promise<Session | undefined> {
    const tenantId = who.access.snapshot.tenant.id
    const row = await this.edge.db.withTenant(tenantId, (em) => findSession(em, tenantId, id))
    if (!row || row.initialize === null) return undefined
    if (row.callerId !== who.caller.id || row.endpoint !== pathOf(url.address)) return undefined
    const caller = { ...who.caller, readOnly: who.caller.readOnly || row.readOnly }
    const session = this.#make(id, url, { ...who, caller })
    await session.replay({ ...row, initialize: row.initialize })
    this.#hold(session, url, who)
    // A change that was told of meanwhile was not for anybody here.
    void this.#readAgain(session)
    return session
  }

  #change(session: Session, { method, params }: JSONRPCRequest): (() => Promise<void>) | undefined {
    const { id, tenantId } = session
    const { db, mailbox } = this.edge
    const store = (write: (em: EntityManager) => Promise<void>) => () =>
      session.inTurn(async () => {
        const row = await db.withTenant(tenantId, async (em) => {
          await write(em)
          await mailbox.tellIn(em, 'changed', id)
          return findSession(em, tenantId, id)
        })
        if (row) await session.apply(row)
      })
    switch (method) {
      case 'logging/setLevel':
        return store((em) => setLogLevel(em, tenantId, id, String(params?.level)))
      case 'resources/subscribe':
      case 'resources/unsubscribe':
        return store((em) => setSubscribed(em, session, String(params?.uri), method === 'resources/subscribe'))
      default:
        return undefined
    }
  }

  async #readAgain(session: Session): Promise<void> {
    const { id, tenantId } = session
    try {
      await session.inTurn(async () => {
        const row = await this.edge.db.withTenant(tenantId, (em) => findSession(em, tenantId, id))
        if (row) await session.apply(row)
      })
    } catch (error) {
      this.edge.server.log.warn({ err: error }, 'a session was not read again')
    }
  }

  /** Those that were used since the last time. */
  #used(): string[] {
    const since = this.#keptAt
    this.#keptAt = performance.now()
    return [...this.#sessions.values()]
      .filter(({ open, lastSeen }) => open > 0 || lastSeen >= since)
      .map(({ id }) => id)
  }

  #doubtAll(): void {
    this.#keptAt = 0
    void this.#keeper.keep()
  }

  #reap(): void {
    const oldest = performance.now() - this.edge.config.sessionIdleMs
    for (const session of this.#sessions.values()) {
      if (session.open === 0 && session.lastSeen < oldest) session.end()
    }
  }
}
