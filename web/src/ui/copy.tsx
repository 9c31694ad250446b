import { useEffect, useState } from 'react'
import { Button } from './button'

/** Text to carry elsewhere. The text itself selects whole on a click, for pages that may not use the clipboard. */
export function Copyable({ text, label }: { text: string; label: string }) {
  return (
    <div className="flex min-w-0 items-center gap-2">
      <code
        tabIndex={0}
        aria-label={label}
        className="min-w-0 flex-1 overflow-x-auto rounded-control bg-sunken px-2 py-1 font-mono text-12 whitespace-nowrap select-all"
      >
        {text}
      </code>
      <CopyButton text={text} label={label} />
    </div>
  )
}

/** The same for several lines, under a line that says where they go. */
export function Snippet({ text, label, title }: { text: string; label: string; title: string }) {
  return (
    <div className="grid grid-cols-1 gap-2">
      <div className="flex items-end justify-between gap-4">
        <p>{title}</p>
        <CopyButton text={text} label={label} />
      </div>
      <pre
        tabIndex={0}
        aria-label={label}
        className="overflow-x-auto rounded-control bg-sunken p-3 font-mono text-12 leading-5"
      >
        {text}
      </pre>
    </div>
  )
}

function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  // Browsers offer the clipboard to https and localhost pages only.
  if (navigator.clipboard === undefined) return null
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  return (
    <Button aria-label={`Copy ${label}`} onClick={copy} size="small">
      <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
    </Button>
  )
}
