import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { ConnectorError, type OAuth2, oauthOf, type Registry } from '../../connectors/sdk'
import type { Renewer } from '../credentials/accounts'
import { Credential } from '../credentials/entity'
import { credentialAad } from '../credentials/seal'
import type { SealedCredential } from '../credentials/sealed-credential'
import type { Credentials } from '../credentials/service'
import type { Vault } from '../credentials/vault'
import type { Database, EntityManager } from '../db/database'
import type { Log } from '../observability/log'
import type { Vendors } from '../vendors/vendors'
import type { OAuthApps } from './apps'
import { setState } from './state'
import { lockCredential } from './store'
import { askForTokens, type IssuedToken, type OAuthApp, refreshedToken, TokenError } from './token-endpoint'

/** Longer than a token address may take. Whoever finds it past may take over. */
const LEASE_MS = 15_000
const POLL_MS = 100
/** Somebody else refreshes, or did and died: their lease, one more attempt, and a little. */
const PATIENCE_MS = 30_000
const FIRST_RETRY_MS = 1_000
const MAX_RETRY_MS = 5 * 60_000
const MAX_RETRY_AFTER_MS = 60 * 60_000
/** An application that the vendor refuses is for somebody to mend, who need not tell us. */
const REFUSED_RETRY_MS = 10 * 60_000
/** While the lease lasts: the new pair is nowhere else until it is stored, and the old one may be dead. */
const STORE_ATTEMPTS = 5
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
  | { kind: 'token'; token: string }
  | { kind: 'busy' }
  /** `ended`: it has to be connected again since this look. */
  | { kind: 'failed'; error: ConnectorError; ended?: boolean }

/**
 * Renews tokens, one refresh of an account at a time across all processes: whoever takes the lease row asks the vendor,
 * without a transaction open meanwhile, and stores the new pair before anybody uses it.
 */
export class Refresher implements Renewer {
  readonly #running = new Map<string, Promise<string>>()

  constructor(private readonly parts: RefresherParts) {}

  renew(tenantId: string, seen: SealedCredential): Promise<string> {
    // By its token too: who was refused with the newer one must not be given that one by who looks for it.
    const key = `${seen.id} ${seen.accessToken.toString('base64url')}`
    const running = this.#running.get(key)
    if (running) return running
    const mine = this.#renew(tenantId, seen).finally(() => this.#running.delete(key))
    this.#running.set(key, mine)
    return mine
  }

  renewLater(tenantId: string, seen: SealedCredential): void {
    this.renew(tenantId, seen).catch((error: unknown) => {
      if (!(error instanceof ConnectorError))
        this.parts.log.error({ err: error, credential: seen.id }, 'refresh failed')
    })
  }

  /** Refreshes that run now. */
  get running(): readonly Promise<string>[] {
    return [...this.#running.values()]
  }

  async #renew(tenantId: string, seen: SealedCredential): Promise<string> {
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await wait(POLL_MS)) {
      const look = await this.parts.db.withTenant(tenantId, (em) => this.#look(em, tenantId, seen))
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
  async #look(em: EntityManager, tenantId: string, seen: SealedCredential): Promise<Look> {
    const row = await lockCredential(em, tenantId, seen.id)
    if (!row?.isActive) return { kind: 'failed', error: reconnect() }
    const now = Date.now()
    const isOver = row.expiresAt !== null && row.expiresAt.getTime() <= now
    if (!row.accessToken.equals(seen.accessToken) && !isOver) {
      return { kind: 'token', token: await this.#open(em, row, seen) }
    }
    if (row.leaseUntil !== null && row.leaseUntil.getTime() > now) return { kind: 'busy' }
    const isDead = row.state === 'reconnect_needed' && row.stateReason !== 'app_refused'
    if (isDead || row.refreshToken === null) return { kind: 'failed', error: reconnect() }
    if (row.retryAt !== null && row.retryAt.getTime() > now) {
      return { kind: 'failed', error: unavailable(Math.ceil((row.retryAt.getTime() - now) / 1_000)) }
    }
    const type = this.parts.registry.ofProvider(row.provider)[0]
    const oauth = type && oauthOf(type)
    if (!oauth) return { kind: 'failed', error: unavailable() }
    const app = await this.parts.apps.find(em, tenantId, row.provider, row.baseUrl)
    if (!app || app.clientId !== row.clientId) {
      await setState(em, this.parts.db, row, 'reconnect_needed', 'app_changed')
      return { kind: 'failed', error: reconnect(), ended: true }
    }
    const lease = { leaseId: randomUUID(), leaseUntil: new Date(now + LEASE_MS) }
    await em.update(Credential, { tenantId, id: row.id }, lease)
    const { token: url } =
      row.baseUrl === null ? oauth.addresses : (oauth.selfHosted?.(new URL(row.baseUrl)) ?? oauth.addresses)
    const aad = credentialAad(tenantId, row.id, 'refresh_token')
    const refreshToken = await this.parts.vault.open(em, tenantId, row.refreshToken, aad)
    return { kind: 'mine', claim: { row: Object.assign(row, lease), oauth, url, app, refreshToken } }
  }

  async #refresh(tenantId: string, { row, oauth, url, app, refreshToken }: Claim): Promise<string> {
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

  async #storeSurely(tenantId: string, used: Credential, token: IssuedToken): Promise<string> {
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
  #store(tenantId: string, used: Credential, token: IssuedToken): Promise<string> {
    return this.parts.db.withTenant(tenantId, async (em) => {
      const row = await lockCredential(em, tenantId, used.id)
      if (!row) throw reconnect()
      if (!sameRefreshToken(row, used)) return this.#open(em, row, used)
      await this.parts.credentials.storeRefreshed(em, row, token)
      await setState(em, this.parts.db, row, 'ok', null)
      await this.parts.db.announce(em, tenantId)
      return token.accessToken
    })
  }

  #failed(tenantId: string, used: Credential, failure: TokenError): Promise<string> {
    let isNews = false
    return this.parts.db
      .withTenant(tenantId, async (em) => {
        const row = await lockCredential(em, tenantId, used.id)
        if (!row) throw reconnect()
        // Another process may have rotated it while this one asked with the old token.
        if (!sameRefreshToken(row, used)) return this.#open(em, row, used)
        // Whoever took over says what became of it.
        if (row.leaseId !== used.leaseId) return unavailable()
        const { failure: kind, code, retryAfterS } = failure
        this.parts.log.warn({ credential: row.id, provider: row.provider, code }, 'an account could not be refreshed')
        const failures = row.failures + 1
        const delay = delayAfter(kind, failures, retryAfterS)
        const ended = kind === 'dead' || kind === 'refused'
        const retryAt = kind === 'dead' ? null : new Date(Date.now() + delay)
        await em.update(Credential, { tenantId, id: row.id }, { leaseId: null, leaseUntil: null, failures, retryAt })
        isNews = ended && row.state !== 'reconnect_needed'
        const state = ended ? 'reconnect_needed' : kind === 'rate_limited' ? 'rate_limited' : 'vendor_down'
        await setState(em, this.parts.db, row, state, kind === 'refused' ? 'app_refused' : code)
        await this.parts.db.announce(em, tenantId)
        return ended ? reconnect() : unavailable(Math.ceil(delay / 1_000))
      })
      .then((result) => {
        if (typeof result === 'string') return result
        if (isNews) this.parts.ended?.(tenantId, used.id)
        throw result
      })
  }

  /** The token goes where the asker sends it: nowhere but where it was stored for. */
  #open(em: EntityManager, row: Credential, asked: Pick<SealedCredential, 'origins'>): Promise<string> {
    const { tenantId, id, accessToken, kind, origins } = row
    if (kind !== 'oauth' || !asked.origins.every((origin) => origins.includes(origin))) throw unavailable(1)
    return this.parts.vault.open(em, tenantId, accessToken, credentialAad(tenantId, id, 'access_token'))
  }
}

const sameRefreshToken = (a: Credential, b: Credential): boolean =>
  a.refreshToken !== null && b.refreshToken !== null && a.refreshToken.equals(b.refreshToken)

function delayAfter(kind: TokenError['failure'], failures: number, retryAfterS: number | undefined): number {
  if (kind === 'refused') return REFUSED_RETRY_MS
  if (retryAfterS === undefined) return Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1))
  return Math.min(MAX_RETRY_AFTER_MS, Math.max(FIRST_RETRY_MS, retryAfterS * 1_000))
}

const reconnect = (): ConnectorError =>
  new ConnectorError('connect_required', 'The vendor ended the connection of this account.', {
    hint: 'The account has to be connected again.',
  })

const unavailable = (retryAfterS?: number): ConnectorError =>
  new ConnectorError('vendor_unavailable', 'The vendor does not renew the connection of this account at the moment.', {
    hint: 'Try again later.',
    retryAfterS,
  })
