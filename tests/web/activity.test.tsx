import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { ActivityTab } from '../../web/src/pages/connectors/activity-tab'
import { aCall, aDetail, anEvent } from './fake-activity'
import { FakeApi, list, ok, problem } from './fake-api'
import { FakeEventSource } from './fake-events'
import { openApp } from './open-app'

beforeEach(() => FakeEventSource.install())
afterEach(() => scrollTo(0))

const CALLS = 'GET /tenants/acme/calls'

function acme(calls = [aCall(1)], role: 'owner' | 'member' = 'owner') {
  const api = new FakeApi()
  api.addTenant('acme', 'Acme', role)
  api.addConnector('GitHub')
  api.addMember('Bo')
  api.on(CALLS, () => list(calls))
  api.on('GET /tenants/acme/audit', () => list([anEvent(1)]))
  return api
}

const open = (search: string, api = acme()) => openApp(`/tenants/acme/activity${search}`, { api })
const rows = (table: string) =>
  within(screen.getByRole('table', { name: table }))
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.textContent)
const shown = async (text: string) =>
  within(await screen.findByRole('table')).findByRole('link', { name: new RegExp(`^${text}`) })
const link = (tool: string) => screen.findByRole('link', { name: new RegExp(tool) })
const queries = (api: FakeApi) => api.asked(CALLS).map(({ query }) => Object.fromEntries(query))
const scrollTo = (top: number) => {
  Object.defineProperty(window, 'scrollY', { value: top, configurable: true, writable: true })
  fireEvent.scroll(window)
}

describe('the list of calls', () => {
  it('says who called what, and how it ended, in words', async () => {
    open('', acme([aCall(1), aCall(2, { tool: 'github_search', outcome: 'auth_expired', durationMs: 1_500 })]))
    await link('github_search')
    expect(rows('Calls')).toEqual([
      expect.stringMatching(/^github_get_me.*WorkedAnaHTTP120 ms/),
      expect.stringMatching(/^github_search.*Sign-in endedAnaHTTP1.5 s/),
    ])
  })

  it('shows a code that it does not know as it is', async () => {
    open('', acme([aCall(1, { outcome: 'brand_new' })]))
    await link('github_get_me')
    expect(rows('Calls')[0]).toContain('brand_new')
  })

  it('asks for what the address says, and names it', async () => {
    const { api } = open('?outcome=error&tool=github_get_me&time=hour&person=bo@example.com&transport=sse&q=req')
    await screen.findByRole('heading', { level: 1, name: 'Failed calls of github_get_me in the last hour' })
    const [query] = queries(api)
    expect(query).toMatchObject({
      ...{ outcome: 'error', tool: 'github_get_me', person: 'bo@example.com', transport: 'sse', q: 'req' },
    })
    const since = Date.now() - Date.parse(query?.from ?? '')
    expect(since).toBeGreaterThanOrEqual(3_600_000)
    expect(since).toBeLessThan(3_660_000)
    expect(query).not.toHaveProperty('action')
    expect(queries(api)).toHaveLength(1)
  })

  it('puts what is chosen into the address, and clears it', async () => {
    const { api, user, at } = open('')
    await link('github_get_me')
    await user.click(screen.getByRole('combobox', { name: 'Outcome' }))
    await user.click(await screen.findByRole('option', { name: 'Took too long' }))
    await waitFor(() => expect(at()).toBe('/tenants/acme/activity?outcome=timeout'))
    await waitFor(() => expect(queries(api).at(-1)).toEqual({ outcome: 'timeout' }))
    await user.click(screen.getByRole('button', { name: 'Clear' }))
    expect(at()).toBe('/tenants/acme/activity')
    await user.type(screen.getByRole('combobox', { name: 'Person' }), 'bo')
    await user.click(await screen.findByRole('option', { name: /Bo/ }))
    await waitFor(() => expect(queries(api).at(-1)).toEqual({ person: 'bo@example.com' }))
  })

  it('takes a time of one’s own', async () => {
    const { api } = open('?time=custom&from=2026-11-01T00:00:00.000Z&to=nonsense')
    await link('github_get_me')
    expect(queries(api)).toEqual([{ from: '2026-11-01T00:00:00.000Z' }])
    fireEvent.change(screen.getByLabelText('To'), { target: { value: '2026-11-02T10:30' } })
    const to = new Date('2026-11-02T10:30').toISOString()
    await waitFor(() => expect(queries(api).at(-1)).toEqual({ from: '2026-11-01T00:00:00.000Z', to }))
  })

  it('offers to clear the filters when nothing matches, and a client when nothing was ever called', async () => {
    const { user, at } = open('?q=nothing', acme([]))
    await user.click(await screen.findByRole('button', { name: 'Clear the search and the filters' }))
    expect(at()).toBe('/tenants/acme/activity')
    expect(await screen.findByRole('heading', { name: 'No tool was called yet' })).toBeVisible()
    expect(within(screen.getByRole('main')).getByRole('link', { name: 'Connect a client' })).toBeVisible()
  })

  it('exports what the filters find', async () => {
    const { user } = open('?outcome=error')
    await link('github_get_me')
    await user.click(screen.getByRole('button', { name: 'Export' }))
    const base = '/api/v1/admin/tenants/acme/calls/export?outcome=error'
    const csv = await screen.findByRole('menuitem', { name: 'CSV, for a spreadsheet' })
    expect(csv).toHaveAttribute('href', `${base}&format=csv`)
    expect(csv).toHaveAttribute('download')
    expect(screen.getByRole('menuitem', { name: /JSON lines/ })).toHaveAttribute('href', `${base}&format=jsonl`)
  })

  it('is only their own to a member, without the audit and without other people', async () => {
    open('?view=audit', acme([aCall(1)], 'member'))
    await screen.findByRole('heading', { level: 1, name: 'Your calls' })
    await link('github_get_me')
    expect(screen.queryByRole('link', { name: 'Audit' })).toBeNull()
    expect(screen.queryByRole('combobox', { name: 'Person' })).toBeNull()
  })

  it('says what went wrong and asks again', async () => {
    const api = acme()
    api.on(CALLS, () => problem(503, 'unavailable', 'That took too long.', { hint: 'Choose a shorter time.' }))
    const { user } = open('', api)
    expect(await screen.findByRole('alert')).toHaveTextContent('That took too long.Choose a shorter time.')
    api.on(CALLS, () => list([aCall(1)]))
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    await link('github_get_me')
  })
})

describe('a call', () => {
  const refused = aCall(7, { outcome: 'forbidden', arguments: { repository: 22, body: 1 } })
  const withDetail = (call = refused, role: 'owner' | 'member' = 'owner') => {
    const api = acme([call], role)
    const intent = anEvent(1, { action: 'tool.call', outcome: 'intent', callId: call.id })
    api.on('GET /tenants/acme/calls/:id', () => ok(aDetail(call, [intent])))
    return api
  }

  it('opens at its own address, with everything but what was passed, and closes', async () => {
    const { user, at } = open('?outcome=error', withDetail())
    await user.click(await link('github_get_me'))
    expect(at()).toBe(`/tenants/acme/activity?outcome=error&call=${refused.id}`)
    const dialog = await screen.findByRole('dialog', { name: 'github_get_me' })
    await within(dialog).findByText('repository')
    expect(dialog).toHaveTextContent('repository22 characters')
    expect(dialog).toHaveTextContent('body1 character')
    expect(dialog).toHaveTextContent('The vendor did not let the connected account do this.')
    expect(dialog).toHaveTextContent('req_call_7')
    expect(dialog).toHaveTextContent('In the auditBegan')
    expect(within(dialog).getByRole('link', { name: 'Explain their access' })).toHaveAttribute(
      'href',
      '/tenants/acme/people/explain?user=ana%40example.com&tool=github_get_me',
    )
    await user.click(within(dialog).getByRole('button', { name: 'Close' }))
    expect(at()).toBe('/tenants/acme/activity?outcome=error')
  })

  it('leads to where it is mended, as far as the person may go there', async () => {
    const ended = aCall(8, { outcome: 'missing_scope' })
    open(`?call=${ended.id}`, withDetail(ended))
    expect(await screen.findByRole('link', { name: 'Open its accounts' })).toHaveAttribute(
      'href',
      '/tenants/acme/connectors/github/accounts',
    )
  })

  it('explains no access to a member, who may not read it', async () => {
    open(`?call=${refused.id}`, withDetail(refused, 'member'))
    await within(await screen.findByRole('dialog')).findByText('repository')
    expect(screen.queryByRole('link', { name: 'Explain their access' })).toBeNull()
  })

  it('that does not exist says so', async () => {
    const api = acme()
    api.on('GET /tenants/acme/calls/:id', () => problem(404, 'not_found', 'Call not found.'))
    open('?call=00000000-0000-4000-8000-000000009999', api)
    expect(await screen.findByRole('dialog', { name: 'This call could not be shown' })).toHaveTextContent(
      'Call not found.',
    )
  })
})

describe('the audit', () => {
  it('says what was done, and opens a row with its details and its call', async () => {
    const api = acme()
    const event = anEvent(9, {
      action: 'tool.call',
      target: 'github_create_issue',
      callId: 'c-1',
      details: { to: 'x' },
    })
    api.on('GET /tenants/acme/audit', () => list([event]))
    const { user, at } = open('?view=audit&action=tool.call&transport=sse', api)
    await screen.findByRole('heading', { level: 1, name: 'All changes' })
    expect(api.asked('GET /tenants/acme/audit').map(({ query }) => query.toString())).toEqual(['action=tool.call'])
    await user.click(await shown('Called a tool that writes'))
    const dialog = await screen.findByRole('dialog', { name: 'Called a tool that writes' })
    expect(dialog).toHaveTextContent('192.0.2.7')
    expect(dialog).toHaveTextContent('"to": "x"')
    expect(at()).toContain('event=9')
    expect(within(dialog).getByRole('link', { name: 'Open the call' })).toHaveAttribute(
      'href',
      '/tenants/acme/activity?view=calls&call=c-1',
    )
  })

  it('shows the row that the address names, though the list is without it', async () => {
    const api = acme()
    api.on('GET /tenants/acme/audit/77', () => ok(anEvent(77, { details: { from: 'a link' } })))
    open('?view=audit&event=77', api)
    const dialog = await screen.findByRole('dialog', { name: 'Added a connector' })
    expect(dialog).toHaveTextContent('a link')
  })

  it('says so when there is no such row', async () => {
    const api = acme()
    api.on('GET /tenants/acme/audit/78', () => problem(404, 'not_found', 'Audit row not found.'))
    open('?view=audit&event=78', api)
    expect(await screen.findByRole('dialog', { name: 'This row could not be shown' })).toHaveTextContent('not found')
  })

  it('is reached by its tab, which is marked', async () => {
    const { user, at } = open('')
    await user.click(await screen.findByRole('link', { name: 'Audit' }))
    expect(at()).toBe('/tenants/acme/activity?view=audit')
    expect(await shown('Added a connector')).toBeVisible()
    expect(screen.getByRole('link', { name: 'Audit' })).toHaveAttribute('aria-current', 'page')
    expect(screen.getByRole('link', { name: 'Calls' })).not.toHaveAttribute('aria-current')
  })
})

describe('live', () => {
  const turnOn = async (search = '', api = acme()) => {
    const app = open(search, api)
    await app.user.click(await screen.findByRole('switch', { name: 'Live' }))
    act(() => FakeEventSource.last.open())
    await screen.findByText('Live: what happens now appears at the top.')
    return app
  }
  const happen = (...calls: ReturnType<typeof aCall>[]) =>
    act(() => calls.forEach((call) => FakeEventSource.tell('call', call)))

  it('puts what happens at the top, once', async () => {
    const { api, at } = await turnOn()
    expect(at()).toBe('/tenants/acme/activity?live=on')
    expect(FakeEventSource.last.url).toBe('/api/v1/admin/tenants/acme/events')
    // What happened before anybody listened is read.
    await waitFor(() => expect(queries(api).length).toBeGreaterThan(1))
    happen(aCall(2, { tool: 'first_new' }), aCall(3, { tool: 'second_new' }), aCall(2, { tool: 'first_new' }), aCall(1))
    await link('second_new')
    expect(rows('Calls')).toHaveLength(3)
    expect(rows('Calls')[0]).toMatch(/^second_new/)
    expect(rows('Calls')[1]).toMatch(/^first_new/)
    expect(rows('Calls')[2]).toMatch(/^github_get_me/)
  })

  it('shows only what the filters let through', async () => {
    await turnOn('?outcome=error&connector=github&person=ana@example.com', acme([]))
    const bad = { outcome: 'timeout' }
    happen(
      aCall(2, { tool: 'worked' }),
      aCall(3, { ...bad, tool: 'other_connector', connector: 'slack', connectorId: 'x' }),
      aCall(4, { ...bad, tool: 'other_person', person: null }),
      aCall(5, { ...bad, tool: 'fits' }),
    )
    await link('fits')
    expect(rows('Calls')).toHaveLength(1)
  })

  it('waits while one reads further down, then shows what waited', async () => {
    const { user } = await turnOn()
    act(() => scrollTo(900))
    happen(aCall(2, { tool: 'first_new' }), aCall(3, { tool: 'second_new' }))
    const button = await screen.findByRole('button', { name: 'Show 2 new calls' })
    expect(rows('Calls')).toHaveLength(1)
    await user.click(button)
    expect(rows('Calls')).toHaveLength(3)
    expect(screen.queryByRole('button', { name: /new calls/ })).toBeNull()
  })

  it('says when the connection is lost, and goes on', async () => {
    await turnOn()
    const first = FakeEventSource.last
    act(() => first.lose())
    expect(screen.getByText('The live connection was lost. It is tried again by itself.')).toBeVisible()
    act(() => first.open())
    expect(screen.getByText('Live: what happens now appears at the top.')).toBeVisible()
    expect(FakeEventSource.all).toHaveLength(1)
  })

  it('opens a new connection after the server refused one', async () => {
    jest.useFakeTimers({ advanceTimers: true })
    try {
      const app = open('?live=on')
      await link('github_get_me')
      const first = FakeEventSource.last
      act(() => first.open())
      act(() => first.lose('refused'))
      await act(() => jest.advanceTimersByTimeAsync(6_000))
      await waitFor(() => expect(FakeEventSource.last).not.toBe(first))
      act(() => FakeEventSource.last.open())
      expect(screen.getByText('Live: what happens now appears at the top.')).toBeVisible()
      expect(app.api.asked('GET /me').length).toBeGreaterThan(1)
    } finally {
      jest.useRealTimers()
    }
  })

  it('reads the list again when more happened than was told, and stops when it is switched off', async () => {
    const { api, user } = await turnOn()
    await waitFor(() => expect(queries(api).length).toBeGreaterThan(1))
    const before = queries(api).length
    act(() => FakeEventSource.tell('gap', { of: 'call' }))
    await waitFor(() => expect(queries(api).length).toBe(before + 1))
    await user.click(screen.getByRole('switch', { name: 'Live' }))
    expect(FakeEventSource.last.readyState).toBe(FakeEventSource.CLOSED)
  })
})

it('shows the calls of one connector on its own page', async () => {
  const tab = { path: '/tenants/:tenant/connectors/:connector/activity', element: <ActivityTab /> }
  const { api } = openApp('/tenants/acme/connectors/github/activity', { api: acme(), pages: [tab] })
  await link('github_get_me')
  expect(queries(api).at(-1)).toEqual({ connector: 'github' })
  expect(screen.queryByRole('combobox', { name: 'Connector' })).toBeNull()
})
