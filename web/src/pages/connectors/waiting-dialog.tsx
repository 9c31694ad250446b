import { Dialog } from '../../ui/dialog'
import { ProblemNotice } from '../../ui/problem'
import type { Under } from './connect-flow'
import { Waiting } from './waiting'

interface WaitingDialogProps {
  tenant: string
  /** The vendor. */
  title: string
  under: Under
  onStop: () => void
}

export const WaitingDialog = ({ tenant, title, under, onStop }: WaitingDialogProps) => (
  <Dialog open onOpenChange={onStop} title={`Connect ${under.connector.name}`}>
    <Waiting tenant={tenant} title={title} under={under} onDone={onStop} onStop={onStop} />
  </Dialog>
)

/** Why it could not begin. */
export const RefusedDialog = ({ name, error, onClose }: { name: string; error: unknown; onClose: () => void }) => (
  <Dialog open onOpenChange={onClose} title={`${name} could not be connected`}>
    <ProblemNotice error={error} />
  </Dialog>
)
