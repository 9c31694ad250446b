import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { useId, type ReactNode } from 'react'
import { described, labelStyle, Notes, type FrameProps } from './field'

interface Card<V extends string> {
  value: V
  title: string
  hint?: ReactNode
  icon?: ReactNode
  disabled?: boolean
}

interface RadioCardsProps<V extends string> extends FrameProps {
  value: V
  onChange: (value: V) => void
  options: readonly Card<V>[]
}

/** A choice whose options need a line of explanation each. */
export function RadioCards<V extends string>({ label, value, onChange, options, ...rest }: RadioCardsProps<V>) {
  const id = useId()
  const { help, error, hideLabel } = rest
  return (
    <div className="grid min-w-0 gap-1.5">
      <span id={id} className={labelStyle(hideLabel)}>
        {label}
      </span>
      <RadioGroup
        value={value}
        onValueChange={(next: V) => onChange(next)}
        aria-labelledby={id}
        {...described(id, help, error)}
        className="grid gap-2"
      >
        {options.map((option) => (
          <OneCard key={option.value} {...option} />
        ))}
      </RadioGroup>
      <Notes id={id} help={help} error={error} />
    </div>
  )
}

function OneCard<V extends string>({ value, title, hint, icon, disabled = false }: Card<V>) {
  const id = useId()
  return (
    <label className="flex items-start gap-3 rounded-control border border-line bg-surface p-3 transition-colors hover:bg-sunken has-data-checked:border-ink has-data-checked:bg-sunken">
      <Radio.Root
        value={value}
        disabled={disabled}
        aria-labelledby={`${id}-title`}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-control bg-surface data-checked:border-ink data-checked:bg-ink data-disabled:opacity-50"
      >
        <Radio.Indicator className="size-1.5 rounded-full bg-on-ink data-unchecked:hidden" />
      </Radio.Root>
      <span className="grid min-w-0 flex-1">
        <span id={`${id}-title`} className="font-medium">
          {title}
        </span>
        {hint !== undefined && (
          <span id={`${id}-hint`} className="text-13 text-muted">
            {hint}
          </span>
        )}
      </span>
      {icon !== undefined && (
        <span aria-hidden="true" className="shrink-0 text-muted">
          {icon}
        </span>
      )}
    </label>
  )
}
