interface ToggleProps<V extends string> {
  label: string
  value: V
  onChange: (value: V) => void
  options: readonly { readonly value: V; readonly label: string }[]
}

/** Two or three ways to look at the same thing. */
export const Toggle = <V extends string>({ label, value, onChange, options }: ToggleProps<V>) => (
  <div role="group" aria-label={label} className="flex w-fit rounded-control border border-line bg-sunken p-0.5">
    {options.map((option) => (
      <button
        key={option.value}
        type="button"
        aria-pressed={option.value === value}
        onClick={() => onChange(option.value)}
        className="h-7 rounded-[4px] border border-transparent px-2.5 text-13 text-muted transition-colors hover:text-ink aria-pressed:border-line aria-pressed:bg-surface aria-pressed:font-medium aria-pressed:text-ink"
      >
        {option.label}
      </button>
    ))}
  </div>
)
