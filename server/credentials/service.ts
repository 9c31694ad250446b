import { randomUUID } from 'node:crypto'
import { type EntityManager, In, IsNull } from 'typeorm'
import * as clock from '../clock'
import { Connector } from '../connectors/entity'
import { Credential, TenantKey } from './entity'
import { Keyring } from './keyring'
import { retire } from './retire'
import { credentialAad, dataKeyAad, seal } from './seal'
import type { AccountPlace } from '../../connectors/sdk'

/** Where a token belongs. */
export interface Place {
  readonly tenantId: string
  readonly provider: string
  /** The only places it may be sent to. */
  readonly origins: readonly string[]
  /** Whose own it is; the tenant's when omitted. */
  readonly userId?: string | null
  /** The customer's own server of the vendor; null or omitted at the usual address. */
  readonly baseUrl?: string | null
  /** Who stores it; null for nobody, which a service key is. */
  readonly connectedBy: string | null
}

/** A token that somebody pasted. `username` is the account's name, once the vendor was asked. */
export interface PastedToken extends Place {
  readonly username?: string | undefined
}

/** One token of a vendor, to be sealed. */
export interface NewToken {
  readonly name: string
  readonly accessToken: string
  readonly refreshToken: string | undefined
  readonly expiresInS: number | undefined
  readonly refreshExpiresInS: number | undefined
  readonly scopes: readonly string[] | undefined
}

/** An account that somebody connected by OAuth. */
export interface Connection extends Place {
  /** Null: the tenant's own, for all. */
  readonly userId: string | null
  readonly clientId: string
  readonly baseUrl: string | null
  readonly account: { readonly id: string; readonly name: string; readonly places: readonly AccountPlace[] }
  /** The first is the account's own. */
  readonly tokens: readonly NewToken[]
}

/** Stores and deletes vendor credentials. It seals; only `vault.ts` opens. */
export class Credentials {
  constructor(private readonly keyring: Keyring) {}

  async createDataKey(em: EntityManager, tenantId: string): Promise<void> {
    const wrapped = this.keyring.wrap(Keyring.newDataKey(), dataKeyAad(tenantId))
    await em.insert(TenantKey, { tenantId, wrapped, keyId: this.keyring.currentKeyId })
  }

  /** A new account, or the next one of those who share `replace`. */
  async storeToken(em: EntityManager, place: PastedToken, token: string, replace?: Credential): Promise<Credential> {
    const { tenantId, provider, origins, userId = null, baseUrl = null, connectedBy, username = null } = place
    requireSameOwner(userId, replace)
    const old = replace?.kind === 'token' ? replace : undefined
    const users = replace && !old ? await this.#usersOf(em, replace) : []
    if (replace && !old) await retire(em, replace)
    const id = old?.id ?? randomUUID()
    const content = {
      kind: 'token' as const,
      accessToken: await this.seal(em, tenantId, token, credentialAad(tenantId, id, 'access_token')),
      refreshToken: null,
      providerData: null,
      providerUserId: null,
      providerUsername: username,
      origins: [...origins],
      scopes: [],
      ...NO_OAUTH,
      connectedBy,
      baseUrl,
      ...fresh(),
      isActive: true,
      // Of the account, not of the row.
      createdAt: new Date(),
      updatedAt: new Date(),
    }
    if (old) await em.update(Credential, { tenantId, id }, content)
    else await em.insert(Credential, { id, tenantId, provider, userId, ...content })
    if (users.length > 0) await em.update(Connector, { tenantId, id: In(users) }, { credentialId: id })
    return em.findOneByOrFail(Credential, { tenantId, id })
  }

  /** A new account, or the new tokens of `replace`. Its other tokens become rows that go with the first. */
  async storeConnection(em: EntityManager, connection: Connection, replace?: Credential): Promise<Credential> {
    const { tenantId, provider, userId, clientId, connectedBy, baseUrl, account, origins, tokens } = connection
    requireSameOwner(userId, replace)
    // Another account of the person: the one that they had is given back. Of the same one that could end the new tokens, too.
    const isOther = replace?.kind === 'oauth' && replace.providerUserId !== account.id
    if (isOther) await retire(em, replace)
    const old = isOther ? undefined : replace
    const mainId = old?.id ?? randomUUID()
    if (old) await em.delete(Credential, { tenantId, mainId })
    for (const [i, token] of tokens.entries()) {
      const id = i === 0 ? mainId : randomUUID()
      const content = {
        kind: 'oauth' as const,
        ...(await this.#sealed(em, tenantId, id, token)),
        ...{ tokenName: token.name, mainId: i === 0 ? null : mainId, clientId, connectedBy, baseUrl },
        ...{ providerUserId: account.id, providerUsername: account.name, places: [...account.places] },
        providerData: null,
        origins: [...origins],
        scopes: [...(token.scopes ?? [])],
        ...fresh(),
        isActive: true,
        createdAt: new Date(),
      }
      if (i === 0 && old) await em.update(Credential, { tenantId, id }, content)
      else await em.insert(Credential, { id, tenantId, provider, userId, ...content })
    }
    return em.findOneByOrFail(Credential, { tenantId, id: mainId })
  }

  /** The new pair of an account. The old refresh token stays where none came, and so do the scopes. Returns the sealed token. */
  async storeRefreshed(em: EntityManager, row: Credential, token: NewToken): Promise<Buffer> {
    const { tenantId, id } = row
    const { refreshToken, refreshExpiresAt, ...content } = await this.#sealed(em, tenantId, id, token)
    const scopes = token.scopes === undefined ? {} : { scopes: [...token.scopes] }
    const renewed = refreshToken === null ? {} : { refreshToken, refreshExpiresAt }
    const free = { stateUntil: null, leaseId: null, leaseUntil: null, retryAt: null, failures: 0 }
    await em.update(Credential, { tenantId, id }, { ...content, ...renewed, ...scopes, ...free })
    return content.accessToken
  }

  /** Seals one value of one row of a tenant. */
  async seal(em: EntityManager, tenantId: string, plain: string, aad: string): Promise<Buffer> {
    const { wrapped } = await em.findOneByOrFail(TenantKey, { tenantId })
    return seal(this.keyring.unwrap(wrapped, dataKeyAad(tenantId)), plain, aad)
  }

  async #sealed(em: EntityManager, tenantId: string, id: string, token: NewToken) {
    const now = clock.now()
    const after = (seconds: number | undefined) => (seconds === undefined ? null : new Date(now + seconds * 1_000))
    const { accessToken, refreshToken } = token
    return {
      accessToken: await this.seal(em, tenantId, accessToken, credentialAad(tenantId, id, 'access_token')),
      refreshToken:
        refreshToken === undefined
          ? null
          : await this.seal(em, tenantId, refreshToken, credentialAad(tenantId, id, 'refresh_token')),
      obtainedAt: new Date(now),
      expiresAt: after(token.expiresInS),
      refreshExpiresAt: after(token.refreshExpiresInS),
      updatedAt: new Date(now),
    }
  }

  /** Takes a connector's credential away from it; with the last connector that uses it the credential goes. */
  async detach(em: EntityManager, connector: Connector): Promise<void> {
    const { tenantId, credentialId } = connector
    if (credentialId === null) return
    await em.update(Connector, { tenantId, id: connector.id }, { credentialId: null })
    connector.credentialId = null
    await this.removeIfUnused(em, tenantId, credentialId)
  }

  async removeIfUnused(em: EntityManager, tenantId: string, id: string): Promise<void> {
    if (await em.existsBy(Connector, { tenantId, credentialId: id })) return
    const row = await em.findOneBy(Credential, { tenantId, id, userId: IsNull(), mainId: IsNull() })
    if (row) await retire(em, row)
  }

  async #usersOf(em: EntityManager, { tenantId, id }: Credential): Promise<string[]> {
    return (await em.findBy(Connector, { tenantId, credentialId: id })).map((connector) => connector.id)
  }
}

/** A person's account is never overwritten with anybody else's. */
function requireSameOwner(userId: string | null, replace: Credential | undefined): void {
  if (replace && (replace.userId !== userId || replace.mainId !== null)) {
    throw new Error(`the account ${replace.id} belongs to somebody else`)
  }
}

/** Nothing is known against it; `tell` in ./state.ts says so. */
const fresh = () => ({
  leaseId: null,
  leaseUntil: null,
  state: 'ok' as const,
  stateReason: null,
  stateSince: new Date(),
  stateUntil: null,
  lacks: null,
  retryAt: null,
  failures: 0,
  toldAt: null,
})

const NO_OAUTH = {
  tokenName: null,
  mainId: null,
  clientId: null,
  places: null,
  obtainedAt: null,
  expiresAt: null,
  refreshExpiresAt: null,
}
