import {
  type Account,
  type ConnectorType,
  cut,
  type OAuth2,
  providerOf,
  type Registry,
  type TokenReply,
  visible,
} from '../../connectors/sdk'
import { record } from '../audit/store'
import type { Origin } from '../auth/caller'
import { callerIn } from '../auth/callers'
import type { SignedIn } from '../auth/sign-in-sessions'
import { Connector } from '../connectors/entity'
import { ownBaseUrl } from '../credentials/addresses'
import { lackingScopes } from '../credentials/accounts'
import type { Credential } from '../credentials/entity'
import type { Credentials, NewToken } from '../credentials/service'
import type { Database, EntityManager } from '../db/database'
import { isUniqueViolation } from '../db/errors'
import type { TenantRef } from '../tenants/tenant-ref'
import { hostMatches } from '../vendors/redirects'
import { CallbackError } from './callback-error'
import { isSameKind, mayFollow, requireOAuth } from './connect'
import type { OAuthAttempt } from './entity'
import { findReplaced } from './store'
import { tell } from '../credentials/state'
import { isScope, issuedTokens, type OAuthApp } from './token-endpoint'

export interface NewConnection {
  readonly attempt: OAuthAttempt
  readonly tenant: TenantRef
  readonly connector: Connector
  readonly type: ConnectorType
  readonly app: OAuthApp
  readonly signedIn: SignedIn
  readonly origin: Origin
  readonly reply: TokenReply
  readonly account: Account
}

/** Seals what a vendor gave and puts it into use, in one transaction. */
export class Activation {
  constructor(
    private readonly parts: { readonly db: Database; readonly registry: Registry; readonly credentials: Credentials },
  ) {}

  async store(made: NewConnection): Promise<void> {
    const { db, credentials } = this.parts
    const { attempt, tenant, type, app, account, signedIn, origin, reply } = made
    const oauth = requireOAuth(type)
    const places = placesOf(oauth.placeHosts ?? [], account)
    if (!isId(account.id)) throw new CallbackError('account_unknown', 'no id')
    const name = shown(account.name)
    const tokens = issuedTokens(oauth, reply).map((token, i) => {
      const scopes = (i === 0 ? account.scopes?.filter(isScope) : undefined) ?? token.scopes
      return { ...token, scopes: scopes ?? asAsked(oauth, attempt) }
    })
    // The vendor took its time, and rights may have ended in it.
    const caller = await callerIn(db, signedIn, tenant)
    if (!mayFollow(attempt, caller)) throw new CallbackError('not_yours')
    const work = async (em: EntityManager) => {
      const connector = await em.findOne(Connector, {
        where: { tenantId: tenant.id, id: made.connector.id },
        lock: { mode: 'pessimistic_write' },
      })
      if (!connector || !isSameKind(attempt, connector)) throw new CallbackError('changed')
      const baseUrl = ownBaseUrl(connector) ?? null
      if (baseUrl !== (ownBaseUrl(made.connector) ?? null)) throw new CallbackError('changed')
      const connection = {
        ...{ tenantId: tenant.id, provider: attempt.provider, userId: attempt.userId, clientId: app.clientId, baseUrl },
        connectedBy: signedIn.userId,
        account: { id: account.id, name, places },
        tokens,
        origins: this.#origins(type, baseUrl, places),
      }
      const covers = (parts: readonly Credential[]) => parts.every((part) => isCovered(type, part, tokens))
      const replaced = await findReplaced(em, connector, attempt, account.id, baseUrl, covers)
      const stored = await credentials.storeConnection(em, connection, replaced ?? undefined)
      await tell(em, stored, 'ok', null)
      if (attempt.userId === null) await this.#use(em, connector, stored.id)
      await record(em, {
        ...{ tenantId: tenant.id, caller, origin, action: 'credential.connect', target: connector.slug },
        details: {
          ...{
            credentialId: stored.id,
            provider: attempt.provider,
            account: name,
            personal: attempt.userId !== null,
          },
          ...{ scopes: tokens.flatMap(({ scopes = [] }) => scopes) },
        },
      })
      await db.announce(em, tenant.id)
    }
    await db.withTenant(tenant.id, work).catch((error: unknown) => {
      // The person connected another of their connectors at the same moment: now there is something to replace.
      if (isUniqueViolation(error, 'oauth_credentials_own_key')) return db.withTenant(tenant.id, work)
      throw error
    })
  }

  async #use(em: EntityManager, connector: Connector, credentialId: string): Promise<void> {
    const { tenantId, id, credentialId: old } = connector
    if (old === credentialId) return
    await em.update(Connector, { tenantId, id }, { credentialId })
    if (old !== null) await this.parts.credentials.removeIfUnused(em, tenantId, old)
  }

  /** Every place that the types of this provider send it to: they share it. */
  #origins(type: ConnectorType, baseUrl: string | null, places: readonly { baseUrl: string }[]): string[] {
    const types = baseUrl === null ? this.parts.registry.ofProvider(providerOf(type)) : [type]
    const usual = types.flatMap(({ baseUrls }) => Object.values(baseUrls).slice(baseUrl === null ? 0 : 1))
    const all = [...usual, ...(baseUrl === null ? [] : [baseUrl]), ...places.map((place) => place.baseUrl)]
    return [...new Set(all.map((address) => new URL(address).origin))]
  }
}

/** Whether a token that an account has is replaced by one that may do as much. */
const isCovered = (type: ConnectorType, part: Credential, tokens: readonly NewToken[]): boolean =>
  tokens.some(
    ({ name, scopes = [] }) => name === part.tokenName && lackingScopes(type, scopes, part.scopes).length === 0,
  )

/** The vendor's text, as a line that can be stored and shown. */
const shown = (text: string): string => cut(visible(text).replace(UNPRINTABLE, ' ').trim(), 200)

const UNPRINTABLE = /[\p{Cc}\p{Cs}]+/gu
const isId = (text: string): boolean => /^[^\p{Cc}\p{Cs}]{1,200}$/u.test(text)

/** RFC 6749, 5.1: no word about scopes means those that were asked for. Which of several tokens got which is not known. */
const asAsked = (oauth: OAuth2, { scopes }: OAuthAttempt): readonly string[] | undefined =>
  oauth.tokens === undefined && scopes.length > 0 ? scopes : undefined

/** The vendor names places; the type says on which hosts they may be. */
function placesOf(hosts: readonly string[], { places = [] }: Account) {
  return places.map(({ id, name, baseUrl }) => {
    const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
    const isKnown = url && !url.username && !url.password && hosts.some((pattern) => hostMatches(url, pattern))
    if (!isKnown || !isId(id)) throw new CallbackError('account_unknown', 'a place on a foreign host')
    return { id, name: shown(name), baseUrl: baseUrl.replace(/\/+$/, '') }
  })
}
