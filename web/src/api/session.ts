import { useSyncExternalStore } from 'react'

// The pasted key lives in this tab's session storage and nowhere else: closing the tab forgets it.
const NAME = 'sagemcp.key'
const listeners = new Set<() => void>()

export const currentKey = (): string | null => sessionStorage.getItem(NAME)

export function rememberKey(key: string): void {
  sessionStorage.setItem(NAME, key)
  for (const listener of listeners) listener()
}

export function forgetKey(): void {
  sessionStorage.removeItem(NAME)
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useKey = (): string | null => useSyncExternalStore(subscribe, currentKey)
