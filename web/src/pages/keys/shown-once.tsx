import { KeyRound } from 'lucide-react'
import { Copyable } from '../../ui/copy'
import { When } from '../../ui/time'
import type { NewKey } from './key-form'

/** The only time that a key is shown. */
export const ShownOnce = ({ made }: { made: NewKey }) => (
  <div className="grid min-w-0 gap-2">
    <p className="flex items-start gap-2">
      <KeyRound aria-hidden="true" size={16} className="mt-0.5 shrink-0 text-muted" />
      <span>
        <span className="font-medium">{made.name}</span> is ready. Copy the key now: it is shown this once.
      </span>
    </p>
    <Copyable text={made.key} label="the key" />
    <p className="text-13 text-muted">
      {made.readOnly ? 'It may use tools that only read. ' : ''}
      {made.expiresAt === null ? (
        'It works until somebody deletes it.'
      ) : (
        <>
          It ends <When at={made.expiresAt} />.
        </>
      )}
    </p>
  </div>
)
