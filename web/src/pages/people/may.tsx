import { Ban, Check } from 'lucide-react'

/** Allowed or not, by mark and word. */
export const May = ({ allowed }: { allowed: boolean }) => (
  <span className={`inline-flex shrink-0 items-center gap-1 text-12 ${allowed ? 'text-ink' : 'text-muted'}`}>
    {allowed ? <Check aria-hidden="true" size={14} /> : <Ban aria-hidden="true" size={14} />}
    {allowed ? 'May' : 'May not'}
  </span>
)
