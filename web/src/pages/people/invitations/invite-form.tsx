import { useState, type FormEvent } from 'react'
import { Email } from '../../../../../server/contracts/users'
import { Button } from '../../../ui/button'
import { TextArea } from '../../../ui/field'
import { RadioCards } from '../../../ui/radio'
import { Checkbox } from '../../../ui/checkbox'
import { count } from '../../../ui/words'
import { ROLE_HINTS, ROLE_NAMES, type TenantRole, useStanding } from '../standing'
import { addressesIn, type Inviting } from './inviting'
import { NotMade } from './links'

const FORM = 'invite'

interface Props {
  tenant: string
  inviting: Inviting
  /** Something was made: its link has to be seen. */
  onDone: () => void
}

export function InviteForm({ tenant, inviting: { send, failed, isBusy }, onDone }: Props) {
  const { gives } = useStanding(tenant)
  const [text, setText] = useState(() => failed.map(({ email }) => email).join('\n'))
  const [isOpen, setOpen] = useState(false)
  const [role, setRole] = useState<TenantRole>('member')
  const [wrong, setWrong] = useState<string>()
  const addresses = addressesIn(text)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (isBusy) return
    const bad = isOpen ? [] : addresses.filter((each) => !Email.safeParse(each).success)
    if (!isOpen && addresses.length === 0) return setWrong('Type at least one e-mail address.')
    if (bad.length > 0)
      return setWrong(`${bad.join(', ')} ${bad.length === 1 ? 'is no e-mail address' : 'are no e-mail addresses'}.`)
    setWrong(undefined)
    const asked = isOpen ? [undefined] : addresses
    if ((await send(asked, role)).length < asked.length) onDone()
  }
  return (
    <form id={FORM} onSubmit={(event) => void submit(event)} className="grid gap-4">
      <TextArea
        label="E-mail addresses"
        value={text}
        onChange={(event) => setText(event.target.value)}
        error={wrong}
        rows={3}
        disabled={isOpen}
        spellCheck={false}
        placeholder={'ana@example.com\nben@example.com'}
        help={
          addresses.length > 1
            ? `${count(addresses.length, 'address', 'addresses')}`
            : 'One or several, as you would paste them into a mail.'
        }
      />
      <Checkbox
        label="One link for whoever holds it instead"
        checked={isOpen}
        onChange={setOpen}
        help="Works once, for any account. Pass it on only where you trust the way."
      />
      <RadioCards
        label="Role"
        value={role}
        onChange={setRole}
        options={gives.map((each) => ({ value: each, title: ROLE_NAMES[each], hint: ROLE_HINTS[each] }))}
      />
      <NotMade failed={failed} />
    </form>
  )
}

interface FooterProps {
  inviting: Inviting
  isDone: boolean
  onClose: () => void
  onAgain: () => void
}

export function InviteFooter({ inviting: { isBusy }, isDone, onClose, onAgain }: FooterProps) {
  if (isDone) {
    return (
      <>
        <Button onClick={onAgain}>Invite more</Button>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </>
    )
  }
  return (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button type="submit" form={FORM} look="primary" busy={isBusy}>
        Invite
      </Button>
    </>
  )
}
