import { act, screen, waitFor, within } from '@testing-library/react'
import { openApp } from '../open-app'
import { asksForName, FakeEndpoint, said } from './fake-endpoint'

let endpoint: FakeEndpoint
beforeEach(() => {
  sessionStorage.clear()
  endpoint = new FakeEndpoint()
  const properties = { title: { type: 'string' }, pass: { type: 'string', format: 'password' } }
  endpoint.add(
    'github_create_issue',
    { inputSchema: { type: 'object', properties, required: ['title'] }, annotations: { destructiveHint: false } },
    ({ title }) => said(`Made **${String(title)}**`),
  )
  endpoint.add('github_get_me', { title: 'Who am I', annotations: { readOnlyHint: true } }, () => said('I am Ana.'))
  endpoint.add('github_delete', { annotations: { destructiveHint: true } }, () => said('Gone.'))
})
afterEach(() => endpoint.close())

const start = (search = '') => openApp(`/tenants/acme/playground${search}`, { api: endpoint.api })
const run = () => screen.findByRole('button', { name: 'Run' })

describe('the playground', () => {
  it('acts as the person, with a token of the one endpoint, which it keeps to itself', async () => {
    const { user, at } = start()
    expect(await screen.findByRole('heading', { level: 1, name: 'Try 3 tools as yourself' })).toBeVisible()
    expect(screen.getByText('Connected as you')).toBeVisible()
    expect(endpoint.tokens).toEqual(['*'])
    await user.click(screen.getByRole('combobox', { name: 'Endpoint' }))
    await user.click(await screen.findByRole('option', { name: /Our GitHub/ }))
    await waitFor(() => expect(endpoint.tokens).toEqual(['*', 'github']))
    expect(at()).toBe('/tenants/acme/playground?connector=github')
    await screen.findByText('Connected as you')
    expect(document.body.innerHTML + at() + JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain(
      'token-',
    )
  })

  it('finds a tool, fills it in, runs it, and shows what came and went', async () => {
    const { user, at } = start()
    await user.type(await screen.findByLabelText('Search tools', { selector: 'input' }), 'issue{Enter}')
    expect(within(screen.getByRole('list', { name: 'Tools' })).getAllByRole('button')).toHaveLength(1)
    await user.click(screen.getByRole('button', { name: /github_create_issue/ }))
    expect(at()).toBe('/tenants/acme/playground?q=issue&tool=github_create_issue')
    await user.click(await run())
    expect(screen.getByLabelText('Title')).toHaveAccessibleDescription('Fill this in.')
    expect(screen.getByLabelText('Title')).toHaveFocus()
    expect(endpoint.called).toEqual([])
    await user.type(screen.getByLabelText('Title'), 'Lamp')
    await user.type(screen.getByLabelText('Pass (optional)'), 'hush')
    await user.click(await run())
    expect(await screen.findByText('Lamp', { selector: 'strong' })).toBeVisible()
    expect(endpoint.called).toEqual([{ tool: 'github_create_issue', args: { title: 'Lamp', pass: 'hush' } }])
    const messages = within(screen.getByRole('list', { name: 'Messages' }))
    expect(messages.getByText('Result of tools/call')).toBeVisible()
    expect(messages.getByText('server/discover')).toBeVisible()
  })

  it('keeps what was called to be called again, without secrets', async () => {
    const { user } = start('?tool=github_create_issue')
    await user.type(await screen.findByLabelText('Title'), 'Lamp')
    await user.type(screen.getByLabelText('Pass (optional)'), 'hush')
    await user.click(await run())
    await screen.findByText('Lamp', { selector: 'strong' })
    expect(JSON.stringify(sessionStorage)).toContain('Lamp')
    expect(JSON.stringify(sessionStorage)).not.toContain('hush')
    await user.click(screen.getByRole('link', { name: /^History/ }))
    await user.click(screen.getByRole('button', { name: 'Run again: github_create_issue' }))
    await waitFor(() => expect(endpoint.called).toHaveLength(2))
    expect(endpoint.called[1]?.args).toEqual({ title: 'Lamp' })
  })

  it('asks before it destroys', async () => {
    const { user } = start('?tool=github_delete')
    await user.click(await run())
    const dialog = await screen.findByRole('alertdialog', { name: 'Run github_delete?' })
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }))
    expect(endpoint.called).toEqual([])
    await user.click(await run())
    await user.click(await screen.findByRole('button', { name: 'Run it' }))
    expect(await screen.findByText('Gone.')).toBeVisible()
  })

  it('puts what a tool asks to the person, and the answer into the call', async () => {
    endpoint.add('ask', { annotations: { readOnlyHint: true } }, (_, { who }) => {
      const name = (who as { content?: { name?: string } } | undefined)?.content?.name
      return name === undefined ? asksForName() : said(`For ${name}.`)
    })
    const { user } = start('?tool=ask')
    await user.click(await run())
    const dialog = await screen.findByRole('dialog', { name: 'The tool asks you something' })
    expect(dialog).toHaveTextContent('Who is it for?')
    await user.click(within(dialog).getByRole('button', { name: 'Send' }))
    expect(within(dialog).getByLabelText('Name')).toHaveAccessibleDescription('Fill this in.')
    await user.type(within(dialog).getByLabelText('Name'), 'Ben{Enter}')
    expect(await screen.findByText('For Ben.')).toBeVisible()
  })

  it('cancels a call that takes too long', async () => {
    let told = () => {}
    endpoint.add(
      'slow',
      { annotations: { readOnlyHint: true } },
      () => new Promise<object>((done) => (told = () => done(said('late')))),
    )
    const { user } = start('?tool=slow')
    await user.click(await run())
    await waitFor(() => expect(endpoint.called).toHaveLength(1))
    await user.click(screen.getByRole('button', { name: 'Cancel' }))
    expect(await screen.findByText(/^Cancelled after/)).toBeVisible()
    told()
  })

  it('lets a tool vanish that is switched off meanwhile', async () => {
    start('?tool=github_get_me')
    expect(await screen.findByRole('heading', { level: 2, name: 'Who am I' })).toBeVisible()
    await act(async () => endpoint.remove('github_get_me'))
    expect(await screen.findByRole('heading', { name: 'github_get_me is not offered here' })).toBeVisible()
    expect(screen.getByRole('heading', { level: 1, name: 'Try 2 tools as yourself' })).toBeVisible()
  })

  it('shows the tools of all pages', async () => {
    endpoint.pageSize = 2
    start()
    expect(await screen.findByRole('heading', { level: 1, name: 'Try 3 tools as yourself' })).toBeVisible()
    expect(endpoint.pages).toBe(2)
  })

  it('shows no tools of an endpoint that is gone', async () => {
    const { user } = start()
    await screen.findByRole('heading', { level: 1, name: 'Try 3 tools as yourself' })
    await user.click(screen.getByRole('combobox', { name: 'Transport' }))
    endpoint.isGone = true
    await user.click(await screen.findByRole('option', { name: /a session with an id/ }))
    await screen.findByRole('alert')
    await user.click(screen.getByRole('combobox', { name: 'Transport' }))
    await user.click(await screen.findByRole('option', { name: /stands alone/ }))
    await screen.findByRole('alert')
    expect(screen.queryByRole('list', { name: 'Tools' })).not.toBeInTheDocument()
    expect(screen.getByRole('heading', { level: 1, name: 'Try the tools of Acme' })).toBeVisible()
  })

  it('says why it is not connected, and tries again when asked', async () => {
    const { user } = start('?connector=gone')
    expect(await screen.findByRole('alert')).toHaveTextContent('Connector not found.')
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(endpoint.api.asked('POST /tenants/acme/playground-token')).toHaveLength(2))
  })

  it('tells who is no member that they have no tools here', async () => {
    endpoint.api.isPlatformAdmin = true
    endpoint.api.addTenant('globex', 'Globex')
    openApp('/tenants/globex/playground', { api: endpoint.api })
    expect(await screen.findByRole('heading', { name: 'Only members of Globex try its tools' })).toBeVisible()
    expect(endpoint.tokens).toEqual([])
  })
})
