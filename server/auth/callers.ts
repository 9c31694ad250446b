import type { Database } from '../db/database'
import type { TenantRef } from '../tenants/tenant-ref'
import { activeRoleIn } from '../users/store'
import type { Caller } from './caller'
import type { SignedIn } from './sign-in-sessions'

/** The people's part of the id of a caller: also the actor of what somebody did before there was a session. */
export const userCallerId = (userId: string): string => `user:${userId}`

/**
 * What somebody at a browser is in this tenant, read anew at each request. A platform admin is that everywhere; whoever is
 * neither that nor a member is nobody, to whom the tenant does not exist.
 */
export async function callerIn(db: Database, signedIn: SignedIn, tenant: TenantRef | undefined): Promise<Caller> {
  const { userId, name, isPlatformAdmin } = signedIn
  const person = { id: userCallerId(userId), name, userId, readOnly: false, expiresAt: undefined }
  if (isPlatformAdmin) return { ...person, tenantId: undefined, role: 'platform_admin' }
  const role = tenant && (await db.withSystem((em) => activeRoleIn(em, userId, tenant.id)))
  return role ? { ...person, tenantId: tenant.id, role } : { ...person, tenantId: undefined, role: 'nobody' }
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
  return role && { ...of, role }
}
