import type { User } from '../../../../../server/contracts/users'
import { useMakeResetLink } from '../../../api/users'
import { Button } from '../../../ui/button'
import { Copyable } from '../../../ui/copy'
import { Dialog } from '../../../ui/dialog'
import { ProblemNotice } from '../../../ui/problem'
import { When } from '../../../ui/time'

interface ResetLinkDialogProps {
  user: User
  /** It was made a moment ago and has no password yet. */
  isNew?: boolean
  onClose: () => void
}

/** The only time that the link is shown. */
export function ResetLinkDialog({ user: { id, name, email }, isNew = false, onClose }: ResetLinkDialogProps) {
  const make = useMakeResetLink()
  const link = make.data
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={titleOf(name, { isNew, isMade: link !== undefined })}
      description={
        link
          ? 'Copy it now and hand it over in a way that you trust: it is shown this once, and nobody is mailed.'
          : `With it whoever holds it chooses ${isNew ? 'the' : 'a new'} password for ${email}. It works once, for a day.`
      }
      footer={
        link ? (
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{isNew ? 'Later' : 'Cancel'}</Button>
            <Button look="primary" busy={make.isPending} onClick={() => make.mutate(id)}>
              Make the link
            </Button>
          </>
        )
      }
    >
      <div className="grid min-w-0 gap-3" aria-live="polite">
        {link ? (
          <>
            <Copyable text={link.url} label="the link" />
            <p className="text-13 text-muted">
              It ends <When at={link.expiresAt} />.
            </p>
          </>
        ) : (
          <p className="text-13 text-muted">
            {isNew
              ? 'Until then the account has no password, so nobody signs in with it.'
              : 'The password of now works until then. The new one ends their sessions and their AI clients; a second factor is asked for all the same.'}
          </p>
        )}
        {make.isError && <ProblemNotice error={make.error} />}
      </div>
    </Dialog>
  )
}

function titleOf(name: string, { isNew, isMade }: { isNew: boolean; isMade: boolean }): string {
  if (isMade) return `The link for ${name}`
  return isNew ? `${name} has an account` : `Make a reset link for ${name}?`
}
