import { type ConnectorType, oauthOf, providerOf, type Registry } from '../../connectors/sdk'
import type { OAuthConfig as Shown, PutOAuthConfig } from '../contracts/accounts'
import type { Vault } from '../credentials/vault'
import type { Database, EntityManager } from '../db/database'
import { AppError, notFound } from '../errors'
import type { Auditor } from '../http/endpoint'
import type { TenantRef } from '../tenants/tenant-ref'
import { oauthConfigAad } from '../credentials/seal'
import type { OAuthApps } from './apps'
import { callbackUrl } from './callback-url'
import { OAuthConfig } from './entity'
import { forgetRefusals } from './store'

export interface ConfigParts {
  readonly db: Database
  readonly registry: Registry
  readonly vault: Vault
  readonly apps: OAuthApps
  readonly publicUrl: string
  /** Throws where a tenant may not send anything. */
  readonly checkAddress: (url: string) => Promise<void>
}

/** A tenant's applications at vendors. Secrets go in and never come out. */
export class OAuthConfigs {
  constructor(private readonly parts: ConfigParts) {}

  /** One for each provider there is, set or not. */
  list(tenant: TenantRef): Promise<Shown[]> {
    return this.parts.db.withTenant(tenant.id, async (em) => {
      const rows = await em.findBy(OAuthConfig, { tenantId: tenant.id })
      const types = this.parts.registry.all().filter(oauthOf)
      const first = new Map(types.toReversed().map((type) => [providerOf(type), type]))
      return [...first]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([provider, type]) =>
          this.#present(
            tenant,
            type,
            rows.find((row) => row.provider === provider),
          ),
        )
    })
  }

  get(tenant: TenantRef, provider: string): Promise<Shown> {
    const type = this.#typeOf(provider)
    return this.parts.db.withTenant(tenant.id, async (em) =>
      this.#present(tenant, type, await find(em, tenant, provider)),
    )
  }

  async put(tenant: TenantRef, provider: string, config: PutOAuthConfig, audit: Auditor): Promise<Shown> {
    const type = this.#typeOf(provider)
    const baseUrl = config.baseUrl ?? null
    if (baseUrl !== null) await this.#checkOwnServer(type, baseUrl)
    return this.parts.db.withTenant(tenant.id, async (em) => {
      const before = await find(em, tenant, provider)
      const clientSecret = config.clientSecret ?? (await this.#storedSecret(em, before, baseUrl))
      const { clientId, scopes = [] } = config
      const row = await this.parts.apps.save(em, tenant.id, provider, { clientId, clientSecret, scopes, baseUrl })
      await forgetRefusals(em, tenant.id, provider)
      await audit(em, {
        target: provider,
        details: { clientId, baseUrl, scopes, secretChanged: config.clientSecret !== undefined },
      })
      await this.parts.db.announce(em, tenant.id)
      return this.#present(tenant, type, row)
    })
  }

  remove(tenant: TenantRef, provider: string, audit: Auditor): Promise<void> {
    return this.parts.db.withTenant(tenant.id, async (em) => {
      const { affected } = await em.delete(OAuthConfig, { tenantId: tenant.id, provider })
      if (!affected) throw notFound('OAuth config')
      await forgetRefusals(em, tenant.id, provider)
      await audit(em, { target: provider })
      await this.parts.db.announce(em, tenant.id)
    })
  }

  /** A secret was given for one address and goes to no other. */
  #storedSecret(em: EntityManager, before: OAuthConfig | null, baseUrl: string | null): Promise<string> {
    if (before?.clientSecret && before.baseUrl === baseUrl) {
      return this.parts.vault.open(em, before.tenantId, before.clientSecret, oauthConfigAad(before.tenantId, before.id))
    }
    throw new AppError('invalid_request', 'The body is not valid.', {
      fields: {
        clientSecret: before?.clientSecret
          ? 'Is needed again: the stored one was given for another address.'
          : 'Is needed.',
      },
    })
  }

  async #checkOwnServer(type: ConnectorType, baseUrl: string): Promise<void> {
    if (!oauthOf(type)?.selfHosted) throw invalidBaseUrl(`${type.title} has no servers of customers.`)
    try {
      await this.parts.checkAddress(baseUrl)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      throw invalidBaseUrl(error.details.fields?.baseUrl ?? error.message)
    }
  }

  #typeOf(provider: string): ConnectorType {
    const type = this.parts.registry.ofProvider(provider).find(oauthOf)
    if (!type) throw notFound('Provider')
    return type
  }

  #present(tenant: TenantRef, type: ConnectorType, row: OAuthConfig | null | undefined): Shown {
    const provider = providerOf(type)
    const oauth = oauthOf(type)
    const usual = this.parts.apps.hasUsual(provider)
    const redirectUri = callbackUrl(this.parts.publicUrl, tenant, provider, row?.baseUrl)
    return {
      provider,
      title: oauth?.title ?? type.title,
      help: oauth?.help ?? null,
      source: row ? 'tenant' : usual ? 'platform' : null,
      clientId: row?.clientId ?? null,
      secretSet: row ? row.clientSecret !== null : usual,
      scopes: row?.scopes ?? [],
      baseUrl: row?.baseUrl ?? null,
      redirectUri,
      redirectUris: {
        usual: callbackUrl(this.parts.publicUrl, tenant, provider, null),
        // The same for all own servers: any address stands for it.
        ownServer: oauth?.selfHosted ? callbackUrl(this.parts.publicUrl, tenant, provider, '') : null,
      },
      registration: oauth?.registration
        ? {
            url: oauth.registration.url,
            steps: oauth.registration.steps.map((step) => step.replaceAll('{redirectUri}', redirectUri)),
          }
        : null,
      updatedAt: row?.updatedAt.toISOString() ?? null,
    }
  }
}

const find = (em: EntityManager, tenant: TenantRef, provider: string): Promise<OAuthConfig | null> =>
  em.findOneBy(OAuthConfig, { tenantId: tenant.id, provider })

const invalidBaseUrl = (problem: string): AppError =>
  new AppError('invalid_request', 'The body is not valid.', { fields: { baseUrl: problem } })
