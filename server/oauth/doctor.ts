import { ConnectorError } from '../../connectors/sdk'
import { now } from '../clock'
import { Credential, type CredentialState } from '../credentials/entity'
import { isDead, type SealedCredential } from '../credentials/sealed-credential'
import type { Database } from '../db/database'
import type { Log } from '../observability/log'
import { NoAnswer } from '../vendors/exchange'
import { setState, tell } from '../credentials/state'
import { lockCredential } from './store'

/**
 * Between two notes about one account that are not about its end, doubled by each: a vendor that wavers, or a tool that never
 * works beside others that do, must not cost a write per call.
 */
const QUIET_MS = 5_000
const MAX_QUIET_MS = 10 * 60_000
/** Where a vendor that asks to wait does not say how long. */
const USUAL_WAIT_S = 60
const MAX_SCOPE = 200

/** One call that a vendor answered, or did not. */
export interface Seen {
  readonly tenantId: string
  /** With the token that it was called with last. */
  readonly account: SealedCredential
  /** Whether that token is a new one of this call. */
  readonly isRenewed?: boolean
  /** The full name, where it was one. */
  readonly tool?: string
  /** Undefined for a call that worked. */
  readonly thrown?: unknown
}

interface Finding {
  readonly state: CredentialState
  readonly reason: string | null
  readonly until: Date | null
}

/** An account that was found in another state a moment ago. */
interface Watch {
  latest: Finding
  /** Not written yet. */
  pending: Pick<Seen, 'tenantId' | 'account'> | undefined
  timer: NodeJS.Timeout | undefined
  quietMs: number
}

const WELL: Finding = { state: 'ok', reason: null, until: null }

/**
 * Writes down what calls find out about accounts, when it is something else than before. Calls never wait for it, and a call
 * that works, of an account that is well, costs a look into memory.
 */
export class Doctor {
  readonly #watched = new Map<string, Watch>()
  readonly #writing = new Set<Promise<void>>()

  constructor(
    private readonly db: Database,
    private readonly log: Log,
    /** Told once when somebody has to do something about an account. */
    private readonly needsSomebody: (tenantId: string, credentialId: string) => void = () => {},
  ) {}

  saw(seen: Seen): void {
    this.#sawState(seen)
    this.#sawScope(seen)
  }

  /** Writes what still waits for its time. */
  async close(): Promise<void> {
    for (const [id, watch] of this.#watched) this.#write(id, watch)
    for (const { timer } of this.#watched.values()) clearTimeout(timer)
    await Promise.all(this.#writing)
  }

  #sawState({ tenantId, account, isRenewed = false, thrown }: Seen): void {
    const found = thrown === undefined ? WELL : findingOf(account, isRenewed, thrown)
    const known = this.#watched.get(account.id)
    if (!found || isSame(known?.latest ?? { state: account.state, until: account.stateUntil }, found)) return
    const watch: Watch = known ?? { latest: found, pending: undefined, timer: undefined, quietMs: QUIET_MS }
    Object.assign(watch, { latest: found, pending: { tenantId, account } })
    this.#watched.set(account.id, watch)
    // Else what was found last when the time is over is what counts.
    if (!known || found.state === 'reconnect_needed') this.#write(account.id, watch)
  }

  #write(id: string, watch: Watch): void {
    clearTimeout(watch.timer)
    const { latest, pending } = watch
    // Whoever reads the account anew by then finds what was written.
    if (!pending) return void this.#watched.delete(id)
    watch.pending = undefined
    watch.timer = setTimeout(() => this.#write(id, watch), watch.quietMs).unref()
    watch.quietMs = Math.min(MAX_QUIET_MS, watch.quietMs * 2)
    this.#inBackground(id, () => this.#note(pending, latest))
  }

  async #note(
    { tenantId, account }: Pick<Seen, 'tenantId' | 'account'>,
    { state, reason, until }: Finding,
  ): Promise<void> {
    const isNews = await this.db.withTenant(tenantId, async (em) => {
      const row = await lockCredential(em, tenantId, account.id)
      // Renewed or connected again since that call began: what it found says nothing about the account now.
      if (!row?.accessToken.equals(account.accessToken)) return false
      // While it cannot be renewed, who tries that says how it is; and nothing but connecting it again ends some ends.
      if (row.failures > 0 || (isDead(row) && account.canRefresh)) return false
      const isLater = row.stateUntil?.getTime() !== until?.getTime()
      if (isLater) await em.update(Credential, { tenantId, id: row.id }, { stateUntil: until })
      const isAsBefore = row.state === state && row.stateReason === reason
      const isEnd = await setState(em, this.db, row, state, reason)
      if (isLater && isAsBefore) await this.db.announce(em, tenantId)
      return isEnd
    })
    if (isNews) this.needsSomebody(tenantId, account.id)
  }

  /** Which tool lacks which scope, where only the vendor knows: it does not say what it grants. */
  #sawScope({ tenantId, account, tool, thrown }: Seen): void {
    if (tool === undefined) return
    const isKnown = account.lacks.some((lack) => lack.tool === tool)
    const scope = thrown === undefined ? undefined : scopeMissed(thrown)
    if (scope === undefined ? thrown !== undefined || !isKnown : isKnown) return
    this.#inBackground(account.id, async () => {
      const isNews = await this.db.withTenant(tenantId, async (em) => {
        const row = await lockCredential(em, tenantId, account.id)
        if (!row?.accessToken.equals(account.accessToken)) return false
        const others = (row.lacks ?? []).filter((lack) => lack.tool !== tool)
        const lacks = scope === undefined ? others : [...others, { scope, tool }]
        if (lacks.length === (row.lacks ?? []).length) return false
        await em.update(Credential, { tenantId, id: row.id }, { lacks })
        await this.db.announce(em, tenantId)
        if (row.state !== 'ok' || row.mainId !== null) return false
        return (await tell(em, row, lacks.length > 0 ? 'scope_missing' : 'ok', scope ?? null)) && lacks.length > 0
      })
      if (isNews) this.needsSomebody(tenantId, account.id)
    })
  }

  #inBackground(id: string, work: () => Promise<void>): void {
    const writing = work()
      .catch((error: unknown) => {
        this.log.warn({ err: error, credential: id }, 'how an account is was not written down')
      })
      .finally(() => this.#writing.delete(writing))
    this.#writing.add(writing)
  }
}

/** A vendor that asks to wait again, after the time it said before, is news. */
const isSame = (before: { state: CredentialState; until: Date | number | null | undefined }, found: Finding): boolean =>
  before.state === found.state && !(found.until && Number(before.until ?? Infinity) <= now())

function findingOf(account: SealedCredential, isRenewed: boolean, thrown: unknown): Finding | undefined {
  if (!(thrown instanceof ConnectorError)) return undefined
  // Our own queue says nothing about the account.
  if (thrown.cause instanceof NoAnswer && thrown.cause.kind === 'busy') return undefined
  const { retryAfterS } = thrown.details
  const after = (seconds: number | undefined) => (seconds === undefined ? null : new Date(now() + seconds * 1_000))
  switch (thrown.code) {
    case 'auth_expired':
      // Where it can be renewed, that is what decides, unless the vendor refuses the new one, too.
      return account.canRefresh && !isRenewed
        ? undefined
        : { state: 'reconnect_needed', reason: 'refused', until: null }
    case 'rate_limited':
      return { state: 'rate_limited', reason: null, until: after(retryAfterS ?? USUAL_WAIT_S) }
    case 'vendor_unavailable':
    case 'timeout':
    case 'outcome_unknown':
      return { state: 'vendor_down', reason: thrown.code, until: after(retryAfterS) }
    default:
      return undefined
  }
}

/** As the vendor names it. Before it is asked, a lack is known from what it granted, and nothing new. */
function scopeMissed(thrown: unknown): string | undefined {
  if (!(thrown instanceof ConnectorError) || thrown.code !== 'missing_scope') return undefined
  if (thrown.details.vendorStatus === undefined) return undefined
  return thrown.details.scope?.slice(0, MAX_SCOPE) ?? 'unknown'
}
