import { Plug } from 'lucide-react'
import { useState } from 'react'

/**
 * A connector type's own mark. It stands beside the name, so it says nothing to a screen reader. Marks are drawn for light paper,
 * so the dark theme lays some under them; its edge is a shadow, which takes no room.
 */
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
      className="shrink-0 rounded-[2px] bg-paper shadow-[0_0_0_2px_var(--paper)]"
    />
  )
}
