import type { Whose } from '../auth/sign-in-sessions'
import type { Database } from '../db/database'
import { notFound } from '../errors'
import type { Auditor } from '../http/endpoint'
import type { TenantRef } from '../tenants/tenant-ref'
import { type GrantPage, type ListedGrant, listGrants, removeGrant } from './store'

/** The AI clients that people allowed. */
export class ConnectedClients {
  constructor(private readonly db: Database) {}

  listOf(whose: Whose, page?: GrantPage): Promise<ListedGrant[]> {
    return this.db.withSystem((em) => listGrants(em, of(whose), page))
  }

  list(tenant: TenantRef, page: GrantPage): Promise<ListedGrant[]> {
    return this.db.withTenant(tenant.id, (em) => listGrants(em, { tenantId: tenant.id }, page))
  }

  endOwn(whose: Whose, id: string, audit: Auditor): Promise<void> {
    return this.#end({ id, ...of(whose) }, audit)
  }

  end(tenant: TenantRef, id: string, audit: Auditor): Promise<void> {
    return this.#end({ id, tenantId: tenant.id }, audit)
  }

  /** Its tokens are refused and its streams end when this commits. */
  #end(where: Parameters<typeof removeGrant>[1], audit: Auditor): Promise<void> {
    return this.db.withSystem(async (em) => {
      const grant = await removeGrant(em, where)
      if (!grant) throw notFound('Client')
      const { tenantId, clientName, userId } = grant
      await audit(em, { target: where.id, tenantId, details: { client: clientName, userId } })
      await this.db.announce(em, tenantId)
    })
  }
}

const of = ({ userId, onlyTenantId }: Whose) => ({
  userId,
  ...(onlyTenantId === undefined ? {} : { tenantId: onlyTenantId }),
})
