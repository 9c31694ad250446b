import { Trash2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { z } from 'zod'
import type { TenantDomain } from '../../../../../server/contracts/single-sign-on'
import { useMay } from '../../../api/me'
import { useProveDomain, useRemoveDomain } from '../../../api/single-sign-on'
import { Badge } from '../../../ui/badge'
import { Button, IconButton } from '../../../ui/button'
import { Copyable } from '../../../ui/copy'
import { ConfirmDialog } from '../../../ui/dialog'
import { ProblemNotice } from '../../../ui/problem'
import { When } from '../../../ui/time'
import { useToast } from '../../../ui/toast'

interface Props {
  tenant: string
  domain: z.output<typeof TenantDomain>
  mayWrite: boolean
}

/** A domain; until it is proved, the record that proves it. */
export function Domain({ tenant, domain: { domain, verifiedAt, verifiedBy, record }, mayWrite }: Props) {
  const [isAsked, setAsked] = useState(false)
  const remove = useRemoveDomain(tenant)
  const { say } = useToast()
  return (
    <li className="grid gap-3 px-3 py-2">
      <div className="flex min-h-7 flex-wrap items-center gap-2">
        <span className="min-w-0 flex-1 basis-28 font-medium wrap-anywhere">{domain}</span>
        {verifiedAt === null ? (
          <Badge look="warn">Not proved yet</Badge>
        ) : (
          <Badge look="good">
            {verifiedBy === 'dns' ? 'Proved' : 'Given by the platform'} <When at={verifiedAt} />
          </Badge>
        )}
        {mayWrite && (
          <IconButton size="small" label={`Give up ${domain}`} icon={<Trash2 />} onClick={() => setAsked(true)} />
        )}
      </div>
      {verifiedAt === null && <Proof tenant={tenant} domain={domain} record={record} mayWrite={mayWrite} />}
      <ConfirmDialog
        open={isAsked}
        onOpenChange={setAsked}
        title={`Give up ${domain}?`}
        description="The provider makes no more accounts for addresses there. Accounts that exist stay, and another tenant may prove the domain. Claiming it again needs a new record."
        confirm={{ label: `Give up ${domain}`, look: 'danger' }}
        onConfirm={async () => {
          await remove.mutateAsync(domain)
          say({ title: `${domain} was given up.` })
        }}
      />
    </li>
  )
}

interface ProofProps {
  tenant: string
  domain: string
  record: Props['domain']['record']
  mayWrite: boolean
}

function Proof({ tenant, domain, record, mayWrite }: ProofProps) {
  const prove = useProveDomain(tenant)
  const mayBind = useMay('tenants:manage')
  const { say } = useToast()
  const by = (way: 'dns' | 'platform') =>
    prove.mutate({ domain, by: way }, { onSuccess: () => say({ title: `${domain} belongs to this tenant now.` }) })
  return (
    <div className="grid gap-3 pb-1">
      <p className="text-13 text-muted">Add this record to the DNS of {domain}, then have it looked for.</p>
      <dl className="grid gap-2">
        <Part term="Type">
          <code className="font-mono text-13">{record.type}</code>
        </Part>
        <Part term="Name">
          <Copyable label={`record name of ${domain}`} text={record.name} />
        </Part>
        <Part term="Value">
          <Copyable label={`record value of ${domain}`} text={record.value} />
        </Part>
      </dl>
      {prove.error && <ProblemNotice error={prove.error} />}
      {mayWrite && (
        <div className="flex flex-wrap gap-2">
          <Button size="small" busy={prove.isPending} onClick={() => by('dns')}>
            Look for the record
          </Button>
          {mayBind && (
            <Button size="small" look="plain" disabled={prove.isPending} onClick={() => by('platform')}>
              Give it without a record
            </Button>
          )}
        </div>
      )}
    </div>
  )
}

const Part = ({ term, children }: { term: string; children: ReactNode }) => (
  <div className="grid min-w-0 items-center gap-x-3 sm:grid-cols-[56px_minmax(0,1fr)]">
    <dt className="text-13 text-muted">{term}</dt>
    <dd className="min-w-0">{children}</dd>
  </div>
)
