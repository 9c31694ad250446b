import { useEffect, useRef } from 'react'
import { useLocation } from 'react-router-dom'

/** A page that has no heading by then shows a problem, which is announced by itself. */
const PATIENCE_MS = 10_000

/**
 * After another screen opened, the focus stands on its heading, so that keyboards and screen readers begin there. It stays
 * where it is while what holds it is still on the screen, such as the tab that was just pressed.
 */
export function useFocusHeading(): void {
  const { pathname } = useLocation()
  const last = useRef(pathname)
  useEffect(() => {
    if (last.current === pathname) return
    last.current = pathname
    const watcher = new MutationObserver(tryNow)
    const stop = () => watcher.disconnect()
    const timer = setTimeout(stop, PATIENCE_MS)
    function tryNow() {
      const heading = document.querySelector<HTMLElement>('main h1')
      if (!heading) return
      stop()
      if (isWorkedIn(document.activeElement)) return
      heading.tabIndex = -1
      // It takes the focus to be read out, not to be pressed.
      heading.style.outline = 'none'
      heading.focus({ preventScroll: true })
    }
    watcher.observe(document.body, { childList: true, subtree: true })
    // A dialog that closes with it gives the focus back first.
    const frame = requestAnimationFrame(tryNow)
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
      stop()
    }
  }, [pathname])
}

const isWorkedIn = (element: Element | null): boolean =>
  element?.closest('main, [role=dialog], [role=alertdialog]') !== null && element?.tagName !== 'H1'
