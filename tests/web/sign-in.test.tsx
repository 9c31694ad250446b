import { screen } from '@testing-library/react'
import { FakeApi, PLATFORM_KEY, problem } from './fake-api'
import { openApp } from './open-app'

const paste = async (user: ReturnType<typeof openApp>['user'], key: string) => {
  await user.type(screen.getByLabelText('API key'), key)
  await user.click(screen.getByRole('button', { name: 'Continue' }))
}

describe('signing in with a pasted key', () => {
  it('sends it as a bearer token and keeps it in this tab only', async () => {
    const { api, user } = openApp('/', { key: null })
    await paste(user, ` ${PLATFORM_KEY} `)
    expect(await screen.findByRole('heading', { name: 'No tenants yet' })).toBeVisible()
    expect(new Set(api.sent.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${PLATFORM_KEY}`]))
    expect(Object.values(sessionStorage)).toContain(PLATFORM_KEY)
    expect(localStorage).toHaveLength(0)
    expect(document.cookie).toBe('')
  })

  it('says why a key is refused, and does not keep it', async () => {
    const { user } = openApp('/', { key: null })
    await paste(user, 'sk_wrong')
    expect(await screen.findByRole('alert')).toHaveTextContent(/not valid.*Paste the whole key.*req_1/)
    expect(sessionStorage).toHaveLength(0)
  })

  it('says so when nobody answers', async () => {
    const api = new FakeApi()
    api.overrides.set('GET /whoami', 'unreachable')
    const { user } = openApp('/', { key: null, api })
    await paste(user, PLATFORM_KEY)
    expect(await screen.findByRole('alert')).toHaveTextContent('The server did not answer')
  })

  it('asks again once the server no longer takes the key', async () => {
    const api = new FakeApi()
    api.overrides.set('GET /tenants', problem(401, 'unauthenticated', 'This key has expired.'))
    openApp('/tenants', { api })
    expect(await screen.findByRole('heading', { name: /Paste an API key/ })).toBeVisible()
    expect(sessionStorage).toHaveLength(0)
  })

  it('forgets the key when told to', async () => {
    const { user } = openApp('/')
    await user.click(await screen.findByRole('button', { name: 'Forget key' }))
    expect(screen.getByLabelText('API key')).toHaveValue('')
    expect(sessionStorage).toHaveLength(0)
  })
})

describe('where a key leads', () => {
  const tenant = { id: '00000000-0000-4000-8000-000000000001', slug: 'acme', name: 'Acme' }

  it("leads a tenant's admin key to its tenant", async () => {
    const api = new FakeApi()
    api.addTenant('acme', 'Acme')
    api.me = { ...api.me, scope: 'tenant_admin', tenant }
    openApp('/', { api })
    expect(await screen.findByRole('heading', { name: 'Acme has no connectors yet' })).toBeVisible()
    expect(screen.queryByRole('link', { name: /Tenants/ })).not.toBeInTheDocument()
    expect(api.sent.map(({ path }) => path)).not.toContain('/tenants')
  })

  it('offers nothing that the key may not do', async () => {
    const api = new FakeApi()
    api.addTenant('acme', 'Acme')
    api.addConnector('GitHub')
    api.me = { ...api.me, scope: 'tenant_user', tenant, permissions: [] }
    openApp('/', { api })
    expect(await screen.findByRole('heading', { name: 'Acme has 1 connector' })).toBeVisible()
    for (const name of ['Add a connector', 'Connect a client', 'Set the token']) {
      expect(screen.queryByRole('link', { name })).not.toBeInTheDocument()
    }
  })
})
