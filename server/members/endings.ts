import { retireOwn } from '../credentials/retire'
import type { EntityManager } from '../db/database'
import { endInvitationsOf } from '../invitations/store'
import { Membership } from './entity'

/** With what the member holds here: invitations they made and vendor accounts; keys and grants go with the row. */
export async function endMembership(em: EntityManager, tenantId: string, userId: string): Promise<void> {
  await endInvitationsOf(em, tenantId, userId)
  await retireOwn(em, tenantId, userId)
  await em.delete(Membership, { tenantId, userId })
}
