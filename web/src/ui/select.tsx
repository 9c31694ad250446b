import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronDown } from 'lucide-react'
import { useId } from 'react'
import { control, described, edge, labelStyle, Notes, type FrameProps } from './field'
import { item, popup } from './popup'

export interface Option<V extends string = string> {
  value: V
  label: string
  hint?: string | undefined
}

interface SelectProps<V extends string> extends FrameProps {
  value: V
  onChange: (value: V) => void
  options: readonly Option<V>[]
  /** Shown while the value is none of the options. */
  placeholder?: string
  disabled?: boolean
}

/** One of a few. For many, see Combobox. */
export function Select<V extends string>({ label, value, onChange, options, placeholder, ...rest }: SelectProps<V>) {
  const id = useId()
  const { help, error, hideLabel, disabled = false } = rest
  const choose = (next: V | null) => next !== null && next !== value && onChange(next)
  return (
    <div className="grid min-w-0 gap-1.5">
      <Base.Root items={options} value={value} onValueChange={choose} disabled={disabled} modal={false}>
        <Base.Label className={labelStyle(hideLabel)}>{label}</Base.Label>
        <Base.Trigger
          {...described(id, help, error)}
          className={`flex h-9 items-center justify-between gap-2 pr-2 pl-3 text-left hover:bg-sunken ${control} ${edge(error)}`}
        >
          <span className="min-w-0 truncate">
            <Base.Value>{options.find((each) => each.value === value)?.label ?? placeholder ?? 'Choose'}</Base.Value>
          </span>
          <Base.Icon className="text-muted">
            <ChevronDown aria-hidden="true" size={16} />
          </Base.Icon>
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-10 outline-none">
            <Base.Popup className={`${popup} min-w-(--anchor-width)`}>
              <Base.List>
                {options.map((option) => (
                  <Base.Item key={option.value} value={option.value} className={item}>
                    <span className="grid min-w-0 flex-1">
                      <Base.ItemText>{option.label}</Base.ItemText>
                      {option.hint !== undefined && <span className="text-12 text-muted">{option.hint}</span>}
                    </span>
                    <span className="size-4">
                      <Base.ItemIndicator>
                        <Check aria-hidden="true" size={16} />
                      </Base.ItemIndicator>
                    </span>
                  </Base.Item>
                ))}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
      <Notes id={id} help={help} error={error} />
    </div>
  )
}
