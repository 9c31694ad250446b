import { screen, within } from '@testing-library/react'
import { FakeApi, problem } from './fake-api'
import { openApp } from './open-app'

describe('tenants', () => {
  it('are listed, each leading to its page', async () => {
    const api = new FakeApi()
    api.addTenant('acme', 'Acme')
    api.addTenant('globex', 'Globex')
    const { user } = openApp('/tenants', { api })
    expect(await screen.findByRole('heading', { name: '2 tenants' })).toBeVisible()
    await user.click(screen.getByRole('link', { name: /Globex/ }))
    expect(await screen.findByRole('heading', { name: 'Globex has no connectors yet' })).toBeVisible()
  })

  it('come in pages', async () => {
    const api = new FakeApi()
    api.addTenant('acme', 'Acme')
    api.overrides.set('GET /tenants', { status: 200, body: { items: api.tenants, nextCursor: 'more' } })
    openApp('/tenants', { api })
    expect(await screen.findByRole('heading', { name: 'The first 1 tenants' })).toBeVisible()
    expect(screen.getByRole('button', { name: 'Show more' })).toBeVisible()
  })

  it('are created from a name, with a slug that follows it', async () => {
    const { api, user } = openApp('/tenants')
    await user.click(await screen.findByRole('link', { name: 'Create a tenant' }))
    await user.type(screen.getByLabelText('Name'), 'Zürich Robotics 2')
    expect(screen.getByLabelText('Slug')).toHaveValue('zurich-robotics-2')
    await user.click(screen.getByRole('button', { name: 'Create tenant' }))
    expect(await screen.findByRole('heading', { name: 'Zürich Robotics 2 has no connectors yet' })).toBeVisible()
    expect(api.sent.find(({ method }) => method === 'POST')?.body).toEqual({
      name: 'Zürich Robotics 2',
      slug: 'zurich-robotics-2',
    })
  })

  it('are not asked for while the form is wrong, and each field says what is wrong with it', async () => {
    const { api, user } = openApp('/tenants/new')
    await user.type(screen.getByLabelText('Slug'), 'Not A Slug')
    await user.click(screen.getByRole('button', { name: 'Create tenant' }))
    expect(screen.getByLabelText('Name')).toHaveAccessibleDescription(/Fill this in/)
    expect(screen.getByLabelText('Slug')).toHaveAccessibleDescription(/Lower-case letters/)
    expect(api.sent.filter(({ method }) => method === 'POST')).toEqual([])
  })

  it("show the server's own words beside the field it means", async () => {
    const api = new FakeApi()
    const taken = problem(409, 'conflict', 'That slug is taken.', { fields: { slug: 'Choose another.' } })
    api.overrides.set('POST /tenants', taken)
    const { user } = openApp('/tenants/new', { api })
    await user.type(screen.getByLabelText('Name'), 'Acme')
    await user.click(screen.getByRole('button', { name: 'Create tenant' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('That slug is taken.')
    expect(screen.getByLabelText('Slug')).toHaveAccessibleDescription(/Choose another/)
  })

  it('that do not exist say so, and offer another try', async () => {
    openApp('/tenants/nobody')
    const alert = await screen.findByRole('alert')
    expect(alert).toHaveTextContent('Tenant not found')
    expect(within(alert).getByRole('button', { name: 'Try again' })).toBeVisible()
  })

  it('are not shown when the reply is not what the contract says', async () => {
    const api = new FakeApi()
    api.overrides.set('GET /tenants', { status: 200, body: { items: [{ slug: 'acme' }] } })
    openApp('/tenants', { api })
    expect(await screen.findByRole('alert')).toHaveTextContent('could not make sense of the answer')
  })
})
