import { Trash2 } from 'lucide-react'
import { useParam } from '../../../hooks/params'
import type { Frame } from '../../../mcp/log'
import { Button } from '../../../ui/button'
import { SearchBox } from '../../../ui/search-box'
import { Select } from '../../../ui/select'
import { count } from '../../../ui/words'
import { FrameRow } from './frame-row'

const DIRECTIONS = [
  { value: 'all', label: 'Both ways' },
  { value: 'sent', label: 'Sent' },
  { value: 'received', label: 'Received' },
] as const

type Direction = (typeof DIRECTIONS)[number]['value']

/** Every message, newest first. */
export function MessageLog({ frames, onClear }: { frames: readonly Frame[]; onClear: () => void }) {
  const [search, setSearch] = useParam('find')
  const [asked, setDirection] = useParam('direction')
  const direction = DIRECTIONS.find(({ value }) => value === asked)?.value ?? 'all'
  const shown = frames.filter((each) => fits(each, direction, search.toLowerCase())).toReversed()
  return (
    <div className="grid min-w-0 gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <SearchBox label="Filter messages" value={search} onChange={setSearch} />
        <div className="w-36">
          <Select
            hideLabel
            label="Direction"
            value={direction}
            onChange={(next) => setDirection(next === 'all' ? '' : next)}
            options={DIRECTIONS}
          />
        </div>
        <p role="status" className="text-13 text-muted">
          {shown.length === frames.length
            ? count(frames.length, 'message')
            : `${shown.length} of ${count(frames.length, 'message')}`}
        </p>
        <Button look="plain" size="small" icon={<Trash2 />} className="ml-auto" onClick={onClear}>
          Clear
        </Button>
      </div>
      {shown.length === 0 ? (
        <p className="text-muted">
          {frames.length === 0 ? 'Each message both ways shows up here.' : 'No message fits this filter.'}
        </p>
      ) : (
        <ol
          aria-label="Messages"
          className="max-h-[480px] min-w-0 divide-y divide-line overflow-y-auto rounded-control border border-line bg-surface"
        >
          {shown.map((frame) => (
            <FrameRow key={frame.id} frame={frame} />
          ))}
        </ol>
      )}
    </div>
  )
}

function fits(frame: Frame, direction: Direction, search: string): boolean {
  if (direction !== 'all' && frame.direction !== direction) return false
  if (search === '' || frame.title.toLowerCase().includes(search)) return true
  return frame.message !== undefined && JSON.stringify(frame.message).toLowerCase().includes(search)
}
