import { useSyncExternalStore, type ReactNode } from 'react'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const ago = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' })

/** "3 minutes ago", "tomorrow"; from a month on, the date. */
function relative(at: Date, now: number): string {
  const away = at.getTime() - now
  const size = Math.abs(away)
  if (size < 45_000) return away > TICK ? 'in a moment' : 'just now'
  if (size < HOUR) return ago.format(Math.round(away / MINUTE), 'minute')
  if (size < DAY) return ago.format(Math.round(away / HOUR), 'hour')
  return size < 30 * DAY ? ago.format(Math.round(away / DAY), 'day') : day.format(at)
}

/** A time as people say it, with the exact one on hover. `missing` is what to say when there is none. */
export function When({ at, missing = 'Never' }: { at: string | Date | null | undefined; missing?: ReactNode }) {
  const now = useSyncExternalStore(everyTick, lastTick)
  if (at === null || at === undefined) return missing
  const time = new Date(at)
  return (
    <time dateTime={time.toISOString()} title={exact.format(time)} className="whitespace-nowrap">
      {relative(time, now)}
    </time>
  )
}

// All times on the page are read against the same clock, which stands still between its ticks.
const TICK = 10_000
const lastTick = () => Math.floor(Date.now() / TICK) * TICK

function everyTick(changed: () => void) {
  const timer = setInterval(changed, TICK)
  return () => clearInterval(timer)
}

/** "340 ms", "1.2 s", "2 min 5 s". */
export function Duration({ ms }: { ms: number }) {
  return <span className="whitespace-nowrap">{durationInWords(ms)}</span>
}

export function durationInWords(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min${seconds % 60 === 0 ? '' : ` ${seconds % 60} s`}`
}
