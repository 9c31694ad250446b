import { useEffect, useLayoutEffect, useRef, useState, type ReactElement } from 'react'
import { createPortal } from 'react-dom'

const DELAY_MS = 400

/**
 * A few words about what the pointer or the focus is on. Never the only place that says something: it is for the eye.
 * Our own, because it is on every screen and Base UI's brings all of its positioning with it.
 */
export function Tooltip({ text, children }: { text: string; children: ReactElement }) {
  const [target, setTarget] = useState<Element | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const hide = () => {
    clearTimeout(timer.current)
    setTarget(null)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  useEscape(target !== null, hide)
  return (
    <span
      className="contents"
      onPointerEnter={({ pointerType, currentTarget }) => {
        if (pointerType === 'touch') return
        const { firstElementChild } = currentTarget
        timer.current = setTimeout(() => setTarget(firstElementChild), DELAY_MS)
      }}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={({ target }) => target.matches(':focus-visible') && setTarget(target)}
      onBlur={hide}
    >
      {children}
      {target !== null && createPortal(<Words text={text} target={target} />, document.body)}
    </span>
  )
}

const EDGE = 8

/** Below what it is about, or above where there is no room. Its padding lets the pointer come over from there. */
function Words({ text, target }: { text: string; target: Element }) {
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (box.current === null) return
    const about = target.getBoundingClientRect()
    const { width, height } = box.current.getBoundingClientRect()
    const middle = about.left + about.width / 2 - width / 2
    const fits = about.bottom + height <= window.innerHeight
    box.current.style.left = `${Math.max(EDGE, Math.min(middle, window.innerWidth - width - EDGE))}px`
    box.current.style.top = `${fits ? about.bottom : about.top - height}px`
  }, [target])
  return (
    <div ref={box} role="tooltip" className="fixed top-0 left-0 z-20 w-max max-w-64 py-1.5">
      <div className="rounded-control bg-ink px-2 py-1 text-12 text-on-ink">{text}</div>
    </div>
  )
}

function useEscape(isOn: boolean, act: () => void) {
  useEffect(() => {
    if (!isOn) return
    const press = ({ key }: KeyboardEvent) => key === 'Escape' && act()
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  })
}
