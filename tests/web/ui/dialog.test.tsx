import { screen, waitFor } from '@testing-library/react'
import { useState } from 'react'
import { Problem } from '../../../web/src/api/client'
import { Button } from '../../../web/src/ui/button'
import { ConfirmDialog, Dialog } from '../../../web/src/ui/dialog'
import { Field } from '../../../web/src/ui/field'
import { show } from './show'

function Renaming() {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>Rename</Button>
      <Dialog open={open} onOpenChange={setOpen} title="Rename acme" footer={<Button>Save</Button>}>
        <Field label="Name" />
      </Dialog>
    </>
  )
}

interface DeletingProps {
  onConfirm: () => Promise<unknown>
  typeToConfirm?: string
}

function Deleting(props: DeletingProps) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>Delete</Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title="Delete acme?"
        description="Its connectors and keys go with it."
        confirm={{ label: 'Delete acme', look: 'danger' }}
        {...props}
      />
    </>
  )
}

const gone = () =>
  waitFor(() => {
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument()
  })

describe('a dialog', () => {
  it('keeps the focus while it is open and gives it back', async () => {
    const user = show(<Renaming />)
    await user.click(screen.getByRole('button', { name: 'Rename' }))
    const dialog = await screen.findByRole('dialog', { name: 'Rename acme' })
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Name' })).toHaveFocus())
    for (let press = 0; press < 6; press++) {
      await user.tab()
      await waitFor(() => expect(dialog).toContainElement(document.activeElement as HTMLElement))
    }
    await user.keyboard('{Escape}')
    await gone()
    expect(screen.getByRole('button', { name: 'Rename' })).toHaveFocus()
  })

  it('closes by its button', async () => {
    const user = show(<Renaming />)
    await user.click(screen.getByRole('button', { name: 'Rename' }))
    await user.click(await screen.findByRole('button', { name: 'Close' }))
    await gone()
  })
})

describe('a question', () => {
  const ask = async (props: DeletingProps) => {
    const user = show(<Deleting {...props} />)
    await user.click(screen.getByRole('button', { name: 'Delete' }))
    await screen.findByRole('alertdialog', { name: 'Delete acme?', description: 'Its connectors and keys go with it.' })
    return user
  }
  const confirm = () => screen.getByRole('button', { name: 'Delete acme' })

  it('does it once, and closes when it is done', async () => {
    let done: (value: unknown) => void = () => undefined
    const onConfirm = jest.fn(() => new Promise((resolve) => (done = resolve)))
    const user = await ask({ onConfirm })
    await user.click(confirm())
    await user.click(confirm())
    expect(confirm()).toHaveAttribute('aria-busy', 'true')
    expect(onConfirm).toHaveBeenCalledTimes(1)
    done(undefined)
    await gone()
    expect(screen.getByRole('button', { name: 'Delete' })).toHaveFocus()
  })

  it('does nothing until the name is typed', async () => {
    const onConfirm = jest.fn(async () => undefined)
    const user = await ask({ onConfirm, typeToConfirm: 'acme' })
    const name = screen.getByRole('textbox', { name: 'Type acme to confirm' })
    await user.type(name, 'acm{Enter}')
    expect(name).toBeInvalid()
    expect(name).toHaveAccessibleDescription('Type acme, exactly like that.')
    expect(onConfirm).not.toHaveBeenCalled()
    await user.type(name, 'e{Enter}')
    await gone()
    expect(onConfirm).toHaveBeenCalledTimes(1)
  })

  it('forgets what was typed when it is left', async () => {
    const onConfirm = jest.fn(async () => undefined)
    const user = await ask({ onConfirm, typeToConfirm: 'acme' })
    await user.type(screen.getByRole('textbox'), 'acme')
    await user.click(screen.getByRole('button', { name: 'Cancel' }))
    await gone()
    await user.click(screen.getByRole('button', { name: 'Delete' }))
    expect(await screen.findByRole('textbox')).toHaveValue('')
    expect(onConfirm).not.toHaveBeenCalled()
  })

  it('stays and says what went wrong', async () => {
    const refused = new Problem(409, { code: 'conflict', detail: 'acme still has members. Nothing was deleted.' })
    const user = await ask({ onConfirm: () => Promise.reject(refused) })
    await user.click(confirm())
    expect(await screen.findByRole('alert')).toHaveTextContent('acme still has members. Nothing was deleted.')
    expect(confirm()).not.toHaveAttribute('aria-busy')
  })
})
