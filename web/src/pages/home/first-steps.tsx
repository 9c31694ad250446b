import { CircleCheck, CircleDashed } from 'lucide-react'
import { ButtonLink } from '../../ui/button'
import { Row, Rows, Section } from '../../ui/page'
import type { Step } from './steps'

/** From nothing to the first tool call. What was done ticks itself off. */
export function FirstSteps({ tenant, steps }: { tenant: string; steps: readonly Step[] }) {
  const next = steps.find(({ isDone }) => !isDone)
  return (
    <Section title="First steps" description="Each is ticked off as it happens; this page follows along.">
      <Rows label="First steps">
        {steps.map((step) => (
          <Row key={step.title} aside={step === next && step.action && <NextButton tenant={tenant} {...step.action} />}>
            <div className="flex min-w-0 items-start gap-3">
              {step.isDone ? (
                <CircleCheck aria-hidden="true" size={20} className="shrink-0 text-good" />
              ) : (
                <CircleDashed aria-hidden="true" size={20} className="shrink-0 text-muted" />
              )}
              <div className="min-w-0">
                <p className={step === next ? 'font-medium' : step.isDone ? 'text-muted' : ''}>
                  {step.title}
                  <span className={step.isDone ? 'ml-2 text-12 text-good' : 'sr-only'}>
                    {step.isDone ? 'Done' : 'Not done yet'}
                  </span>
                </p>
                {step === next && <p className="text-13 text-muted">{step.help}</p>}
              </div>
            </div>
          </Row>
        ))}
      </Rows>
      <p role="status" className="sr-only">
        {next === undefined ? '' : `Next: ${next.title}`}
      </p>
    </Section>
  )
}

const NextButton = ({ tenant, label, to }: { tenant: string; label: string; to: string }) => (
  <ButtonLink look="primary" to={`/tenants/${tenant}/${to}`}>
    {label}
  </ButtonLink>
)
