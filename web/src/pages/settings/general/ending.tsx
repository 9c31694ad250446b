import { useState } from 'react'
import { useNavigate } from 'react-router-dom'
import type { Tenant } from '../../../../../server/contracts/tenants'
import { Problem } from '../../../api/client'
import { useDeleteTenant, useUpdateTenant } from '../../../api/tenants'
import { Button } from '../../../ui/button'
import { ConfirmDialog } from '../../../ui/dialog'
import { Row, Rows, Section } from '../../../ui/page'
import { useToast } from '../../../ui/toast'

/** What the platform may do with a tenant: stop it for a while, or for good. */
export function Ending({ tenant: { slug, name, isActive } }: { tenant: Tenant }) {
  const [deleting, setDeleting] = useState(false)
  const update = useUpdateTenant(slug)
  const remove = useDeleteTenant(slug)
  const navigate = useNavigate()
  const { say } = useToast()
  const turn = (next: boolean) =>
    update.mutate(
      { isActive: next },
      {
        onSuccess: () =>
          say({
            title: next ? `${name} can be used again.` : `${name} is suspended.`,
            undo: () => update.mutateAsync({ isActive: !next }),
          }),
        onError: (error) => say({ look: 'bad', title: `Nothing was changed. ${Problem.from(error).message}` }),
      },
    )
  return (
    <Section title="Suspend or delete">
      <Rows>
        <Row
          aside={
            <Button busy={update.isPending} onClick={() => turn(!isActive)}>
              {isActive ? 'Suspend' : 'Activate'}
            </Button>
          }
        >
          <p className="font-medium">{isActive ? 'Suspend' : 'Activate'}</p>
          <p className="text-13 text-muted">
            {isActive
              ? 'Clients and people are turned away at once. Nothing is lost.'
              : 'Everything is as it was before.'}
          </p>
        </Row>
        <Row
          aside={
            <Button look="danger" onClick={() => setDeleting(true)}>
              Delete
            </Button>
          }
        >
          <p className="font-medium">Delete</p>
          <p className="text-13 text-muted">With its connectors, accounts, keys and audit log. It cannot be undone.</p>
        </Row>
      </Rows>
      <ConfirmDialog
        open={deleting}
        onOpenChange={setDeleting}
        title={`Delete ${name}?`}
        description="Its connectors, vendor accounts, keys, members and audit log go with it, and its stored secrets can never be opened again. The accounts of its people stay."
        typeToConfirm={name}
        confirm={{ label: `Delete ${name}`, look: 'danger' }}
        onConfirm={async () => {
          await remove.mutateAsync()
          say({ title: `${name} was deleted.` })
          await navigate('/tenants')
        }}
      />
    </Section>
  )
}
