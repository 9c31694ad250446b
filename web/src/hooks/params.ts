import { useSearchParams } from 'react-router-dom'

type Value = string | boolean

/** Changes the address after the `?`: '' and false take a name out, true puts it there alone. */
export function useSetParams(): (values: Readonly<Record<string, Value>>, how?: 'replace' | 'push') => void {
  const [, set] = useSearchParams()
  return (values, how = 'replace') =>
    set(
      (before) => {
        const next = new URLSearchParams(before)
        for (const [name, value] of Object.entries(values)) {
          if (value === '' || value === false) next.delete(name)
          else next.set(name, value === true ? '' : value)
        }
        return next
      },
      { replace: how === 'replace' },
    )
}

/** One filter of the page. Going back leaves the page, not what was typed into its filters. */
export function useParam(name: string): [value: string, set: (value: string) => void] {
  const [params] = useSearchParams()
  const set = useSetParams()
  return [params.get(name) ?? '', (value) => set({ [name]: value })]
}

/** What is open over the page, such as `?new`: going back closes it. */
export function useOpenParam(name: string): [isOpen: boolean, setOpen: (isOpen: boolean) => void] {
  const [params] = useSearchParams()
  const set = useSetParams()
  return [params.has(name), (isOpen) => set({ [name]: isOpen }, isOpen ? 'push' : 'replace')]
}
