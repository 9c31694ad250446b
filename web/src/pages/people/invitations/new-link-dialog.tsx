import type { z } from 'zod'
import type { CreatedInvitation } from '../../../../../server/contracts/invitations'
import { Button } from '../../../ui/button'
import { Copyable } from '../../../ui/copy'
import { Dialog } from '../../../ui/dialog'
import { When } from '../../../ui/time'

interface Props {
  whom: string
  link: z.output<typeof CreatedInvitation>
  onClose: () => void
}

/** A link that replaced another one: shown this once. */
export const NewLinkDialog = ({ whom, link: { url, mailed, expiresAt }, onClose }: Props) => (
  <Dialog
    open
    onOpenChange={(open) => !open && onClose()}
    title={mailed ? 'A new link was mailed' : 'Pass the new link on'}
    description={
      <>
        For {whom}. The old link stopped working; this one expires <When at={expiresAt} /> and is shown this once.
      </>
    }
    footer={
      <Button look="primary" onClick={onClose}>
        Done
      </Button>
    }
  >
    <Copyable label="invitation link" text={url} />
  </Dialog>
)
