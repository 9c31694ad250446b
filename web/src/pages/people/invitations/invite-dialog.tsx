import { useState } from 'react'
import { Dialog } from '../../../ui/dialog'
import { count } from '../../../ui/words'
import { InviteFooter, InviteForm } from './invite-form'
import { useInviting } from './inviting'
import { Links } from './links'

/** Invites one or several, then shows their links, which nobody sees again. */
export function InviteDialog({ tenant, onClose }: { tenant: string; onClose: () => void }) {
  const inviting = useInviting(tenant)
  const [isDone, setDone] = useState(false)
  const { made, failed } = inviting
  const mailed = made.filter(({ link }) => link.mailed).length
  return (
    <Dialog
      wide={isDone}
      open
      onOpenChange={(open) => !open && onClose()}
      title={isDone ? `${count(made.length, 'invitation')} made` : 'Invite people'}
      description={isDone ? whatNow(made.length, mailed) : undefined}
      footer={<InviteFooter inviting={inviting} isDone={isDone} onClose={onClose} onAgain={() => setDone(false)} />}
    >
      {isDone ? (
        <Links made={made} failed={failed} />
      ) : (
        <InviteForm tenant={tenant} inviting={inviting} onDone={() => setDone(true)} />
      )}
    </Dialog>
  )
}

function whatNow(all: number, mailed: number): string {
  if (mailed === all) return 'The links were mailed, and are shown here this once.'
  const rest = mailed === 0 ? 'Nothing was mailed' : `${mailed} of ${all} were mailed`
  return `${rest}: copy the links and pass them on. They are shown this once.`
}
