import { X } from 'lucide-react'
import type { JsonSchema } from '../../../mcp/schema'
import { IconButton } from '../../../ui/button'
import { pathOf } from './check'
import { Group } from './group'
import type { PartProps } from './parts'
import { AddButton } from './object-fields'
import { beginOf } from './shape'

/** A list of any length. One that is emptied is left out, unless it has to be there. */
export function ListFields({ label, help, error, item, ...part }: PartProps & { item: JsonSchema }) {
  const { root, value, onChange, path, isRequired, errors, depth, Inside } = part
  const items = Array.isArray(value) ? (value as unknown[]) : []
  const set = (next: unknown[]) => onChange(next.length === 0 && !isRequired ? undefined : next)
  const add = <AddButton label={`to ${label}`} onClick={() => set([...items, beginOf(item, root)])} />
  return (
    <Group label={label} help={help} error={error} action={add}>
      {items.length === 0
        ? undefined
        : items.map((each, n) => (
            // Items have no name of their own: their place is all there is.
            <div key={n} className="flex min-w-0 items-start gap-2">
              <div className="min-w-0 flex-1">
                <Inside
                  {...{ schema: item, root, name: `${n + 1}`, label: `${n + 1}`, errors, depth: depth + 1 }}
                  isRequired
                  value={each}
                  onChange={(next) => set(items.with(n, next ?? ''))}
                  path={pathOf(path, n)}
                />
              </div>
              <IconButton
                label={`Remove ${n + 1} from ${label}`}
                icon={<X />}
                size="small"
                onClick={() => set(items.filter((_, other) => other !== n))}
              />
            </div>
          ))}
    </Group>
  )
}
