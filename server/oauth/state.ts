import { record } from '../audit/store'
import type { AccountState } from '../contracts/accounts'
import { Credential, type CredentialState } from '../credentials/entity'
import type { Database, EntityManager } from '../db/database'

const SYSTEM = { id: 'system', name: 'SageMCP', role: 'nobody', userId: undefined } as const

/** Writes down what calls and refreshes found, and tells the audit log when it is something else than before. */
export async function setState(
  em: EntityManager,
  db: Database,
  row: Credential,
  state: CredentialState,
  reason: string | null,
): Promise<void> {
  const { tenantId, id } = row
  if (row.state === state && row.stateReason === reason) return
  await em.update(Credential, { tenantId, id }, { state, stateReason: reason })
  Object.assign(row, { state, stateReason: reason })
  await tell(em, row, state, reason)
  await db.announce(em, tenantId)
}

/** One row in the audit log for each time that an account is in another condition, whoever finds it first. */
export async function tell(
  em: EntityManager,
  row: Credential,
  condition: AccountState,
  reason: string | null,
): Promise<void> {
  const { tenantId, id, provider, condition: before } = row
  if (before === condition) return
  const where = { tenantId, id, condition: before }
  const { affected } = await em.update(Credential, where, { condition, stateSince: new Date() })
  if (!affected) return
  row.condition = condition
  await record(em, {
    tenantId,
    caller: SYSTEM,
    origin: { requestId: '', address: '' },
    action: 'credential.state',
    target: provider,
    details: { credentialId: id, from: before, to: condition, ...(reason === null ? {} : { reason }) },
  })
}
