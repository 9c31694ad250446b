import { Panel } from '../../ui/page'
import { Bar, Skeleton } from '../../ui/skeleton'

/** The shape of the page while its figures are on their way. */
export const Waiting = () => (
  <div className="grid gap-8">
    <Skeleton rows={2} label="Loading the overview" />
    <div className="grid gap-3">
      <Bar className="h-6 w-24" />
      <Panel padded>
        <Bar className="h-16 w-full" />
      </Panel>
      <Panel padded>
        <Bar className="h-28 w-full" />
      </Panel>
    </div>
    <Skeleton rows={6} label="Loading the busiest tools" />
  </div>
)
