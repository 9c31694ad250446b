import { ArrowDown, ArrowUp, ChevronRight, Info, type LucideIcon } from 'lucide-react'
import { useId, useState } from 'react'
import type { Frame } from '../../../mcp/log'
import { Json } from '../../../ui/code'
import { CopyButton } from '../../../ui/copy'
import { Duration } from '../../../ui/time'
import { inBytes } from '../bytes'

const LOOKS: Readonly<Record<Frame['direction'], { word: string; icon: LucideIcon }>> = {
  sent: { word: 'Sent', icon: ArrowUp },
  received: { word: 'Received', icon: ArrowDown },
  note: { word: 'Connection', icon: Info },
}

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })
const timeOf = (at: number): string => `${clock.format(at)}.${String(at % 1_000).padStart(3, '0')}`

/** One message; the whole of it when it is opened. */
export function FrameRow({ frame }: { frame: Frame }) {
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const { word, icon: Icon } = LOOKS[frame.direction]
  const line = (
    <>
      <Icon aria-hidden="true" size={14} className="shrink-0 text-muted" />
      <span className="w-20 shrink-0 text-12 text-muted max-sm:sr-only">{word}</span>
      <span className={`min-w-0 flex-1 ${frame.direction === 'note' ? '' : 'truncate font-mono'}`}>
        {titleOf(frame)}
      </span>
      {frame.ms !== undefined && (
        <span className="shrink-0 text-12 text-muted">
          <Duration ms={frame.ms} />
        </span>
      )}
      {frame.message !== undefined && (
        <span className="w-16 shrink-0 text-right text-12 text-muted">{inBytes(frame.bytes)}</span>
      )}
      <time dateTime={new Date(frame.at).toISOString()} className="shrink-0 text-12 text-muted max-sm:hidden">
        {timeOf(frame.at)}
      </time>
    </>
  )
  if (frame.message === undefined) {
    return <li className="flex min-h-8 items-center gap-2 py-1 pr-3 pl-7.5 text-13">{line}</li>
  }
  return (
    <li className="min-w-0 text-13">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        className="flex min-h-8 w-full min-w-0 items-center gap-2 px-3 py-1 text-left -outline-offset-2 hover:bg-sunken"
      >
        <ChevronRight
          aria-hidden="true"
          size={12}
          className={`-mr-0.5 shrink-0 text-muted ${isOpen ? 'rotate-90' : ''}`}
        />
        {line}
      </button>
      <div id={id} hidden={!isOpen} className="min-w-0 px-3 pb-3">
        {isOpen && (
          <div className="relative">
            <Json value={frame.message} label={`${word} ${titleOf(frame)}`} />
            <div className="absolute top-1 right-1">
              <CopyButton text={JSON.stringify(frame.message, null, 2)} label="message" />
            </div>
          </div>
        )}
      </div>
    </li>
  )
}

function titleOf({ kind, title }: Frame) {
  if (kind === 'answer') return `Result of ${title}`
  return kind === 'error' ? `Error of ${title}` : title
}
