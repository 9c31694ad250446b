// Loaded beforehand, so that no test waits for it.
import '../../web/src/pages/settings'
import { screen, waitFor, within } from '@testing-library/react'
import type { z } from 'zod'
import type { ConnectedClient } from '../../server/contracts/clients'
import { FakeApi, list, NOW, ok, uuid } from './fake-api'
import { openApp } from './open-app'

type Allowed = z.output<typeof ConnectedClient>

const allowed = (id: string, name: string, more: Partial<Allowed> = {}): Allowed => ({
  ...{ id, name, clientId: 'c', redirectHost: 'claude.ai', url: 'https://mcp.example.com/api/v1/acme/mcp' },
  ...{ tenant: 'acme', connector: null, scopes: ['mcp:read', 'mcp:call'], createdAt: NOW, lastUsedAt: null },
  ...{ user: { id: uuid(1), name: 'Ana', email: 'ana@example.com' }, ...more },
})

function acme(role: 'owner' | 'member', all: Allowed[]): FakeApi {
  const api = new FakeApi()
  api.addTenant('acme', 'Acme', role)
  const within = (q: string | null) => all.filter(({ name }) => name.includes(q ?? ''))
  const end = (id: string | undefined) => {
    all.splice(0, all.length, ...all.filter((each) => each.id !== id))
    return ok()
  }
  api.on('GET /tenants/:tenant/clients', ({ query }) => list(within(query.get('q'))))
  api.on('GET /me/clients', ({ query }) =>
    list(within(query.get('q')).filter(({ user, tenant }) => user.id === uuid(1) && tenant === query.get('tenant'))),
  )
  api.on('DELETE /tenants/:tenant/clients/:id', ({ params }) => end(params.id))
  api.on('DELETE /me/clients/:id', ({ params }) => end(params.id))
  api.on('GET /tenants/:tenant/seen-clients', () =>
    list([
      {
        ...{
          id: uuid(5),
          clientName: 'cursor-vscode',
          clientVersion: '1.9',
          transport: 'websocket',
          connector: 'github',
        },
        ...{ actor: 'key:k1', actorKind: 'key', actorName: 'robot', person: null, firstSeenAt: NOW, lastSeenAt: NOW },
      },
    ]),
  )
  return api
}

const ben = { id: uuid(2), name: 'Ben', email: 'ben@example.com' }
const SOME = () => [
  allowed('a', 'Claude'),
  allowed('b', 'Cursor', { user: ben, connector: 'github', scopes: ['mcp:read'] }),
  allowed('c', 'Elsewhere', { tenant: 'other' }),
]
const rows = async () => {
  const table = await screen.findByRole('table', { name: 'Clients that signed in' })
  await waitFor(() => expect(table).toHaveAttribute('aria-busy', 'false'))
  return within(table)
    .getAllByRole('row')
    .slice(1)
    .map(({ textContent }) => textContent)
}

it('lists who let what in, where and to do what', async () => {
  openApp('/tenants/acme/settings/clients', { api: acme('owner', SOME().slice(0, 2)) })
  expect(await rows()).toEqual([
    'Claudeclaude.aiAnaAll connectorsRead and changeNeverEnd',
    'Cursorclaude.aiBengithubOnly readNeverEnd',
  ])
})

it('shows a member what they let in here, and ends it for them', async () => {
  const { api, user } = openApp('/tenants/acme/settings/clients', { api: acme('member', SOME()) })
  expect(await rows()).toEqual(['Claudeclaude.aiAll connectorsRead and changeNeverEnd'])
  await user.click(screen.getByRole('button', { name: 'End Claude' }))
  const asked = await screen.findByRole('alertdialog', { name: 'End Claude?' })
  expect(asked).toHaveTextContent('you have to sign in there again')
  await user.click(within(asked).getByRole('button', { name: 'End it' }))
  expect(await screen.findByRole('heading', { name: 'Nobody has let a client in yet' })).toBeVisible()
  expect(api.asked('DELETE /me/clients/a')).toHaveLength(1)
})

it('lets an admin end that of another', async () => {
  const { api, user } = openApp('/tenants/acme/settings/clients', { api: acme('owner', SOME().slice(0, 2)) })
  await user.click(await screen.findByRole('button', { name: 'End Cursor' }))
  expect(await screen.findByRole('alertdialog')).toHaveTextContent('Ben has to sign in there again')
  await user.click(screen.getByRole('button', { name: 'End it' }))
  await waitFor(async () => expect(await rows()).toHaveLength(1))
  expect(api.asked('DELETE /tenants/acme/clients/b')).toHaveLength(1)
})

it('narrows down to one’s own, and by a search', async () => {
  const { user, at } = openApp('/tenants/acme/settings/clients', { api: acme('owner', SOME()) })
  await user.click(await screen.findByRole('combobox', { name: 'Whose clients' }))
  await user.click(await screen.findByRole('option', { name: 'Mine' }))
  await waitFor(async () => expect(await rows()).toHaveLength(1))
  expect(at()).toBe('/tenants/acme/settings/clients?whose=mine')
  await user.type(screen.getByRole('textbox', { name: 'Search clients' }), 'nothing')
  expect(await screen.findByRole('heading', { name: 'No client matches' })).toBeVisible()
})

it('lists what was seen lately under the name that people know', async () => {
  openApp('/tenants/acme/settings/clients', { api: acme('owner', []) })
  const row = await screen.findByRole('row', { name: /^Cursor 1\.9/ })
  expect(row).toHaveTextContent('Cursor 1.9Key robotgithubWebSocket')
})
