import { useParams } from 'react-router-dom'
import { type Days, useOverview } from '../../api/overview'
import { useDays } from '../../hooks/days'
import { Page, Section } from '../../ui/page'
import { ProblemNotice } from '../../ui/problem'
import type { Attention, Overview } from '../../../../server/contracts/overview'
import { isUrgent } from './attention'
import { AttentionList } from './attention-list'
import { BusiestTools } from './busiest-tools'
import { Charts } from './charts'
import { Counts } from './counts'
import { Figures } from './figures'
import { FirstSteps } from './first-steps'
import { Periods } from './period'
import { useFirstSteps } from './steps'
import { periodOf, titleOf } from './title'
import { Waiting } from './waiting'

export function HomePage() {
  const { tenant = '' } = useParams()
  const days = useDays()
  const { data: overview, error, refetch } = useOverview(tenant, days)
  const steps = useFirstSteps(tenant, overview)
  if (error !== null && overview === undefined) {
    return (
      <Page title="The overview could not be read">
        <ProblemNotice error={error} retry={refetch} />
      </Page>
    )
  }
  if (overview === undefined || steps === undefined) {
    return (
      <Page>
        <Waiting />
      </Page>
    )
  }
  const left = steps.filter(({ isDone }) => !isDone).length
  return (
    <Page title={titleOf(overview, left)} lead={<Counts tenant={tenant} overview={overview} />}>
      <div className="grid min-w-0 grid-cols-1 gap-8">
        {error !== null && <ProblemNotice error={error} retry={refetch} />}
        {left > 0 && <FirstSteps tenant={tenant} steps={steps} />}
        <Needs tenant={tenant} items={left > 0 ? overview.attention.filter(isNoStep) : overview.attention} />
        {(left === 0 || overview.totals.calls > 0) && <Traffic tenant={tenant} overview={overview} days={days} />}
      </div>
    </Page>
  )
}

/** What the first steps say already is not said twice. */
const isNoStep = ({ state }: Attention): boolean => state !== 'not_connected'

/** In two parts, so that the first holds as many as the title says. */
function Needs({ tenant, items }: { tenant: string; items: readonly Attention[] }) {
  const parts = [
    ['What needs you', items.filter(isUrgent)],
    ['Worth knowing', items.filter((item) => !isUrgent(item))],
  ] as const
  return parts.map(
    ([title, some]) =>
      some.length > 0 && (
        <Section key={title} title={title}>
          <AttentionList label={title} tenant={tenant} items={some} />
        </Section>
      ),
  )
}

interface TrafficProps {
  tenant: string
  overview: Overview
  days: Days
}

function Traffic({ tenant, overview, days }: TrafficProps) {
  const isOwn = overview.scope === 'own'
  const period = periodOf(overview)
  return (
    <>
      <Section
        title={isOwn ? 'Your calls' : 'Calls'}
        description={isOwn ? 'What you called, with whatever key or client.' : undefined}
        action={<Periods days={days} />}
      >
        <Figures overview={overview} period={period} />
        <Charts overview={overview} />
      </Section>
      <Section title={isOwn ? 'Your busiest tools' : 'Busiest tools'}>
        <BusiestTools tenant={tenant} tools={overview.busiestTools} period={period} />
      </Section>
    </>
  )
}
