import { Download, ExternalLink, TriangleAlert } from 'lucide-react'
import { Snippet } from '../../ui/copy'
import { Disclosure } from '../../ui/disclosure'
import type { Step, Way } from './clients/client'
import { grouped } from './group'
import { Words } from './words'

/** The simplest way first and in full, the others below. */
export function Instructions({ ways }: { ways: readonly Way[] }) {
  const [first, ...others] = ways
  if (!first) return null
  return (
    <div className="grid min-w-0 gap-5">
      <Steps way={first} />
      {others.length > 0 && (
        <div className="grid min-w-0 gap-3 border-t border-line pt-4">
          <h3 className="text-13">Or another way</h3>
          {others.map((way) => (
            <Disclosure key={way.id} summary={way.title}>
              <div className="grid min-w-0 gap-3 pl-4">
                {way.hint !== undefined && <p className="text-13 text-muted">{way.hint}</p>}
                <Steps way={way} isOther />
              </div>
            </Disclosure>
          ))}
        </div>
      )}
    </div>
  )
}

function Steps({ way, isOther = false }: { way: Way; isOther?: boolean }) {
  if (way.notHere !== undefined) {
    return (
      <p className="flex gap-2 text-13">
        <TriangleAlert aria-hidden="true" size={16} className="mt-0.5 shrink-0 text-warn" />
        <span>{way.notHere}</span>
      </p>
    )
  }
  const groups = grouped(way.steps)
  return (
    <ol className="grid min-w-0 gap-4">
      {groups.map((steps, index) => (
        <li key={`${way.id} ${index}`} className="grid min-w-0 grid-cols-[24px_minmax(0,1fr)] gap-3">
          {/* The list itself says the number. */}
          <span
            aria-hidden="true"
            className="grid size-6 place-items-center rounded-full border border-line text-12 font-medium text-muted"
          >
            {index + 1}
          </span>
          <div className="grid min-w-0 gap-2 pt-0.5">
            {steps.map((step) => (
              <OneStep key={JSON.stringify(step)} step={step} of={isOther ? way.title : undefined} />
            ))}
          </div>
        </li>
      ))}
    </ol>
  )
}

const button =
  'inline-flex h-9 w-fit items-center gap-2 rounded-control border border-line bg-surface px-3 font-medium no-underline transition-colors hover:bg-sunken'

/** What another way copies may be copied by the first one, too: its button says which way it is of. */
function OneStep({ step, of }: { step: Step; of: string | undefined }) {
  switch (step.kind) {
    case 'do':
      return (
        <p>
          <Words text={step.text} />
        </p>
      )
    case 'copy':
      return (
        <Snippet
          text={step.text}
          title={step.title}
          label={of === undefined ? step.title : `${step.title}, ${of}`}
          wraps={step.form !== 'json'}
        />
      )
    case 'open':
      return (
        <a href={step.href} className={button}>
          <ExternalLink aria-hidden="true" size={16} />
          {step.label}
        </a>
      )
    case 'download':
      return (
        <a href={step.href} download className={button}>
          <Download aria-hidden="true" size={16} />
          {step.label}
        </a>
      )
  }
}
