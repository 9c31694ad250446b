import { useLocation } from 'react-router-dom'
import { useParam } from '../../hooks/params'

/** What of the list is open, by its id. */
export type Opened = 'call' | 'event'

/** The same page with one row open. */
export function useRowAddress(name: Opened): (id: string) => { search: string } {
  const { search } = useLocation()
  return (id) => {
    const next = new URLSearchParams(search)
    next.set(name, id)
    return { search: `?${next}` }
  }
}

/** The id of the row that is open, and how to close it. */
export function useOpened(name: Opened): readonly [id: string, close: () => void] {
  const [id, set] = useParam(name)
  return [id, () => set('')]
}
