import { Combobox as Base } from '@base-ui/react/combobox'
import { Check, ChevronDown } from 'lucide-react'
import { useEffect, useEffectEvent, useId, useState } from 'react'
import { control, described, edge, labelStyle, Notes, type FrameProps } from './field'
import { item, popup } from './popup'
import type { Option } from './select'

interface ComboboxProps extends FrameProps {
  /** The chosen option's, or '' for none. */
  value: string
  onChange: (value: string) => void
  /** All there are. */
  options?: readonly Option[]
  /** Or the best matches for what is typed, '' at first. */
  search?: (typed: string) => Promise<readonly Option[]>
  placeholder?: string
  disabled?: boolean
}

/** One of many, found by typing. */
export function Combobox({ label, value, onChange, options, search, placeholder, ...rest }: ComboboxProps) {
  const id = useId()
  const { help, error, hideLabel, disabled = false } = rest
  const [typed, setTyped] = useState('')
  // The name of what is chosen has to be found too.
  const [isWanted, setWanted] = useState(value !== '')
  const { found, state } = useFound(isWanted ? search : undefined, typed)
  const [picked, setPicked] = useState<Option | null>(null)
  const known = options ?? found
  const chosen = known.find((each) => each.value === value) ?? (picked?.value === value ? picked : null)
  const choose = (option: Option | null) => {
    setPicked(option)
    onChange(option?.value ?? '')
  }
  return (
    <div className="grid min-w-0 gap-1.5">
      <Base.Root
        items={known}
        // Ids are nothing to read while their names are on their way.
        value={chosen ?? (value === '' ? null : { value, label: known.length === 0 ? '' : value })}
        onValueChange={choose}
        isItemEqualToValue={(a, b) => a.value === b.value}
        onInputValueChange={(text, { reason }) => setTyped(reason === 'input-change' ? text : '')}
        {...(search && { filter: null })}
        onOpenChange={() => setWanted(true)}
        autoHighlight
        disabled={disabled}
      >
        <label id={`${id}-label`} htmlFor={id} className={labelStyle(hideLabel)}>
          {label}
        </label>
        <div className="relative">
          <Base.Input
            id={id}
            // While it is open the rest of the page is hidden from screen readers, its label too.
            aria-labelledby={`${id}-label`}
            placeholder={placeholder}
            {...described(id, help, error)}
            className={`h-9 pr-9 pl-3 ${control} ${edge(error)}`}
          />
          <Base.Trigger
            aria-label={`Show ${label}`}
            className="absolute top-1 right-1 grid size-7 place-items-center rounded-control text-muted hover:bg-sunken"
          >
            <ChevronDown aria-hidden="true" size={16} />
          </Base.Trigger>
        </div>
        <Base.Portal>
          <Base.Positioner sideOffset={4} className="z-10 outline-none">
            <Base.Popup className={`${popup} w-max min-w-(--anchor-width) sm:max-w-96`}>
              <Base.Status className="text-13 text-muted">
                {state !== '' && <span className="block px-2 py-1.5">{state}</span>}
              </Base.Status>
              <Base.Empty className="text-13 text-muted">
                {state === '' && <span className="block px-2 py-1.5">Nothing matches.</span>}
              </Base.Empty>
              <Base.List>
                {(option: Option) => (
                  <Base.Item key={option.value} value={option} className={item}>
                    <span className="grid min-w-0 flex-1">
                      <span className="truncate">{option.label}</span>
                      {option.hint !== undefined && <span className="truncate text-12 text-muted">{option.hint}</span>}
                    </span>
                    <Base.ItemIndicator>
                      <Check aria-hidden="true" size={16} />
                    </Base.ItemIndicator>
                  </Base.Item>
                )}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
      <Notes id={id} help={help} error={error} />
    </div>
  )
}

/** What the search finds once the typing pauses. An answer that comes after the next question is dropped. */
function useFound(search: ComboboxProps['search'], typed: string) {
  const [found, setFound] = useState<readonly Option[]>([])
  const [state, setState] = useState('')
  const isOn = search !== undefined
  const ask = useEffectEvent(async (text: string) => (await search?.(text)) ?? [])
  useEffect(() => {
    if (!isOn) return
    let current = true
    const answer = (options: readonly Option[], words: string) => {
      if (!current) return
      setFound(options)
      setState(words)
    }
    const timer = setTimeout(() => {
      setState('Searching')
      ask(typed).then(
        (options) => answer(options, ''),
        () => answer([], 'The search did not work. Type again to try again.'),
      )
    }, 150)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [isOn, typed])
  return { found, state }
}
