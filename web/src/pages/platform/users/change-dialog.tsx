import type { ReactNode } from 'react'
import type { User } from '../../../../../server/contracts/users'
import { useResetSecondFactor, useUpdateUser } from '../../../api/users'
import { ConfirmDialog } from '../../../ui/dialog'
import { useToast } from '../../../ui/toast'

/** What is asked about first: it gives much, or ends what does not come back. */
export type Change = 'admin' | 'no-admin' | 'deactivate' | 'no-second-factor'

interface ChangeDialogProps {
  user: User
  change: Change
  isMe: boolean
  onClose: () => void
}

export function ChangeDialog({ user, change, isMe, onClose }: ChangeDialogProps) {
  const { id } = user
  const { say } = useToast()
  const update = useUpdateUser()
  const resetSecondFactor = useResetSecondFactor()
  const { title, description, label, done } = wordsOf(change, user, isMe)
  const does: Readonly<Record<Change, () => Promise<unknown>>> = {
    admin: () => update.mutateAsync({ id, isPlatformAdmin: true }),
    'no-admin': () => update.mutateAsync({ id, isPlatformAdmin: false }),
    deactivate: () => update.mutateAsync({ id, isActive: false }),
    'no-second-factor': () => resetSecondFactor.mutateAsync(id),
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={title}
      description={description}
      confirm={{ label, look: change === 'admin' ? 'primary' : 'danger' }}
      onConfirm={async () => {
        await does[change]()
        say({ title: done })
      }}
    />
  )
}

interface Words {
  readonly title: string
  readonly description: ReactNode
  readonly label: string
  /** Afterwards. */
  readonly done: string
}

function wordsOf(change: Change, { name }: User, isMe: boolean): Words {
  switch (change) {
    case 'admin':
      return {
        title: `Make ${name} a platform admin?`,
        description:
          'They see and change every tenant, its people and its keys, and everything here. They use tools only where they are a member.',
        label: 'Make platform admin',
        done: `${name} is a platform admin now.`,
      }
    case 'no-admin':
      return {
        title: isMe ? 'Stop being a platform admin?' : `Take platform admin away from ${name}?`,
        description: (
          <>
            {isMe ? 'You leave these pages and cannot come back by yourself. Your' : 'Their'} platform keys stop
            working, and invitations that nobody accepted yet end. Memberships stay.
          </>
        ),
        label: isMe ? 'Stop being one' : 'Take it away',
        done: isMe ? 'You are no platform admin any more.' : `${name} is no platform admin any more.`,
      }
    case 'deactivate':
      return {
        title: `Deactivate ${name}?`,
        description: <WhatEnds />,
        label: 'Deactivate',
        done: `${name} is deactivated.`,
      }
    case 'no-second-factor':
      return {
        title: `Switch off ${name}'s second factor?`,
        description:
          'For somebody who lost their phone and their recovery codes: be sure that it is they who ask. Their password alone signs them in until they switch it on again.',
        label: 'Switch it off',
        done: `${name} signs in without a second factor now.`,
      }
  }
}

const WhatEnds = () => (
  <div className="grid gap-2">
    <p>At once, and everywhere:</p>
    <ul className="list-disc pl-5">
      <li>they are signed out, and cannot sign in</li>
      <li>their API keys and their AI clients are refused</li>
      <li>invitations that they sent and nobody accepted end for good</li>
    </ul>
    <p>Memberships, keys and connected accounts are kept, and work again when the account is activated again.</p>
  </div>
)
