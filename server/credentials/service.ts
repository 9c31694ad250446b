import { randomUUID } from 'node:crypto'
import type { EntityManager } from 'typeorm'
import { Connector } from '../connectors/entity'
import { Credential, TenantKey } from './entity'
import { Keyring } from './keyring'
import { credentialAad, dataKeyAad, seal } from './seal'

/** Where a token belongs. */
export interface Place {
  readonly tenantId: string
  readonly provider: string
  /** The only places it may be sent to. */
  readonly origins: readonly string[]
}

/** Stores and deletes vendor credentials. It seals; only `vault.ts` opens. */
export class Credentials {
  constructor(private readonly keyring: Keyring) {}

  async createDataKey(em: EntityManager, tenantId: string): Promise<void> {
    const wrapped = this.keyring.wrap(Keyring.newDataKey(), dataKeyAad(tenantId))
    await em.insert(TenantKey, { tenantId, wrapped, keyId: this.keyring.currentKeyId })
  }

  /** A new row, or the new content of `replace`: those who share it share the new one. */
  async storeToken(em: EntityManager, place: Place, token: string, replace?: Credential): Promise<Credential> {
    const { tenantId, provider, origins } = place
    const { wrapped } = await em.findOneByOrFail(TenantKey, { tenantId })
    const dataKey = this.keyring.unwrap(wrapped, dataKeyAad(tenantId))
    const id = replace?.id ?? randomUUID()
    const content = {
      kind: 'token' as const,
      accessToken: seal(dataKey, token, credentialAad(tenantId, id, 'access_token')),
      refreshToken: null,
      providerData: null,
      providerUserId: null,
      providerUsername: null,
      origins: [...origins],
      scopes: [],
      expiresAt: null,
      isActive: true,
      updatedAt: new Date(),
    }
    if (replace) await em.update(Credential, { tenantId, id }, content)
    else await em.insert(Credential, { id, tenantId, provider, userId: null, ...content })
    return em.findOneByOrFail(Credential, { tenantId, id })
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
    await em.delete(Credential, { tenantId, id })
  }
}
