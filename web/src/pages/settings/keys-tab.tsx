import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { useParams } from 'react-router-dom'
import type { ApiKey } from '../../../../server/contracts/api-keys'
import { useApiKeys, useDeleteApiKey } from '../../api/api-keys'
import { useMay, useMe } from '../../api/me'
import { useOpenParam, useParam } from '../../hooks/params'
import { Button } from '../../ui/button'
import { ConfirmDialog } from '../../ui/dialog'
import { Empty } from '../../ui/empty'
import { Section } from '../../ui/page'
import { ProblemNotice } from '../../ui/problem'
import { SearchBox } from '../../ui/search-box'
import { Select } from '../../ui/select'
import { useToast } from '../../ui/toast'
import { SCOPE_WORDS } from '../keys/words'
import { KeyTable } from './keys/key-table'
import { NewKeyDialog } from './keys/new-key-dialog'

const SCOPES = [
  { value: '', label: 'Any key' },
  { value: 'tenant_user', label: SCOPE_WORDS.tenant_user.title },
  { value: 'tenant_admin', label: SCOPE_WORDS.tenant_admin.title },
] as const

const WHOSE = [
  { value: '', label: "Everybody's" },
  { value: 'mine', label: 'Mine' },
] as const

export function KeysTab() {
  const { tenant = '' } = useParams()
  const { say } = useToast()
  const myId = useMe().data?.user?.id
  const seesAll = useMay('keys:read', tenant)
  const [q, setQ] = useParam('q')
  const [scope, setScope] = useParam('scope')
  const [whose, setWhose] = useParam('whose')
  const isFiltered = q !== '' || scope !== '' || whose !== ''
  const keys = useApiKeys(tenant, {
    q,
    scope,
    user: whose === 'mine' ? myId : undefined,
  })
  const remove = useDeleteApiKey(tenant)
  const [isMaking, setMaking] = useOpenParam('new')
  const [going, setGoing] = useState<ApiKey>()
  const make = (
    <Button look="primary" icon={<Plus />} onClick={() => setMaking(true)}>
      Make a key
    </Button>
  )
  const isKnown = !keys.isPending || isFiltered
  const isNone = keys.items?.length === 0 && !isFiltered
  return (
    <Section
      title={seesAll ? 'API keys' : 'Your API keys'}
      description="A key lets a program in where nobody can sign in with a browser."
      // Its place is kept until it is known where it belongs.
      action={isNone ? undefined : <span className={isKnown ? '' : 'invisible'}>{make}</span>}
    >
      {!isNone && (
        <div className={`flex flex-wrap items-center gap-2 ${isKnown ? '' : 'invisible'}`}>
          <SearchBox label="Search keys" value={q} onChange={setQ} />
          {seesAll && (
            <div className="min-w-36 flex-1 sm:max-w-44">
              <Select label="Whose keys" hideLabel value={whose} onChange={setWhose} options={WHOSE} />
            </div>
          )}
          <div className="min-w-36 flex-1 sm:max-w-48">
            <Select label="What they may do" hideLabel value={scope} onChange={setScope} options={SCOPES} />
          </div>
        </div>
      )}
      {keys.isError && keys.items === undefined ? (
        <ProblemNotice error={keys.error} retry={keys.refetch} />
      ) : (
        <KeyTable
          keys={keys}
          showsWhose={seesAll}
          onDelete={setGoing}
          empty={
            isFiltered ? (
              <Empty title="No key matches">Change the search or the filters.</Empty>
            ) : (
              <Empty icon={<KeyRound />} title="There are no keys yet" action={make}>
                Most AI clients need none: their person signs in. Make a key for a client or a script that cannot.
              </Empty>
            )
          }
        />
      )}
      <NewKeyDialog tenant={tenant} open={isMaking} onOpenChange={setMaking} />
      <ConfirmDialog
        open={going !== undefined}
        onOpenChange={() => setGoing(undefined)}
        title={`Delete ${going?.name ?? 'the key'}?`}
        description="Whoever uses it is refused at once. It cannot be brought back."
        confirm={{ label: 'Delete the key', look: 'danger' }}
        onConfirm={async () => {
          if (!going) return
          await remove.mutateAsync(going.id)
          say({ title: `${going.name} is deleted.` })
        }}
      />
    </Section>
  )
}
