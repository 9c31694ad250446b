import { type OAuth2, oauthOf, type Registry } from '../../connectors/sdk'
import type { Credential } from '../credentials/entity'
import { credentialAad } from '../credentials/seal'
import type { Vault } from '../credentials/vault'
import type { Database } from '../db/database'
import type { Log } from '../observability/log'
import { isSuccess } from '../vendors/exchange'
import type { Vendors } from '../vendors/vendors'
import type { OAuthApps } from './apps'
import { sendForm, TokenError } from './token-endpoint'

export interface RevokerParts {
  readonly db: Database
  readonly registry: Registry
  readonly vault: Vault
  readonly apps: OAuthApps
  readonly vendors: Pick<Vendors, 'send'>
  readonly log: Log
}

/** What became of an account at the vendor: given back, not possible there, or it did not answer. */
export type Revoked = 'revoked' | 'not_possible' | 'failed'

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
    const opened = await db.withTenant(tenantId, async (em) => {
      const app = await apps.find(em, tenantId, row.provider, row.baseUrl)
      const gives = oauth.revoke?.gives === 'refresh' && row.refreshToken !== null ? 'refresh_token' : 'access_token'
      const sealed = gives === 'refresh_token' ? row.refreshToken : row.accessToken
      return {
        app,
        token: await vault.open(em, tenantId, sealed ?? row.accessToken, credentialAad(tenantId, id, gives)),
        access: await vault.open(em, tenantId, row.accessToken, credentialAad(tenantId, id, 'access_token')),
      }
    })
    const { app, token, access } = opened
    if (app?.clientId !== row.clientId || !app) return 'not_possible'
    const {
      method,
      by = oauth.token?.client ?? 'body',
      body = oauth.token?.body ?? 'form',
      field = 'token',
    } = oauth.revoke ?? {}
    const how = { app, by, body, headers: oauth.token?.headers, bearer: access, ...(method ? { method } : {}) }
    try {
      const address = url.replaceAll('{client_id}', encodeURIComponent(app.clientId))
      const { status } = await sendForm(this.parts.vendors, address, how, field === null ? {} : { [field]: token })
      return isSuccess(status) ? 'revoked' : 'failed'
    } catch (error) {
      if (!(error instanceof TokenError)) throw error
      log.warn({ credential: id, code: error.code }, 'an account was not given back to the vendor')
      return 'failed'
    }
  }
}

function addressOf(oauth: OAuth2, { baseUrl }: Credential): string | undefined {
  return baseUrl === null ? oauth.addresses.revoke : oauth.selfHosted?.(new URL(baseUrl)).revoke
}
