import {
  Activity,
  Building2,
  Cable,
  House,
  KeyRound,
  type LucideIcon,
  MonitorSmartphone,
  ServerCog,
  Settings,
  SquareTerminal,
  Users,
} from 'lucide-react'
import type { Me } from '../../../server/contracts/users'
import { permissionsIn } from '../api/me'

/** A screen that the navigation, the palette and the keys lead to. */
export interface Place {
  readonly label: string
  readonly icon: LucideIcon
  /** After `g`. */
  readonly key: string
  readonly to: string
  /** Only the address itself is this place, not those below it. */
  readonly end?: boolean
}

interface Declared extends Place {
  /** One of them is enough; `member`: whoever is a member. Absent: everybody. */
  readonly needs?: readonly string[]
}

const inTenant: readonly Declared[] = [
  { label: 'Home', icon: House, key: 'h', to: '', end: true },
  { label: 'Connectors', icon: Cable, key: 'c', to: '/connectors', needs: ['connectors:read'] },
  { label: 'Connect a client', icon: MonitorSmartphone, key: 'l', to: '/connect', needs: ['member', 'keys:write'] },
  { label: 'Playground', icon: SquareTerminal, key: 'p', to: '/playground', needs: ['member'] },
  { label: 'Activity', icon: Activity, key: 'a', to: '/activity', needs: ['activity:read'] },
  { label: 'People', icon: Users, key: 'u', to: '/people', needs: ['members:read'] },
  { label: 'Settings', icon: Settings, key: 's', to: '/settings', needs: ['tenants:write', 'own-keys:read'] },
  { label: 'My accounts', icon: KeyRound, key: 'm', to: '/my-accounts', needs: ['own-accounts:read'] },
]

const onPlatform: readonly Declared[] = [
  { label: 'Tenants', icon: Building2, key: 't', to: '/tenants', end: true, needs: ['tenants:manage'] },
  { label: 'Platform', icon: ServerCog, key: 'f', to: '/platform', needs: ['users:read'] },
]

/** What a person may open in a tenant. */
export function placesIn(me: Me, tenant: string): Place[] {
  const held = permissionsIn(me, tenant)
  const isMember = me.tenants.some(({ slug }) => slug === tenant)
  return inTenant
    .filter(({ needs }) => !needs || needs.some((need) => (need === 'member' ? isMember : held.includes(need))))
    .map((place) => ({ ...place, to: `/tenants/${tenant}${place.to}` }))
}

export const platformPlaces = (me: Me): readonly Place[] =>
  onPlatform.filter(({ needs = [] }) => needs.some((need) => me.permissions.includes(need)))
