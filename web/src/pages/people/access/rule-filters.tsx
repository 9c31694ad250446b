import { X } from 'lucide-react'
import { useConnectorChoices } from '../../../api/access'
import { useMember } from '../../../api/members'
import { useParam, useSetParams } from '../../../hooks/params'
import { Button } from '../../../ui/button'
import { Select } from '../../../ui/select'
import { ROLE_NAMES } from '../standing'

const EVERY = 'every'

/** Which connector, and about whom. What links from other pages narrow down shows as a button that takes it away. */
export function RuleFilters({ tenant }: { tenant: string }) {
  const [connector] = useParam('connector')
  const [tool, setTool] = useParam('tool')
  const [user, setUser] = useParam('user')
  const [role, setRole] = useParam('role')
  const set = useSetParams()
  const connectors = useConnectorChoices(tenant)
  const person = useMember(tenant, user)
  const all = connectors.data ?? []
  // Links may name it by its id.
  const chosen = all.find(({ id, slug }) => connector === slug || connector === id)?.slug ?? connector
  return (
    <>
      <div className="w-44">
        <Select
          hideLabel
          label="Connector"
          value={chosen === '' ? EVERY : chosen}
          onChange={(next) => set({ connector: next === EVERY ? '' : next, tool: '' })}
          options={[
            { value: EVERY, label: 'All connectors' },
            ...all.map(({ slug, name }) => ({ value: slug, label: name, hint: slug })),
          ]}
          placeholder={connector}
        />
      </div>
      <div className="w-36">
        <Select
          hideLabel
          label="About"
          value={role === '' ? EVERY : role}
          onChange={(next) => setRole(next === EVERY ? '' : next)}
          options={[
            { value: EVERY, label: 'Everybody' },
            ...(['member', 'admin', 'owner'] as const).map((each) => ({ value: each, label: `${ROLE_NAMES[each]}s` })),
          ]}
        />
      </div>
      {tool !== '' && <Chip text={tool} mono remove={() => setTool('')} />}
      {user !== '' && <Chip text={person.data?.name ?? 'One person'} remove={() => setUser('')} />}
    </>
  )
}

const Chip = ({ text, mono = false, remove }: { text: string; mono?: boolean; remove: () => void }) => (
  <Button onClick={remove} icon={<X />} aria-label={`Only ${text}: show all again`} className="max-w-full min-w-0">
    <span className={`max-w-48 truncate ${mono ? 'font-mono text-13' : ''}`}>{text}</span>
  </Button>
)
