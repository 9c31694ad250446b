import { Activity } from 'lucide-react'
import { useMay } from '../../api/me'
import { ButtonLink } from '../../ui/button'
import { Empty } from '../../ui/empty'

export function NoCalls({ tenant }: { tenant: string }) {
  const seesAll = useMay('audit:read', tenant)
  return (
    <Empty
      icon={<Activity />}
      title={seesAll ? 'No tool was called yet' : 'You called no tool yet'}
      action={
        <ButtonLink look="primary" to={`/tenants/${tenant}/connect`}>
          Connect a client
        </ButtonLink>
      }
    >
      Connect a client and let it use a tool: each call appears here with who called, how it ended and how long it took.
      What was passed and returned is not kept.
    </Empty>
  )
}
