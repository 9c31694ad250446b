import { act, screen, waitFor, within } from '@testing-library/react'
import type { Overview } from '../../server/contracts/overview'
import { aCall, aClient, anOverview } from './fake-activity'
import { FakeApi, list, ok, problem } from './fake-api'
import { FakeEventSource } from './fake-events'
import { openApp } from './open-app'

beforeEach(() => FakeEventSource.install())

function acme(overview: () => Overview, role: 'owner' | 'member' = 'owner') {
  const api = new FakeApi()
  api.addTenant('acme', 'Acme', role)
  api.on('GET /tenants/acme/overview', () => ok(overview()))
  api.on('GET /tenants/acme/calls', () => list([]))
  return api
}

const busy = (more: Partial<Overview> = {}) =>
  anOverview({
    totals: { calls: 1_214, errors: 6, p50Ms: 120, p95Ms: 900 },
    previous: { calls: 607, errors: 6, p50Ms: 120, p95Ms: 1_800 },
    busiestTools: [
      { tool: 'github_get_me', connector: 'github', connectorName: 'GitHub', calls: 900, errors: 6, p95Ms: 800 },
    ],
    ...more,
  })

const h1 = (name: string) => screen.findByRole('heading', { level: 1, name })

describe('the title', () => {
  it('says that all is well, and how much was called', async () => {
    openApp('/tenants/acme', { api: acme(() => busy()) })
    await h1('All is well: 1,214 calls in 7 days')
    expect(screen.queryByRole('list', { name: 'What needs you' })).toBeNull()
    expect(screen.queryByRole('list', { name: 'First steps' })).toBeNull()
  })

  it('counts what needs somebody, and not what mends itself', async () => {
    const attention: Overview['attention'] = [
      {
        ...{ kind: 'account', state: 'reconnect_needed', title: 'GitHub has to be connected again' },
        ...{ detail: 'Its tools fail until somebody does.', since: '2026-11-20T10:00:00.000Z', connector: 'github' },
        to: 'connectors/github/accounts',
      },
      {
        ...{ kind: 'account', state: 'vendor_down', title: 'Slack does not answer', detail: 'It is tried again.' },
        ...{ since: null, connector: 'slack', to: 'connectors/slack/accounts' },
      },
    ]
    const { user, at } = openApp('/tenants/acme', { api: acme(() => busy({ attention })) })
    await h1('1 thing needs you')
    const rowsOf = (name: string) =>
      within(screen.getByRole('list', { name }))
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent)
    expect(rowsOf('What needs you')).toEqual([
      expect.stringMatching(/^DisconnectedGitHub has to be connected again.*Since/),
    ])
    expect(rowsOf('Worth knowing')).toEqual([expect.stringMatching(/^No answerSlack does not answer/)])
    await user.click(screen.getByRole('link', { name: 'Connect again: GitHub has to be connected again' }))
    expect(at()).toBe('/tenants/acme/connectors/github/accounts')
  })

  it('offers no button for what the person may not mend', async () => {
    const attention: Overview['attention'] = [
      {
        ...{ kind: 'tenant', state: 'suspended', title: 'Acme is suspended', detail: 'No client reaches it.' },
        ...{ since: null, connector: null, to: 'settings' },
      },
    ]
    const api = acme(() => busy({ attention }))
    openApp('/tenants/acme', { api })
    await screen.findByText('Acme is suspended')
    expect(screen.queryByRole('link', { name: /Open settings/ })).toBeNull()
  })
})

describe('the figures', () => {
  it('stand beside those of the time before, and lead to the calls of a tool', async () => {
    const { user, at } = openApp('/tenants/acme', { api: acme(() => busy()) })
    await h1('All is well: 1,214 calls in 7 days')
    expect(screen.getByText('Calls', { selector: 'dt' }).parentElement).toHaveTextContent(
      'Calls1,214100% more than in the 7 days before',
    )
    expect(screen.getByText('Errors', { selector: 'dt' }).parentElement).toHaveTextContent('60.5% of calls')
    expect(screen.getByText(/p95\)/, { selector: 'dt' }).parentElement).toHaveTextContent(
      '900 ms50% less than in the 7 days before',
    )
    await user.click(screen.getByRole('link', { name: 'github_get_me' }))
    expect(at()).toBe('/tenants/acme/activity?view=calls&tool=github_get_me')
  })

  it('go back as far as the address says', async () => {
    const { api, user, at } = openApp('/tenants/acme?days=30', { api: acme(() => busy()) })
    await h1('All is well: 1,214 calls in 7 days')
    await user.click(screen.getByRole('link', { name: '24 hours' }))
    expect(at()).toBe('/tenants/acme?days=1')
    const days = () => api.asked('GET /tenants/acme/overview').map(({ query }) => query.get('days'))
    await waitFor(() => expect(days()).toEqual(['30', '1']))
  })

  it("are a member's own, and say so", async () => {
    const overview = busy({ scope: 'own', counts: { connectors: 2, tools: 9, members: null, clients: 1 } })
    openApp('/tenants/acme', { api: acme(() => overview, 'member') })
    await h1('All is well: 1,214 calls of yours in 7 days')
    expect(screen.getByRole('heading', { level: 2, name: 'Your calls' })).toBeVisible()
    expect(screen.queryByText(/member/)).toBeNull()
  })

  it('say what went wrong when they cannot be read, and are asked for again', async () => {
    const api = acme(() => busy())
    api.on('GET /tenants/acme/overview', () => problem(503, 'unavailable', 'The database does not answer.'))
    const { user } = openApp('/tenants/acme', { api })
    expect(await screen.findByRole('alert')).toHaveTextContent('The database does not answer.')
    api.on('GET /tenants/acme/overview', () => ok(busy()))
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    await h1('All is well: 1,214 calls in 7 days')
  })
})

describe('the first steps', () => {
  const nothing = { connectors: 0, tools: 0, members: 1, clients: 0 }
  const steps = () =>
    within(screen.getByRole('list', { name: 'First steps' }))
      .getAllByRole('listitem')
      .map(({ textContent }) => /^(.*?)(Not done yet|Done)/.exec(textContent ?? '')?.slice(1, 3))

  it('tick themselves off as they happen, and go away after the first call that worked', async () => {
    let overview = anOverview({ counts: nothing })
    const api = acme(() => overview)
    openApp('/tenants/acme', { api })
    await h1('4 steps to your first tool call')
    expect(steps().map((step) => step?.[1])).toEqual(['Not done yet', 'Not done yet', 'Not done yet', 'Not done yet'])
    expect(screen.getByRole('link', { name: 'Add a connector' })).toHaveAttribute(
      'href',
      '/tenants/acme/connectors/new',
    )

    const lacking: Overview['attention'][number] = {
      ...{ kind: 'connector', state: 'not_connected', title: 'github has no GitHub account', detail: '' },
      ...{ since: null, connector: 'github', to: 'connectors/github/accounts' },
    }
    overview = anOverview({ counts: { ...nothing, connectors: 1 }, attention: [lacking] })
    act(() => FakeEventSource.last.open())
    act(() => FakeEventSource.tell('client', aClient(1)))
    await h1('3 steps to your first tool call')
    expect(steps()[0]).toEqual(['Add a connector', 'Done'])
    expect(screen.getByRole('link', { name: 'Connect' })).toHaveAttribute(
      'href',
      '/tenants/acme/connectors/github/accounts',
    )

    overview = anOverview({ counts: { ...nothing, connectors: 1, clients: 1 } })
    act(() => FakeEventSource.tell('client', aClient(2)))
    await h1('1 step to your first tool call')

    overview = anOverview({ totals: { calls: 1, errors: 0, p50Ms: 9, p95Ms: 9 } })
    act(() => FakeEventSource.tell('call', aCall(1)))
    await h1('All is well: 1 call in 7 days')
    expect(screen.queryByRole('list', { name: 'First steps' })).toBeNull()
    expect(FakeEventSource.last.readyState).toBe(FakeEventSource.CLOSED)
  })

  it('go away, too, when the first call came before the stream was open', async () => {
    let overview = anOverview({ counts: { ...nothing, connectors: 1, clients: 1 } })
    openApp('/tenants/acme', { api: acme(() => overview) })
    await h1('1 step to your first tool call')
    overview = anOverview({ totals: { calls: 1, errors: 0, p50Ms: 9, p95Ms: 9 } })
    act(() => FakeEventSource.last.open())
    await h1('All is well: 1 call in 7 days')
  })

  it('do not come back in a tenant that was quiet for long', async () => {
    const api = acme(() => anOverview())
    api.on('GET /tenants/acme/calls', () => list([aCall(1)]))
    openApp('/tenants/acme', { api })
    await h1('All is well: no calls in 7 days')
    expect(FakeEventSource.all).toEqual([])
  })

  it('leave to admins what a member may not do', async () => {
    const overview = anOverview({ scope: 'own', counts: { connectors: 0, tools: 0, members: null, clients: 0 } })
    openApp('/tenants/acme', { api: acme(() => overview, 'member') })
    await h1('4 steps to your first tool call')
    expect(screen.queryByRole('link', { name: 'Add a connector' })).toBeNull()
    expect(screen.getByText('An admin of the tenant does this.')).toBeVisible()
  })
})
