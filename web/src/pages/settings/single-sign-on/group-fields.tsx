import { Plus, X } from 'lucide-react'
import type { z } from 'zod'
import type { Provider, SetProvider } from '../../../../../server/contracts/single-sign-on'
import { Button, IconButton } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { Field } from '../../../ui/field'
import { Select } from '../../../ui/select'
import type { FieldErrors } from '../../../ui/wrong-fields'

type GroupRole = 'admin' | 'member'

interface Line {
  readonly id: number
  readonly group: string
  readonly role: GroupRole
}

export interface Groups {
  readonly claim: string
  readonly lines: readonly Line[]
  /** Whoever is in none of the groups is let in as a member. */
  readonly others: boolean
}

export const groupsOf = (provider: z.output<typeof Provider> | null): Groups => ({
  claim: provider?.groupsClaim ?? '',
  lines: Object.entries(provider?.groupRoles ?? {}).map(([group, role], id) => ({ id, group, role })),
  others: provider === null || provider.defaultRole === 'member',
})

type Sent = Pick<z.input<typeof SetProvider>, 'groupsClaim' | 'groupRoles' | 'defaultRole'>

/** As the API takes it; a line without a group is none. */
export const toGroups = ({ claim, lines, others }: Groups): Required<Sent> => ({
  groupsClaim: claim.trim() === '' ? null : claim.trim(),
  groupRoles: Object.fromEntries(
    lines.flatMap(({ group, role }) => (group.trim() === '' ? [] : [[group.trim(), role]])),
  ),
  defaultRole: others ? 'member' : null,
})

const ROLES = [
  { value: 'member', label: 'Member' },
  { value: 'admin', label: 'Admin' },
] as const

interface Props {
  groups: Groups
  onChange: (groups: Groups) => void
  wrong: FieldErrors
}

/** Which group of the provider makes somebody what. */
export function GroupFields({ groups, onChange, wrong }: Props) {
  const { claim, lines, others } = groups
  const setLine = (id: number, change: Partial<Line>) =>
    onChange({ ...groups, lines: lines.map((each) => (each.id === id ? { ...each, ...change } : each)) })
  const add = () =>
    onChange({
      ...groups,
      lines: [...lines, { id: Math.max(-1, ...lines.map(({ id }) => id)) + 1, group: '', role: 'member' }],
    })
  return (
    <div className="grid gap-4 border-y border-line py-4">
      <div className="grid gap-0.5">
        <h3>Groups and roles</h3>
        <p className="text-13 text-muted">
          At each sign-in somebody becomes the highest that their groups give. Owners are never made or changed this
          way.
        </p>
      </div>
      <Field
        mono
        label="Groups claim"
        value={claim}
        onChange={(event) => onChange({ ...groups, claim: event.target.value })}
        placeholder="groups"
        error={wrong['groupsClaim']}
        help="The claim that lists the groups. Empty where the provider sends none."
      />
      {lines.length > 0 && (
        <ul className="grid gap-2">
          {lines.map(({ id, group, role }, n) => (
            <li key={id} className="flex items-start gap-2">
              <div className="min-w-0 flex-1">
                <Field
                  mono
                  hideLabel
                  label={`Group ${n + 1}`}
                  value={group}
                  onChange={(event) => setLine(id, { group: event.target.value })}
                  placeholder="Name or id of the group"
                  error={wrong[`groupRoles.${group.trim()}`]}
                />
              </div>
              <div className="w-28 shrink-0">
                <Select
                  hideLabel
                  label={`Role of group ${n + 1}`}
                  value={role}
                  onChange={(next) => setLine(id, { role: next })}
                  options={ROLES}
                />
              </div>
              <IconButton
                label={`Take out group ${n + 1}`}
                icon={<X />}
                onClick={() => onChange({ ...groups, lines: lines.filter((each) => each.id !== id) })}
              />
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button size="small" icon={<Plus />} onClick={add}>
          Add a group
        </Button>
      </div>
      <Checkbox
        label={
          lines.length > 0
            ? 'Let in who is in none of these groups, as a member'
            : 'Let in everybody with an address in a domain of this tenant'
        }
        checked={others}
        onChange={(next) => onChange({ ...groups, others: next })}
        help="Otherwise they are refused, and lose a membership that this provider gave them."
      />
    </div>
  )
}
