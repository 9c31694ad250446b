import { screen, waitFor } from '@testing-library/react'
import { Ellipsis } from 'lucide-react'
import { IconButton } from '../../../web/src/ui/button'
import { Menu } from '../../../web/src/ui/menu'
import { show } from './show'

const removed = jest.fn()
const open = () =>
  show(
    <Menu
      trigger={<IconButton label="More about Slack" icon={<Ellipsis />} />}
      label="Slack"
      items={[
        { label: 'Test', onSelect: jest.fn() },
        { label: 'Settings', to: '/settings' },
        'divider',
        { label: 'Remove', danger: true, onSelect: removed },
      ]}
    />,
  )

const trigger = () => screen.getByRole('button', { name: 'More about Slack' })
beforeEach(() => removed.mockClear())

describe('a menu', () => {
  it('is opened, walked and left by keyboard', async () => {
    const user = open()
    await user.tab()
    expect(trigger()).toHaveFocus()
    await user.keyboard('{Enter}')
    expect(await screen.findByRole('menu', { name: 'Slack' })).toBeInTheDocument()
    await waitFor(() => expect(screen.getByRole('menuitem', { name: 'Test' })).toHaveFocus())
    await user.keyboard('{ArrowUp}')
    await waitFor(() => expect(screen.getByRole('menuitem', { name: 'Remove' })).toHaveFocus())
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('menu')).not.toBeInTheDocument())
    expect(trigger()).toHaveFocus()
    expect(removed).not.toHaveBeenCalled()
  })

  it('does what is chosen', async () => {
    const user = open()
    await user.click(trigger())
    await user.click(await screen.findByRole('menuitem', { name: 'Remove' }))
    expect(removed).toHaveBeenCalledTimes(1)
  })

  it('goes where a link leads', async () => {
    const user = open()
    await user.click(trigger())
    const link = await screen.findByRole('menuitem', { name: 'Settings' })
    expect(link).toHaveAttribute('href', '/settings')
    await user.click(link)
    expect(screen.getByRole('status', { name: 'Address' })).toHaveTextContent('/settings')
    await waitFor(() => expect(screen.queryByRole('menu')).not.toBeInTheDocument())
  })
})
