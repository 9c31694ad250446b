import { AppError } from '../errors'
import type { Caller, KeyScope } from './caller'

/** What each kind of caller may do. This table is the whole policy; every endpoint names one of its lines. */
const USER = ['self:read', 'tenants:read', 'connectors:read', 'types:read', 'mcp:call'] as const
const ADMIN = ['tenants:write', 'connectors:write', 'keys:read', 'keys:write', 'audit:read'] as const
const PLATFORM = ['tenants:manage', 'platform-keys:read', 'platform-keys:write', 'platform-audit:read'] as const

export type Permission = (typeof USER)[number] | (typeof ADMIN)[number] | (typeof PLATFORM)[number]

const PERMISSIONS: Readonly<Record<KeyScope, ReadonlySet<Permission>>> = {
  tenant_user: new Set(USER),
  tenant_admin: new Set<Permission>([...USER, ...ADMIN]),
  // Runs the platform; uses no tenant's tools.
  platform_admin: new Set<Permission>([...USER.filter((p) => p !== 'mcp:call'), ...ADMIN, ...PLATFORM]),
}

/** Which keys each kind of caller may make: nobody makes more than they hold. */
const MAKES: Readonly<Record<KeyScope, readonly KeyScope[]>> = {
  tenant_user: [],
  tenant_admin: ['tenant_admin', 'tenant_user'],
  platform_admin: ['platform_admin', 'tenant_admin', 'tenant_user'],
}

export const permissionsOf = (caller: Caller): readonly Permission[] => [...PERMISSIONS[caller.scope]].sort()

export const may = (caller: Caller, permission: Permission): boolean => PERMISSIONS[caller.scope].has(permission)

export function requirePermission(caller: Caller, permission: Permission): void {
  if (may(caller, permission)) return
  throw new AppError('forbidden', `This needs the permission ${permission}.`, {
    hint: `Your key is a ${caller.scope} key, which does not have it.`,
  })
}

export function requireMayMake(caller: Caller, key: { scope: KeyScope; expiresAt: Date | undefined }): void {
  if (!MAKES[caller.scope].includes(key.scope)) {
    throw new AppError('forbidden', `A ${caller.scope} key cannot make a ${key.scope} key.`)
  }
  const outlives = caller.expiresAt && (!key.expiresAt || key.expiresAt > caller.expiresAt)
  if (outlives) {
    throw new AppError('forbidden', 'A key that ends cannot make a key that lasts longer.', {
      hint: `Give expiresAt, at most ${caller.expiresAt?.toISOString()}.`,
      fields: { expiresAt: 'Must not be later than the end of your own key.' },
    })
  }
}
