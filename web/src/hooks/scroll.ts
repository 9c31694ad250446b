import { useEffect, useLayoutEffect, useRef } from 'react'
import { NavigationType, useLocation, useNavigationType } from 'react-router-dom'

// How far each entry of the history was scrolled.
const kept = new Map<string, number>()

/** Going back restores the place, a new page begins at the top; filters of a page leave it where it is. */
export function useScroll(): void {
  const location = useLocation()
  const type = useNavigationType()
  useEffect(() => {
    window.history.scrollRestoration = 'manual'
  }, [])
  useLayoutEffect(() => {
    const keep = () => kept.set(location.key, window.scrollY)
    window.addEventListener('scroll', keep, { passive: true })
    return () => window.removeEventListener('scroll', keep)
  }, [location.key])
  const last = useRef(location.pathname)
  useLayoutEffect(() => {
    const isSamePage = last.current === location.pathname
    last.current = location.pathname
    if (type === NavigationType.Pop) return scrollWhenTall(kept.get(location.key) ?? 0)
    if (!isSamePage) window.scrollTo(0, 0)
    return undefined
  }, [location, type])
}

/** Rows may still be on their way: waits until the page is long enough, or somebody scrolls. */
function scrollWhenTall(top: number): (() => void) | undefined {
  window.scrollTo(0, top)
  if (top === 0 || window.scrollY >= top) return undefined
  const watcher = new ResizeObserver(() => {
    if (document.documentElement.scrollHeight < top + window.innerHeight) return
    stop()
    window.scrollTo(0, top)
  })
  const stop = () => {
    watcher.disconnect()
    for (const name of ['wheel', 'touchstart', 'keydown']) window.removeEventListener(name, stop)
  }
  watcher.observe(document.body)
  for (const name of ['wheel', 'touchstart', 'keydown']) window.addEventListener(name, stop, { passive: true })
  return stop
}
