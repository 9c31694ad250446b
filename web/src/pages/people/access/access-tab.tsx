import { Plus, Scale } from 'lucide-react'
import { useParams } from 'react-router-dom'
import { useAccessRules } from '../../../api/access'
import { useMay } from '../../../api/me'
import { useOpenParam, useParam, useSetParams } from '../../../hooks/params'
import { useTabTitle } from '../../../hooks/tab-title'
import { Button } from '../../../ui/button'
import { Disclosure } from '../../../ui/disclosure'
import { Empty } from '../../../ui/empty'
import { ProblemNotice } from '../../../ui/problem'
import { SearchBox } from '../../../ui/search-box'
import { count } from '../../../ui/words'
import { Toolbar } from '../toolbar'
import { AddRule } from './add-rule'
import { HowItIsDecided } from './how-it-is-decided'
import { RuleFilters } from './rule-filters'
import { RulesTable } from './rules-table'

export function AccessTab() {
  const { tenant = '' } = useParams()
  const [q, setQ] = useParam('q')
  const [connector] = useParam('connector')
  const [tool] = useParam('tool')
  const [user] = useParam('user')
  const [role] = useParam('role')
  const [adding, setAdding] = useOpenParam('new')
  const setParams = useSetParams()
  const maySet = useMay('access:write', tenant)
  const rules = useAccessRules(tenant, { q, connector, tool, user, role })
  const isNarrowed = [q, connector, tool, user, role].some((each) => each !== '')
  useTabTitle(rules.error ? 'The rules could not be fetched' : titleOf(rules.items, rules.hasNextPage, isNarrowed))
  const clear = () => setParams({ q: '', connector: '', tool: '', user: '', role: '' })
  const add = (
    <Button look="primary" icon={<Plus />} onClick={() => setAdding(true)}>
      Add a rule
    </Button>
  )
  return (
    <>
      <Toolbar action={maySet && add}>
        <SearchBox label="Search rules" value={q} onChange={setQ} />
        <RuleFilters tenant={tenant} />
      </Toolbar>
      {rules.error ? (
        <ProblemNotice error={rules.error} retry={rules.refetch} />
      ) : (
        <RulesTable
          tenant={tenant}
          rules={rules}
          maySet={maySet}
          empty={
            isNarrowed ? (
              <Empty icon={<Scale />} title="No rule matches" action={<Button onClick={clear}>Show all rules</Button>}>
                What no rule is about is allowed to everybody, as long as it is switched on.
              </Empty>
            ) : (
              <Empty icon={<Scale />} title="There are no rules" action={maySet && add}>
                Everybody in this tenant may use every tool that is switched on. A rule keeps a role or a person from a
                tool or a whole connector, or lets one person do what their role may not.
              </Empty>
            )
          }
        />
      )}
      <Disclosure summary="How it is decided">
        <HowItIsDecided />
      </Disclosure>
      {adding && <AddRule tenant={tenant} about={{ user, role, connector, tool }} onClose={() => setAdding(false)} />}
    </>
  )
}

function titleOf(items: readonly unknown[] | undefined, hasMore: boolean, isNarrowed: boolean): string | undefined {
  if (items === undefined) return undefined
  const rules = `${hasMore ? 'More than ' : ''}${count(items.length, 'rule')}`
  if (isNarrowed) return items.length === 0 ? 'No rule matches' : `${rules} ${items.length === 1 ? 'matches' : 'match'}`
  if (items.length === 0) return 'Everybody may use every tool that is on'
  return `${rules} ${items.length === 1 ? 'says' : 'say'} who may use what`
}
