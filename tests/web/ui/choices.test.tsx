import { screen, waitFor } from '@testing-library/react'
import { useState } from 'react'
import { Checkbox } from '../../../web/src/ui/checkbox'
import { Combobox } from '../../../web/src/ui/combobox'
import { RadioCards } from '../../../web/src/ui/radio'
import { Select } from '../../../web/src/ui/select'
import { Switch } from '../../../web/src/ui/switch'
import { show } from './show'

const roles = [
  { value: 'owner', label: 'Owner', hint: 'May do everything' },
  { value: 'admin', label: 'Admin' },
  { value: 'member', label: 'Member' },
] as const
type Role = (typeof roles)[number]['value']

function RoleSelect({ told }: { told: (role: Role) => void }) {
  const [role, setRole] = useState<Role>('member')
  const change = (next: Role) => {
    told(next)
    setRole(next)
  }
  return <Select label="Role" value={role} onChange={change} options={roles} help="It takes effect at once." />
}

describe('a select', () => {
  it('is named, described, and shows its value', () => {
    show(<RoleSelect told={jest.fn()} />)
    const select = screen.getByRole('combobox', { name: 'Role' })
    expect(select).toHaveTextContent('Member')
    expect(select).toHaveAccessibleDescription('It takes effect at once.')
  })

  it('is changed by keyboard', async () => {
    const told = jest.fn()
    const user = show(<RoleSelect told={told} />)
    await user.tab()
    await user.keyboard('{Enter}')
    await waitFor(() => expect(screen.getByRole('option', { name: 'Member' })).toHaveFocus())
    await user.keyboard('{ArrowUp}')
    await waitFor(() => expect(screen.getByRole('option', { name: 'Admin' })).toHaveFocus())
    await user.keyboard('{Enter}')
    await waitFor(() => expect(screen.queryByRole('listbox')).not.toBeInTheDocument())
    expect(told.mock.calls).toEqual([['admin']])
    expect(screen.getByRole('combobox', { name: 'Role' })).toHaveTextContent('Admin')
    expect(screen.getByRole('combobox', { name: 'Role' })).toHaveFocus()
  })
})

function Person(props: Omit<Parameters<typeof Combobox>[0], 'label' | 'value' | 'onChange'>) {
  const [value, setValue] = useState('')
  return (
    <>
      <Combobox label="Person" value={value} onChange={setValue} {...props} />
      <p>Chosen: {value}</p>
    </>
  )
}

const people = [
  { value: 'u1', label: 'Ana' },
  { value: 'u2', label: 'Ben' },
]

describe('a combobox', () => {
  it('finds by typing', async () => {
    const user = show(<Person options={people} />)
    await user.type(screen.getByRole('combobox', { name: 'Person' }), 'be')
    expect(await screen.findByRole('option', { name: 'Ben' })).toBeInTheDocument()
    expect(screen.queryByRole('option', { name: 'Ana' })).not.toBeInTheDocument()
    await user.keyboard('{Enter}')
    expect(screen.getByText('Chosen: u2')).toBeInTheDocument()
    expect(screen.getByRole('combobox', { name: 'Person' })).toHaveValue('Ben')
  })

  it('says that nothing matches', async () => {
    const user = show(<Person options={people} />)
    await user.type(screen.getByRole('combobox', { name: 'Person' }), 'zz')
    expect(await screen.findByText('Nothing matches.')).toBeInTheDocument()
  })

  it('asks a search, and keeps what was chosen from it', async () => {
    const search = jest.fn(async (typed: string) => people.filter(({ label }) => label.toLowerCase().includes(typed)))
    const user = show(<Person search={search} />)
    await user.type(screen.getByRole('combobox', { name: 'Person' }), 'an')
    await waitFor(() => expect(search).toHaveBeenLastCalledWith('an'))
    await waitFor(() => expect(screen.queryByRole('option', { name: 'Ben' })).not.toBeInTheDocument())
    await user.click(screen.getByRole('option', { name: 'Ana' }))
    expect(screen.getByText('Chosen: u1')).toBeInTheDocument()
    expect(screen.getByRole('combobox', { name: 'Person' })).toHaveValue('Ana')
  })

  it('says that a search failed', async () => {
    const user = show(<Person search={() => Promise.reject(new Error('down'))} />)
    await user.type(screen.getByRole('combobox', { name: 'Person' }), 'an')
    expect(await screen.findByText(/The search did not work/)).toBeInTheDocument()
  })
})

describe('the smaller choices', () => {
  it('switch on by a press of their label, hidden or not', async () => {
    const told = jest.fn()
    const user = show(
      <>
        <Switch label="Enabled" checked={false} onChange={told} />
        <Switch label="Offer send_message" hideLabel checked onChange={told} />
      </>,
    )
    await user.click(screen.getByText('Enabled'))
    expect(told).toHaveBeenLastCalledWith(true)
    const tool = screen.getByRole('switch', { name: 'Offer send_message' })
    expect(tool).toBeChecked()
    tool.focus()
    await user.keyboard(' ')
    expect(told).toHaveBeenLastCalledWith(false)
    expect(told).toHaveBeenCalledTimes(2)
  })

  it('tick by keyboard, and say when they are mixed', async () => {
    const told = jest.fn()
    const user = show(<Checkbox label="All tools" mixed checked={false} onChange={told} error="Pick at least one." />)
    const box = screen.getByRole('checkbox', { name: 'All tools', description: 'Pick at least one.' })
    expect(box).toBePartiallyChecked()
    await user.tab()
    expect(box).toHaveFocus()
    await user.keyboard(' ')
    expect(told).toHaveBeenCalledWith(true)
  })

  it('choose one of several cards with arrows', async () => {
    const told = jest.fn()
    const user = show(
      <RadioCards
        label="Tools"
        value="all"
        onChange={told}
        options={[
          { value: 'all', title: 'All tools' },
          { value: 'read', title: 'Read-only tools', hint: 'Nothing can be changed.' },
        ]}
      />,
    )
    expect(screen.getByRole('radiogroup', { name: 'Tools' })).toBeInTheDocument()
    expect(screen.getByRole('radio', { name: 'Read-only tools' })).toHaveAccessibleDescription(
      'Nothing can be changed.',
    )
    await user.tab()
    expect(screen.getByRole('radio', { name: 'All tools' })).toHaveFocus()
    await user.keyboard('{ArrowDown}')
    expect(told).toHaveBeenCalledWith('read')
  })
})
