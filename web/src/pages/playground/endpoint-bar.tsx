import { useEffect } from 'react'
import { useConnectors } from '../../api/connectors'
import { TRANSPORTS } from '../../mcp/kinds'
import { Combobox } from '../../ui/combobox'
import { Select } from '../../ui/select'
import type { Place } from './place'

interface EndpointBarProps {
  tenant: string
  tenantName: string
  place: Place
  go: (change: Partial<Place>) => void
}

const ALL = '*'

/** Which endpoint, and how to speak with it. */
export function EndpointBar({ tenant, tenantName, place, go }: EndpointBarProps) {
  const { items = [], hasNextPage, isFetchingNextPage, fetchNextPage } = useConnectors(tenant)
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const enabled = items.filter(({ isEnabled }) => isEnabled)
  const options = [
    { value: ALL, label: `All of ${tenantName}`, hint: 'Every connector at one address' },
    ...enabled.map(({ slug, name }) => ({ value: slug, label: name, hint: slug })),
  ]
  const choose = (value: string) =>
    go({ connector: value === ALL || value === '' ? undefined : value, tool: undefined })
  return (
    <div className="grid min-w-0 gap-4 sm:grid-cols-[minmax(0,320px)_minmax(0,320px)]">
      <Combobox label="Endpoint" value={place.connector ?? ALL} onChange={choose} options={options} />
      <Select
        label="Transport"
        value={place.transport}
        onChange={(transport) => go({ transport })}
        options={TRANSPORTS}
      />
    </div>
  )
}
