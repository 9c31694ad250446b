import { act, screen, waitFor, within } from '@testing-library/react'
import { Link, type RouteObject } from 'react-router-dom'
import { Page } from '../../web/src/ui/page'
import { SearchBox } from '../../web/src/ui/search-box'
import { loadScreen } from '../../web/src/frame/load-screen'
import { lazy } from 'react'
import { FakeApi, problem } from './fake-api'
import { openApp } from './open-app'

const acme = (role: 'owner' | 'member' = 'owner') => {
  const api = new FakeApi()
  api.addTenant('acme', 'Acme', role)
  return api
}

const places = async () => {
  const nav = await screen.findByRole('navigation', { name: 'Main' })
  await within(nav).findByRole('link', { name: 'Home' })
  return within(nav)
    .getAllByRole('link')
    .map(({ textContent }) => textContent)
}

/** Pages that only say where they are, so that these tests are about the frame. */
const page = (path: string, title: string, more?: React.ReactNode): RouteObject => ({
  path,
  element: <Page title={title}>{more}</Page>,
})
const plain: RouteObject[] = [
  page('/tenants', 'Tenants'),
  page('/tenants/:tenant', 'At home'),
  page('/tenants/:tenant/connectors', 'Connectors of it', <Link to="?type=github">Only GitHub</Link>),
  page('/tenants/:tenant/activity', 'What happened', <SearchBox label="Search calls" value="" onChange={() => {}} />),
  page('/tenants/:tenant/settings/keys', 'Keys'),
]

describe('the navigation', () => {
  it('shows an owner everything of a tenant, and nothing of the platform', async () => {
    openApp('/tenants/acme', { api: acme(), pages: plain })
    expect(await places()).toEqual([
      ...['Home', 'Connectors', 'Connect a client', 'Playground', 'Activity', 'People', 'Settings', 'My accounts'],
    ])
  })

  it('shows a member what a member may do', async () => {
    openApp('/tenants/acme', { api: acme('member'), pages: plain })
    expect(await places()).toEqual([
      ...['Home', 'Connectors', 'Connect a client', 'Playground', 'Activity', 'Settings', 'My accounts'],
    ])
  })

  it('shows a platform admin the platform too, and in a tenant of others no playground', async () => {
    const api = new FakeApi()
    api.isPlatformAdmin = true
    api.addTenant('acme', 'Acme')
    openApp('/tenants/acme', { api, pages: plain })
    const shown = await places()
    expect(shown).toEqual(expect.arrayContaining(['People', 'Tenants', 'Platform']))
    expect(shown).not.toContain('Playground')
  })

  it('marks the page we are on, and moves the focus to its heading', async () => {
    const { user, at } = openApp('/tenants/acme', { api: acme(), pages: plain })
    await user.click(await screen.findByRole('link', { name: 'Connectors' }))
    const heading = await screen.findByRole('heading', { level: 1, name: 'Connectors of it' })
    await waitFor(() => expect(heading).toHaveFocus())
    expect(at()).toBe('/tenants/acme/connectors')
    expect(document.title).toBe('Connectors of it · SageMCP')
    const marked = screen.getAllByRole('link').filter((link) => link.getAttribute('aria-current') === 'page')
    expect(marked.map(({ textContent }) => textContent)).toEqual(['Connectors'])
  })

  it('begins a page at its top, and goes back to where one was', async () => {
    const { user } = openApp('/tenants/acme', { api: acme(), pages: plain })
    const link = await screen.findByRole('link', { name: 'Connectors' })
    Object.defineProperty(window, 'scrollY', { value: 420, configurable: true, writable: true })
    act(() => void window.dispatchEvent(new Event('scroll')))
    const scrolled = jest.mocked(window.scrollTo)
    scrolled.mockClear()
    await user.click(link)
    await screen.findByRole('heading', { name: 'Connectors of it' })
    expect(scrolled.mock.calls).toEqual([[0, 0]])
    await user.click(screen.getByRole('link', { name: 'Only GitHub' }))
    expect(scrolled.mock.calls).toEqual([[0, 0]])
    act(() => window.history.go(-2))
    await screen.findByRole('heading', { name: 'At home' })
    expect(scrolled.mock.calls.at(-1)).toEqual([0, 420])
  })

  it('leaves the focus alone when only a filter changes', async () => {
    const { user } = openApp('/tenants/acme/connectors', { api: acme(), pages: plain })
    const link = await screen.findByRole('link', { name: 'Only GitHub' })
    await user.click(link)
    expect(link).toHaveFocus()
  })

  it('can be skipped', async () => {
    const { user } = openApp('/tenants/acme', { api: acme(), pages: plain })
    await screen.findByRole('heading', { name: 'At home' })
    await user.tab()
    expect(screen.getByRole('link', { name: 'Skip to the page' })).toHaveFocus()
    await user.keyboard('{Enter}')
    expect(screen.getByRole('main')).toHaveFocus()
  })

  it('is a drawer in a narrow window, which closes when somebody goes somewhere', async () => {
    const { user } = openApp('/tenants/acme', { api: acme(), pages: plain })
    await places()
    await user.click(screen.getByRole('button', { name: 'Menu' }))
    const drawer = await screen.findByRole('dialog', { name: 'Menu' })
    await user.click(within(drawer).getByRole('link', { name: 'Connectors' }))
    const heading = await screen.findByRole('heading', { name: 'Connectors of it' })
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
    await waitFor(() => expect(heading).toHaveFocus())
  })
})

describe('tenants', () => {
  it('are switched by a menu', async () => {
    const api = acme()
    api.addTenant('globex', 'Globex', 'member')
    const { user, at } = openApp('/tenants/acme', { api })
    await user.click(await screen.findByRole('button', { name: 'Tenant: Acme' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Globex' }))
    expect(await screen.findByRole('button', { name: 'Tenant: Globex' })).toBeVisible()
    expect(at()).toBe('/tenants/globex')
    await waitFor(() => expect(localStorage.getItem('sagemcp.tenant')).toBe('globex'))
  })

  it('are searched when they are many', async () => {
    const api = acme()
    for (let i = 1; i <= 8; i++) api.addTenant(`t${i}`, `Tenant number ${i}`, 'member')
    const { user, at } = openApp('/tenants/acme', { api, pages: plain })
    await user.click(await screen.findByRole('button', { name: 'Tenant: Acme' }))
    await user.type(await screen.findByRole('combobox', { name: 'Switch tenant' }), 'number 5{Enter}')
    await waitFor(() => expect(at()).toBe('/tenants/t5'))
  })

  it.each([
    ['the one that was open last', { 'sagemcp.tenant': 'globex' }, '/tenants/globex'],
    ['the list, when that one is not theirs any more', { 'sagemcp.tenant': 'gone' }, '/tenants'],
  ])('begin with %s', async (_, kept, expected) => {
    const api = acme()
    api.addTenant('globex', 'Globex', 'member')
    const { at } = openApp('/', { api, kept })
    await waitFor(() => expect(at()).toBe(expected))
  })

  it('begin with the only one', async () => {
    const { at } = openApp('/', { api: acme() })
    await waitFor(() => expect(at()).toBe('/tenants/acme'))
  })

  it('that one is not in say so, with a way on', async () => {
    openApp('/tenants/initech', { api: acme(), kept: { 'sagemcp.tenant': 'initech' } })
    expect(await screen.findByRole('heading', { name: 'You are in no tenant called initech' })).toBeVisible()
    expect(screen.getByRole('link', { name: 'See your tenants' })).toHaveAttribute('href', '/tenants')
    expect(localStorage.getItem('sagemcp.tenant')).toBeNull()
  })
})

describe('the user menu', () => {
  it('says who is signed in, leads to the account and changes the theme', async () => {
    const { user } = openApp('/tenants/acme', { api: acme(), pages: plain })
    await user.click(await screen.findByRole('button', { name: /Ana.*ana@example.com/ }))
    expect(await screen.findByRole('menuitem', { name: 'Your account' })).toHaveAttribute('href', '/account')
    await user.click(screen.getByRole('menuitem', { name: 'Theme: dark' }))
    expect(document.documentElement).toHaveAttribute('data-theme', 'dark')
    expect(localStorage.getItem('sagemcp.theme')).toBe('dark')
    await user.click(screen.getByRole('button', { name: /Ana/ }))
    await user.click(await screen.findByRole('menuitem', { name: 'Theme: as the system' }))
    expect(document.documentElement).not.toHaveAttribute('data-theme')
  })

  it('signs out', async () => {
    const api = acme().on('POST /sign-out', () => ({ status: 200 }))
    const { user, left } = openApp('/tenants/acme', { api, pages: plain })
    await user.click(await screen.findByRole('button', { name: /Ana/ }))
    await user.click(await screen.findByRole('menuitem', { name: 'Sign out' }))
    await waitFor(() => expect(left).toEqual(['/sign-in']))
    expect(String(api.asked('POST /sign-out')[0]?.body)).toBe('csrf=csrf-1')
  })
})

describe('the palette', () => {
  const full = () => {
    const api = acme()
    const github = api.addConnector('Our GitHub')
    api.addTool(github, 'create_issue', { effect: 'write' })
    api.addMember('Ben')
    return api
  }

  it('goes to a page by keyboard alone', async () => {
    const { user, at } = openApp('/tenants/acme', { api: full(), pages: plain })
    await places()
    await user.keyboard('{Control>}k{/Control}')
    const field = await screen.findByRole('combobox', { name: 'Find anything' })
    await waitFor(() => expect(field).toHaveFocus())
    await user.keyboard('activ{Enter}')
    await waitFor(() => expect(at()).toBe('/tenants/acme/activity'))
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
    const heading = await screen.findByRole('heading', { name: 'What happened' })
    await waitFor(() => expect(heading).toHaveFocus())
  })

  it.each([
    ['a tool, on its connector', 'crtissue', /github_create_issue/, /connectors\/[^/]+\/tools\?q=github_create_issue$/],
    ['a connector', 'our git', /Our GitHub/, /connectors\/[^/]+\/tools$/],
    ['a person', 'ben@', /Ben/, /people\?q=ben%40example.com$/],
    ['something to do', 'create key', /Make a key/, /settings\/keys\?new$/],
    ['a page inside another', 'why may', /Explain access/, /people\/explain$/],
  ])('finds %s', async (_, typed, option, address) => {
    const { user, at } = openApp('/tenants/acme', { api: full() })
    await places()
    await user.keyboard('{Control>}k{/Control}')
    await user.type(await screen.findByRole('combobox', { name: 'Find anything' }), typed)
    await screen.findByRole('option', { name: option })
    await user.keyboard('{Enter}')
    await waitFor(() => expect(at()).toMatch(address))
  })

  it('asks for what it shows only when it opens, and says when there is nothing', async () => {
    const { api, user } = openApp('/tenants/acme', { api: full(), pages: plain })
    await places()
    expect(api.asked('GET /tenants/acme/members')).toHaveLength(0)
    await user.click(screen.getByRole('button', { name: 'Search' }))
    await user.type(await screen.findByRole('combobox', { name: 'Find anything' }), 'zzzz')
    expect(await screen.findByText(/Nothing is called that/)).toBeVisible()
    expect(api.asked('GET /tenants/acme/members')).toHaveLength(1)
    await user.keyboard('{Escape}{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument())
  })

  it('offers a member nothing that a member may not do', async () => {
    const { user } = openApp('/tenants/acme', { api: acme('member'), pages: plain })
    await places()
    await user.keyboard('{Control>}k{/Control}')
    expect(await screen.findByRole('option', { name: /Switch tenant/ })).toBeInTheDocument()
    for (const name of [/Add a connector/, /Invite people/, /People/]) {
      expect(screen.queryByRole('option', { name })).not.toBeInTheDocument()
    }
  })
})

describe('the keys', () => {
  it('go places after g, and are listed by ?', async () => {
    const { user, at } = openApp('/tenants/acme', { api: acme(), pages: plain })
    await places()
    await user.keyboard('gc')
    await waitFor(() => expect(at()).toBe('/tenants/acme/connectors'))
    await user.keyboard('?')
    expect(await screen.findByRole('dialog', { name: 'Keys' })).toHaveTextContent(/g\s*then\s*c\s*Connectors/)
    await user.keyboard('ga')
    expect(at()).toBe('/tenants/acme/connectors')
  })

  it('focus the search of the page, and mean nothing in a field', async () => {
    const { user, at } = openApp('/tenants/acme/activity', { api: acme(), pages: plain })
    await places()
    await user.keyboard('/')
    expect(screen.getByRole('textbox', { name: 'Search calls' })).toHaveFocus()
    await user.keyboard('gc?/')
    expect(screen.getByRole('textbox', { name: 'Search calls' })).toHaveValue('gc?/')
    expect(at()).toBe('/tenants/acme/activity')
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument()
  })
})

describe('when something is wrong', () => {
  const Bomb = (): never => {
    throw new Error('the fuse was lit')
  }
  const Gone = lazy(() => loadScreen((): Promise<never> => Promise.reject(new TypeError('Failed to fetch'))))
  const broken: RouteObject[] = [
    { path: '/tenants/:tenant', element: <Bomb /> },
    { path: '/tenants/:tenant/playground', element: <Gone /> },
    ...plain.filter(({ path }) => path !== '/tenants/:tenant'),
  ]
  beforeEach(() => jest.spyOn(console, 'error').mockImplementation(() => {}))
  afterEach(() => jest.restoreAllMocks())

  it('an address that is no page says what to do', async () => {
    const { user, at } = openApp('/nowhere/at/all', { api: acme() })
    expect(await screen.findByRole('heading', { level: 1, name: 'There is no such page' })).toBeVisible()
    await user.click(screen.getByRole('link', { name: 'Go to the start' }))
    await waitFor(() => expect(at()).toBe('/tenants/acme'))
  })

  it('a page that breaks breaks alone', async () => {
    const { user } = openApp('/tenants/acme', { api: acme(), pages: broken })
    expect(await screen.findByRole('heading', { name: 'This page stopped working' })).toBeVisible()
    expect(screen.getByRole('main')).toHaveTextContent('the fuse was lit')
    expect(screen.getByRole('button', { name: 'Reload' })).toBeVisible()
    await user.click(await screen.findByRole('link', { name: 'Connectors' }))
    expect(await screen.findByRole('heading', { name: 'Connectors of it' })).toBeVisible()
  })

  it('a part that the server no longer has asks to reload', async () => {
    openApp('/tenants/acme/playground', { api: acme(), pages: broken })
    expect(await screen.findByRole('heading', { name: 'The app was updated' })).toBeVisible()
  })

  it('a server that does not know who this is says so, and is asked again', async () => {
    const api = acme().on('GET /me', () => problem(500, 'internal', 'Something went wrong here.'))
    const { user } = openApp('/tenants/acme', { api, pages: plain })
    expect(await screen.findByRole('alert')).toHaveTextContent(/Something went wrong here.*req_1/)
    api.on('GET /me', () => ({ status: 200, body: api.me() }))
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByRole('heading', { name: 'At home' })).toBeVisible()
  })
})
