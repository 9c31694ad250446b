import { RotateCcw } from 'lucide-react'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { Row, Rows } from '../../ui/panel'
import { Duration, When } from '../../ui/time'
import type { HistoryEntry } from './history'

const OUTCOMES = {
  answered: { look: 'good', word: 'Answered' },
  failed: { look: 'bad', word: 'Failed' },
  cancelled: { look: 'neutral', word: 'Cancelled' },
} as const

interface HistoryListProps {
  entries: readonly HistoryEntry[]
  onOpen: (entry: HistoryEntry, isRun: boolean) => void
}

/** The calls of this tab, newest first, each to be made again. */
export function HistoryList({ entries, onOpen }: HistoryListProps) {
  if (entries.length === 0) return <p className="text-muted">The calls you make here are kept until this tab closes.</p>
  return (
    <Rows label="Calls of this tab">
      {entries.map((entry) => (
        <Row
          key={entry.id}
          aside={
            <>
              <span className="max-sm:hidden">
                <Badge look={OUTCOMES[entry.outcome].look}>{OUTCOMES[entry.outcome].word}</Badge>
              </span>
              <Button size="small" aria-label={`Open: ${entry.tool}`} onClick={() => onOpen(entry, false)}>
                Open
              </Button>
              <Button
                size="small"
                icon={<RotateCcw />}
                aria-label={`Run again: ${entry.tool}`}
                onClick={() => onOpen(entry, true)}
              >
                Run again
              </Button>
            </>
          }
        >
          <p className="truncate font-mono text-13">{entry.tool}</p>
          <p className="truncate text-12 text-muted">
            <span className="sm:hidden">{OUTCOMES[entry.outcome].word}, </span>
            <When at={new Date(entry.at)} />, <Duration ms={entry.ms} />{' '}
            <span className="font-mono">{JSON.stringify(entry.args)}</span>
          </p>
        </Row>
      ))}
    </Rows>
  )
}
