import { SlidersHorizontal, X } from 'lucide-react'
import { useId, useState, type ReactNode } from 'react'
import { Button } from '../../ui/button'
import { SearchBox } from '../../ui/search-box'
import { FilterFields } from './filter-fields'
import type { Filters, Name } from './filters'

interface FilterBarProps {
  tenant: string
  /** What is searched. */
  label: string
  filters: Filters
  used: readonly Name[]
  /** What it is narrowed by besides. */
  more?: ReactNode
  /** Beside the search. */
  children?: ReactNode
}

/** What a list is narrowed by. On a phone the fields are behind a button. */
export function FilterBar({ tenant, label, filters, used, more, children }: FilterBarProps) {
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const { values, count, set, clear } = filters
  return (
    <div className="grid min-w-0 grid-cols-1 gap-3">
      <div className="flex min-w-0 flex-wrap items-center gap-2">
        <SearchBox label={label} value={values.q} onChange={(q) => set({ q })} />
        <Button
          className="sm:hidden"
          icon={<SlidersHorizontal />}
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          {count === 0 ? 'Filters' : `Filters (${count})`}
        </Button>
        {(count > 0 || values.q !== '') && (
          <Button look="plain" icon={<X />} onClick={clear}>
            Clear
          </Button>
        )}
        <div className="ml-auto flex items-center gap-3">{children}</div>
      </div>
      <div
        id={id}
        role="group"
        aria-label="Filters"
        className={`grid min-w-0 grid-cols-1 gap-3 sm:grid-cols-[repeat(auto-fill,minmax(140px,1fr))] ${isOpen ? '' : 'max-sm:hidden'}`}
      >
        <FilterFields tenant={tenant} filters={filters} used={used} />
        {more}
      </div>
    </div>
  )
}
