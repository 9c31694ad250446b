import { Check } from 'lucide-react'

const STEPS = ['Choose', 'Connect', 'Pick tools'] as const

/** Where somebody is on the way. */
export const Steps = ({ now }: { now: (typeof STEPS)[number] }) => (
  <ol aria-label="Steps" className="flex flex-wrap gap-x-4 gap-y-1 text-13 text-muted">
    {STEPS.map((step, i) => {
      const isDone = i < STEPS.indexOf(now)
      const isNow = step === now
      return (
        <li
          key={step}
          {...(isNow && { 'aria-current': 'step' as const })}
          className={`flex items-center gap-1.5 ${isNow ? 'font-medium text-ink' : ''}`}
        >
          <span
            aria-hidden="true"
            className={`grid size-5 place-items-center rounded-full border text-12 ${isNow ? 'border-ink bg-ink text-on-ink' : 'border-control'}`}
          >
            {isDone ? <Check size={12} /> : i + 1}
          </span>
          {step}
          {isDone && <span className="sr-only">, done</span>}
        </li>
      )
    })}
  </ol>
)
