import { Autocomplete } from '@base-ui/react/autocomplete'
import { Dialog } from '@base-ui/react/dialog'
import { Search } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useSettled } from '../../hooks/settled'
import { useTenantSlug } from '../../hooks/tenant'
import { count } from '../../ui/words'
import type { OpenOverlay } from '../overlays'
import { useActions } from './actions'
import { type Command, GROUPS } from './command'
import { usePagesOf } from './pages'
import { ranked } from './rank'
import { useTenantCommands, useThingsOf } from './things'

/** So many of a kind are read; more letters find the others. */
const MOST_OF_A_GROUP = 8

interface PaletteProps {
  only: 'palette' | 'tenants'
  open: OpenOverlay
  onClose: () => void
}

/** Finds anything and does anything, by keyboard alone. */
export function Palette({ only, open, onClose }: PaletteProps) {
  const [query, setQuery] = useState('')
  const { commands, isPending } = useCommands(only, open, query)
  const groups = useMemo(() => grouped(commands, query), [commands, query])
  const found = groups.reduce((sum, { items }) => sum + items.length, 0)
  const run = (command: Command) => {
    onClose()
    command.run()
  }
  const label = only === 'tenants' ? 'Switch tenant' : 'Find anything'
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-10 bg-shade" />
        <Dialog.Popup
          aria-label={label}
          className="fixed inset-x-2 top-2 z-10 mx-auto flex max-h-[calc(100dvh-16px)] max-w-xl flex-col overflow-hidden rounded-control border border-line bg-raised outline-none sm:top-[12dvh] sm:max-h-[60dvh]"
        >
          <Autocomplete.Root
            open
            inline
            mode="none"
            items={groups}
            value={query}
            onValueChange={setQuery}
            itemToStringValue={({ label }: Command) => label}
            autoHighlight="always"
            keepHighlight
          >
            <div className="flex shrink-0 items-center gap-2 border-b border-line px-3">
              <Search aria-hidden="true" size={16} className="text-muted" />
              <Autocomplete.Input
                aria-label={label}
                placeholder={only === 'tenants' ? 'A tenant' : 'A page, a tool, a person, something to do'}
                className="h-11 min-w-0 flex-1 bg-transparent text-14 outline-none"
              />
              <Dialog.Close className="rounded-control border border-line px-1.5 font-mono text-12 text-muted">
                Esc<span className="sr-only">, close</span>
              </Dialog.Close>
            </div>
            <p role="status" className={found === 0 ? 'px-3 py-6 text-muted' : 'sr-only'}>
              {found > 0
                ? count(found, 'result')
                : isPending
                  ? 'Looking…'
                  : 'Nothing is called that. Try fewer letters.'}
            </p>
            <Autocomplete.List className="min-h-0 overflow-y-auto overscroll-contain data-[empty]:hidden">
              {({ value, items }: Shown) => (
                <Autocomplete.Group key={value} items={items} className="p-1">
                  <Autocomplete.GroupLabel className="px-2 py-1 text-12 text-muted">{value}</Autocomplete.GroupLabel>
                  <Autocomplete.Collection>
                    {(command: Command) => <Line key={command.id} command={command} run={run} />}
                  </Autocomplete.Collection>
                </Autocomplete.Group>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const Line = ({ command, run }: { command: Command; run: (command: Command) => void }) => (
  <Autocomplete.Item
    value={command}
    onClick={() => run(command)}
    className="flex min-h-9 cursor-default items-center gap-2 rounded-[4px] px-2 outline-none select-none data-highlighted:bg-pressed"
  >
    <span aria-hidden="true" className="text-muted [&>svg]:size-4">
      {command.icon}
    </span>
    <span className="min-w-0 flex-1 truncate">{command.label}</span>
    <span className="max-w-[45%] shrink-0 truncate text-12 text-muted">{command.hint}</span>
  </Autocomplete.Item>
)

function useCommands(only: 'palette' | 'tenants', open: OpenOverlay, query: string) {
  const slug = useTenantSlug()
  const actions = useActions(open)
  const pages = usePagesOf()
  const settled = useSettled(query.trim())
  const things = useThingsOf(only === 'tenants' ? undefined : slug, settled)
  const wantsTenants = only === 'tenants' || query !== ''
  const tenants = useTenantCommands(wantsTenants, settled)
  if (only === 'tenants') return { commands: tenants.tenants, isPending: tenants.isPending }
  return {
    // What there is shows once something is typed; until then the palette says where it can go and what it can do.
    commands: query === '' ? actions : [...actions, ...pages, ...things.things, ...tenants.tenants],
    isPending: things.isPending || tenants.isPending || settled !== query.trim(),
  }
}

interface Shown {
  readonly value: string
  readonly items: Command[]
}

/** The groups in the order of their best line; with nothing typed, in theirs. */
function grouped(commands: readonly Command[], query: string): Shown[] {
  const lines = query.trim() === '' ? [...commands] : ranked(commands, query)
  const order = query.trim() === '' ? GROUPS : [...new Set(lines.map(({ group }) => group))]
  const most = query.trim() === '' ? Infinity : MOST_OF_A_GROUP
  return order
    .map((value) => ({ value, items: lines.filter(({ group }) => group === value).slice(0, most) }))
    .filter(({ items }) => items.length > 0)
}
