import { screen, within } from '@testing-library/react'
import { Button } from '../../../web/src/ui/button'
import { Empty } from '../../../web/src/ui/empty'
import { Table } from '../../../web/src/ui/table'
import { show } from './show'

interface Tool {
  name: string
  calls: number
}

const tools: Tool[] = [
  { name: 'list_channels', calls: 12 },
  { name: 'send_message', calls: 3 },
]

const pressed = jest.fn()
const open = (props: Partial<Parameters<typeof Table<Tool>>[0]> = {}) =>
  show(
    <Table
      label="Tools"
      rows={tools}
      rowKey={(tool) => tool.name}
      columns={[
        { key: 'name', head: 'Tool', cell: (tool) => tool.name },
        { key: 'calls', head: 'Calls', cell: (tool) => tool.calls, align: 'right', hideBelow: 'md' },
        { key: 'act', head: 'Act', cell: () => <Button onClick={pressed}>Run</Button> },
      ]}
      empty={<Empty title="No tools yet">Add a connector.</Empty>}
      {...props}
    />,
  )

const address = () => screen.getByRole('status', { name: 'Address' })
const row = (name: RegExp) => screen.getByRole('row', { name })

describe('a table', () => {
  it('has a name, heads and cells', () => {
    open()
    const table = screen.getByRole('table', { name: 'Tools' })
    expect(
      within(table)
        .getAllByRole('columnheader')
        .map((head) => head.textContent),
    ).toEqual(['Tool', 'Calls', 'Act'])
    expect(within(row(/send_message/)).getByRole('cell', { name: '3' })).toHaveClass('text-right', 'max-md:hidden')
    expect(screen.queryByRole('link')).not.toBeInTheDocument()
  })

  it('shows what to do when it is empty', () => {
    open({ rows: [] })
    expect(screen.getByRole('heading', { name: 'No tools yet' })).toBeInTheDocument()
    expect(screen.queryByRole('table')).not.toBeInTheDocument()
  })

  it.each([{ rows: undefined }, { rows: [], loading: true }])('keeps its shape while it is loading: %j', (props) => {
    open(props)
    expect(screen.getByRole('table', { name: 'Tools' })).toHaveAttribute('aria-busy', 'true')
    expect(screen.getByText('Loading Tools')).toBeInTheDocument()
    expect(screen.getAllByRole('columnheader')).toHaveLength(3)
    expect(screen.queryByRole('heading')).not.toBeInTheDocument()
  })

  it('fetches more when asked, one page at a time', async () => {
    const load = jest.fn()
    const user = open({ more: { has: true, load, busy: false } })
    await user.click(screen.getByRole('button', { name: 'Show more' }))
    expect(load).toHaveBeenCalledTimes(1)
  })

  it('asks for nothing more while it does, or when there is none', async () => {
    const load = jest.fn()
    const user = open({ more: { has: true, load, busy: true } })
    await user.click(screen.getByRole('button', { name: 'Show more' }))
    expect(load).not.toHaveBeenCalled()
  })

  it('offers no more at its end', () => {
    open({ more: { has: false, load: jest.fn(), busy: false } })
    expect(screen.queryByRole('button', { name: 'Show more' })).not.toBeInTheDocument()
  })

  it('leads on from anywhere on a row but its buttons', async () => {
    const user = open({ to: (tool) => `/tools/${tool.name}` })
    await user.click(within(row(/send_message/)).getByRole('button', { name: 'Run' }))
    expect(pressed).toHaveBeenCalledTimes(1)
    expect(address()).toHaveTextContent(/^\/$/)
    await user.click(within(row(/send_message/)).getByRole('cell', { name: '3' }))
    expect(address()).toHaveTextContent('/tools/send_message')
  })

  it('is walked by keyboard', async () => {
    const user = open({ to: (tool) => `/tools/${tool.name}` })
    await user.tab()
    expect(screen.getByRole('link', { name: 'list_channels' })).toHaveFocus()
    await user.keyboard('{ArrowDown}')
    expect(screen.getByRole('link', { name: 'send_message' })).toHaveFocus()
    await user.keyboard('{ArrowDown}')
    expect(screen.getByRole('link', { name: 'send_message' })).toHaveFocus()
    await user.keyboard('{Enter}')
    expect(address()).toHaveTextContent('/tools/send_message')
  })
})
