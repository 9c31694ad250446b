import { type ConnectorType, providerOf } from '../../connectors/sdk'
import type { Caller } from '../auth/caller'
import type { EntityManager } from '../db/database'
import { AppError } from '../errors'
import type { Auditor } from '../http/endpoint'
import { tell } from '../credentials/state'
import type { TenantRef } from '../tenants/tenant-ref'
import { originsOf } from './configuration'
import { Connector } from './entity'
import { loadCredential, type LoadedCredential } from './loaded'
import { type ConnectorParts, requireType } from './service'
import { findCredential, getConnector } from './store'
import type { Pasted } from './token-check'

/** The token that an admin pasted for a connector. */
export class ConnectorTokens {
  constructor(private readonly parts: Pick<ConnectorParts, 'db' | 'registry' | 'credentials'>) {}

  store(
    tenant: TenantRef,
    caller: Pick<Caller, 'userId'>,
    id: string,
    { token, username }: Pasted,
    audit: Auditor,
  ): Promise<LoadedCredential> {
    return this.parts.db.withTenant(tenant.id, async (em) => {
      const row = await getConnector(em, tenant.id, id, { lock: true })
      const type = this.#requireTaking(row)
      const stored = await this.parts.credentials.storeToken(
        em,
        {
          tenantId: tenant.id,
          provider: providerOf(type),
          origins: originsOf(type, row.configuration),
          connectedBy: caller.userId ?? null,
          username,
        },
        token,
        await credentialOf(em, row),
      )
      await tell(em, stored, 'ok', null)
      if (row.credentialId !== stored.id)
        await em.update(Connector, { tenantId: tenant.id, id: row.id }, { credentialId: stored.id })
      await audit(em, { target: row.slug, details: { credentialId: stored.id, origins: stored.origins } })
      await this.parts.db.announce(em, tenant.id)
      return loadCredential(em, stored)
    })
  }

  /** The connector, where it may have a token. */
  async taking(tenant: TenantRef, id: string): Promise<Connector> {
    const row = await this.parts.db.withTenant(tenant.id, (em) => getConnector(em, tenant.id, id))
    this.#requireTaking(row)
    return row
  }

  remove(tenant: TenantRef, id: string, audit: Auditor): Promise<void> {
    return this.parts.db.withTenant(tenant.id, async (em) => {
      const row = await getConnector(em, tenant.id, id, { lock: true })
      if (row.credentialId === null) throw new AppError('not_found', 'This connector has no credential.')
      const details = { credentialId: row.credentialId }
      await this.parts.credentials.detach(em, row)
      await audit(em, { target: row.slug, details })
      await this.parts.db.announce(em, tenant.id)
    })
  }

  #requireTaking(row: Connector): ConnectorType {
    const type = requireType(this.parts.registry, row)
    if (!takesToken(type)) throw new AppError('conflict', `Connectors of type ${type.type} take no token.`)
    return type
  }
}

const takesToken = ({ auth }: ConnectorType): boolean => auth.some(({ kind }) => kind === 'token')

const credentialOf = async (em: EntityManager, { tenantId, credentialId }: Connector) =>
  credentialId === null ? undefined : ((await findCredential(em, tenantId, credentialId)) ?? undefined)
