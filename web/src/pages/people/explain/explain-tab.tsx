import { ScanSearch } from 'lucide-react'
import { useParams } from 'react-router-dom'
import type { AccessExplanation } from '../../../../../server/contracts/access'
import { useExplanation, useReach } from '../../../api/access'
import { useParam, useSetParams } from '../../../hooks/params'
import { useTabTitle } from '../../../hooks/tab-title'
import { Combobox } from '../../../ui/combobox'
import { Empty } from '../../../ui/empty'
import { ProblemNotice } from '../../../ui/problem'
import { Skeleton } from '../../../ui/skeleton'
import { Looks } from './looks'
import { WhoseField } from './whose-field'

/** Why somebody may use a tool, or may not. */
export function ExplainTab() {
  const { tenant = '' } = useParams()
  const [user] = useParam('user')
  const [key] = useParam('key')
  const [tool, setTool] = useParam('tool')
  const set = useSetParams()
  const whose = { user, key }
  const isSomebody = user !== '' || key !== ''
  const reach = useReach(tenant, whose)
  const explanation = useExplanation(tenant, whose, tool)
  const tools = reach.data?.connectors.flatMap((each) => each.tools) ?? []
  useTabTitle(
    explanation.isLoading ? undefined : explanation.data ? titleOf(explanation.data) : 'Why may they, or may they not?',
  )
  const error = reach.error ?? explanation.error
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <WhoseField
          tenant={tenant}
          whose={whose}
          known={reach.data}
          onChange={(next) => set({ user: next.user, key: next.key })}
        />
        <Combobox
          label="Tool"
          value={tool}
          onChange={setTool}
          disabled={!isSomebody}
          placeholder={isSomebody ? 'Choose a tool' : 'Choose who first'}
          options={tools.map(({ name, allowed }) => ({ value: name, label: name, hint: allowed ? 'May' : 'May not' }))}
        />
      </div>
      {error && <ProblemNotice error={error} retry={reach.error ? reach.refetch : explanation.refetch} />}
      {explanation.isLoading && <Skeleton rows={8} label="Loading the explanation" />}
      {explanation.data && <Looks tenant={tenant} explanation={explanation.data} />}
      {(!isSomebody || tool === '') && !error && (
        <Empty icon={<ScanSearch />} title="Ask about a person, or a key, and a tool">
          You get what a call of theirs would get, with everything that was looked at on the way there, and the button
          that changes it.
        </Empty>
      )}
    </>
  )
}

const titleOf = ({ allowed, tool, user, key }: AccessExplanation): string =>
  `${key ? `The key ${key.name}` : (user?.name ?? 'They')} ${allowed ? 'may' : 'may not'} use ${tool}`
