import { Plug } from 'lucide-react'
import { useState } from 'react'

/** A connector type's own mark. It stands beside the name, so it says nothing to a screen reader. */
export function VendorIcon({ type, size = 20 }: { type: string; size?: number }) {
  const [missing, setMissing] = useState<string>()
  if (missing === type) return <Plug aria-hidden="true" size={size} className="shrink-0 text-muted" />
  return (
    <img
      src={`/api/v1/connector-types/${encodeURIComponent(type)}/icon.svg`}
      alt=""
      width={size}
      height={size}
      loading="lazy"
      onError={() => setMissing(type)}
      className="shrink-0"
    />
  )
}
