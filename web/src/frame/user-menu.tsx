import { Check, CircleUser, LogOut, Monitor, Moon, Sun } from 'lucide-react'
import { signOut, useMe } from '../api/me'
import { setTheme, type Theme, useTheme } from '../hooks/theme'
import { Bar } from '../ui/skeleton'
import { useToast } from '../ui/toast'
import { MenuOnDemand } from './menu-on-demand'

export const themes: readonly { theme: Theme; label: string; icon: typeof Sun }[] = [
  { theme: 'system', label: 'Theme: as the system', icon: Monitor },
  { theme: 'light', label: 'Theme: light', icon: Sun },
  { theme: 'dark', label: 'Theme: dark', icon: Moon },
]

/** Ends the session and leaves, or says that it could not. */
export function useSignOut(): () => void {
  const { say } = useToast()
  return () => {
    signOut().catch(() =>
      say({ title: 'You are still signed in', description: 'The server did not answer. Try again.', look: 'bad' }),
    )
  }
}

export function UserMenu() {
  const { data: me } = useMe()
  const current = useTheme()
  const leave = useSignOut()
  if (me === undefined) return <Bar className="h-12 w-full" />
  return (
    <MenuOnDemand
      label="You"
      trigger={
        <button
          type="button"
          className="flex h-12 w-full items-center gap-2 rounded-control px-2 text-left hover:bg-sunken aria-expanded:bg-sunken"
        >
          <CircleUser aria-hidden="true" size={20} className="shrink-0 text-muted" />
          <span className="grid min-w-0">
            <span className="truncate font-medium">{me.name}</span>
            <span className="truncate text-12 text-muted">{me.user?.email}</span>
          </span>
        </button>
      }
      items={[
        { label: 'Your account', icon: <CircleUser />, href: '/account' },
        'divider',
        ...themes.map(({ theme, label, icon: Icon }) => ({
          label,
          icon: theme === current ? <Check /> : <Icon />,
          onSelect: () => setTheme(theme),
        })),
        'divider',
        { label: 'Sign out', icon: <LogOut />, onSelect: leave },
      ]}
    />
  )
}
