import { timingSafeEqual } from 'node:crypto'
import { type Account, ConnectorError, type ConnectorType, type Registry, type TokenReply } from '../../connectors/sdk'
import type { Origin } from '../auth/caller'
import { callerIn } from '../auth/callers'
import { hashToken } from '../auth/secret-token'
import type { SignedIn } from '../auth/sign-in-sessions'
import { Connector } from '../connectors/entity'
import { ownBaseUrl } from '../credentials/addresses'
import { oauthAttemptAad } from '../credentials/seal'
import { allowedTypesOf } from '../connectors/store'
import type { Vault } from '../credentials/vault'
import type { Database } from '../db/database'
import type { Log } from '../observability/log'
import { findTenant, toRef } from '../tenants/store'
import type { TenantRef } from '../tenants/tenant-ref'
import type { Vendors } from '../vendors/vendors'
import type { Activation } from './activate'
import type { FoundApp, OAuthApps } from './apps'
import { verifierOf } from './begun'
import { findByState, takeAttempt } from './attempt-store'
import { CallbackError } from './callback-error'
import { callbackPath, callbackUrl } from './callback-url'
import { addressesAt, isSameKind, mayFollow, requireOAuth } from './connect'
import type { OAuthAttempt } from './entity'
import { pass } from './strategy'
import { askForTokens, issuedTokens, TokenError } from './token-endpoint'

/** What the vendor's redirect brought, and the browser that it came with. */
export interface Arrival {
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** What the browser's cookie of the attempt holds. */
  readonly browser: string | undefined
  readonly signedIn: SignedIn | undefined
  readonly origin: Origin
}

export interface CallbackParts {
  readonly db: Database
  readonly registry: Registry
  readonly vault: Vault
  readonly vendors: Vendors
  readonly apps: OAuthApps
  readonly activation: Activation
  readonly publicUrl: string
  /** Told how each way back ended. */
  readonly connected: (provider: string, outcome: string) => void
  readonly log: Log
}

interface Under {
  readonly attempt: OAuthAttempt
  readonly tenant: TenantRef
  readonly signedIn: SignedIn
  readonly connector: Connector
  readonly type: ConnectorType
  readonly app: FoundApp
  readonly verifier: string | true
}

const ACCOUNT_MS = 15_000
const WORD = /^[a-z_]{1,40}$/

/** The way back from a vendor: named steps, each of which ends the attempt with one code or goes on. */
export class OAuthCallback {
  constructor(private readonly parts: CallbackParts) {}

  async run(arrival: Arrival): Promise<{ tenant: TenantRef; connector: Connector }> {
    const attempt = await this.#findAttempt(arrival)
    this.#requireSameBrowser(attempt, arrival)
    await this.#takeOnce(attempt)
    const { connected } = this.parts
    const { provider } = attempt
    try {
      const done = await this.#finish(attempt, arrival)
      connected(provider, 'ok')
      return done
    } catch (error) {
      connected(provider, error instanceof CallbackError ? error.code : 'internal')
      throw error
    }
  }

  async #finish(attempt: OAuthAttempt, arrival: Arrival): Promise<Under> {
    this.#requireInTime(attempt)
    const person = await this.#requireSamePerson(attempt, arrival)
    const under = await this.#requireUnchanged(person)
    this.#requireSamePath(under, arrival)
    this.#requireSameIssuer(under, arrival)
    this.#requireConsent(arrival)
    const reply = await this.#exchange(under, arrival)
    const account = await this.#askWho(under, reply)
    await this.parts.activation.store({ ...under, origin: arrival.origin, reply, account })
    return under
  }

  async #findAttempt({ query }: Arrival): Promise<OAuthAttempt> {
    const found = await this.parts.db.withSystem((em) => findByState(em, query.state ?? ''))
    if (!found) throw new CallbackError('no_attempt')
    return found
  }

  /** Before anything is used up: a link that was lured into another browser must not end the attempt either. */
  #requireSameBrowser({ browserHash }: OAuthAttempt, { browser }: Arrival): void {
    const same = browserHash !== null && timingSafeEqual(hashToken(browser ?? ''), browserHash)
    if (!same) throw new CallbackError('other_browser')
  }

  async #takeOnce(attempt: OAuthAttempt): Promise<void> {
    const taken = await this.parts.db.withSystem((em) => takeAttempt(em, attempt))
    if (!taken) throw new CallbackError('no_attempt')
  }

  #requireInTime({ expiresAt }: OAuthAttempt): void {
    if (expiresAt.getTime() <= Date.now()) throw new CallbackError('expired')
  }

  /** Rights may have ended on the way. */
  async #requireSamePerson(attempt: OAuthAttempt, { signedIn }: Arrival) {
    const { db } = this.parts
    if (!signedIn) throw new CallbackError('signed_out')
    const row = await db.withSystem((em) => findTenant(em, attempt.tenantId))
    if (!row?.isActive || signedIn.userId !== attempt.startedBy) throw new CallbackError('not_yours')
    const tenant = toRef(row)
    if (!mayFollow(attempt, await callerIn(db, signedIn, tenant))) throw new CallbackError('not_yours')
    return { attempt, tenant, signedIn }
  }

  /** So may the connector, its address and the application. */
  async #requireUnchanged(person: Pick<Under, 'attempt' | 'tenant' | 'signedIn'>): Promise<Under> {
    const { db, registry, vault, apps } = this.parts
    const { attempt, tenant } = person
    const { id: tenantId } = tenant
    const found = await db.withTenant(tenantId, async (em) => {
      const connector = await em.findOneBy(Connector, { tenantId, id: attempt.connectorId })
      const type = connector && registry.get(connector.type)
      if (!connector || !type || attempt.verifier === null || !isSameKind(attempt, connector)) return undefined
      const allowed = await allowedTypesOf(em, tenantId)
      if (allowed !== null && !allowed.includes(type.type)) return undefined
      const app = await apps.find(em, tenantId, attempt.provider, ownBaseUrl(connector) ?? null)
      if (!app) return undefined
      const begun = await vault.open(em, tenantId, attempt.verifier, oauthAttemptAad(tenantId, attempt.id))
      const verifier = verifierOf(begun, { addresses: addressesAt(requireOAuth(type), connector), app })
      return verifier === undefined ? undefined : { connector, type, app, verifier }
    })
    if (!found) throw new CallbackError('changed')
    return { ...person, ...found }
  }

  #requireSamePath({ tenant, attempt, connector }: Under, { path }: Arrival): void {
    if (path !== callbackPath(tenant.slug, attempt.provider, ownBaseUrl(connector)))
      throw new CallbackError('no_attempt')
  }

  /** RFC 9207. Vendors that send none are told apart by the attempt's own addresses. */
  #requireSameIssuer({ type, connector }: Under, { query }: Arrival): void {
    if (query.iss === undefined) return
    const oauth = requireOAuth(type)
    const usual = new URL(addressesAt(oauth, connector).authorize).origin
    if (query.iss.replace(/\/$/, '') !== (oauth.issuer ?? usual)) throw new CallbackError('wrong_issuer')
  }

  #requireConsent({ query }: Arrival): void {
    if (query.error === 'access_denied') throw new CallbackError('denied')
    if (query.error !== undefined) throw new CallbackError('vendor_refused', WORD.exec(query.error)?.[0])
    if (!query.code) throw new CallbackError('vendor_refused', 'no code')
  }

  async #exchange(under: Under, { query }: Arrival): Promise<TokenReply> {
    const { attempt, tenant, connector, type, app, verifier } = under
    const { vendors, publicUrl } = this.parts
    const oauth = requireOAuth(type)
    const addresses = addressesAt(oauth, connector)
    const redirect = callbackUrl(publicUrl, tenant, attempt.provider, ownBaseUrl(connector))
    const passed = await pass(
      {
        ...{ oauth, addresses, app, callbackUrl: redirect, parameters: {} },
        store: {
          begin: () => Promise.reject(new Error('this is the way back')),
          take: () => Promise.resolve(verifier),
        },
        exchange: (code, code_verifier) =>
          askForTokens(vendors, oauth, addresses.token, app, {
            grant_type: 'authorization_code',
            code,
            redirect_uri: redirect,
            ...(code_verifier === undefined ? {} : { code_verifier }),
          }),
      },
      query,
    ).catch((error: unknown) => {
      throw this.#exchangeFailed(error)
    })
    if (!('reply' in passed)) throw new CallbackError('vendor_refused')
    return passed.reply
  }

  #exchangeFailed(error: unknown): unknown {
    if (!(error instanceof TokenError)) return error
    const { failure, code } = error
    if (failure === 'unavailable' || failure === 'rate_limited') return new CallbackError('vendor_down', code)
    return new CallbackError(failure === 'dead' ? 'vendor_refused' : 'app_refused', code)
  }

  /** Asks the vendor whose account it is, with the new token. */
  async #askWho({ type, connector, tenant }: Under, reply: TokenReply): Promise<Account> {
    const oauth = requireOAuth(type)
    const [first] = issuedTokens(oauth, reply)
    const http = this.parts.vendors.http({
      type,
      tenantId: tenant.id,
      baseUrl: ownBaseUrl(connector),
      credential: { token: first?.accessToken ?? '', scheme: 'Bearer' },
      effect: 'read',
      signal: AbortSignal.timeout(ACCOUNT_MS),
    })
    try {
      return await oauth.account(http, reply)
    } catch (error) {
      if (error instanceof ConnectorError) throw new CallbackError('account_unknown', error.code)
      if (error instanceof DOMException) throw new CallbackError('vendor_down', 'timeout')
      this.parts.log.error({ err: error, type: type.type }, 'a type cannot tell whose account was connected')
      throw new CallbackError('account_unknown')
    }
  }
}
