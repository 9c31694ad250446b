import { html } from '../html'

const BROWSERS = [
  [/\bEdg\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
] as const

const SYSTEMS = [
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bLinux\b/, 'Linux'],
] as const

/** As its owner would say it. What a browser says of itself is no proof of anything. */
export function browserOf(userAgent: string): string {
  const browser = BROWSERS.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'A browser'
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1]
  return system === undefined ? browser : `${browser} on ${system}`
}

const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

export function when(date: Date, now = Date.now()) {
  const minutes = Math.round((date.getTime() - now) / 60_000)
  const text =
    minutes > -1
      ? 'just now'
      : minutes > -60
        ? words.format(minutes, 'minute')
        : minutes > -1_440
          ? words.format(Math.round(minutes / 60), 'hour')
          : words.format(Math.round(minutes / 1_440), 'day')
  return html`<time datetime="${date.toISOString()}" title="${date.toISOString()}">${text}</time>`
}
