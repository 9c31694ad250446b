import { useSyncExternalStore } from 'react'

// What public/theme.js puts on <html> before the first paint; here it changes.
const NAME = 'sagemcp.theme'
/** For the pages that the server makes, which have no script (server/pages/document.ts). */
const COOKIE = 'sagemcp-theme'
const YEAR_S = 31_536_000
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const listeners = new Set<() => void>()

const current = (): Theme => {
  const kept = localStorage.getItem(NAME)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

export function setTheme(theme: Theme): void {
  if (theme === 'system') {
    localStorage.removeItem(NAME)
    delete document.documentElement.dataset.theme
  } else {
    localStorage.setItem(NAME, theme)
    document.documentElement.dataset.theme = theme
  }
  tellServer(theme)
  for (const listener of listeners) listener()
}

function tellServer(theme: Theme): void {
  const age = theme === 'system' ? 0 : YEAR_S
  const secure = window.location.protocol === 'https:' ? '; Secure' : ''
  document.cookie = `${COOKIE}=${theme}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, current)
