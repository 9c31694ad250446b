import { Search, X } from 'lucide-react'
import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react'
import { IconButton } from './button'
import { control } from './field'

interface SearchBoxProps {
  label: string
  value: string
  /** Told when the typing pauses. */
  onChange: (value: string) => void
}

const PAUSE_MS = 200

export function SearchBox({ label, value, onChange }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null)
  const [draft, setDraft] = useState(value)
  const [told, setTold] = useState(value)
  const [known, setKnown] = useState(value)
  if (known !== value) {
    setKnown(value)
    // The address changed without a key being pressed here. What was told from here may come back late, and trimmed.
    if (value !== told.trim() && value !== told) {
      setTold(value)
      setDraft(value)
    }
  }
  const tell = (text: string) => {
    setTold(text)
    onChange(text)
  }
  const pause = useEffectEvent(() => tell(draft))

  useEffect(() => {
    if (draft === told) return
    const timer = setTimeout(pause, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [draft, told])

  useSlash(input)

  const clear = () => {
    setDraft('')
    tell('')
    input.current?.focus()
  }
  return (
    <div role="search" aria-label={label} className="relative w-full max-w-80 min-w-0">
      <Search aria-hidden="true" size={16} className="pointer-events-none absolute top-2.5 left-3 text-muted" />
      <input
        ref={input}
        type="text"
        enterKeyHint="search"
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') tell(draft)
          if (event.key === 'Escape' && draft !== '') clear()
        }}
        className={`h-9 border-control pr-9 pl-9 ${control}`}
      />
      {draft !== '' && (
        <span className="absolute top-1 right-1">
          <IconButton label="Clear the search" icon={<X />} size="small" onClick={clear} />
        </span>
      )}
    </div>
  )
}

/** "/" goes to the search, unless it is being typed somewhere. */
function useSlash(input: RefObject<HTMLInputElement | null>) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const busy = event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]')
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || busy) return
      // A dialog over the page keeps the focus.
      if (input.current?.closest('[aria-hidden="true"], [inert]')) return
      event.preventDefault()
      input.current?.focus()
      input.current?.select()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [input])
}
