// Loaded beforehand, so that no test waits for it.
import '../../web/src/pages/my-accounts'
import { screen, waitFor, within } from '@testing-library/react'
import type { VendorAccount } from '../../server/contracts/accounts'
import type { ConnectorType } from '../../server/contracts/connectors'
import { FakeApi, list, NOW, ok, uuid } from './fake-api'
import { openApp } from './open-app'

const type = (name: string, title: string, auth: ConnectorType['auth']): ConnectorType => ({
  ...{ type: name, title, description: '', category: null, keywords: [], icon: '/icon.svg', provider: name },
  ...{ baseUrls: {}, auth, configuration: {}, toolCount: 3 },
})

const account = (more: Partial<VendorAccount> = {}): VendorAccount => ({
  ...{ id: uuid(50), provider: 'github', kind: 'token', userId: uuid(1), account: 'ana-gh', places: [], state: 'ok' },
  ...{ reason: null, since: NOW, until: null, expiresAt: null, scopes: [], unusedScopes: [], missingScopes: [] },
  ...{ connectors: ['github'], connectedAt: NOW, connectedBy: null, ...more },
})

function acme(mine: VendorAccount[]): FakeApi {
  const api = new FakeApi()
  api.addTenant('acme', 'Acme', 'member')
  api.addConnector('GitHub', { account: 'personal' })
  const storedAt = { storedAt: NOW, stateSince: NOW, connectedBy: null }
  const credential = { id: uuid(60), provider: 'slack', origins: [], username: 'harbor-bot', ...storedAt }
  api.addConnector('Slack', { slug: 'slack', type: 'slack', credential: { ...credential, state: 'ok' } })
  const types = [
    type('github', 'GitHub', [{ kind: 'token', title: 'Token' }]),
    type('slack', 'Slack', [{ kind: 'oauth2' }]),
  ]
  api.on('GET /connector-types', () => list(types))
  api.on('GET /tenants/:tenant/my-accounts', () => list(mine))
  api.on('PUT /tenants/:tenant/connectors/:id/my-credential', () => {
    mine.push(account())
    return ok(mine[0])
  })
  api.on('DELETE /tenants/:tenant/my-accounts/:id', ({ params }) => {
    mine.splice(0, mine.length, ...mine.filter(({ id }) => id !== params.id))
    return ok({ atVendor: 'not_possible' })
  })
  return api
}

const own = async () => within(await screen.findByRole('list', { name: 'Your accounts' })).getAllByRole('listitem')
const title = (name: string) => screen.findByRole('heading', { level: 1, name })

it('says what needs me, and connects it', async () => {
  const { api, user } = openApp('/tenants/acme/my-accounts', { api: acme([]) })
  await title('1 account needs you')
  expect((await own())[0]).toHaveTextContent('You are not connected')
  await user.click(screen.getByRole('button', { name: 'Add a token: GitHub' }))
  const dialog = await screen.findByRole('dialog', { name: 'Token for GitHub' })
  await user.type(within(dialog).getByLabelText(/token/i, { selector: 'input' }), 'ghp_1')
  await user.click(within(dialog).getByRole('button', { name: 'Test and save' }))
  await title('Your account works')
  expect(api.asked('PUT /tenants/acme/connectors/github/my-credential')[0]?.body).toEqual({
    token: 'ghp_1',
    check: true,
  })
  expect((await own())[0]).toHaveTextContent('Your calls run as ana-gh.')
})

it('disconnects after asking, and says what is left to do at the vendor', async () => {
  const { api, user } = openApp('/tenants/acme/my-accounts', { api: acme([account()]) })
  await title('Your account works')
  await user.click(await screen.findByRole('button', { name: 'More about GitHub' }))
  await user.click(await screen.findByRole('menuitem', { name: 'Disconnect' }))
  const asked = await screen.findByRole('alertdialog', { name: 'Disconnect your GitHub account?' })
  expect(api.asked(`DELETE /tenants/acme/my-accounts/${uuid(50)}`)).toHaveLength(0)
  await user.click(within(asked).getByRole('button', { name: 'Disconnect' }))
  await title('1 account needs you')
  expect(await screen.findByText(/remove SageMCP in your settings there/)).toBeVisible()
})

it('says which other connectors use the same account', async () => {
  const api = acme([account({ connectors: ['github', 'github_2'] })])
  api.addConnector('GitHub, releases', { slug: 'github_2', account: 'personal' })
  openApp('/tenants/acme/my-accounts', { api })
  await title('Your 2 accounts work')
  expect((await own())[0]).toHaveTextContent('github_2 uses it too.')
})

it('says whose account the shared ones work with', async () => {
  openApp('/tenants/acme/my-accounts', { api: acme([]) })
  const shared = within(await screen.findByRole('list', { name: 'Shared accounts' }))
  expect(shared.getByRole('link')).toHaveTextContent("SlackUses the organisation's account harbor-bot.")
  expect(screen.queryByRole('button', { name: /Slack/ })).toBeNull()
})

it('asks for nothing where every account is shared', async () => {
  const api = acme([])
  api.connectors.shift()
  openApp('/tenants/acme/my-accounts', { api })
  await title('You need no account of your own here')
  await waitFor(() => expect(screen.getByText('Nothing here asks for an account of yours')).toBeVisible())
})
