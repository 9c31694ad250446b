import { useEffect, useRef, useState, type ReactNode } from 'react'

/** Scrolls sideways what does not fit, so that the page need not; then the keyboard can reach and scroll it. */
export function Scroller({ label, children }: { label: string; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  const [scrolls, setScrolls] = useState(false)
  useEffect(() => {
    const look = () => setScrolls(box.current !== null && box.current.scrollWidth > box.current.clientWidth)
    look()
    window.addEventListener('resize', look)
    return () => window.removeEventListener('resize', look)
  })
  return (
    <div
      ref={box}
      className="relative min-w-0 overflow-x-auto -outline-offset-2"
      {...(scrolls && { tabIndex: 0, role: 'region', 'aria-label': `${label}, scrolls sideways` })}
    >
      {children}
    </div>
  )
}
