import { useNavigate } from 'react-router-dom'
import { permissionsIn, useMe } from '../../api/me'
import { useTenantSlug } from '../../hooks/tenant'
import { usePlaces } from '../keys'
import type { Command } from './command'

/** A part of a place that has an address of its own. */
interface Part {
  readonly label: string
  /** The label of the place, which comes with its icon and is not there for whom it is not. */
  readonly of: string
  /** After the address of the place. */
  readonly at: string
  readonly needs: string
  readonly keywords?: string
}

const PARTS: readonly Part[] = [
  { label: 'Audit', of: 'Activity', at: '?view=audit', needs: 'audit:read', keywords: 'log history who changed' },
  { label: 'Invitations', of: 'People', at: '/invitations', needs: 'invitations:read' },
  { label: 'Access rules', of: 'People', at: '/access', needs: 'access:read', keywords: 'permissions allow deny' },
  { label: 'Explain access', of: 'People', at: '/explain', needs: 'access:read', keywords: 'why may can not' },
  { label: 'Keys', of: 'Settings', at: '/keys', needs: 'own-keys:read', keywords: 'api key token' },
  { label: 'Clients', of: 'Settings', at: '/clients', needs: 'tenants:write', keywords: 'connected signed in' },
  { label: 'OAuth apps', of: 'Settings', at: '/oauth-apps', needs: 'tenants:write', keywords: 'redirect uri secret' },
  { label: 'Single sign-on', of: 'Settings', at: '/single-sign-on', needs: 'tenants:write', keywords: 'sso oidc' },
  { label: 'Platform keys', of: 'Platform', at: '/keys', needs: 'platform-keys:read' },
  { label: 'Platform single sign-on', of: 'Platform', at: '/single-sign-on', needs: 'platform-sign-on:read' },
  { label: 'Platform audit', of: 'Platform', at: '/audit', needs: 'platform-audit:read', keywords: 'log history' },
  { label: 'Users', of: 'Platform', at: '/users', needs: 'users:read', keywords: 'accounts people' },
]

/** The tabs of the screens. They show once something is typed: the list of all places is long enough. */
export function usePagesOf(): readonly Command[] {
  const { data: me } = useMe()
  const { inTenant, onPlatform } = usePlaces()
  const tenant = useTenantSlug()
  const navigate = useNavigate()
  if (me === undefined) return []
  const held = permissionsIn(me, tenant)
  const places = [...inTenant, ...onPlatform]
  return PARTS.flatMap(({ label, of, at, needs, keywords = '' }) => {
    const place = places.find((each) => each.label === of)
    if (place === undefined || !held.includes(needs)) return []
    const { icon: Icon, to } = place
    const run = () => void navigate(`${to}${at}`)
    return [{ id: `page ${of} ${label}`, group: 'Go to' as const, label, keywords, hint: of, icon: <Icon />, run }]
  })
}
