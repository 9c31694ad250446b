import { useCallback, useEffect, useState } from 'react'

/** From here on the top of the list is out of sight. */
const SCROLLED_PX = 160
/** More than this is read page by page. */
const MOST = 200

interface Tail<T> {
  readonly shown: readonly T[]
  readonly held: readonly T[]
  /** The list that these rows are at the top of. */
  readonly of: unknown
}

const isScrolled = (): boolean => window.scrollY > SCROLLED_PX

/** Rows that came while one looks, newest first. While one reads further down they are held, so that nothing jumps. */
export function useTail<T extends { readonly id: string }>(of: unknown) {
  const [tail, setTail] = useState<Tail<T>>({ shown: [], held: [], of })
  // What came for one list says nothing in another.
  if (tail.of !== of) setTail({ shown: [], held: [], of })
  const add = useCallback((came: readonly T[]) => {
    if (came.length === 0) return
    setTail((before) => {
      const known = new Set([...before.shown, ...before.held].map(({ id }) => id))
      // What came twice, in one go too, is one row.
      const fresh = came.filter(({ id }) => !known.has(id) && known.add(id))
      const held = [...fresh.toReversed(), ...before.held].slice(0, MOST)
      return isScrolled() ? { ...before, held } : release({ ...before, held })
    })
  }, [])
  const show = useCallback(() => setTail(release), [])
  useEffect(() => {
    const look = () => !isScrolled() && show()
    window.addEventListener('scroll', look, { passive: true })
    return () => window.removeEventListener('scroll', look)
  }, [show])
  return { shown: tail.shown, held: tail.held.length, add, show }
}

const release = <T>(tail: Tail<T>): Tail<T> =>
  tail.held.length === 0 ? tail : { ...tail, held: [], shown: [...tail.held, ...tail.shown].slice(0, MOST) }

/** What came and what was read, each once. */
export function joined<T extends { readonly id: string }>(
  came: readonly T[],
  read: readonly T[] | undefined,
): readonly T[] | undefined {
  if (read === undefined) return undefined
  const known = new Set(read.map(({ id }) => id))
  return [...came.filter(({ id }) => !known.has(id)), ...read]
}
