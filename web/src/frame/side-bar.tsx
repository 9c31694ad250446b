import { Search } from 'lucide-react'
import { NavLink } from 'react-router-dom'
import { useMe } from '../api/me'
import { preload } from '../routes'
import { Bar } from '../ui/skeleton'
import { isMac, usePlaces } from './keys'
import { type OpenOverlay, preloadPalette } from './overlays'
import type { Place } from './places'
import { TenantSwitcher } from './tenant-switcher'
import { UserMenu } from './user-menu'

/** The way to everything: at the left of a wide window, in a drawer of a narrow one. */
export function SideBar({ open }: { open: OpenOverlay }) {
  const { data: me } = useMe()
  const { inTenant, onPlatform } = usePlaces()
  return (
    <div className="flex h-full flex-col gap-3 overflow-y-auto p-3">
      <TenantSwitcher open={open} />
      <button
        type="button"
        onClick={() => open('palette')}
        onPointerEnter={preloadPalette}
        className="flex h-9 shrink-0 items-center gap-2 rounded-control border border-line bg-surface px-2 text-muted hover:bg-sunken"
      >
        <Search aria-hidden="true" size={16} />
        <span className="flex-1 text-left">Search</span>
        <kbd aria-hidden="true" className="font-mono text-12">
          {isMac ? '⌘K' : 'Ctrl K'}
        </kbd>
      </button>
      <nav aria-label="Main" className="grid content-start gap-4">
        {me === undefined ? <NavSkeleton /> : <Places places={inTenant} />}
        {onPlatform.length > 0 && <Places places={onPlatform} />}
      </nav>
      <div className="mt-auto pt-3">
        <UserMenu />
      </div>
    </div>
  )
}

const Places = ({ places }: { places: readonly Place[] }) =>
  places.length > 0 && (
    <ul className="grid gap-0.5">
      {places.map(({ label, to, icon: Icon, end = false }) => (
        <li key={to}>
          <NavLink
            to={to}
            end={end}
            onPointerEnter={() => preload(to)}
            onFocus={() => preload(to)}
            className="flex h-8 items-center gap-2 rounded-control px-2 text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-medium aria-[current=page]:text-ink"
          >
            <Icon aria-hidden="true" size={16} className="shrink-0" />
            {label}
          </NavLink>
        </li>
      ))}
    </ul>
  )

const NavSkeleton = () => (
  <div className="grid gap-0.5">
    {Array.from({ length: 7 }, (_, i) => (
      <div key={i} className="flex h-8 items-center px-2">
        <Bar className="h-4 w-32" />
      </div>
    ))}
  </div>
)
