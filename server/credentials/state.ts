import { record } from '../audit/store'
import type { AccountState } from '../contracts/accounts'
import { Credential, type CredentialState } from './entity'
import type { Database, EntityManager } from '../db/database'

export const SYSTEM = { id: 'system', name: 'SageMCP', role: 'nobody', userId: undefined } as const

/**
 * Writes down what calls and refreshes found, and tells the audit log when it is something else than before. Whether it is,
 * and the account has to be connected again: then `ended` is to be called once this is committed.
 */
export async function setState(
  em: EntityManager,
  db: Database,
  row: Credential,
  state: CredentialState,
  reason: string | null,
): Promise<boolean> {
  const { tenantId, id, mainId } = row
  if (row.state === state && row.stateReason === reason) return false
  const before = row.state
  await em.update(Credential, { tenantId, id }, { state, stateReason: reason })
  Object.assign(row, { state, stateReason: reason })
  await db.announce(em, tenantId)
  const isEnd = state === 'reconnect_needed' && before !== state
  if (mainId === null) await tell(em, row, state, reason)
  else if (isEnd) await tell(em, await em.findOneByOrFail(Credential, { tenantId, id: mainId }), state, reason)
  // Anything less of one of several tokens is told by the check-up, which sees the others.
  return isEnd
}

/** One row in the audit log for each time that an account is in another condition, whoever finds it first. Whether it is. */
export async function tell(
  em: EntityManager,
  row: Credential,
  condition: AccountState,
  reason: string | null,
): Promise<boolean> {
  const { tenantId, id, provider, condition: before } = row
  if (before === condition) return false
  const where = { tenantId, id, condition: before }
  const { affected } = await em.update(Credential, where, { condition, stateSince: new Date() })
  if (!affected) return false
  row.condition = condition
  await record(em, {
    tenantId,
    caller: SYSTEM,
    origin: { requestId: '', address: '' },
    action: 'credential.state',
    target: provider,
    details: { credentialId: id, from: before, to: condition, ...(reason === null ? {} : { reason }) },
  })
  return true
}
