import type { EntityManager } from 'typeorm'
import { TenantKey } from './entity'
import type { Keyring } from './keyring'
import { dataKeyAad, identityProviderAad, open, seal } from './seal'

/** Whose secret it is: a provider of a tenant, or the platform's own. */
export interface SecretPlace {
  readonly tenantId: string | null
  readonly id: string
}

/** Seals and opens what this server proves itself with at sign-in providers: with the tenant's data key, or the platform's. */
export class ClientSecrets {
  constructor(
    private readonly keyring: Keyring,
    private readonly platformKey: Buffer,
  ) {}

  async seal(em: EntityManager, place: SecretPlace, secret: string): Promise<Buffer> {
    return seal(await this.#key(em, place), secret, identityProviderAad(place.tenantId, place.id))
  }

  async open(em: EntityManager, place: SecretPlace, sealed: Buffer): Promise<string> {
    return open(await this.#key(em, place), sealed, identityProviderAad(place.tenantId, place.id))
  }

  async #key(em: EntityManager, { tenantId }: SecretPlace): Promise<Buffer> {
    if (tenantId === null) return this.platformKey
    const { wrapped } = await em.findOneByOrFail(TenantKey, { tenantId })
    return this.keyring.unwrap(wrapped, dataKeyAad(tenantId))
  }
}
