import { useLayoutEffect, useRef } from 'react'
import { Link, NavLink, type To, useLocation } from 'react-router-dom'

interface Tab {
  to: To
  label: string
  count?: number | undefined
  /** Only this very address, and none below it. */
  end?: boolean
  /** Said for tabs that are told apart by the query, which a link does not look at. */
  current?: boolean
}

const shape =
  'relative flex h-9 items-center gap-1.5 rounded-control px-2 text-14 text-muted -outline-offset-2 transition-colors after:absolute after:inset-x-2 after:-bottom-px after:h-0.5 hover:text-ink aria-[current=page]:font-medium aria-[current=page]:text-ink aria-[current=page]:after:bg-ink'

/** The parts of a page, each with an address. */
export function TabLinks({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const bar = useOpenTabInSight(tabs.length)
  return (
    <nav ref={bar} aria-label={label} className="relative -mx-4 overflow-x-auto px-4 sm:-mx-6 sm:px-6">
      <ul className="flex w-max min-w-full gap-1 border-b border-line">
        {tabs.map((tab) => (
          <li key={tab.label} className="first:-ml-2">
            {tab.current === undefined ? (
              <NavLink to={tab.to} end={tab.end ?? false} className={shape}>
                <Words {...tab} />
              </NavLink>
            ) : (
              <Link to={tab.to} aria-current={tab.current ? 'page' : undefined} className={shape}>
                <Words {...tab} />
              </Link>
            )}
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** On a narrow window the open tab may be further right than the bar reaches. It is there when the page is painted; nothing glides. */
function useOpenTabInSight(tabs: number) {
  const bar = useRef<HTMLElement>(null)
  const { pathname, search } = useLocation()
  const now = `${pathname}${search} ${tabs}`
  const done = useRef('')
  useLayoutEffect(() => {
    // Whoever scrolled the bar since then wants it so.
    if (done.current === now) return
    done.current = now
    const open = bar.current?.querySelector<HTMLElement>('[aria-current=page]')?.parentElement
    if (!bar.current || !open) return
    const { scrollLeft, clientWidth } = bar.current
    const isInSight = open.offsetLeft >= scrollLeft && open.offsetLeft + open.offsetWidth <= scrollLeft + clientWidth
    // In the middle, so that one sees that there are others on both sides.
    if (!isInSight) bar.current.scrollLeft = open.offsetLeft - (clientWidth - open.offsetWidth) / 2
  }, [now])
  return bar
}

const Words = ({ label, count }: Tab) => (
  <>
    {label}
    {count !== undefined && (
      <span className="rounded-full bg-sunken px-1.5 text-12 font-normal text-muted">{count.toLocaleString('en')}</span>
    )}
  </>
)
