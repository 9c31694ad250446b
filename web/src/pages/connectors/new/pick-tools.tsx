import { useState } from 'react'
import { useNavigate } from 'react-router-dom'
import type { ConnectorType, Tool } from '../../../../../server/contracts/connectors'
import { useConnector, useTools } from '../../../api/connectors'
import { useSwitchTools } from '../../../api/tools'
import { Button } from '../../../ui/button'
import { Column, Page } from '../../../ui/page'
import { ProblemNotice } from '../../../ui/problem'
import { RadioCards } from '../../../ui/radio'
import { Skeleton } from '../../../ui/skeleton'
import { count } from '../../../ui/words'
import { contextWords } from '../tool-words'
import { OneByOne } from './one-by-one'
import { Steps } from './steps'

interface PickProps {
  tenant: string
  type: ConnectorType
  slug: string
}

export function PickTools({ tenant, type, slug }: PickProps) {
  const connector = useConnector(tenant, slug)
  const tools = useTools(tenant, slug)
  const error = connector.error ?? tools.error
  const isConnected = connector.data?.credential != null
  const back = { to: `?${new URLSearchParams({ type: type.type, step: 'connect', connector: slug })}`, text: 'Connect' }
  const { name = type.title } = connector.data ?? {}
  return (
    <Page
      title={connector.data && (isConnected ? `${name} is connected: pick its tools` : `Pick the tools of ${name}`)}
      back={back}
    >
      <Steps now="Pick tools" />
      <Column>
        {error !== null && (
          <ProblemNotice error={error} retry={() => void Promise.all([connector.refetch(), tools.refetch()])} />
        )}
        {error === null && !tools.data && <Skeleton rows={5} label="Loading the tools" />}
        {tools.data && <Pick tenant={tenant} slug={slug} tools={tools.data.items} />}
      </Column>
    </Page>
  )
}

const CHOICES = ['all', 'read', 'some'] as const
type Choice = (typeof CHOICES)[number]

function Pick({ tenant, slug, tools }: { tenant: string; slug: string; tools: readonly Tool[] }) {
  const navigate = useNavigate()
  const { mutateAsync, isPending, error } = useSwitchTools(tenant, slug)
  const [choice, setChoice] = useState<Choice>(tools.every(({ enabled }) => enabled) ? 'all' : 'some')
  const [some, setSome] = useState<ReadonlySet<string>>(
    () => new Set(tools.filter(({ enabled }) => enabled).map(({ name }) => name)),
  )
  const reading = tools.filter(({ effect }) => effect === 'read')
  const chosen = choice === 'all' ? tools : choice === 'read' ? reading : tools.filter(({ name }) => some.has(name))
  const save = async () => {
    const names = new Set(chosen.map(({ name }) => name))
    const changed = tools.filter(({ name, enabled }) => enabled !== names.has(name))
    if (changed.length > 0) {
      const wanted = changed.map(({ name }) => ({ name, enabled: names.has(name) }))
      const isSaved = await mutateAsync(wanted).then(
        () => true,
        () => false,
      )
      if (!isSaved) return
    }
    await navigate(`/tenants/${tenant}/connectors/${slug}/tools`, { replace: true })
  }
  return (
    <>
      <RadioCards<Choice>
        label="Which tools do clients get?"
        value={choice}
        onChange={setChoice}
        options={[
          { value: 'all', title: `All ${tools.length}`, hint: contextWords(tools) },
          {
            value: 'read',
            title: `Only what reads: ${reading.length}`,
            hint: `Nothing is changed at the vendor. ${contextWords(reading)}`,
          },
          { value: 'some', title: 'One by one', hint: 'The fewer there are, the better a model chooses.' },
        ]}
        help="Each can be switched on and off later, too."
      />
      {choice === 'some' && <OneByOne tools={tools} chosen={some} onChange={setSome} />}
      {error !== null && <ProblemNotice error={error} />}
      <div className="sticky bottom-0 border-t border-line bg-page py-3">
        <Button look="primary" busy={isPending} onClick={() => void save()}>
          {`Finish with ${count(chosen.length, 'tool')}`}
        </Button>
      </div>
    </>
  )
}
