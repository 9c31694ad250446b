import { useLayoutEffect } from 'react'
import { useOutletContext } from 'react-router-dom'

/** The tab's answer as the heading of the page, which stays while tabs change; undefined while it is being fetched. */
export function useTabTitle(title: string | undefined): void {
  const setTitle = useOutletContext<(title: string | undefined) => void>()
  useLayoutEffect(() => {
    setTitle(title)
    return () => setTitle(undefined)
  }, [title, setTitle])
}
