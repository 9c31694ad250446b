import type { Member } from '../../../../server/contracts/members'
import type { Me } from '../../../../server/contracts/users'
import { useMe, useMyTenant } from '../../api/me'

export type TenantRole = Member['role']

const RANK: Readonly<Record<Me['role'], number>> = { nobody: 0, member: 1, admin: 2, owner: 3, platform_admin: 4 }
const ROLES: readonly TenantRole[] = ['member', 'admin', 'owner']

export const ROLE_NAMES: Readonly<Record<TenantRole, string>> = { owner: 'Owner', admin: 'Admin', member: 'Member' }
export const ROLE_HINTS: Readonly<Record<TenantRole, string>> = {
  member: 'Uses the tools that are allowed to them',
  admin: 'Sets up connectors, people, rules and keys',
  owner: 'An admin who also decides about admins and owners',
}

/** What I am in a tenant, as far as it decides whom I may change: nobody changes who holds more than they do. */
export function useStanding(tenant: string) {
  const { data: me } = useMe()
  const mine = useMyTenant(tenant)
  const role = me?.role === 'platform_admin' ? me.role : (mine?.role ?? 'nobody')
  const touches = (other: TenantRole) => RANK[other] <= RANK[role]
  return {
    myId: me?.user?.id,
    role,
    touches,
    gives: ROLES.filter(touches),
    /** About equals only owners decide, above whom nobody is. */
    decidesFor: (other: TenantRole) => RANK[other] < RANK[role] || role === 'owner',
  }
}

/** "a member", "an admin". */
export const aRole = (role: TenantRole): string => `${role === 'member' ? 'a' : 'an'} ${role}`
