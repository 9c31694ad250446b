import { useState } from 'react'
import { useFindMembers } from '../../../api/members'
import { Combobox } from '../../../ui/combobox'
import type { Option } from '../../../ui/select'
import { ROLE_NAMES, type TenantRole, useStanding } from '../standing'

const ROLES: readonly TenantRole[] = ['member', 'admin', 'owner']

/** A role or a person as one value, and as the API takes it. */
export function useWhoField(tenant: string, about: { user: string; role: string }) {
  const { decidesFor } = useStanding(tenant)
  const roles = ROLES.filter(decidesFor)
  const given =
    about.user !== '' ? `user:${about.user}` : roles.some((role) => role === about.role) ? `role:${about.role}` : ''
  // Undefined: as the page is narrowed down. Of whom I may decide is known a moment later.
  const [chosen, setValue] = useState<string>()
  const value = chosen ?? given
  const isPerson = value.startsWith('user:')
  const named = value.slice(5)
  const role = ROLES.find((each) => each === named)
  return { value, setValue, isPerson, roles, decidesFor, subject: isPerson ? { user: named } : role ? { role } : {} }
}

interface Props {
  tenant: string
  field: ReturnType<typeof useWhoField>
  error: string | undefined
}

/** Roles first, then people; only those that I may decide about. */
export function WhoField({ tenant, field: { value, setValue, roles, decidesFor }, error }: Props) {
  const find = useFindMembers(tenant)
  const search = async (typed: string): Promise<readonly Option[]> => {
    const people = (await find(typed, value.startsWith('user:') ? value.slice(5) : '')).filter(({ role }) =>
      decidesFor(role),
    )
    return [
      ...roles
        .map((role) => ({
          value: `role:${role}`,
          label: `${ROLE_NAMES[role]}s`,
          hint: 'Everybody who acts as this role',
        }))
        .filter(({ label }) => label.toLowerCase().includes(typed.trim().toLowerCase())),
      ...people.map(({ userId, name, email }) => ({ value: `user:${userId}`, label: name, hint: email })),
    ]
  }
  return (
    <Combobox
      label="Who"
      value={value}
      onChange={setValue}
      search={search}
      error={error}
      placeholder="A role or a person"
    />
  )
}
