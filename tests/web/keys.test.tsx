// Loaded beforehand, so that no test waits for it.
import '../../web/src/pages/settings'
import { screen, waitFor, within } from '@testing-library/react'
import { type ApiKey, CreateApiKey } from '../../server/contracts/api-keys'
import { FakeApi, list, NOW, ok, problem, uuid } from './fake-api'
import { openApp } from './open-app'

const KEY = 'sk_k9_0123456789012345678901234567890123456789'

const key = (id: string, name: string, more: Partial<ApiKey> = {}): ApiKey => ({
  ...{ id, name, scope: 'tenant_user', readOnly: false, expiresAt: null, lastUsedAt: null },
  ...{ userId: uuid(1), userName: 'Ana', createdBy: `user:${uuid(1)}`, createdAt: NOW, ...more },
})

function acme(role: 'owner' | 'member', keys: ApiKey[]): FakeApi {
  const api = new FakeApi()
  api.addTenant('acme', 'Acme', role)
  api.on('GET /tenants/:tenant/api-keys', ({ query }) =>
    list(
      keys.filter(({ name, userId, scope }) => {
        const [q, user, wanted] = [query.get('q') ?? '', query.get('user'), query.get('scope')]
        return name.includes(q) && (user === null || userId === user) && (wanted === null || scope === wanted)
      }),
    ),
  )
  api.on('POST /tenants/:tenant/api-keys', ({ body }) => {
    const made = key('k9', '', body as Partial<ApiKey>)
    keys.push(made)
    return { status: 201, body: { ...made, key: KEY } }
  })
  api.on('DELETE /tenants/:tenant/api-keys/:id', ({ params }) => {
    keys.splice(0, keys.length, ...keys.filter(({ id }) => id !== params.id))
    return ok()
  })
  return api
}

const SOME = () => [
  key('k1', 'laptop', { readOnly: true, lastUsedAt: NOW }),
  key('k2', 'robot', { userId: null, userName: null, scope: 'tenant_admin' }),
  key('k3', 'old', { userId: uuid(2), userName: 'Ben', expiresAt: '2020-01-01T00:00:00.000Z' }),
]
const names = async () => {
  const table = await screen.findByRole('table', { name: 'API keys' })
  await waitFor(() => expect(table).toHaveAttribute('aria-busy', 'false'))
  return within(screen.getByRole('table', { name: 'API keys' }))
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getAllByRole('cell')[0]?.textContent)
}

it('lists the keys of a tenant, whose they are and what they may do', async () => {
  openApp('/tenants/acme/settings/keys', { api: acme('owner', SOME()) })
  expect(await names()).toEqual(['laptopRead only', 'robot', 'old'])
  const row = (name: string) => screen.getByRole('row', { name: new RegExp(`^${name}`) })
  expect(row('laptop')).toHaveTextContent(/Use toolsAna/)
  expect(row('robot')).toHaveTextContent(/Manage the tenantNobody'sNever/)
  expect(row('old')).toHaveTextContent(/BenNeverEnded 1 Jan 2020/)
})

it('keeps search and filters in the address, and asks the server for them', async () => {
  const { user, at } = openApp('/tenants/acme/settings/keys?scope=tenant_user', { api: acme('owner', SOME()) })
  expect(await names()).toEqual(['laptopRead only', 'old'])
  await user.click(screen.getByRole('combobox', { name: 'Whose keys' }))
  await user.click(await screen.findByRole('option', { name: 'Mine' }))
  await waitFor(async () => expect(await names()).toEqual(['laptopRead only']))
  await user.type(screen.getByRole('textbox', { name: 'Search keys' }), 'none')
  expect(await screen.findByRole('heading', { name: 'No key matches' })).toBeVisible()
  expect(at()).toBe('/tenants/acme/settings/keys?scope=tenant_user&whose=mine&q=none')
})

it('makes a key with what was chosen, and shows it once', async () => {
  const { api, user } = openApp('/tenants/acme/settings/keys', { api: acme('owner', []) })
  await screen.findByRole('heading', { name: 'There are no keys yet' })
  await user.click(screen.getByRole('button', { name: 'Make a key' }))
  const dialog = await screen.findByRole('dialog', { name: 'Make a key' })
  await user.click(within(dialog).getByRole('button', { name: 'Make the key' }))
  expect(within(dialog).getByText('Fill this in.')).toBeVisible()
  await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'nightly')
  await user.click(within(dialog).getByRole('radio', { name: 'Manage the tenant' }))
  expect(within(dialog).queryByRole('checkbox', { name: 'Only tools that read' })).toBeNull()
  await user.click(within(dialog).getByRole('checkbox', { name: 'Belongs to nobody' }))
  await user.click(within(dialog).getByRole('combobox', { name: 'It works for' }))
  await user.click(await screen.findByRole('option', { name: 'Until it is deleted' }))
  await user.click(within(dialog).getByRole('button', { name: 'Make the key' }))
  const shown = await screen.findByRole('dialog', { name: 'Copy the key' })
  expect(within(shown).getByText(KEY)).toBeVisible()
  expect(api.asked('POST /tenants/acme/api-keys').map(({ body }) => body)).toEqual([
    { name: 'nightly', scope: 'tenant_admin', readOnly: false, service: true },
  ])
  await user.click(within(shown).getByRole('button', { name: 'Done' }))
  expect(await names()).toEqual(['nightly'])
  expect(screen.queryByText(KEY)).toBeNull()
})

it('ends a key in 90 days unless somebody says otherwise', async () => {
  const { api, user } = openApp('/tenants/acme/settings/keys', { api: acme('member', []) })
  await screen.findByRole('heading', { name: 'There are no keys yet' })
  await user.click(screen.getByRole('button', { name: 'Make a key' }))
  await user.type(await screen.findByRole('textbox', { name: 'Name' }), 'mine')
  expect(screen.queryByRole('radio')).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Make the key' }))
  await screen.findByText(KEY)
  const { expiresAt = '' } = CreateApiKey.parse(api.asked('POST /tenants/acme/api-keys')[0]?.body)
  expect(Math.round((Date.parse(expiresAt) - Date.now()) / 86_400_000)).toBe(90)
})

it('opens the form for a link that says so, and closes it with the way back', async () => {
  const { user, at } = openApp('/tenants/acme/settings/keys?new', { api: acme('owner', SOME()) })
  const dialog = await screen.findByRole('dialog', { name: 'Make a key' })
  await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'x')
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(at()).toBe('/tenants/acme/settings/keys')
})

it('deletes a key only after it asked', async () => {
  const { api, user } = openApp('/tenants/acme/settings/keys', { api: acme('owner', SOME()) })
  await user.click(await screen.findByRole('button', { name: 'Delete robot' }))
  const asked = await screen.findByRole('alertdialog', { name: 'Delete robot?' })
  expect(asked).toHaveTextContent('cannot be brought back')
  await user.click(within(asked).getByRole('button', { name: 'Cancel' }))
  expect(api.asked('DELETE /tenants/acme/api-keys/k2')).toHaveLength(0)
  await user.click(screen.getByRole('button', { name: 'Delete robot' }))
  await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Delete the key' }))
  await waitFor(async () => expect(await names()).toEqual(['laptopRead only', 'old']))
})

it('says so when the server refuses', async () => {
  const api = acme('owner', SOME())
  api.on('DELETE /tenants/:tenant/api-keys/:id', () => problem(403, 'forbidden', 'Not this one.'))
  const { user } = openApp('/tenants/acme/settings/keys', { api })
  await user.click(await screen.findByRole('button', { name: 'Delete old' }))
  await user.click(within(await screen.findByRole('alertdialog')).getByRole('button', { name: 'Delete the key' }))
  expect(await screen.findByText('Not this one.')).toBeVisible()
  expect(screen.getByRole('alertdialog')).toBeVisible()
})

it('shows a member their own, and nothing about others', async () => {
  const { api } = openApp('/tenants/acme/settings/keys', { api: acme('member', [key('k1', 'laptop')]) })
  expect(await screen.findByRole('heading', { name: 'Your API keys' })).toBeVisible()
  expect(await names()).toEqual(['laptop'])
  expect(screen.queryByRole('columnheader', { name: 'Whose' })).toBeNull()
  expect(screen.queryByRole('combobox', { name: 'Whose keys' })).toBeNull()
  expect(api.asked('GET /tenants/acme/api-keys')).not.toHaveLength(0)
})
