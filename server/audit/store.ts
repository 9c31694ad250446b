import type { EntityManager } from 'typeorm'
import type { Caller, Origin } from '../auth/caller'
import { AuditEvent } from './entity'

export type AuditAction =
  | 'tenant.create'
  | 'tenant.update'
  | 'tenant.delete'
  | 'connector.create'
  | 'connector.update'
  | 'connector.delete'
  | 'connector.tools'
  | 'credential.store'
  | 'credential.delete'
  | 'credential.revoke'
  | 'credential.link'
  | 'credential.connect'
  | 'oauth-config.store'
  | 'oauth-config.delete'
  | 'credential.state'
  | 'key.create'
  | 'key.delete'
  | 'member.join'
  | 'member.update'
  | 'member.remove'
  | 'member.leave'
  | 'invitation.create'
  | 'invitation.renew'
  | 'invitation.delete'
  | 'user.create'
  | 'user.update'
  | 'user.password'
  | 'user.reset-link'
  | 'user.second-factor'
  | 'identity.connect'
  | 'identity.disconnect'
  | 'identity-provider.set'
  | 'identity-provider.delete'
  | 'domain.add'
  | 'domain.verify'
  | 'domain.delete'
  | 'session.create'
  | 'session.end'
  | 'access-rule.set'
  | 'access-rule.delete'
  | 'client.allow'
  | 'client.end'
  | 'playground.open'
  | 'audit.export'
  | 'backup.create'
  | 'backup.restore'
  | 'master-key.rotate'
  | 'tool.call'

export interface AuditEntry {
  /** Null: a row of the platform, which no tenant sees. */
  readonly tenantId: string | null
  readonly caller: Pick<Caller, 'id' | 'name' | 'role' | 'userId'>
  readonly origin: Origin
  readonly action: AuditAction
  readonly target: string
  /** Default `ok`. */
  readonly outcome?: string
  readonly callId?: string
  /** Never a secret and never a value that a tenant typed into a configuration. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** Adds one row in the transaction of what it tells about, so that there is neither without the other. */
export async function record(em: EntityManager, entry: AuditEntry): Promise<void> {
  const { id, name, role, userId } = entry.caller
  // Not em.insert: it reads generated columns back, which the tenant role need not be able to do.
  await em
    .createQueryBuilder()
    .insert()
    .into(AuditEvent)
    .values({
      tenantId: entry.tenantId,
      actor: { id, name, role, ...(userId === undefined ? {} : { userId }) },
      action: entry.action,
      target: entry.target,
      outcome: entry.outcome ?? 'ok',
      callId: entry.callId ?? null,
      // TypeORM has no type for a column of free-form JSON.
      details: { ...entry.details } as Record<string, string>,
      address: entry.origin.address,
      requestId: entry.origin.requestId,
    })
    .updateEntity(false)
    .execute()
}
