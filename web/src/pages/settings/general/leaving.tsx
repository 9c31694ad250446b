import { LogOut } from 'lucide-react'
import { useState } from 'react'
import type { Tenant } from '../../../../../server/contracts/tenants'
import { Button } from '../../../ui/button'
import { Section } from '../../../ui/page'
import { LeaveDialog } from '../../people/members/leave-dialog'

/** Everybody may take back their own membership. */
export function Leaving({ tenant: { slug, name } }: { tenant: Tenant }) {
  const [open, setOpen] = useState(false)
  return (
    <Section title="Your membership" description={`Your keys, clients and accounts in ${name} end when you leave.`}>
      <div>
        <Button icon={<LogOut />} onClick={() => setOpen(true)}>
          Leave this tenant
        </Button>
      </div>
      <LeaveDialog tenant={slug} open={open} onOpenChange={setOpen} />
    </Section>
  )
}
