import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import type { ApiKey } from '../../../../../server/contracts/api-keys'
import { useDeletePlatformKey, usePlatformKeys } from '../../../api/platform'
import { useOpenParam, useParam } from '../../../hooks/params'
import { useTabTitle } from '../../../hooks/tab-title'
import { Button } from '../../../ui/button'
import { ConfirmDialog } from '../../../ui/dialog'
import { Empty } from '../../../ui/empty'
import { ProblemNotice } from '../../../ui/problem'
import { SearchBox } from '../../../ui/search-box'
import { useToast } from '../../../ui/toast'
import { count } from '../../../ui/words'
import { Toolbar } from '../../people/toolbar'
import { KeyTable } from '../../settings/keys/key-table'
import { NewPlatformKeyDialog } from './new-key-dialog'

export function PlatformKeysTab() {
  const [q, setQ] = useParam('q')
  const [isMaking, setMaking] = useOpenParam('new')
  const [going, setGoing] = useState<ApiKey>()
  const keys = usePlatformKeys({ q })
  useTabTitle(keys.error ? 'The keys could not be fetched' : titleOf(keys.items?.length, keys.hasNextPage, q !== ''))
  const make = (
    <Button look="primary" icon={<Plus />} onClick={() => setMaking(true)}>
      Make a key
    </Button>
  )
  const isNone = keys.items?.length === 0 && q === ''
  return (
    <>
      {!isNone && (
        <Toolbar action={make}>
          <SearchBox label="Search keys" value={q} onChange={setQ} />
        </Toolbar>
      )}
      {keys.error ? (
        <ProblemNotice error={keys.error} retry={keys.refetch} />
      ) : (
        <KeyTable
          keys={keys}
          showsWhose
          onDelete={setGoing}
          empty={
            isNone ? (
              <Empty icon={<KeyRound />} title="No program runs the platform" action={make}>
                With a platform key a script makes tenants and accounts, as you do here. It uses no tools.
              </Empty>
            ) : (
              <Empty title="No key matches" action={<Button onClick={() => setQ('')}>Show all keys</Button>}>
                No platform key has this text in its name.
              </Empty>
            )
          }
        />
      )}
      <NewPlatformKeyDialog open={isMaking} onOpenChange={setMaking} />
      <DeleteKey apiKey={going} onClose={() => setGoing(undefined)} />
    </>
  )
}

function DeleteKey({ apiKey, onClose }: { apiKey: ApiKey | undefined; onClose: () => void }) {
  const remove = useDeletePlatformKey()
  const { say } = useToast()
  return (
    <ConfirmDialog
      open={apiKey !== undefined}
      onOpenChange={onClose}
      title={`Delete ${apiKey?.name ?? 'the key'}?`}
      description="Whoever uses it is refused at once. It cannot be brought back."
      confirm={{ label: 'Delete the key', look: 'danger' }}
      onConfirm={async () => {
        if (!apiKey) return
        await remove.mutateAsync(apiKey.id)
        say({ title: `${apiKey.name} is deleted.` })
      }}
    />
  )
}

function titleOf(n: number | undefined, hasMore: boolean, isNarrowed: boolean): string | undefined {
  if (n === undefined) return undefined
  if (n === 0) return isNarrowed ? 'No key matches' : 'There are no platform keys yet'
  const keys = `${hasMore ? 'More than ' : ''}${count(n, 'platform key')}`
  const isOne = n === 1 && !hasMore
  if (isNarrowed) return `${keys} ${isOne ? 'matches' : 'match'}`
  return `${keys} ${isOne ? 'reaches' : 'reach'} every tenant`
}
