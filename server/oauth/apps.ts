import { randomUUID } from 'node:crypto'
import { oauthConfigAad } from '../credentials/seal'
import type { Credential } from '../credentials/entity'
import type { Credentials } from '../credentials/service'
import type { Vault } from '../credentials/vault'
import type { EntityManager } from '../db/database'
import { OAuthConfig } from './entity'
import type { OAuthApp } from './token-endpoint'

export interface FoundApp extends OAuthApp {
  /** What is asked for instead of what the tools need; empty: what the tools need. */
  readonly scopes: readonly string[]
  readonly source: 'tenant' | 'platform'
}

/** Applications at vendors: a tenant's own, else the platform's, which works at the vendor's usual address only. */
export class OAuthApps {
  constructor(
    private readonly vault: Vault,
    private readonly credentials: Credentials,
    private readonly platform: Readonly<Record<string, OAuthApp>>,
  ) {}

  /** The application for a new account at this address; null is the usual one. */
  async find(
    em: EntityManager,
    tenantId: string,
    provider: string,
    baseUrl: string | null,
  ): Promise<FoundApp | undefined> {
    return (await this.#own(em, { tenantId, provider, baseUrl })) ?? this.#usual(provider, baseUrl)
  }

  /** The application that an account was given to, if it is still here: no other can renew it or give it back. */
  async ofAccount(
    em: EntityManager,
    account: Pick<Credential, 'tenantId' | 'provider' | 'baseUrl' | 'clientId'>,
  ): Promise<FoundApp | undefined> {
    const { provider, baseUrl, clientId } = account
    const usual = this.#usual(provider, baseUrl)
    const own = await this.#own(em, account)
    return own?.clientId === clientId ? own : usual?.clientId === clientId ? usual : undefined
  }

  async #own(
    em: EntityManager,
    { tenantId, provider, baseUrl }: Pick<Credential, 'tenantId' | 'provider' | 'baseUrl'>,
  ): Promise<FoundApp | undefined> {
    const own = await em.findOneBy(OAuthConfig, { tenantId, provider })
    if (!own || own.baseUrl !== baseUrl) return undefined
    const { clientId, clientSecret, scopes } = own
    const secret =
      clientSecret === null
        ? undefined
        : await this.vault.open(em, tenantId, clientSecret, oauthConfigAad(tenantId, own.id))
    return { clientId, clientSecret: secret, scopes, source: 'tenant' }
  }

  #usual(provider: string, baseUrl: string | null): FoundApp | undefined {
    const usual = baseUrl === null ? this.platform[provider] : undefined
    return usual && { ...usual, scopes: [], source: 'platform' }
  }

  /** Whether the platform has an application for this provider. */
  hasUsual(provider: string): boolean {
    return this.platform[provider] !== undefined
  }

  async save(
    em: EntityManager,
    tenantId: string,
    provider: string,
    { clientId, clientSecret, scopes, baseUrl }: OAuthApp & { scopes: readonly string[]; baseUrl: string | null },
  ): Promise<OAuthConfig> {
    const before = await em.findOneBy(OAuthConfig, { tenantId, provider })
    const id = before?.id ?? randomUUID()
    const sealed =
      clientSecret === undefined
        ? null
        : await this.credentials.seal(em, tenantId, clientSecret, oauthConfigAad(tenantId, id))
    const content = { clientId, clientSecret: sealed, scopes: [...scopes], baseUrl, updatedAt: new Date() }
    if (before) await em.update(OAuthConfig, { tenantId, id }, content)
    else await em.insert(OAuthConfig, { id, tenantId, provider, ...content })
    return em.findOneByOrFail(OAuthConfig, { tenantId, id })
  }
}
