import type { IdentityProvider } from './entity'

type Rule = Pick<IdentityProvider, 'groupsClaim' | 'groupRoles' | 'defaultRole'>

export const mapsGroups = ({ groupRoles }: Pick<Rule, 'groupRoles'>): boolean => Object.keys(groupRoles).length > 0

/** The highest role that the groups in these claims give; never owner. Undefined: they give none. */
export function roleFrom(
  { groupsClaim, groupRoles, defaultRole }: Rule,
  claims: Readonly<Record<string, unknown>>,
): 'admin' | 'member' | undefined {
  const claimed = groupsClaim === null ? undefined : claims[groupsClaim]
  const groups = Array.isArray(claimed) ? claimed : [claimed]
  const roles = Object.entries(groupRoles)
    .filter(([group]) => groups.includes(group))
    .map(([, role]) => role)
  if (roles.includes('admin')) return 'admin'
  if (roles.includes('member')) return 'member'
  return defaultRole ?? undefined
}
