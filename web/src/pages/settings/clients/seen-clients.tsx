import type { SeenClient as Contract } from '../../../../../server/contracts/activity'
import type { z } from 'zod'
import { useMay } from '../../../api/me'
import { useSeenClients } from '../../../api/seen-clients'
import { Empty } from '../../../ui/empty'
import { Section } from '../../../ui/page'
import { ProblemNotice } from '../../../ui/problem'
import { type Column, Table } from '../../../ui/table'
import { When } from '../../../ui/time'
import { programName, TRANSPORT_WORDS } from '../../connect/program-name'

type Seen = z.output<typeof Contract>

/** What connected lately, however it was let in. */
export function SeenClients({ tenant }: { tenant: string }) {
  const seesAll = useMay('clients:read', tenant)
  const seen = useSeenClients(tenant)
  return (
    <Section title="Seen lately" description="Clients that connected, with a sign-in or with a key.">
      {seen.isError && seen.data === undefined ? (
        <ProblemNotice error={seen.error} retry={seen.refetch} />
      ) : (
        <Table
          label="Clients seen lately"
          columns={columns(seesAll)}
          rows={seen.data?.items}
          rowKey={({ id }) => id}
          empty={<Empty title="No client has connected yet">The first one appears here within a second.</Empty>}
        />
      )}
    </Section>
  )
}

const columns = (showsWho: boolean): Column<Seen>[] => [
  {
    ...{ key: 'name', head: 'Client', className: 'w-full' },
    cell: (client) => <span className="font-medium wrap-anywhere">{programName(client)}</span>,
  },
  ...(showsWho
    ? [
        {
          ...{ key: 'who', head: 'Who', hideBelow: 'sm' as const },
          cell: ({ person, actorName, actorKind }: Seen) => (
            <span className="block max-w-44 truncate">
              {person?.name ?? (actorKind === 'key' ? `Key ${actorName}` : actorName)}
            </span>
          ),
        },
      ]
    : []),
  {
    ...{ key: 'connector', head: 'Reaches', hideBelow: 'md', className: 'whitespace-nowrap' },
    cell: ({ connector }) => (connector === null ? 'All connectors' : <code className="text-13">{connector}</code>),
  },
  {
    ...{ key: 'transport', head: 'Over', hideBelow: 'md' },
    cell: ({ transport }) => TRANSPORT_WORDS[transport] ?? transport,
  },
  { key: 'seen', head: 'Last seen', cell: ({ lastSeenAt }) => <When at={lastSeenAt} /> },
]
