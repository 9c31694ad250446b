import { useState } from 'react'
import type { Connector, ConnectorType } from '../../../../server/contracts/connectors'
import { useUpdateConnector } from '../../api/connector-changes'
import { ConfirmDialog } from '../../ui/dialog'
import { RadioCards } from '../../ui/radio'

interface KindProps {
  tenant: string
  connector: Connector
  type: ConnectorType | undefined
}

/** Whose account its calls run with. It changes for everybody at once, so it is asked before. */
export function AccountKindField({ tenant, connector, type }: KindProps) {
  const { mutateAsync } = useUpdateConnector(tenant, connector.slug)
  const [wanted, setWanted] = useState<Connector['account']>()
  const title = type?.title ?? connector.name
  const then =
    wanted === 'personal'
      ? `Everybody's calls fail until they have connected their own ${title} account. The shared one is kept.`
      : 'Everybody works with the shared account then. What people connected themselves is kept.'
  return (
    <>
      <RadioCards
        hideLabel
        label="Whose account?"
        value={connector.account}
        onChange={setWanted}
        options={[
          {
            value: 'shared',
            title: 'One shared account',
            hint: 'An admin connects it once, and everybody works with it.',
          },
          {
            value: 'personal',
            title: 'Personal accounts',
            hint: `Each person connects their own and sees what ${title} lets them see.`,
          },
        ]}
      />
      <ConfirmDialog
        open={wanted !== undefined}
        onOpenChange={() => setWanted(undefined)}
        title={wanted === 'personal' ? 'Change to personal accounts?' : 'Change to one shared account?'}
        description={then}
        confirm={{ label: 'Change', look: 'primary' }}
        onConfirm={() => mutateAsync({ account: wanted })}
      />
    </>
  )
}
