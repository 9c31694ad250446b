import { useLocation, Link } from 'react-router-dom'

interface ViewTabsProps<V extends string> {
  label: string
  /** The parameter of the address that holds the choice; the first is the one without. */
  name: string
  value: V
  tabs: readonly { readonly value: V; readonly label: string; readonly count?: number | undefined }[]
}

/** Like the tabs of a page, for a choice that is a parameter of its address. */
export function ViewTabs<V extends string>({ label, name, value, tabs }: ViewTabsProps<V>) {
  const { pathname, search } = useLocation()
  const to = (next: V) => {
    const params = new URLSearchParams(search)
    if (next === tabs[0]?.value) params.delete(name)
    else params.set(name, next)
    return { pathname, search: params.toString() }
  }
  return (
    <nav aria-label={label} className="min-w-0 overflow-x-auto">
      <ul className="flex w-max min-w-full gap-1 border-b border-line">
        {tabs.map((tab) => (
          <li key={tab.value}>
            <Link
              to={to(tab.value)}
              aria-current={tab.value === value ? 'page' : undefined}
              className="relative flex h-9 items-center gap-1.5 rounded-control px-2 text-14 text-muted -outline-offset-2 transition-colors after:absolute after:inset-x-2 after:-bottom-px after:h-0.5 hover:text-ink aria-[current=page]:font-medium aria-[current=page]:text-ink aria-[current=page]:after:bg-ink"
            >
              {tab.label}
              {tab.count !== undefined && (
                <span className="rounded-full bg-sunken px-1.5 text-12 font-normal text-muted">{tab.count}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
