import { Suspense, useCallback, useState } from 'react'
import { Outlet, useLocation } from 'react-router-dom'
import { useMe } from '../api/me'
import { useFocusHeading } from '../hooks/focus-heading'
import { useScroll } from '../hooks/scroll'
import { Page } from '../ui/page'
import { ProblemNotice } from '../ui/problem'
import { ErrorBoundary } from './error-boundary'
import { useKeys } from './keys'
import { type OpenOverlay, type Overlay, Overlays } from './overlays'
import { PageSkeleton } from './page-skeleton'
import { SessionWatch } from './session-watch'
import { SideBar } from './side-bar'
import { TopBar } from './top-bar'

/** What stands around every page. */
export function Frame() {
  const { pathname } = useLocation()
  const [overlay, open] = useOverlay()
  useFocusHeading()
  useScroll()
  useKeys(open)
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[232px_minmax(0,1fr)]">
      <SkipLink />
      <TopBar overlay={overlay} open={open} />
      <aside className="sticky top-0 hidden h-dvh border-r border-line md:block">
        <SideBar open={open} />
      </aside>
      <div className="min-w-0">
        <ErrorBoundary at={pathname}>
          <Suspense fallback={<PageSkeleton />}>
            <Content />
          </Suspense>
          <Overlays overlay={overlay} open={open} />
        </ErrorBoundary>
      </div>
      <SessionWatch />
    </div>
  )
}

/** Whoever went somewhere is done with what was open over the page before. */
function useOverlay(): [Overlay, OpenOverlay] {
  const { key } = useLocation()
  const [opened, setOpened] = useState<{ overlay: Overlay; over: readonly unknown[] }>()
  // While a page is on its way, the history is there already: what is opened meanwhile is meant for that page, too.
  const open = useCallback(
    (overlay: Overlay) => setOpened({ overlay, over: [key, (window.history.state as { key?: string } | null)?.key] }),
    [key],
  )
  return [opened?.over.includes(key) === true ? opened.overlay : undefined, open]
}

/**
 * The page begins to fetch what it shows while it is still asked who this is. It is shown when that is known: what somebody may do
 * would come into a page that is read already, and move it.
 */
function Content() {
  const { error, data, refetch } = useMe()
  if (error === null || data !== undefined) {
    return (
      <>
        {data === undefined && <PageSkeleton />}
        <div hidden={data === undefined}>
          <Outlet />
        </div>
      </>
    )
  }
  return (
    <Page title="The app could not begin">
      <ProblemNotice error={error} retry={() => void refetch()} />
    </Page>
  )
}

const SkipLink = () => (
  <a
    href="#main"
    onClick={(event) => {
      event.preventDefault()
      document.getElementById('main')?.focus()
    }}
    className="fixed top-2 left-2 z-30 -translate-y-16 rounded-control border border-line bg-raised px-3 py-2 focus:translate-y-0"
  >
    Skip to the page
  </a>
)
