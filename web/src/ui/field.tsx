import { useId, type InputHTMLAttributes, type ReactNode } from 'react'

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id'> {
  label: string
  help?: ReactNode
  error?: string | undefined
  mono?: boolean
}

/** A labelled input: label above, help below, what is wrong where it is wrong. */
export function Field({ label, help, error, mono = false, ...input }: FieldProps) {
  const id = useId()
  const described = [error && `${id}-error`, help && `${id}-help`].filter(Boolean).join(' ')
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-13 font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={described || undefined}
        autoComplete="off"
        spellCheck={false}
        className={`h-9 w-full rounded-control border bg-surface px-3 text-14 placeholder:text-muted ${mono ? 'font-mono' : ''} ${error ? 'border-bad' : 'border-control'}`}
        {...input}
      />
      {error && (
        <p id={`${id}-error`} className="text-13 text-bad">
          {error}
        </p>
      )}
      {help && (
        <p id={`${id}-help`} className="text-13 text-muted">
          {help}
        </p>
      )}
    </div>
  )
}
