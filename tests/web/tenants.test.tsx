import { screen, waitFor } from '@testing-library/react'
import { suggestSlug } from '../../web/src/pages/tenants/slug'
import { FakeApi, list, problem } from './fake-api'
import { openApp } from './open-app'

const heading = (name: string) => screen.findByRole('heading', { level: 1, name })

describe('the list of tenants', () => {
  it('shows somebody theirs, with their role', async () => {
    const api = new FakeApi()
    api.addTenant('acme', 'Acme', 'admin')
    api.addTenant('other', 'Of others')
    openApp('/tenants', { api })
    await heading('You are in 1 tenant')
    expect(await screen.findByRole('row', { name: /Acme.*Admin.*Active/ })).toBeVisible()
    expect(screen.queryByText('Of others')).not.toBeInTheDocument()
    expect(screen.queryByRole('link', { name: 'Create a tenant' })).not.toBeInTheDocument()
  })

  it('tells who is in none how to come into one', async () => {
    openApp('/tenants', { api: new FakeApi() })
    await heading('You are in no tenant yet')
    expect(screen.getByRole('heading', { name: 'You need an invitation' })).toBeVisible()
  })

  it('shows a platform admin all, by state and search in the address', async () => {
    const api = new FakeApi()
    api.isPlatformAdmin = true
    api.addTenant('acme', 'Acme')
    api.addTenant('quiet', 'Quiet').isActive = false
    api.on('GET /tenants', ({ query }) =>
      list(api.tenants.filter(({ isActive }) => [null, String(isActive)].includes(query.get('isActive')))),
    )
    const { user, at } = openApp('/tenants', { api })
    await heading('2 tenants on this server')
    await user.click(screen.getByRole('combobox', { name: 'State' }))
    await user.click(await screen.findByRole('option', { name: 'Suspended' }))
    await heading('1 tenant matches')
    expect(at()).toBe('/tenants?isActive=false')
    expect(screen.getByRole('row', { name: /Quiet.*Platform admin.*Suspended/ })).toBeVisible()
  })
})

describe('a new tenant', () => {
  const platform = () => {
    const api = new FakeApi()
    api.isPlatformAdmin = true
    return api
  }

  it.each([
    ['Acme', 'acme'],
    ['Städtische Werke, Süd', 'stadtische-werke-sud'],
    ['3M & Co.', 'm-co'],
    ['!!!', ''],
  ])('called %s gets the slug %s suggested', (name, slug) => expect(suggestSlug(name)).toBe(slug))

  it('begins with its name, and opens', async () => {
    const { user, at, api } = openApp('/tenants/new', { api: platform() })
    await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'Harbor Labs')
    expect(screen.getByRole('textbox', { name: 'Slug' })).toHaveValue('harbor-labs')
    expect(await screen.findByText(/harbor-labs is free/)).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Create the tenant' }))
    await waitFor(() => expect(at()).toBe('/tenants/harbor-labs'))
    expect(api.asked('POST /tenants')[0]?.body).toEqual({ name: 'Harbor Labs', slug: 'harbor-labs' })
  })

  it('keeps a slug that was typed, and says when it cannot be had', async () => {
    const api = platform()
    api.addTenant('acme', 'Acme')
    const { user } = openApp('/tenants/new', { api })
    const [name, slug] = [
      await screen.findByRole('textbox', { name: 'Name' }),
      screen.getByRole('textbox', { name: 'Slug' }),
    ]
    await user.type(slug, 'acme')
    await user.type(name, 'Something else')
    expect(slug).toHaveValue('acme')
    expect(await screen.findByText('acme is taken.')).toBeVisible()
    await user.clear(slug)
    await user.type(slug, 'admin')
    expect(await screen.findByText('This name is reserved.')).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Create the tenant' }))
    expect(api.asked('POST /tenants')).toEqual([])
  })

  it('shows at its field what only the server knew', async () => {
    const api = platform().on('POST /tenants', () =>
      problem(409, 'conflict', 'Another tenant has this slug.', { fields: { slug: 'Is taken.' } }),
    )
    const { user } = openApp('/tenants/new', { api })
    await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'Acme{Enter}')
    expect(await screen.findByText('Is taken.')).toBeVisible()
    expect(screen.getByRole('textbox', { name: 'Name' })).toHaveValue('Acme')
  })

  it('is for platform admins', async () => {
    openApp('/tenants/new', { api: new FakeApi() })
    await heading('Platform admins create tenants')
    expect(screen.queryByRole('textbox')).not.toBeInTheDocument()
  })
})
