import { type OAuth2, oauthOf, type Registry } from '../../connectors/sdk'
import type { Credential } from '../credentials/entity'
import { credentialAad } from '../credentials/seal'
import type { Vault } from '../credentials/vault'
import type { Database } from '../db/database'
import type { Log } from '../observability/log'
import type { Vendors } from '../vendors/vendors'
import type { OAuthApps } from './apps'
import { askForTokens, type OAuthApp, refreshedToken, sendForm, TokenError, wasDone } from './token-endpoint'

export interface RevokerParts {
  readonly db: Database
  readonly registry: Registry
  readonly vault: Vault
  readonly apps: OAuthApps
  readonly vendors: Pick<Vendors, 'send'>
  readonly log: Log
}

/** What became of an account at the vendor: given back, not possible there, not answered, or another process is at it. */
export type Revoked = 'revoked' | 'not_possible' | 'failed' | 'under_way'

/** Gives tokens back to the vendor. Our own copy is deleted whatever the vendor says. */
export class Revoker {
  constructor(private readonly parts: RevokerParts) {}

  async revoke(row: Credential): Promise<Revoked> {
    const { db, registry, vault, apps, log } = this.parts
    const [type] = registry.ofProvider(row.provider)
    const oauth = type && oauthOf(type)
    const url = oauth && addressOf(oauth, row)
    if (row.kind !== 'oauth' || !oauth || url === undefined) return 'not_possible'
    const { tenantId, id } = row
    const { app, refresh, ...opened } = await db.withTenant(tenantId, async (em) => {
      const open = (sealed: Buffer, what: 'access_token' | 'refresh_token') =>
        vault.open(em, tenantId, sealed, credentialAad(tenantId, id, what))
      return {
        app: await apps.ofAccount(em, row),
        access: await open(row.accessToken, 'access_token'),
        refresh: row.refreshToken === null ? undefined : await open(row.refreshToken, 'refresh_token'),
      }
    })
    const {
      method,
      by = oauth.token?.client ?? 'body',
      body = oauth.token?.body ?? 'form',
      field = 'token',
      gives = 'access',
    } = oauth.revoke ?? {}
    // A token that proves itself needs no application.
    if (!app && (by !== 'bearer' || url.includes('{client_id}'))) return 'not_possible'
    try {
      const access = by === 'bearer' ? await this.#living(row, oauth, opened.access, refresh, app) : opened.access
      const token = gives === 'refresh' ? (refresh ?? access) : access
      const asks = app ?? { clientId: row.clientId ?? '', clientSecret: undefined }
      const how = { app: asks, by, body, headers: oauth.token?.headers, bearer: access, ...(method ? { method } : {}) }
      const address = url.replaceAll('{client_id}', encodeURIComponent(asks.clientId))
      const reply = await sendForm(this.parts.vendors, address, how, field === null ? {} : { [field]: token })
      return wasDone(reply) ? 'revoked' : 'failed'
    } catch (error) {
      if (!(error instanceof TokenError)) throw error
      log.warn({ credential: id, code: error.code }, 'an account was not given back to the vendor')
      return 'failed'
    }
  }

  /** A token that ended proves nothing, and what could renew it would live on: so it is renewed once more. */
  async #living(
    { expiresAt, tokenName, baseUrl }: Credential,
    oauth: OAuth2,
    access: string,
    refresh: string | undefined,
    app: OAuthApp | undefined,
  ): Promise<string> {
    const isOver = expiresAt !== null && expiresAt.getTime() <= Date.now()
    const url = baseUrl === null ? oauth.addresses.token : oauth.selfHosted?.(new URL(baseUrl)).token
    if (!isOver || refresh === undefined || !app || url === undefined) return access
    const grant = { grant_type: 'refresh_token', refresh_token: refresh } as const
    const reply = await askForTokens(this.parts.vendors, oauth, url, app, grant)
    return refreshedToken(oauth, tokenName ?? 'default', reply).accessToken
  }
}

function addressOf(oauth: OAuth2, { baseUrl }: Credential): string | undefined {
  return baseUrl === null ? oauth.addresses.revoke : oauth.selfHosted?.(new URL(baseUrl)).revoke
}
