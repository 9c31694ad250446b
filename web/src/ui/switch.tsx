import { Switch as Base } from '@base-ui/react/switch'
import { useId } from 'react'
import { labelStyle } from './field'

interface SwitchProps {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  hideLabel?: boolean
  disabled?: boolean
}

/** On or off, saved at once. In a form that is sent as a whole, use Checkbox. */
export function Switch({ label, checked, onChange, hideLabel = false, disabled = false }: SwitchProps) {
  const id = useId()
  return (
    <label className="flex min-h-6 w-fit items-center gap-2">
      <Base.Root
        checked={checked}
        onCheckedChange={(next) => onChange(next)}
        disabled={disabled}
        aria-labelledby={id}
        className="inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-control bg-pressed p-[3px] transition-colors data-checked:border-ink data-checked:bg-ink data-disabled:opacity-50"
      >
        <Base.Thumb className="block size-3 rounded-full bg-control transition-[translate] data-checked:translate-x-4 data-checked:bg-on-ink" />
      </Base.Root>
      <span id={id} className={labelStyle(hideLabel)}>
        {label}
      </span>
    </label>
  )
}
