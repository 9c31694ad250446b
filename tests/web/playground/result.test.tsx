import { screen, within } from '@testing-library/react'
import { Markdown } from '../../../web/src/pages/playground/result/markdown'
import { ToolResult } from '../../../web/src/pages/playground/result/tool-result'
import { show } from '../ui/show'

describe('Markdown', () => {
  it('becomes lists, tables, code and links to the web that take nothing along', () => {
    show(<Markdown text={'- one\n- **two**\n\n| a | b |\n|---|---|\n| 1 | `2` |\n\n[docs](https://example.com)'} />)
    expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual(['one', 'two'])
    expect(screen.getByRole('columnheader', { name: 'b' })).toBeVisible()
    const link = screen.getByRole('link', { name: /docs/ })
    expect(link).toHaveAttribute('href', 'https://example.com')
    expect(link).toHaveAttribute('rel', 'noopener noreferrer')
  })

  it('loses no words to what it knows besides', () => {
    show(<Markdown text={'~~old~~ www.example.com\n\n- [x] packed\n- [ ] sent\n\nSee[^1]\n\n[^1]: the note'} />)
    for (const words of ['old', 'the note']) expect(screen.getByText(words)).toBeVisible()
    expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'Done: packed',
      'To do: sent',
    ])
    expect(screen.getByRole('link')).toHaveAttribute('href', 'http://www.example.com')
  })

  it('runs, loads and leads to nothing that others wrote', () => {
    const text =
      '<img src=x onerror=alert(1)>\n\n[x](javascript:alert(1)) [y](data:text/html,hi) ![p](https://tracker.example/p.png) [z][r]\n\n[r]: vbscript:x'
    show(<Markdown text={text} />)
    expect(screen.getByText(/<img src=x onerror/)).toBeVisible()
    expect(screen.queryByRole('img')).not.toBeInTheDocument()
    expect(screen.getAllByRole('link').map((each) => each.getAttribute('href'))).toEqual([
      'https://tracker.example/p.png',
    ])
  })
})

describe('a result', () => {
  it('shows items as a table once, and the rest by name, and all of it raw', async () => {
    const structured = { items: [{ number: 42, title: 'Lamp' }], next_cursor: 'abc' }
    const result = {
      content: [{ type: 'text' as const, text: JSON.stringify(structured) }],
      structuredContent: structured,
    }
    const user = show(<ToolResult result={result} />)
    const table = screen.getByRole('table', { name: 'items' })
    expect(within(table).getByRole('cell', { name: 'Lamp' })).toBeVisible()
    expect(screen.getAllByText('abc')).toHaveLength(1)
    await user.click(screen.getByRole('button', { name: 'Raw' }))
    expect(screen.getByRole('group', { name: 'Raw result' })).toHaveTextContent('"next_cursor": "abc"')
  })

  it('says an error in words with its next step', async () => {
    const again = jest.fn()
    const body = {
      code: 'connect_required',
      message: 'No account.',
      hint: 'Connect one.',
      connect_url: 'https://x.example/c',
    }
    const user = show(
      <ToolResult result={{ content: [{ type: 'text', text: JSON.stringify(body) }], isError: true }} again={again} />,
    )
    expect(screen.getByRole('alert')).toHaveTextContent(/No account\.\s*Connect one\./)
    expect(screen.getByRole('link', { name: /Connect the account/ })).toHaveAttribute('href', 'https://x.example/c')
    await user.click(screen.getByRole('button', { name: 'Run again' }))
    expect(again).toHaveBeenCalledTimes(1)
  })

  it('shows pictures of the kinds that are only pictures, and links to resources', () => {
    const image = (mimeType: string) => ({ type: 'image' as const, data: 'AAAA', mimeType })
    const link = { type: 'resource_link' as const, uri: 'file:///etc/passwd', name: 'passwd' }
    show(<ToolResult result={{ content: [image('image/png'), image('image/svg+xml'), link] }} />)
    expect(screen.getAllByRole('img')).toHaveLength(1)
    expect(screen.getByText(/A picture \(image\/svg\+xml/)).toBeVisible()
    expect(screen.getByText('passwd')).toBeVisible()
    expect(screen.queryByRole('link')).not.toBeInTheDocument()
  })
})
