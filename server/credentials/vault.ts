import type { EntityManager } from '../db/database'
import { TenantKey } from './entity'
import type { Keyring } from './keyring'
import { credentialAad, dataKeyAad, open } from './seal'
import type { SealedCredential } from './sealed-credential'

/** Whose data key it is; a tenant's snapshot is one. */
export interface KeyHolder {
  readonly tenant: { readonly id: string }
  readonly wrappedKey: Buffer
}

/**
 * The only place that opens what is sealed for a tenant. A token that a call used is kept beside the snapshot it came from,
 * so it leaves memory with it, after five minutes at most.
 */
export class Vault {
  readonly #opened = new WeakMap<SealedCredential, string>()

  constructor(private readonly keyring: Keyring) {}

  accessToken({ tenant, wrappedKey }: KeyHolder, sealed: SealedCredential): string {
    const known = this.#opened.get(sealed)
    if (known !== undefined) return known
    const dataKey = this.keyring.unwrap(wrappedKey, dataKeyAad(tenant.id))
    const token = open(dataKey, sealed.accessToken, credentialAad(tenant.id, sealed.id, 'access_token'))
    this.#opened.set(sealed, token)
    return token
  }

  /** One value of one row of a tenant. */
  async open(em: EntityManager, tenantId: string, sealed: Buffer, aad: string): Promise<string> {
    const { wrapped } = await em.findOneByOrFail(TenantKey, { tenantId })
    return open(this.keyring.unwrap(wrapped, dataKeyAad(tenantId)), sealed, aad)
  }
}
