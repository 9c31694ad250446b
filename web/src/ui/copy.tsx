import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconButton } from './button'

/** Text to carry elsewhere. The text itself selects whole on a click, for pages that may not use the clipboard. */
export const Copyable = ({ text, label }: { text: string; label: string }) => (
  <div className="flex min-w-0 items-center gap-1">
    <div
      role="group"
      tabIndex={0}
      aria-label={label}
      className="flex h-9 min-w-0 flex-1 items-center overflow-x-auto rounded-control border border-line bg-sunken px-3"
    >
      <code className="font-mono text-13 whitespace-nowrap select-all">{text}</code>
    </div>
    <CopyButton text={text} label={label} />
  </div>
)

interface SnippetProps {
  text: string
  label: string
  title?: string
  /** A long line goes on below: for what is one line and may be cut anywhere by the eye. */
  wraps?: boolean
}

/** The same for several lines, under a line that says where they go. */
export const Snippet = ({ text, label, title, wraps = false }: SnippetProps) => (
  <div className="min-w-0 overflow-hidden rounded-control border border-line bg-sunken">
    <div className="flex items-center justify-between gap-4 border-b border-line py-1 pr-1 pl-3">
      <p className="min-w-0 text-13 text-muted">{title ?? label}</p>
      <CopyButton text={text} label={label} />
    </div>
    <div role="group" tabIndex={0} aria-label={label} className="overflow-x-auto p-3 -outline-offset-2">
      <pre className={`font-mono text-13 ${wraps ? 'wrap-anywhere whitespace-pre-wrap' : 'w-fit'}`}>{text}</pre>
    </div>
  </div>
)

export function CopyButton({ text, label }: { text: string; label: string }) {
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
    <>
      <IconButton
        label={`Copy ${label}`}
        icon={copied ? <Check className="text-good" /> : <Copy />}
        size="small"
        onClick={() => void copy()}
      />
      <span role="status" className="sr-only">
        {copied ? 'Copied' : ''}
      </span>
    </>
  )
}
