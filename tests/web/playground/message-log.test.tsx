import { screen, within } from '@testing-library/react'
import { useSyncExternalStore } from 'react'
import { FrameLog } from '../../../web/src/mcp/log'
import { MessageLog } from '../../../web/src/pages/playground/log/message-log'
import { show } from '../ui/show'

const call = (id: number, name: string) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name } })
const answer = (id: number, more: object = {}) => ({ jsonrpc: '2.0', id, result: { content: [] }, ...more })

function Shown({ log }: { log: FrameLog }) {
  return <MessageLog frames={useSyncExternalStore(log.subscribe, log.frames)} onClear={() => log.clear()} />
}

const rows = () => within(screen.getByRole('list', { name: 'Messages' })).getAllByRole('listitem')
const texts = () => rows().map(({ textContent }) => textContent)

function filled() {
  const log = new FrameLog()
  jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-21T10:00:00.000Z'))
  log.note('Connected.')
  log.message('sent', call(1, 'github_get_me'), 1)
  jest.mocked(Date.now).mockReturnValue(Date.parse('2026-11-21T10:00:00.340Z'))
  log.message('received', answer(1), 1)
  log.message('sent', call(2, 'slack_post'), 1)
  log.message('received', { jsonrpc: '2.0', id: 2, error: { code: -32602, message: 'Unknown tool' } }, 1)
  log.message('received', { jsonrpc: '2.0', method: 'notifications/tools/list_changed' }, 1)
  jest.mocked(Date.now).mockRestore()
  return log
}

describe('the message log', () => {
  it('shows newest first what went which way, of what, how long it took and how large it is', () => {
    show(<Shown log={filled()} />)
    expect(texts()).toEqual([
      expect.stringMatching(/^Receivednotifications\/tools\/list_changed.*61 B/),
      expect.stringMatching(/^ReceivedError of tools\/call0 ms/),
      expect.stringMatching(/^Senttools\/call/),
      expect.stringMatching(/^ReceivedResult of tools\/call340 ms48 B.*\.340$/),
      expect.stringMatching(/^Senttools\/call/),
      expect.stringMatching(/^ConnectionConnected\./),
    ])
    expect(screen.getByText('6 messages')).toBeVisible()
  })

  it('opens a message as JSON', async () => {
    const user = show(<Shown log={filled()} />)
    const row = rows()[4]
    if (!row) throw new Error('no row')
    const button = within(row).getByRole('button', { expanded: false })
    expect(within(row).queryByText(/github_get_me/)).not.toBeInTheDocument()
    await user.click(button)
    expect(button).toHaveAttribute('aria-expanded', 'true')
    expect(within(row).getByRole('group', { name: 'Sent tools/call' })).toHaveTextContent('"name": "github_get_me"')
  })

  it('is filtered by words in the message and by direction', async () => {
    const user = show(<Shown log={filled()} />)
    await user.type(screen.getByLabelText('Filter messages', { selector: 'input' }), 'slack{Enter}')
    expect(texts()).toEqual([expect.stringMatching(/^Senttools\/call/)])
    expect(screen.getByText('1 of 6 messages')).toBeVisible()
    await user.click(screen.getByRole('combobox', { name: 'Direction' }))
    await user.click(await screen.findByRole('option', { name: 'Received' }))
    expect(screen.getByText('No message fits this filter.')).toBeVisible()
  })

  it('finds its filter in the address again', () => {
    show(<Shown log={filled()} />, '/?find=slack&direction=sent')
    expect(texts()).toEqual([expect.stringMatching(/^Senttools\/call/)])
    expect(screen.getByRole('combobox', { name: 'Direction' })).toHaveTextContent('Sent')
  })

  it('is cleared, and says what will be here', async () => {
    const user = show(<Shown log={filled()} />)
    await user.click(screen.getByRole('button', { name: 'Clear' }))
    expect(screen.getByText('Each message both ways shows up here.')).toBeVisible()
  })

  it('keeps the last 500, and never takes the answer of one connection for that of another', () => {
    const log = new FrameLog()
    log.message('sent', call(1, 'a'), 1)
    log.message('received', answer(1), 2)
    expect(log.frames()[1]).toMatchObject({ title: 'an unknown request' })
    for (let i = 0; i < 600; i++) log.note(`${i}`)
    expect(log.frames()).toHaveLength(500)
    expect(log.frames().at(-1)?.title).toBe('599')
  })
})
