import { Checkbox as Base } from '@base-ui/react/checkbox'
import { Check, Minus } from 'lucide-react'
import { useId, type ReactNode } from 'react'
import { described, Notes } from './field'

interface CheckboxProps {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  help?: ReactNode
  error?: string | undefined
  /** Some of what it stands for is ticked. */
  mixed?: boolean
  hideLabel?: boolean
  disabled?: boolean
}

export function Checkbox({ label, checked, onChange, help, error, mixed = false, ...rest }: CheckboxProps) {
  const id = useId()
  const { hideLabel = false, disabled = false } = rest
  return (
    <div className="grid">
      <label className="flex min-h-6 w-fit items-start gap-2">
        <Base.Root
          checked={checked}
          indeterminate={mixed}
          onCheckedChange={(next) => onChange(next)}
          disabled={disabled}
          aria-labelledby={id}
          {...described(id, help, error)}
          className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-[4px] border border-control bg-surface text-on-ink data-checked:border-ink data-checked:bg-ink data-disabled:opacity-50 data-indeterminate:border-ink data-indeterminate:bg-ink"
        >
          <Base.Indicator className="grid data-unchecked:hidden">
            {mixed ? <Minus aria-hidden="true" size={12} /> : <Check aria-hidden="true" size={12} strokeWidth={3} />}
          </Base.Indicator>
        </Base.Root>
        <span id={id} className={hideLabel ? 'sr-only' : 'text-14'}>
          {label}
        </span>
      </label>
      {(help !== undefined || error !== undefined) && (
        <div className="grid gap-1 pl-6">
          <Notes id={id} help={help} error={error} />
        </div>
      )}
    </div>
  )
}
