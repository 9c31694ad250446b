import { useState } from 'react'
import { useNavigate } from 'react-router-dom'
import type { Connector } from '../../../../server/contracts/connectors'
import { useDeleteConnector } from '../../api/connector-changes'
import { Button } from '../../ui/button'
import { ConfirmDialog } from '../../ui/dialog'
import { Section } from '../../ui/page'
import { useToast } from '../../ui/toast'

/** It cannot be undone, so its name is typed. */
export function DeleteConnector({ tenant, connector }: { tenant: string; connector: Connector }) {
  const [isOpen, setOpen] = useState(false)
  const { mutateAsync } = useDeleteConnector(tenant)
  const { say } = useToast()
  const navigate = useNavigate()
  const { name, slug } = connector
  return (
    <Section
      title="Delete it"
      description="Its tools, its access rules and, when no other connector uses it, its account go for good. What was called stays in the activity."
    >
      <Button look="danger" className="justify-self-start" onClick={() => setOpen(true)}>
        Delete {name}
      </Button>
      <ConfirmDialog
        open={isOpen}
        onOpenChange={setOpen}
        title={`Delete ${name}?`}
        description="Clients lose its tools at once. To keep everything and only stop it, switch it off instead."
        typeToConfirm={slug}
        confirm={{ label: 'Delete', look: 'danger' }}
        onConfirm={async () => {
          await mutateAsync(slug)
          say({ title: `${name} is deleted.` })
          await navigate(`/tenants/${tenant}/connectors`, { replace: true })
        }}
      />
    </Section>
  )
}
