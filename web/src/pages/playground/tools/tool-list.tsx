import { useParam } from '../../../hooks/params'
import { EffectBadge } from '../../../ui/badge'
import { SearchBox } from '../../../ui/search-box'
import { effectOf, findTools, type Tool, titleOf } from './tool'

interface ToolListProps {
  tools: readonly Tool[]
  chosen: string | undefined
  onChoose: (tool: string) => void
}

/** What the endpoint offers, as it offers it. */
export function ToolList({ tools, chosen, onChoose }: ToolListProps) {
  const [search, setSearch] = useParam('q')
  const found = findTools(tools, search)
  return (
    <div className="grid min-w-0 content-start gap-3 lg:sticky lg:top-6">
      <SearchBox label="Search tools" value={search} onChange={setSearch} />
      {found.length === 0 ? (
        <p className="text-muted">No tool is called that.</p>
      ) : (
        <ul
          aria-label="Tools"
          className="min-w-0 divide-y divide-line overflow-y-auto rounded-control border border-line bg-surface max-h-[60dvh] lg:max-h-[calc(100dvh-120px)]"
        >
          {found.map((tool) => (
            <li key={tool.name}>
              <button
                type="button"
                aria-current={tool.name === chosen ? 'true' : undefined}
                onClick={() => onChoose(tool.name)}
                className="flex min-h-10 w-full min-w-0 items-center gap-2 px-3 py-1.5 text-left -outline-offset-2 transition-colors hover:bg-sunken aria-[current=true]:bg-sunken"
              >
                <span className="grid min-w-0 flex-1">
                  <span className="truncate text-13 font-medium">{titleOf(tool)}</span>
                  {titleOf(tool) === tool.name ? (
                    <span className="truncate text-12 text-muted">{tool.description}</span>
                  ) : (
                    <span className="truncate font-mono text-12 text-muted">{tool.name}</span>
                  )}
                </span>
                <EffectBadge effect={effectOf(tool)} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
