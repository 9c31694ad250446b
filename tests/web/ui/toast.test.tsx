import { screen, waitFor } from '@testing-library/react'
import { Problem } from '../../../web/src/api/client'
import { Button } from '../../../web/src/ui/button'
import { useToast } from '../../../web/src/ui/toast'
import { show } from './show'

function Say(props: Parameters<ReturnType<typeof useToast>['say']>[0]) {
  const { say } = useToast()
  return <Button onClick={() => say(props)}>Do it</Button>
}

const open = async (props: Parameters<typeof Say>[0]) => {
  const user = show(<Say {...props} />)
  await user.click(screen.getByRole('button', { name: 'Do it' }))
  return user
}

const messages = () => screen.findByRole('region', { name: 'Messages' })

describe('a toast', () => {
  it('says what happened, politely, and is closed by its button', async () => {
    const user = await open({ title: 'send_message is off.', description: 'Clients no longer see it.' })
    expect(await messages()).toHaveAttribute('aria-live', 'polite')
    expect(await screen.findByText('send_message is off.')).toBeInTheDocument()
    expect(await messages()).toHaveTextContent('send_message is off.Clients no longer see it.')
    expect(screen.queryByRole('button', { name: 'Undo' })).not.toBeInTheDocument()
    await user.click(screen.getByRole('button', { name: 'Close this message' }))
    await waitFor(async () => expect(await messages()).not.toHaveTextContent('send_message is off.'))
  })

  it('takes it back once', async () => {
    const undo = jest.fn(async () => undefined)
    const user = await open({ title: 'send_message is off.', undo })
    await user.click(await screen.findByRole('button', { name: 'Undo' }))
    await waitFor(async () => expect(await messages()).not.toHaveTextContent('send_message is off.'))
    expect(undo).toHaveBeenCalledTimes(1)
  })

  it('says that it could not be taken back', async () => {
    const gone = new Problem(404, { code: 'not_found', detail: 'The connector was deleted.' })
    const user = await open({ title: 'send_message is off.', undo: () => Promise.reject(gone) })
    await user.click(await screen.findByRole('button', { name: 'Undo' }))
    const box = await messages()
    await waitFor(() => expect(box).toHaveTextContent('That could not be undone.The connector was deleted.'))
  })
})
