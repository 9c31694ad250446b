import { MonitorSmartphone } from 'lucide-react'
import { useState } from 'react'
import type { z } from 'zod'
import type { ConnectedClient } from '../../../../../server/contracts/clients'
import { useClients, useEndClient } from '../../../api/clients'
import { useMay } from '../../../api/me'
import { useParam } from '../../../hooks/params'
import { Button, ButtonLink } from '../../../ui/button'
import { ConfirmDialog } from '../../../ui/dialog'
import { Empty } from '../../../ui/empty'
import { Section } from '../../../ui/page'
import { ProblemNotice } from '../../../ui/problem'
import { SearchBox } from '../../../ui/search-box'
import { Select } from '../../../ui/select'
import { type Column, Table } from '../../../ui/table'
import { When } from '../../../ui/time'
import { useToast } from '../../../ui/toast'

type Allowed = z.output<typeof ConnectedClient>

const WHOSE = [
  { value: '', label: "Everybody's" },
  { value: 'mine', label: 'Mine' },
] as const

/** What people allowed AI clients, and ending it. */
export function AllowedClients({ tenant }: { tenant: string }) {
  const { say } = useToast()
  const seesAll = useMay('clients:read', tenant)
  const mayEndAll = useMay('clients:write', tenant)
  const [q, setQ] = useParam('q')
  const [chosen, setWhose] = useParam('whose')
  const whose = seesAll && chosen !== 'mine' ? 'all' : 'mine'
  const clients = useClients(tenant, whose, q)
  const end = useEndClient(tenant, whose)
  const [going, setGoing] = useState<Allowed>()
  const isFiltered = q !== '' || chosen !== ''
  const isKnown = !clients.isPending || isFiltered
  const isNone = clients.items?.length === 0 && !isFiltered
  return (
    <Section
      title={seesAll ? 'Clients that signed in' : 'Clients you let in'}
      description="Each was allowed by a person in the browser, and never does more than that person may."
    >
      {!isNone && (
        <div className={`flex flex-wrap items-center gap-2 ${isKnown ? '' : 'invisible'}`}>
          <SearchBox label="Search clients" value={q} onChange={setQ} />
          {seesAll && (
            <div className="w-36">
              <Select label="Whose clients" hideLabel value={chosen} onChange={setWhose} options={WHOSE} />
            </div>
          )}
        </div>
      )}
      {clients.isError && clients.items === undefined ? (
        <ProblemNotice error={clients.error} retry={clients.refetch} />
      ) : (
        <Table
          label="Clients that signed in"
          columns={columns(whose === 'all', whose === 'mine' || mayEndAll ? setGoing : undefined)}
          rows={clients.items}
          rowKey={({ id }) => id}
          more={{ has: clients.hasNextPage, load: clients.fetchNextPage, busy: clients.isFetchingNextPage }}
          empty={isNone ? <Nobody tenant={tenant} /> : <Empty title="No client matches">Change the search.</Empty>}
        />
      )}
      <ConfirmDialog
        open={going !== undefined}
        onOpenChange={() => setGoing(undefined)}
        title={`End ${going?.name ?? 'the client'}?`}
        description={`It is refused at once. To come back, ${whose === 'mine' ? 'you have' : `${going?.user.name ?? 'its person'} has`} to sign in there again.`}
        confirm={{ label: 'End it', look: 'danger' }}
        onConfirm={async () => {
          if (!going) return
          await end.mutateAsync(going.id)
          say({ title: `${going.name} is ended.` })
        }}
      />
    </Section>
  )
}

const Nobody = ({ tenant }: { tenant: string }) => (
  <Empty
    icon={<MonitorSmartphone />}
    title="Nobody has let a client in yet"
    action={<ButtonLink to={`/tenants/${tenant}/connect`}>Connect a client</ButtonLink>}
  >
    Give an AI client the address of this tenant. It opens the browser, its person signs in, and it is listed here.
  </Empty>
)

const columns = (showsPerson: boolean, onEnd: ((client: Allowed) => void) | undefined): Column<Allowed>[] => [
  {
    ...{ key: 'name', head: 'Client', className: 'w-full' },
    cell: ({ name, redirectHost }) => (
      <span className="grid min-w-0">
        <span className="font-medium wrap-anywhere">{name}</span>
        <span className="text-12 wrap-anywhere text-muted">{redirectHost}</span>
      </span>
    ),
  },
  ...(showsPerson
    ? [
        {
          ...{ key: 'person', head: 'Person', hideBelow: 'sm' },
          cell: ({ user }) => <span className="block max-w-44 truncate">{user.name}</span>,
        } satisfies Column<Allowed>,
      ]
    : []),
  {
    ...{ key: 'endpoint', head: 'Reaches', hideBelow: 'md', className: 'whitespace-nowrap' },
    cell: ({ connector }) => (connector === null ? 'All connectors' : <code className="text-13">{connector}</code>),
  },
  {
    ...{ key: 'may', head: 'May', hideBelow: 'md', className: 'whitespace-nowrap' },
    cell: ({ scopes }) => (scopes.includes('mcp:call') ? 'Read and change' : 'Only read'),
  },
  { key: 'used', head: 'Last used', cell: ({ lastUsedAt }) => <When at={lastUsedAt} /> },
  ...(onEnd
    ? [
        {
          ...{ key: 'end', head: '', align: 'right' as const },
          cell: (client: Allowed) => (
            <Button size="small" aria-label={`End ${client.name}`} onClick={() => onEnd(client)}>
              End
            </Button>
          ),
        },
      ]
    : []),
]
