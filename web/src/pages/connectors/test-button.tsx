import { FlaskConical } from 'lucide-react'
import { Problem } from '../../api/client'
import { useValidate } from '../../api/connector-changes'
import { Button } from '../../ui/button'
import { useToast } from '../../ui/toast'
import type { Facts } from './health'
import { inWords } from './validation'

/** Asks the vendor now whether the account works. A shared one is for those who can mend it. */
export function TestButton({ tenant, facts: { connector, mayWrite } }: { tenant: string; facts: Facts }) {
  const { mutateAsync, isPending } = useValidate(tenant)
  const { say } = useToast()
  if (connector.account === 'shared' && !mayWrite) return null
  const test = () =>
    mutateAsync(connector.slug).then(
      (found) => say(inWords(found, connector.name)),
      (error: unknown) => {
        const { message, hint } = Problem.from(error)
        say({ look: 'bad', title: message, description: hint })
      },
    )
  return (
    <Button icon={<FlaskConical />} busy={isPending} onClick={() => void test()}>
      Test
    </Button>
  )
}
