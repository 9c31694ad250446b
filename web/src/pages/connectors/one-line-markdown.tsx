import type { ReactNode } from 'react'

/** One line of what vendors' steps are written in: **bold** and `code`. */
export const OneLine = ({ text }: { text: string }) =>
  text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((part, i): ReactNode => {
    const inner = part.replace(/^(\*\*|`)|(\*\*|`)$/g, '')
    if (part.startsWith('**')) return <strong key={i}>{inner}</strong>
    if (!part.startsWith('`')) return part
    return (
      <code key={i} className="rounded-[4px] bg-sunken px-1 font-mono text-13 wrap-anywhere">
        {inner}
      </code>
    )
  })
