// Vendor accounts in a real browser: one that was allowed too little for a tool and is allowed more, a token pasted by hand, and
// accounts that each person connects for themselves. Whose account a call ran with is what the vendor says of its token.
import assert from 'node:assert/strict'
import { strictly } from './support/page.mjs'
import { allowAtVendor, connectAccount, newMember } from './support/people.mjs'
import { anaWithTenant, clientOf } from './support/seed.mjs'
import { stage } from './support/stage.mjs'
import { startWorld } from './support/world.mjs'

const AT = '/tenants/acme/connectors'

await stage('accounts', async (scene) => {
  const world = await startWorld(scene)
  const pages = strictly(scene.browser)
  const { page, api } = await anaWithTenant(pages, world)
  await isAllowedMore(scene, world, page, api)
  await isAToken(scene, world, page, api)
  await isEachPersonsOwn(scene, world, pages, page, api)
  pages.check()
})

/** Connected for tools that read; then one is switched on that writes. */
async function isAllowedMore(scene, world, page, api) {
  await api.post(AT, { type: 'linear', name: 'Linear', tools: 'read' })
  await connectAccount(page, api, 'acme', 'linear')
  const { client } = await clientOf(scene, world, api, { connector: 'linear' })
  await page.goto(`${world.url}${AT}/linear/tools?effect=write`)
  await page.getByRole('heading', { level: 1, name: /^Linear is ready/ }).waitFor()
  await page.getByRole('row').filter({ hasText: 'linear_create_issue' }).getByRole('switch').click()
  await page.getByRole('heading', { level: 1, name: 'Linear lacks a permission' }).waitFor()
  await page.getByText('1 tool of it fails: the account was not allowed issues:create.').waitFor()
  const create = { name: 'linear_create_issue', arguments: { team: 'ENG', title: 'Oil the hinge' } }
  assert.equal((await answer(client, create)).code, 'missing_scope')

  const vendor = await leaving(page, page.getByRole('button', { name: 'Add the permission: Linear' }))
  await vendor.getByText('issues:create', { exact: true }).waitFor()
  await vendor.getByText('read', { exact: true }).waitFor()
  await allowAtVendor(vendor)
  await page.getByRole('heading', { level: 1, name: /^Linear is ready/ }).waitFor()
  assert.equal((await answer(client, create)).title, 'Oil the hinge')
}

async function isAToken(scene, world, page, api) {
  await api.post(AT, { type: 'github', name: 'GitHub' })
  const stored = async () => (await api.get(`${AT}/github`)).credential
  const refusal = page.getByText('The vendor does not accept this token. Nothing was stored.')
  const token = page.getByLabel('Personal access token')
  const { client } = await clientOf(scene, world, api, { connector: 'github' })
  const whose = async () => (await answer(client, { name: 'github_get_me', arguments: {} })).login

  await page.goto(`${world.url}${AT}/github/accounts`)
  await page.getByText('Use a token instead').click()
  page.expects.push(/^400 PUT .*\/credential$/)
  await token.fill('ghp_this0is0not0right')
  await token.press('Enter')
  await refusal.waitFor()
  assert.equal(await stored(), null)

  const right = await tokenOfAda(world)
  await token.fill(right)
  await token.press('Enter')
  await page.getByRole('heading', { level: 1, name: /^GitHub is ready/ }).waitFor()
  await page.getByRole('heading', { level: 3, name: 'ada-north' }).waitFor()
  assert.equal(await whose(), 'ada-north')
  assert.ok(!(await page.content()).includes(right), 'what was pasted is never shown')

  // A slip does not cost the token that works.
  await page.getByRole('button', { name: 'Replace the token: GitHub' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Token for GitHub' })
  await dialog.getByLabel('Personal access token').fill('ghp_this0is0not0right')
  await dialog.getByRole('button', { name: 'Test and save' }).click()
  await refusal.waitFor()
  await page.keyboard.press('Escape')
  assert.equal((await stored()).username, 'ada-north')
  assert.equal(await whose(), 'ada-north')
}

async function isEachPersonsOwn(scene, world, pages, page, api) {
  await api.post(AT, { type: 'linear', name: 'Own Linear', slug: 'own', account: 'personal' })
  await connectAccount(page, api, 'acme', 'own')
  const [ben, cora] = [await newMember(pages, api, 'acme', 'Ben'), await newMember(pages, api, 'acme', 'Cora')]
  const callOf = async (person) => {
    const { client } = await clientOf(scene, world, person, { connector: 'own' })
    return () => answer(client, { name: 'own_get_viewer', arguments: {} })
  }
  const [ofAna, ofBen, ofCora] = await Promise.all([api, ben.api, cora.api].map(callOf))
  // The account of an admin is nobody else's.
  assert.equal((await ofAna()).name, 'Ada North')
  assert.equal((await ofBen()).code, 'connect_required')

  await ben.page.goto(`${world.url}/tenants/acme/my-accounts`)
  await ben.page.getByRole('heading', { level: 1, name: '1 account needs you' }).waitFor()
  const vendor = await leaving(ben.page, ben.page.getByRole('button', { name: 'Connect: Own Linear' }))
  await vendor.getByLabel(/Ben Quay/).check()
  await allowAtVendor(vendor)
  await ben.page.getByRole('heading', { level: 1, name: 'Your account works' }).waitFor()
  await ben.page.getByText('Your calls run as ben@harbor.example (Harbor).').waitFor()
  assert.equal((await ofBen()).name, 'Ben Quay')
  assert.equal((await ofAna()).name, 'Ada North')
  assert.equal((await ofCora()).code, 'connect_required')
  assert.deepEqual(await knownAtLinear(world), { 'Ada North': 'SageMCP', 'Ben Quay': 'SageMCP' })

  await ben.page.getByRole('button', { name: 'More about Own Linear' }).click()
  await ben.page.getByRole('menuitem', { name: 'Disconnect' }).click()
  const dialog = ben.page.getByRole('alertdialog', { name: 'Disconnect your Linear account?' })
  await dialog.getByRole('button', { name: 'Disconnect' }).click()
  await ben.page.getByText('The access was given back there too.').waitFor()
  await ben.page.getByRole('heading', { level: 1, name: '1 account needs you' }).waitFor()
  const refused = await ofBen()
  assert.equal(refused.code, 'connect_required')
  assert.ok(refused.connect_url.startsWith(`${world.url}/`), 'the call says where to connect')
  assert.equal((await ofAna()).name, 'Ada North')
  assert.deepEqual(await knownAtLinear(world), { 'Ada North': 'SageMCP', 'Ben Quay': 'nobody' })
}

/** What a call answers, or what went wrong with it. */
async function answer(client, call) {
  const { content } = await client.callTool(call)
  return JSON.parse(content[0].text)
}

/** From a button of ours over our page to the vendor's, in a tab of its own. */
async function leaving(page, button) {
  const [tab] = await Promise.all([page.context().waitForEvent('page'), button.first().click()])
  await tab.getByRole('button', { name: /^Continue to / }).click()
  await tab.getByRole('button', { name: 'Allow' }).waitFor()
  return tab
}

/** Who has access, as the vendor shows it to each of its people. */
async function knownAtLinear({ vendors }) {
  const text = await (await fetch(vendors.of.linear.settingsUrl)).text()
  return Object.fromEntries([...text.matchAll(/<tr><td>([^<]+)<\/td><td>([^<]*)/g)].map(([, who, app]) => [who, app]))
}

/** A token that the vendor gave out past us, as people make them in its settings. */
async function tokenOfAda({ url, vendors }) {
  const github = vendors.addresses['https://github.com']
  const { clientId, clientSecret } = vendors.of.github
  const redirect = `${url}/api/v1/oauth/callback`
  const asked = { client_id: clientId, redirect_uri: redirect, scope: 'repo read:user', state: 'of-the-test' }
  const authorize = `${github}/login/oauth/authorize?${new URLSearchParams(asked)}`
  const request = /name="request" value="([^"]+)"/.exec(await (await fetch(authorize)).text())[1]
  const body = new URLSearchParams({ request, account: 'ada', decision: 'allow' })
  const back = await fetch(authorize, { method: 'POST', body, redirect: 'manual' })
  const code = new URL(back.headers.get('location')).searchParams.get('code')
  const given = await fetch(`${github}/login/oauth/access_token`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret, redirect_uri: redirect, code }),
  })
  return (await given.json()).access_token
}
