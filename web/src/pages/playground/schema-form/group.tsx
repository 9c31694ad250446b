import { useId, type ReactNode } from 'react'
import { described, Notes } from '../../../ui/field'

interface GroupProps {
  label: string
  help?: string | undefined
  error?: string | undefined
  /** Beside the label. */
  action?: ReactNode
  children?: ReactNode
}

/** Fields that belong together. */
export function Group({ label, help, error, action, children }: GroupProps) {
  const id = useId()
  return (
    <div role="group" aria-labelledby={id} {...groupNotes(id, help, error)} className="grid min-w-0 gap-1.5">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span id={id} className="text-13 font-medium">
          {label}
        </span>
        {action}
      </div>
      <Notes id={id} help={help} error={error} />
      {children !== undefined && <div className="grid min-w-0 gap-3 border-l border-line pl-3">{children}</div>}
    </div>
  )
}

/** A group is not invalid itself: what is inside of it is. */
const groupNotes = (id: string, help: string | undefined, error: string | undefined) => ({
  'aria-describedby': described(id, help, error)['aria-describedby'],
})
