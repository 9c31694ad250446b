import { render, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { useState } from 'react'
import { Field, FieldFrame, TextArea } from '../../../web/src/ui/field'
import { SearchBox } from '../../../web/src/ui/search-box'
import { show } from './show'

describe('a field', () => {
  it('is tied to its label, its help and what is wrong with it', () => {
    show(<Field label="Name" help="People see it." error="Fill this in." />)
    const input = screen.getByRole('textbox', { name: 'Name' })
    expect(input).toBeInvalid()
    expect(input).toHaveAccessibleDescription('Fill this in. People see it.')
  })

  it('is plain when nothing is wrong', () => {
    show(<TextArea label="Reason" />)
    const area = screen.getByRole('textbox', { name: 'Reason' })
    expect(area).toBeValid()
    expect(area).not.toHaveAttribute('aria-describedby')
  })

  it('frames a control of another kind, and can hide its label from the eye only', () => {
    show(
      <FieldFrame label="Expires" help="In your time zone." hideLabel>
        {(ids) => <input type="date" {...ids} />}
      </FieldFrame>,
    )
    expect(screen.getByLabelText('Expires')).toHaveAccessibleDescription('In your time zone.')
    expect(screen.getByText('Expires')).toHaveClass('sr-only')
  })
})

function Searching({ told }: { told: (value: string) => void }) {
  const [value, setValue] = useState('')
  const change = (next: string) => {
    told(next)
    setValue(next)
  }
  return <SearchBox label="Search tools" value={value} onChange={change} />
}

describe('a search box', () => {
  it('follows the address, and loses nothing that is typed meanwhile', async () => {
    const told = jest.fn()
    const box = (value: string) => <SearchBox label="Search tools" value={value} onChange={told} />
    const { rerender } = render(box('old'))
    const input = screen.getByRole('textbox', { name: 'Search tools' })
    expect(input).toHaveValue('old')
    const user = userEvent.setup()
    await user.clear(input)
    await user.type(input, 'se ')
    await waitFor(() => expect(told).toHaveBeenLastCalledWith('se '))
    await user.type(input, 'nd')
    rerender(box('se'))
    expect(input).toHaveValue('se nd')
    await waitFor(() => expect(told).toHaveBeenLastCalledWith('se nd'))
    rerender(box('old'))
    expect(input).toHaveValue('old')
  })

  it('is reached with a slash, tells when the typing pauses, and is cleared with Escape', async () => {
    const told = jest.fn()
    const user = show(
      <>
        <Field label="Name" />
        <Searching told={told} />
      </>,
    )
    const box = screen.getByRole('textbox', { name: 'Search tools' })
    await user.keyboard('/')
    expect(box).toHaveFocus()
    await user.keyboard('send{Enter}')
    expect(told).toHaveBeenLastCalledWith('send')
    await user.keyboard('{Escape}')
    expect(box).toHaveValue('')
    expect(told).toHaveBeenLastCalledWith('')
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'a/b')
    expect(screen.getByRole('textbox', { name: 'Name' })).toHaveValue('a/b')
  })
})
