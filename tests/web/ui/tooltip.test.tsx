import { fireEvent, screen, waitFor } from '@testing-library/react'
import { Trash2 } from 'lucide-react'
import { IconButton } from '../../../web/src/ui/button'
import { show } from './show'

const open = () => show(<IconButton label="Remove" icon={<Trash2 />} />)
const gone = () => waitFor(() => expect(screen.queryByRole('tooltip')).not.toBeInTheDocument())

describe('a tooltip', () => {
  it('comes with the pointer, stays while the pointer is on it, and goes with it', async () => {
    const user = open()
    await user.hover(screen.getByRole('button', { name: 'Remove' }))
    const words = await screen.findByRole('tooltip')
    expect(words).toHaveTextContent('Remove')
    fireEvent.pointerOut(screen.getByRole('button', { name: 'Remove' }), { relatedTarget: words })
    expect(words).toBeInTheDocument()
    fireEvent.pointerOut(words, { relatedTarget: document.body })
    await gone()
  })

  it('comes with the keyboard and goes with Escape', async () => {
    const user = open()
    await user.tab()
    expect(await screen.findByRole('tooltip')).toHaveTextContent('Remove')
    await user.keyboard('{Escape}')
    await gone()
    expect(screen.getByRole('button', { name: 'Remove' })).toHaveFocus()
  })
})
