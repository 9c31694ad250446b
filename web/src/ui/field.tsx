import { CircleAlert } from 'lucide-react'
import { useId, type ComponentProps, type ReactNode } from 'react'

export interface FrameProps {
  label: string
  help?: ReactNode
  error?: string | undefined
  /** The label is read out and not shown: only where the place says it. */
  hideLabel?: boolean
}

/** What a control inside a frame must carry: spread it. */
export interface ControlIds {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

export const control =
  'w-full rounded-control border bg-surface text-16 text-ink sm:text-14 disabled:border-line disabled:bg-sunken disabled:text-muted'
export const edge = (error: string | undefined) => (error === undefined ? 'border-control' : 'border-bad')
export const labelStyle = (hidden = false) => (hidden ? 'sr-only' : 'w-fit text-13 font-medium')

/** Label above, what is wrong where it is wrong, help below; the last two are read out with the control. */
export function FieldFrame({
  label,
  help,
  error,
  hideLabel,
  children,
}: FrameProps & { children: (ids: ControlIds) => ReactNode }) {
  const id = useId()
  return (
    <div className="grid min-w-0 gap-1.5">
      <label htmlFor={id} className={labelStyle(hideLabel)}>
        {label}
      </label>
      {children({ id, ...described(id, help, error) })}
      <Notes id={id} help={help} error={error} />
    </div>
  )
}

export function described(id: string, help: ReactNode, error: string | undefined): Omit<ControlIds, 'id'> {
  const notes = [error !== undefined && `${id}-error`, help !== undefined && `${id}-help`].filter(Boolean).join(' ')
  return { 'aria-describedby': notes || undefined, 'aria-invalid': error === undefined ? undefined : true }
}

export const Notes = ({ id, help, error }: { id: string; help: ReactNode; error: string | undefined }) => (
  <>
    {error !== undefined && (
      <p id={`${id}-error`} className="flex gap-1.5 text-13 text-bad">
        <CircleAlert aria-hidden="true" size={14} className="mt-[3px] shrink-0" />
        {error}
      </p>
    )}
    {help !== undefined && (
      <p id={`${id}-help`} className="text-13 text-muted">
        {help}
      </p>
    )}
  </>
)

type FieldProps = FrameProps & Omit<ComponentProps<'input'>, 'id' | 'children'> & { mono?: boolean }

export function Field({ label, help, error, hideLabel = false, mono = false, className, ...input }: FieldProps) {
  return (
    <FieldFrame label={label} help={help} error={error} hideLabel={hideLabel}>
      {(ids) => (
        <input
          autoComplete="off"
          spellCheck={false}
          {...input}
          {...ids}
          className={`h-9 px-3 read-only:bg-sunken ${control} ${edge(error)} ${mono ? 'font-mono' : ''} ${className ?? ''}`}
        />
      )}
    </FieldFrame>
  )
}

type TextAreaProps = FrameProps & Omit<ComponentProps<'textarea'>, 'id' | 'children'> & { mono?: boolean }

export function TextArea({ label, help, error, hideLabel = false, mono = false, className, ...area }: TextAreaProps) {
  return (
    <FieldFrame label={label} help={help} error={error} hideLabel={hideLabel}>
      {(ids) => (
        <textarea
          rows={4}
          spellCheck={!mono}
          {...area}
          {...ids}
          className={`block min-h-20 px-3 py-2 read-only:bg-sunken ${control} ${edge(error)} ${mono ? 'font-mono sm:text-13' : ''} ${className ?? ''}`}
        />
      )}
    </FieldFrame>
  )
}
