import { ExternalLink } from 'lucide-react'
import type { ReactNode } from 'react'

/** The address, where a page may be led there: what others wrote may be anything. */
export function safeAddress(address: unknown): string | undefined {
  if (typeof address !== 'string' || !URL.canParse(address)) return undefined
  return ['http:', 'https:'].includes(new URL(address).protocol) ? address : undefined
}

/** A link that leaves the app, to where somebody else says. */
export const OutLink = ({ href, children }: { href: string; children: ReactNode }) => (
  <a href={href} target="_blank" rel="noopener noreferrer">
    {children}
    <ExternalLink aria-hidden="true" size={12} className="ml-1 inline" />
    <span className="sr-only"> (opens in a new tab)</span>
  </a>
)
