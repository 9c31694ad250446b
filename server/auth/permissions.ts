import { AppError } from '../errors'
import { type Caller, type KeyScope, type Role, type TenantRole } from './caller'

/** What each role may do. This table is the whole policy: every endpoint names one of its lines, and the offer asks it. */
const NOBODY = ['self:read', 'tenants:read', 'types:read'] as const
const MEMBER = [
  'connectors:read',
  'mcp:read',
  'mcp:call',
  'accounts:connect',
  'own-accounts:read',
  'own-accounts:write',
  'activity:read',
] as const
const ADMIN = [
  'tenants:write',
  'connectors:write',
  'keys:read',
  'keys:write',
  'members:read',
  'members:write',
  'access:read',
  'access:write',
  'sign-on:read',
  'sign-on:write',
  'invitations:read',
  'invitations:write',
  'clients:read',
  'clients:write',
  'accounts:read',
  'accounts:write',
  'audit:read',
] as const
const PLATFORM = [
  'tenants:manage',
  'platform-keys:read',
  'platform-keys:write',
  'platform-sign-on:read',
  'platform-sign-on:write',
  'platform-audit:read',
  'users:read',
  'users:write',
] as const
/** What only a person at a browser may do, never a key of theirs: a stolen key makes no other key and keeps no session. */
const PERSON = ['sessions:read', 'sessions:write'] as const
/** A platform admin may be a member besides: who is none is told so. */
const PLAYGROUND = ['playground:open'] as const
const MEMBER_PERSON = ['own-keys:read', 'own-keys:write', 'membership:leave', 'activity:watch', ...PLAYGROUND] as const

export type Permission = (
  typeof NOBODY | typeof MEMBER | typeof ADMIN | typeof PLATFORM | typeof PERSON | typeof MEMBER_PERSON
)[number]

const PERMISSIONS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  nobody: new Set(NOBODY),
  member: new Set([...NOBODY, ...MEMBER]),
  // Who may make any key of the tenant may make their own.
  admin: new Set([...NOBODY, ...MEMBER, ...ADMIN, 'own-keys:read', 'own-keys:write']),
  // More than an admin in what they may give and take: see RANK.
  owner: new Set([...NOBODY, ...MEMBER, ...ADMIN, 'own-keys:read', 'own-keys:write']),
  // Runs the platform; uses no tenant's tools. Who is a member besides has accounts of their own there.
  platform_admin: new Set([
    ...NOBODY,
    'connectors:read',
    'accounts:connect',
    'own-accounts:read',
    'own-accounts:write',
    'activity:read',
    ...ADMIN,
    'own-keys:read',
    'own-keys:write',
    ...PLATFORM,
  ]),
}

const AT_A_BROWSER: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  nobody: new Set(PERSON),
  member: new Set([...PERSON, ...MEMBER_PERSON]),
  admin: new Set([...PERSON, ...MEMBER_PERSON]),
  owner: new Set([...PERSON, ...MEMBER_PERSON]),
  platform_admin: new Set([...PERSON, 'membership:leave', 'activity:watch', ...PLAYGROUND]),
}

/** Nobody gives, changes or takes away more than they hold: equal rank or below, owners above admins above members. */
const RANK: Readonly<Record<Role, number>> = { nobody: 0, member: 1, admin: 2, owner: 3, platform_admin: 4 }

export const ROLE_OF_SCOPE: Readonly<Record<KeyScope, 'platform_admin' | 'admin' | 'member'>> = {
  platform_admin: 'platform_admin',
  tenant_admin: 'admin',
  tenant_user: 'member',
}

/** The other way around, for those who know keys only. */
export function scopeOf({ role }: Caller): KeyScope | null {
  if (role === 'platform_admin') return role
  if (role === 'nobody') return null
  return role === 'member' ? 'tenant_user' : 'tenant_admin'
}

const isAtBrowser = (caller: Pick<Caller, 'id'>): boolean => caller.id.startsWith('user:')

export const lesserRole = <A extends Role, B extends Role>(a: A, b: B): A | B => (RANK[a] <= RANK[b] ? a : b)

export function may(caller: Pick<Caller, 'id' | 'role' | 'readOnly'>, permission: Permission): boolean {
  if (caller.readOnly && (permission === 'mcp:call' || permission === 'own-accounts:write')) return false
  return PERMISSIONS[caller.role].has(permission) || (isAtBrowser(caller) && AT_A_BROWSER[caller.role].has(permission))
}

export const permissionsOf = (caller: Pick<Caller, 'id' | 'role' | 'readOnly'>): readonly Permission[] =>
  [...PERMISSIONS[caller.role], ...(isAtBrowser(caller) ? AT_A_BROWSER[caller.role] : [])]
    .filter((permission, i, all) => may(caller, permission) && all.indexOf(permission) === i)
    .sort()

export function requirePermission(caller: Caller, permission: Permission): void {
  if (may(caller, permission)) return
  throw new AppError('forbidden', `This needs the permission ${permission}.`, {
    hint: `You are ${ROLE_NAMES[caller.role]} here, which does not have it.`,
  })
}

/** Before a role is given to somebody, by an invitation too. */
export function requireMayGive(caller: Caller, role: TenantRole): void {
  if (RANK[role] <= RANK[caller.role]) return
  throw new AppError('forbidden', `As ${ROLE_NAMES[caller.role]} you cannot make somebody ${ROLE_NAMES[role]}.`)
}

/** Before what somebody of this role has is changed or taken away. */
export function requireMayTouch(caller: Caller, role: TenantRole): void {
  if (RANK[role] <= RANK[caller.role]) return
  throw new AppError('forbidden', `As ${ROLE_NAMES[caller.role]} you cannot change what ${ROLE_NAMES[role]} is.`)
}

/** Before a rule about what a role, or somebody of it, may use. Nobody decides about their equals but owners, above whom nobody is. */
export function requireMayDecideFor(caller: Caller, role: TenantRole): void {
  if (RANK[role] < RANK[caller.role] || caller.role === 'owner') return
  throw new AppError('forbidden', `As ${ROLE_NAMES[caller.role]} you cannot decide what ${ROLE_NAMES[role]} may use.`, {
    hint: 'An owner or a platform admin can.',
  })
}

/** Whoever ends must not make somebody who stays: an invitation, an admin, a way into an account. */
export function requireLasting(caller: Caller): void {
  if (!caller.expiresAt) return
  throw new AppError('forbidden', 'A key that ends cannot let in somebody who stays.', {
    hint: 'Sign in, or use a key without an end.',
  })
}

export function requireMayMake(caller: Caller, key: { scope: KeyScope; expiresAt: Date | undefined }): void {
  if (RANK[ROLE_OF_SCOPE[key.scope]] > RANK[caller.role]) {
    throw new AppError('forbidden', `As ${ROLE_NAMES[caller.role]} you cannot make a ${key.scope} key.`)
  }
  const outlives = caller.expiresAt && (!key.expiresAt || key.expiresAt > caller.expiresAt)
  if (outlives) {
    throw new AppError('forbidden', 'A key that ends cannot make a key that lasts longer.', {
      hint: `Give expiresAt, at most ${caller.expiresAt?.toISOString()}.`,
      fields: { expiresAt: 'Must not be later than the end of your own key.' },
    })
  }
}

const ROLE_NAMES: Readonly<Record<Role, string>> = {
  nobody: 'nobody',
  member: 'a member',
  admin: 'an admin',
  owner: 'an owner',
  platform_admin: 'a platform admin',
}
