import { setTimeout as wait } from 'node:timers/promises'
import { ConnectorError, type OAuth2, oauthOf, type Registry } from '../../connectors/sdk'
import * as clock from '../clock'
import type { Renewed, Renewer, RenewReason } from '../credentials/accounts'
import { Credential } from '../credentials/entity'
import { credentialAad } from '../credentials/seal'
import { hasAppProblem, isDead, type SealedCredential } from '../credentials/sealed-credential'
import type { Credentials } from '../credentials/service'
import type { Vault } from '../credentials/vault'
import type { Database, EntityManager } from '../db/database'
import type { Log } from '../observability/log'
import type { Vendors } from '../vendors/vendors'
import type { OAuthApps } from './apps'
import { setState } from '../credentials/state'
import { isLeased, lockCredential, takeLease } from './store'
import { askForTokens, type IssuedToken, type OAuthApp, refreshedToken, TokenError } from './token-endpoint'

/** Longer than a token address may take. Whoever finds it past may take over. */
const LEASE_S = 15
const POLL_MS = 100
/** Somebody else refreshes, or did and died: their lease, one more attempt, and a little. */
const PATIENCE_MS = 30_000
const FIRST_RETRY_MS = 1_000
const MAX_RETRY_MS = 5 * 60_000
const MAX_RETRY_AFTER_MS = 60 * 60_000
/** An application that is refused or gone is for somebody to mend, who need not tell us. */
const APP_RETRY_MS = 10 * 60_000
/** Between refreshes for the sake of a refusal where the vendor refused the last new token, too: it has another reason. */
const REFUSED_PAUSE_MS = 30_000
/** The new pair is nowhere else until it is stored, and the old one may be dead: a database may be away for half a minute. */
const STORE_ATTEMPTS = 90
const STORE_PAUSE_MS = 500

export interface RefresherParts {
  readonly db: Database
  readonly registry: Registry
  readonly vault: Vault
  readonly credentials: Credentials
  readonly apps: OAuthApps
  readonly vendors: Pick<Vendors, 'send'>
  readonly log: Log
  /** Counts. */
  readonly refreshed?: (provider: string, outcome: string) => void
  /** Told once when an account has to be connected again. */
  readonly ended?: (tenantId: string, credentialId: string) => void
}

/** What may be refreshed now, with everything that the vendor wants for it. */
interface Claim {
  readonly row: Credential
  readonly oauth: OAuth2
  readonly url: string
  readonly app: OAuthApp
  readonly refreshToken: string
}

type Look =
  | { kind: 'mine'; claim: Claim }
  | { kind: 'token'; token: Renewed }
  | { kind: 'busy' }
  /** `ended`: it has to be connected again since this look. */
  | { kind: 'failed'; error: ConnectorError; ended?: boolean }

/**
 * Renews tokens, one refresh of an account at a time across all processes: whoever takes the lease row asks the vendor,
 * without a transaction open meanwhile, and stores the new pair before anybody uses it.
 */
export class Refresher implements Renewer {
  readonly #running = new Map<string, Promise<Renewed>>()

  constructor(private readonly parts: RefresherParts) {}

  renew(tenantId: string, seen: SealedCredential, why: RenewReason): Promise<Renewed> {
    // By its token too: who was refused with the newer one must not be given that one by who looks for it.
    const key = `${seen.id} ${seen.accessToken.toString('base64url')}`
    const running = this.#running.get(key)
    if (running) return running
    const mine = this.#renew(tenantId, seen, why).finally(() => this.#running.delete(key))
    this.#running.set(key, mine)
    return mine
  }

  renewLater(tenantId: string, seen: SealedCredential): void {
    this.renew(tenantId, seen, 'due').catch((error: unknown) => {
      if (!(error instanceof ConnectorError))
        this.parts.log.error({ err: error, credential: seen.id }, 'refresh failed')
    })
  }

  /** Refreshes that run now. */
  get running(): readonly Promise<Renewed>[] {
    return [...this.#running.values()]
  }

  async #renew(tenantId: string, seen: SealedCredential, why: RenewReason): Promise<Renewed> {
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await wait(POLL_MS)) {
      const look = await this.parts.db.withTenant(tenantId, (em) => this.#look(em, tenantId, seen, why))
      if (look.kind === 'token') return look.token
      if (look.kind === 'failed') {
        if (look.ended) this.parts.ended?.(tenantId, seen.id)
        throw look.error
      }
      if (look.kind === 'mine') return this.#refresh(tenantId, look.claim)
    }
    throw unavailable()
  }

  /** Under the row's lock: what became of it since `seen`, and the lease when a refresh is still due. */
  async #look(em: EntityManager, tenantId: string, seen: SealedCredential, why: RenewReason): Promise<Look> {
    const row = await lockCredential(em, tenantId, seen.id)
    if (!row?.isActive) return { kind: 'failed', error: reconnect() }
    const now = clock.now()
    const isOver = row.expiresAt !== null && row.expiresAt.getTime() <= now
    const isOther = !row.accessToken.equals(seen.accessToken)
    if (!isOver && (isOther || (why === 'refused' && wasInVain(row, now)))) {
      return { kind: 'token', token: await this.#open(em, row, seen) }
    }
    if (row.leaseUntil !== null && (await isLeased(em, row))) return { kind: 'busy' }
    if (isDead(row) || row.refreshToken === null) return { kind: 'failed', error: reconnect() }
    if (row.retryAt !== null && row.retryAt.getTime() > now) return { kind: 'failed', error: waiting(row, now) }
    const type = this.parts.registry.ofProvider(row.provider)[0]
    const oauth = type && oauthOf(type)
    // A type may have lost what a customer's server needs; the vendor's own addresses never stand in for those.
    const url = row.baseUrl === null ? oauth?.addresses.token : oauth?.selfHosted?.(new URL(row.baseUrl)).token
    if (!oauth || url === undefined) return { kind: 'failed', error: unavailable() }
    const app = await this.parts.apps.ofAccount(em, row)
    if (!app) {
      const retryAt = new Date(now + APP_RETRY_MS)
      await em.update(Credential, { tenantId, id: row.id }, { retryAt, failures: row.failures + 1, stateUntil: null })
      const ended = await setState(em, this.parts.db, row, 'reconnect_needed', 'app_changed')
      return { kind: 'failed', error: appProblem(), ended }
    }
    const leaseId = await takeLease(em, row, LEASE_S)
    const aad = credentialAad(tenantId, row.id, 'refresh_token')
    const refreshToken = await this.parts.vault.open(em, tenantId, row.refreshToken, aad)
    return { kind: 'mine', claim: { row: Object.assign(row, { leaseId }), oauth, url, app, refreshToken } }
  }

  async #refresh(tenantId: string, { row, oauth, url, app, refreshToken }: Claim): Promise<Renewed> {
    const name = row.tokenName ?? 'default'
    try {
      const grant = { grant_type: 'refresh_token', refresh_token: refreshToken } as const
      const token = refreshedToken(oauth, name, await askForTokens(this.parts.vendors, oauth, url, app, grant))
      const fresh = await this.#storeSurely(tenantId, row, token)
      this.parts.refreshed?.(row.provider, 'ok')
      return fresh
    } catch (error) {
      if (!(error instanceof TokenError)) throw error
      this.parts.refreshed?.(row.provider, error.failure)
      return this.#failed(tenantId, row, error)
    }
  }

  async #storeSurely(tenantId: string, used: Credential, token: IssuedToken): Promise<Renewed> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#store(tenantId, used, token)
      } catch (error) {
        if (error instanceof ConnectorError || attempt === STORE_ATTEMPTS) throw error
        this.parts.log.warn({ err: error, credential: used.id }, 'a new token could not be stored yet')
        await wait(STORE_PAUSE_MS)
      }
    }
  }

  /** Unless somebody stored a newer pair meanwhile; then that one counts. */
  async #store(tenantId: string, used: Credential, token: IssuedToken): Promise<Renewed> {
    const stored = await this.parts.db.withTenant(tenantId, async (em) => {
      const row = await lockCredential(em, tenantId, used.id)
      if (!row) return undefined
      if (!sameRefreshToken(row, used)) return row.isActive ? this.#open(em, row, used) : undefined
      const sealed = await this.parts.credentials.storeRefreshed(em, row, token)
      // It ended meanwhile: who gives it back gives this pair back.
      if (!row.isActive) return undefined
      // Whether the vendor takes it again where it refused the last one, a call finds out.
      if (row.stateReason !== 'refused') await setState(em, this.parts.db, row, 'ok', null)
      await this.parts.db.announce(em, tenantId)
      return { token: token.accessToken, sealed }
    })
    if (!stored) throw reconnect()
    return stored
  }

  #failed(tenantId: string, used: Credential, failure: TokenError): Promise<Renewed> {
    let isNews = false
    return this.parts.db
      .withTenant(tenantId, async (em) => {
        const row = await lockCredential(em, tenantId, used.id)
        if (!row?.isActive) throw reconnect()
        // Another process may have rotated it while this one asked with the old token.
        if (!sameRefreshToken(row, used)) return this.#open(em, row, used)
        // Whoever took over says what became of it.
        if (row.leaseId !== used.leaseId) return unavailable()
        const { failure: kind, code, retryAfterS } = failure
        this.parts.log.warn({ credential: row.id, provider: row.provider, code }, 'an account could not be refreshed')
        const failures = row.failures + 1
        const delay = delayAfter(kind, failures, retryAfterS)
        const ended = kind === 'dead' || kind === 'refused'
        const retryAt = kind === 'dead' ? null : new Date(clock.now() + delay)
        const free = { leaseId: null, leaseUntil: null, stateUntil: null }
        await em.update(Credential, { tenantId, id: row.id }, { ...free, failures, retryAt })
        const state = ended ? 'reconnect_needed' : kind === 'rate_limited' ? 'rate_limited' : 'vendor_down'
        isNews = await setState(em, this.parts.db, row, state, kind === 'refused' ? 'app_refused' : code)
        await this.parts.db.announce(em, tenantId)
        return kind === 'dead' ? reconnect() : waiting({ state, stateReason: row.stateReason, retryAt })
      })
      .then((result) => {
        if (!(result instanceof ConnectorError)) return result
        if (isNews) this.parts.ended?.(tenantId, used.id)
        throw result
      })
  }

  /** The token goes where the asker sends it: nowhere but where it was stored for. */
  async #open(em: EntityManager, row: Credential, asked: Pick<SealedCredential, 'origins'>): Promise<Renewed> {
    const { tenantId, id, accessToken: sealed, kind, origins } = row
    if (kind !== 'oauth' || !asked.origins.every((origin) => origins.includes(origin))) throw unavailable(1)
    const token = await this.parts.vault.open(em, tenantId, sealed, credentialAad(tenantId, id, 'access_token'))
    return { token, sealed }
  }
}

const sameRefreshToken = (a: Credential, b: Credential): boolean =>
  a.refreshToken !== null && b.refreshToken !== null && a.refreshToken.equals(b.refreshToken)

function delayAfter(kind: TokenError['failure'], failures: number, retryAfterS: number | undefined): number {
  if (kind === 'refused') return APP_RETRY_MS
  if (retryAfterS === undefined) return Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1))
  return Math.min(MAX_RETRY_AFTER_MS, Math.max(FIRST_RETRY_MS, retryAfterS * 1_000))
}

/** The last refresh, a moment ago, gave a token that the vendor refused as well. */
const wasInVain = ({ stateReason, obtainedAt }: Credential, now: number): boolean =>
  stateReason === 'refused' && obtainedAt !== null && obtainedAt.getTime() > now - REFUSED_PAUSE_MS

/** Why there is no token until `retryAt`. */
function waiting(row: Pick<Credential, 'state' | 'stateReason' | 'retryAt'>, now = clock.now()): ConnectorError {
  if (hasAppProblem(row)) return appProblem()
  const retryAfterS = row.retryAt === null ? undefined : Math.max(1, Math.ceil((row.retryAt.getTime() - now) / 1_000))
  return row.state === 'rate_limited' ? slowDown(retryAfterS) : unavailable(retryAfterS)
}

const reconnect = (): ConnectorError =>
  new ConnectorError('connect_required', 'The vendor ended the connection of this account.', {
    hint: 'The account has to be connected again.',
  })

const appProblem = (): ConnectorError =>
  new ConnectorError(
    'configuration_required',
    'The OAuth application that this account was connected with does not work.',
    {
      hint: "A tenant admin has to correct the application's client id and secret. Connecting again does not help before.",
    },
  )

const slowDown = (retryAfterS?: number): ConnectorError =>
  new ConnectorError('rate_limited', 'The vendor asks to slow down before it renews the connection of this account.', {
    hint: 'Try again later.',
    retryAfterS,
  })

const unavailable = (retryAfterS?: number): ConnectorError =>
  new ConnectorError('vendor_unavailable', 'The vendor does not renew the connection of this account at the moment.', {
    hint: 'Try again later.',
    retryAfterS,
  })
