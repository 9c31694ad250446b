import { useNavigate } from 'react-router-dom'
import { useLeaveTenant } from '../../../api/members'
import { useTenant } from '../../../api/tenants'
import { ConfirmDialog } from '../../../ui/dialog'
import { useToast } from '../../../ui/toast'
import { WhatEnds } from './remove-dialog'

interface Props {
  tenant: string
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function LeaveDialog({ tenant, open, onOpenChange }: Props) {
  const { data } = useTenant(tenant)
  const leave = useLeaveTenant(tenant)
  const navigate = useNavigate()
  const { say } = useToast()
  const name = data?.name ?? tenant
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Leave ${name}?`}
      description={
        <div className="grid gap-2">
          <p>Only an invitation lets you in again. This ends at once:</p>
          <WhatEnds whose="your" />
        </div>
      }
      confirm={{ label: `Leave ${name}`, look: 'danger' }}
      onConfirm={async () => {
        await leave.mutateAsync()
        say({ title: `You left ${name}.` })
        await navigate('/tenants')
      }}
    />
  )
}
