import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router-dom'
import type { OAuthConfig } from '../../../../server/contracts/accounts'
import type { ConnectorType } from '../../../../server/contracts/connectors'
import { useConnector } from '../../api/connectors'
import { useDeleteOAuthApp } from '../../api/oauth-apps'
import { Button, ButtonLink } from '../../ui/button'
import { ConfirmDialog } from '../../ui/dialog'
import { Column, Section } from '../../ui/page'
import { useToast } from '../../ui/toast'
import { ownServerOf } from './health'
import { OAuthAppForm } from './oauth-app-form'

interface DetailProps {
  tenant: string
  app: OAuthConfig
  type: ConnectorType | undefined
  mayWrite: boolean
  /** The connector that somebody came from. */
  connector: string | null
}

/** One vendor's application, and the way back to what it is for. */
export function OAuthAppDetail({ tenant, app, type, mayWrite, connector }: DetailProps) {
  const { data: made } = useConnector(tenant, connector ?? '', { enabled: connector !== null })
  const { say } = useToast()
  const title = type?.title ?? app.title
  const goOn = connector === null ? undefined : `/tenants/${tenant}/connectors/${connector}/accounts`
  // The form begins with the address of the connector, which has to be known.
  const isReady = connector === null || made !== undefined
  return (
    <div className="grid gap-4">
      <Link to={goOn ?? '?'} className="inline-flex w-fit items-center gap-1 py-1 text-13 text-muted hover:text-ink">
        <ArrowLeft aria-hidden="true" size={14} />
        {goOn === undefined ? 'All OAuth apps' : `Back to ${made?.name ?? title}`}
      </Link>
      <Section title={headingOf(title, app)} description={WHAT[app.source ?? 'none']}>
        <Column>
          {goOn !== undefined && app.source !== null && (
            <ButtonLink to={goOn} look="primary" className="justify-self-start">
              Go on to connect {made?.name ?? title}
            </ButtonLink>
          )}
          {mayWrite && isReady && (
            <OAuthAppForm
              tenant={tenant}
              app={app}
              ownServer={made && ownServerOf(made)}
              look={goOn !== undefined && app.source !== null ? 'quiet' : 'primary'}
              onSaved={() => say({ title: `The OAuth app of ${title} is saved.` })}
            />
          )}
          {mayWrite && app.source === 'tenant' && <Forget tenant={tenant} app={app} title={title} />}
        </Column>
      </Section>
    </div>
  )
}

const headingOf = (title: string, { source }: OAuthConfig): string => {
  if (source === 'tenant') return `${title}: your own OAuth app`
  return source === 'platform' ? `${title}: the platform's OAuth app` : `${title} has no OAuth app yet`
}

const WHAT = {
  tenant: 'Accounts are connected through it.',
  platform:
    'Accounts are connected through it already. One of your own takes its place: your name on the consent page, your limits.',
  none: 'Register one at the vendor, then enter here what it gave you. Nobody can connect an account before.',
} as const

function Forget({ tenant, app, title }: { tenant: string; app: OAuthConfig; title: string }) {
  const [isOpen, setOpen] = useState(false)
  const { mutateAsync } = useDeleteOAuthApp(tenant, app.provider)
  const { say } = useToast()
  return (
    <div className="border-t border-line pt-4">
      <Button look="danger" onClick={() => setOpen(true)}>
        Delete this OAuth app
      </Button>
      <ConfirmDialog
        open={isOpen}
        onOpenChange={setOpen}
        title={`Delete the OAuth app of ${title}?`}
        description="Accounts that were connected through it cannot be renewed and fail within hours. The platform's app is used again where it has one."
        typeToConfirm={app.provider}
        confirm={{ label: 'Delete', look: 'danger' }}
        onConfirm={async () => {
          await mutateAsync()
          say({ title: `The OAuth app of ${title} is deleted.` })
        }}
      />
    </div>
  )
}
