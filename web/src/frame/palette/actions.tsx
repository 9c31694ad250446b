import { Building2, CircleUser, Keyboard, KeyRound, LogOut, Plug, UserPlus } from 'lucide-react'
import { useNavigate } from 'react-router-dom'
import { permissionsIn, useMe } from '../../api/me'
import { goTo } from '../../api/session'
import { setTheme } from '../../hooks/theme'
import { useTenantSlug } from '../../hooks/tenant'
import { usePlaces } from '../keys'
import type { OpenOverlay } from '../overlays'
import { themes, useSignOut } from '../user-menu'
import type { Command } from './command'

/** The screens, and what can be done from anywhere. */
export function useActions(open: OpenOverlay): readonly Command[] {
  const { data: me } = useMe()
  const { inTenant, onPlatform } = usePlaces()
  const tenant = useTenantSlug()
  const navigate = useNavigate()
  const signOut = useSignOut()
  if (me === undefined) return []

  const may = (permission: string) => permissionsIn(me, tenant).includes(permission)
  const goes = [...inTenant, ...onPlatform].map(({ label, icon: Icon, to, key }) => ({
    id: `go ${to}`,
    group: 'Go to' as const,
    label,
    icon: <Icon />,
    hint: `g ${key}`,
    run: () => void navigate(to),
  }))
  const action = (label: string, icon: Command['icon'], run: () => void, keywords = ''): Command => ({
    ...{ id: label, group: 'Actions', label, icon, run, keywords },
  })
  const inThisTenant = (permission: string, label: string, icon: Command['icon'], at: string) =>
    tenant !== undefined && may(permission)
      ? [action(label, icon, () => void navigate(`/tenants/${tenant}${at}`), 'new create')]
      : []
  return [
    ...goes,
    ...inThisTenant('connectors:write', 'Add a connector', <Plug />, '/connectors/new'),
    ...inThisTenant('own-keys:write', 'Make a key', <KeyRound />, '/settings/keys?new'),
    ...inThisTenant('invitations:write', 'Invite people', <UserPlus />, '/people/invitations?new'),
    action('Switch tenant', <Building2 />, () => open('tenants'), 'organisation change'),
    ...(me.permissions.includes('tenants:manage')
      ? [action('Create a tenant', <Building2 />, () => void navigate('/tenants/new'), 'new')]
      : []),
    ...themes.map(({ theme, label, icon: Icon }) => action(label, <Icon />, () => setTheme(theme), 'colour mode')),
    action('Show the keys', <Keyboard />, () => open('keys'), 'shortcuts help'),
    action('Your account', <CircleUser />, () => void goTo('/account'), 'password sessions second factor'),
    action('Sign out', <LogOut />, signOut, 'log out leave'),
  ]
}
