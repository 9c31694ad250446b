import { type EntityManager, IsNull } from 'typeorm'
import { Connector } from '../connectors/entity'
import { Credential } from './entity'

/**
 * The one way in which an account ends: from this commit on no call and no page sees it. What the vendor gave stays sealed
 * until server/oauth/retirement.ts has given it back; what somebody pasted is theirs to end, and goes at once.
 */
export async function retire(em: EntityManager, { tenantId, id, kind }: Credential): Promise<void> {
  await em.update(Connector, { tenantId, credentialId: id }, { credentialId: null })
  if (kind === 'token') {
    await em.delete(Credential, { tenantId, id })
    return
  }
  const gone = { isActive: false, userId: null, updatedAt: new Date() }
  for (const where of [{ id }, { mainId: id }]) await em.update(Credential, { tenantId, ...where }, gone)
}

/** Whoever is no member any more has no account of their own here. */
export async function retireOwn(em: EntityManager, tenantId: string, userId: string): Promise<void> {
  for (const row of await em.findBy(Credential, { tenantId, userId, mainId: IsNull() })) await retire(em, row)
}
