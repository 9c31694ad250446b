import type { AccessReach } from '../../../../../server/contracts/access'
import { useFindKeys, type Whose } from '../../../api/access'
import { useFindMembers } from '../../../api/members'
import { Combobox } from '../../../ui/combobox'
import type { Option } from '../../../ui/select'

interface Props {
  tenant: string
  whose: Whose
  /** Who it is, once that is known. */
  known: Pick<AccessReach, 'key'> | undefined
  onChange: (whose: Whose) => void
}

/** A person or a key. */
export function WhoseField({ tenant, whose, known, onChange }: Props) {
  const findMembers = useFindMembers(tenant)
  const findKeys = useFindKeys(tenant)
  const value = whose.user !== '' ? `user:${whose.user}` : whose.key !== '' ? `key:${whose.key}` : ''
  const search = async (typed: string): Promise<readonly Option[]> => {
    const [people, keys] = await Promise.all([findMembers(typed, whose.user), findKeys(typed)])
    return [
      ...people.map(({ userId, name, email }) => ({ value: `user:${userId}`, label: name, hint: email })),
      ...keys.map(({ id, name, userName }) => ({
        value: `key:${id}`,
        label: name,
        hint: userName === null ? 'A service key' : `A key of ${userName}`,
      })),
    ]
  }
  const choose = (next: string) => {
    const [kind, id = ''] = [next.slice(0, next.indexOf(':')), next.slice(next.indexOf(':') + 1)]
    onChange({ user: kind === 'user' ? id : '', key: kind === 'key' ? id : '' })
  }
  return (
    <Combobox
      // The name of a key that a link brought here is known only when the answer is.
      key={known?.key ? 'known' : 'unknown'}
      label="Who"
      value={value}
      onChange={choose}
      search={async (typed) => withKey(await search(typed), typed, whose.key, known?.key?.name)}
      placeholder="A person or a key"
    />
  )
}

/** The chosen key is always among all. */
function withKey(found: readonly Option[], typed: string, id: string, name: string | undefined): readonly Option[] {
  const value = `key:${id}`
  if (typed !== '' || id === '' || name === undefined || found.some((each) => each.value === value)) return found
  return [{ value, label: name }, ...found]
}
