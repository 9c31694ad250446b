import { lazy, Suspense, useState } from 'react'
import { Problem } from '../../api/client'
import { useUpdateConnector, useValidate } from '../../api/connector-changes'
import { Button, ButtonLink } from '../../ui/button'
import { useToast } from '../../ui/toast'
import { useConnectFlow } from './connect-flow'
import type { Facts, Mend } from './health'
import { inWords } from './validation'

// Fetched with the click: the list of connectors is a page that people begin with.
const waiting = () => import('./waiting-dialog')
const WaitingDialog = lazy(async () => ({ default: (await waiting()).WaitingDialog }))
const RefusedDialog = lazy(async () => ({ default: (await waiting()).RefusedDialog }))
const TokenDialog = lazy(async () => ({ default: (await import('./token-dialog')).TokenDialog }))

interface MendProps {
  tenant: string
  facts: Facts
  mend: Mend
  look?: 'primary' | 'quiet'
  size?: 'normal' | 'small'
}

/** The one button that mends a connector, whatever that takes. */
export function MendButton(props: MendProps) {
  const { tenant, facts, mend } = props
  const { connector, type } = facts
  const base = `/tenants/${tenant}`
  switch (mend.kind) {
    case 'connect':
      return <Connect {...props} />
    case 'token':
      return <Token {...props} />
    case 'check':
      return <Check {...props} />
    case 'enable':
      return <Enable {...props} />
    case 'place':
      return <Lead {...props} to={`${base}/connectors/${connector.slug}/settings`} />
    case 'app':
      return (
        <Lead
          {...props}
          to={`${base}/settings/oauth-apps?provider=${type?.provider ?? ''}&connector=${connector.slug}`}
        />
      )
  }
}

/** Its name says which one in a list of them. */
const named = ({ mend, facts: { connector } }: MendProps) => ({ 'aria-label': `${mend.label}: ${connector.name}` })

const Lead = ({ to, ...props }: MendProps & { to: string }) => (
  <ButtonLink to={to} look={props.look ?? 'quiet'} size={props.size ?? 'normal'} {...named(props)}>
    {props.mend.label}
  </ButtonLink>
)

/** When the account that counts for this person was connected. */
const connectedAtOf = ({ connector, account }: Facts): string | null =>
  (connector.account === 'shared' ? connector.credential?.storedAt : account?.connectedAt) ?? null

function Connect(props: MendProps) {
  const { tenant, facts, mend, look = 'quiet', size = 'normal' } = props
  const { start, under, error, isOpening, stop } = useConnectFlow(tenant)
  const { connector, type } = facts
  const ready = () => Promise.resolve({ connector, before: connectedAtOf(facts) })
  return (
    <>
      <Button look={look} size={size} busy={isOpening} onClick={() => void start(ready)} {...named(props)}>
        {mend.label}
      </Button>
      <Suspense fallback={null}>
        {under && <WaitingDialog tenant={tenant} title={type?.title ?? connector.name} under={under} onStop={stop} />}
        {error !== undefined && <RefusedDialog name={connector.name} error={error} onClose={stop} />}
      </Suspense>
    </>
  )
}

function Token(props: MendProps) {
  const { tenant, facts, mend, look = 'quiet', size = 'normal' } = props
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button look={look} size={size} onClick={() => setOpen(true)} {...named(props)}>
        {mend.label}
      </Button>
      <Suspense fallback={null}>
        {isOpen && <TokenDialog tenant={tenant} facts={facts} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  )
}

function Check(props: MendProps) {
  const { tenant, facts, mend, look = 'quiet', size = 'normal' } = props
  const { isPending, mutateAsync } = useValidate(tenant)
  const { say } = useToast()
  const check = () =>
    mutateAsync(facts.connector.slug).then(
      (found) => say(inWords(found, facts.connector.name)),
      (error: unknown) => say({ look: 'bad', title: Problem.from(error).message }),
    )
  return (
    <Button look={look} size={size} busy={isPending} onClick={() => void check()} {...named(props)}>
      {mend.label}
    </Button>
  )
}

function Enable(props: MendProps) {
  const { tenant, facts, mend, look = 'quiet', size = 'normal' } = props
  const { name, slug } = facts.connector
  const { isPending, mutateAsync } = useUpdateConnector(tenant, slug)
  const { say } = useToast()
  const enable = () =>
    mutateAsync({ isEnabled: true }).then(
      () => say({ title: `${name} is on.`, undo: () => mutateAsync({ isEnabled: false }) }),
      (error: unknown) => say({ look: 'bad', title: Problem.from(error).message }),
    )
  return (
    <Button look={look} size={size} busy={isPending} onClick={() => void enable()} {...named(props)}>
      {mend.label}
    </Button>
  )
}
