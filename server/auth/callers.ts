import type { Database } from '../db/database'
import type { TenantRef } from '../tenants/tenant-ref'
import { activeRoleIn } from '../users/store'
import type { Caller } from './caller'
import { Noted } from './noted'
import type { SignedIn } from './sign-in-sessions'

/** The people's part of the id of a caller: also the actor of what somebody did before there was a session. */
export const userCallerId = (userId: string): string => `user:${userId}`

/**
 * What somebody at a browser is in this tenant, read anew at each request. A platform admin is that everywhere; whoever is
 * neither that nor a member is nobody, to whom the tenant does not exist. A session that is good for one tenant is nobody in
 * every other, and outside of tenants what a key of its tenant would be.
 */
export async function callerIn(
  db: Database,
  signedIn: Pick<SignedIn, 'userId' | 'name' | 'isPlatformAdmin' | 'onlyTenantId'>,
  tenant: Pick<TenantRef, 'id'> | undefined,
): Promise<Caller> {
  const { userId, name, isPlatformAdmin, onlyTenantId } = signedIn
  const person = { id: userCallerId(userId), name, userId, readOnly: false, expiresAt: undefined, noted: new Noted() }
  const nobody = { ...person, tenantId: tenant ? undefined : onlyTenantId, role: 'nobody' } as const
  if (onlyTenantId !== undefined && tenant !== undefined && tenant.id !== onlyTenantId) return nobody
  if (isPlatformAdmin && onlyTenantId === undefined) return { ...person, tenantId: undefined, role: 'platform_admin' }
  const tenantId = tenant?.id ?? onlyTenantId
  const role = tenantId && (await db.withSystem((em) => activeRoleIn(em, userId, tenantId)))
  return role ? { ...person, tenantId, role } : nobody
}

/** What a person's grant or token may be in a tenant: their membership, never a platform role. Undefined when that ended. */
export async function memberCaller(
  db: Database,
  of: {
    readonly id: `grant:${string}`
    readonly userId: string
    readonly tenantId: string
    readonly name: string
    readonly readOnly: boolean
    readonly expiresAt: Date | undefined
  },
): Promise<Caller | undefined> {
  const role = await db.withSystem((em) => activeRoleIn(em, of.userId, of.tenantId))
  return role && { ...of, role, noted: new Noted() }
}
