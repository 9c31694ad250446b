// What a tenant is set to, and that it binds: its name, its limit, its connector types, suspending it; where an OAuth app is
// registered; keys that do less and end; a client that signed in and is shown the door.
import assert from 'node:assert/strict'
import { choose } from './support/choose.mjs'
import { overHttp, toolNames } from './support/clients.mjs'
import { loaded } from './support/loaded.mjs'
import { strictly, WIDE } from './support/page.mjs'
import { connectAccount, newMember } from './support/people.mjs'
import { anaWithTenant, clientOf } from './support/seed.mjs'
import { signedInClient } from './support/signed-in-client.mjs'
import { stage } from './support/stage.mjs'
import { toast, undo } from './support/toast.mjs'
import { until } from './support/until.mjs'
import { startWorld } from './support/world.mjs'

const AT = '/tenants/acme/settings'
const WHO = { name: 'slack_auth_test', arguments: {} }
const DAY = 86_400_000
const NARROW = { colorScheme: 'light', viewport: { width: 360, height: 740 } }

await stage('settings', async (scene) => {
  const world = await startWorld(scene)
  const pages = strictly(scene.browser)
  const { page: ana, api } = await anaWithTenant(pages, world, WIDE)
  for (const [type, name] of [
    ['slack', 'Slack'],
    ['github', 'Our GitHub'],
  ])
    await api.post('/tenants/acme/connectors', { type, name })
  await connectAccount(ana, api, 'acme', 'slack')
  const ben = await newMember(pages, api, 'acme', 'Ben')
  const { client, made } = await clientOf(scene, world, ben.api)
  await aName(ana, world, api)
  await aLimit(ana, client)
  await connectorTypes(ana, world, api, client)
  await suspended(scene, ana, ben, world, { client, key: made.key })
  await whereToRegister(ana, world)
  await keys(scene, ana, world, api)
  await aClientIsEnded(scene, ana, ben, world)
  await theOpenTabIsInSight(pages, ana, world)
  pages.check()
})

async function aName(ana, { url }, api) {
  await ana.goto(url + AT)
  await ana.getByLabel('Name', { exact: true }).fill(' Acme Works ')
  await ana.getByRole('button', { name: 'Save', exact: true }).click()
  await toast(ana, 'The details were saved.').waitFor()
  await ana.getByRole('heading', { level: 1, name: 'Settings of Acme Works' }).waitFor()
  await ana.getByRole('button', { name: 'Tenant: Acme Works' }).waitFor()
  assert.equal(await ana.getByLabel('Name', { exact: true }).inputValue(), 'Acme Works')
  assert.equal((await api.get('/tenants/acme')).name, 'Acme Works')
}

/** One call a minute: the second has to wait, and is told so. */
async function aLimit(ana, client) {
  const limit = ana.getByLabel('Its own calls a minute')
  const set = ana.getByRole('button', { name: 'Set its own calls a minute', exact: true })
  await limit.fill('none')
  await set.click()
  await ana.getByText('A whole number from 1 to 10,000,000, or nothing.').waitFor()
  await limit.fill('1')
  await set.click()
  await toast(ana, 'The limit was set.').waitFor()
  await ana.getByText('all callers together (its own)').waitFor()
  await client.callTool(WHO)
  await assert.rejects(client.callTool(WHO), /Too many calls/)
  await undo(ana, 'The limit was set.')
  await ana.getByText('all callers together (its own)').waitFor({ state: 'hidden' })
  assert.equal(await limit.inputValue(), '')
  await until('calls go through again', () => works(client))
}

async function works(client) {
  const { isError } = await client.callTool(WHO).catch(() => ({ isError: true }))
  return isError !== true
}

/** Others are not in the catalogue, the server refuses them, and those that are there stop. */
async function connectorTypes(ana, { url }, api, client) {
  assert.ok((await toolNames(client)).includes('github_get_me'))
  await ana.getByRole('radio', { name: 'Only these' }).click()
  for (const other of ['GitHub', 'Google Docs', 'Jira', 'Linear', 'Notion', 'Zoom'])
    await ana.getByRole('checkbox', { name: other, exact: true }).click()
  await saveTypes(ana, '1 connector type may be used.')
  await ana.goto(`${url}/tenants/acme/connectors/new`)
  await loaded(ana)
  const vendors = ana.getByRole('list', { name: 'Vendors' }).getByRole('link')
  assert.deepEqual(await vendors.evaluateAll((all) => all.map(({ href }) => new URL(href).searchParams.get('type'))), [
    'slack',
  ])
  await assert.rejects(
    api.post('/tenants/acme/connectors', { type: 'zoom', name: 'Zoom' }),
    /may not use connectors of the type zoom/,
  )
  await until('the tools of GitHub go away', async () => !(await toolNames(client)).includes('github_get_me'))
  assert.ok((await toolNames(client)).includes(WHO.name))
  await ana.goto(`${url}/tenants/acme`)
  await ana.getByText('Our GitHub is switched off').waitFor()
  await ana.getByText('A platform admin does not allow its type here.').waitFor()
  await ana.goto(url + AT)
  await ana.getByRole('radio', { name: 'All', exact: true }).click()
  await saveTypes(ana, 'Every connector type may be used.')
  await until('the tools of GitHub are back', async () => (await toolNames(client)).includes('github_get_me'))
}

async function saveTypes(ana, says) {
  await ana.getByRole('button', { name: 'Save the types' }).click()
  await toast(ana, says).waitFor()
}

/** Its people and its clients are told why. */
async function suspended(scene, ana, ben, { url }, { client, key }) {
  await ana.getByRole('button', { name: 'Suspend', exact: true }).click()
  await toast(ana, 'Acme Works is suspended.').waitFor()
  await ana.getByText('Suspended: nothing of it can be used').waitFor()
  await assert.rejects(client.callTool(WHO), /This tenant is suspended/)
  ben.page.expects.push(/^403 GET /)
  await ben.page.goto(`${url}/tenants/acme`)
  await ben.page.getByText('This tenant is suspended.').waitFor()
  await ana.getByRole('button', { name: 'Activate', exact: true }).click()
  await toast(ana, 'Acme Works can be used again.').waitFor()
  // What was connected has ended; it connects again with what it has.
  const again = await overHttp(scene, `${url}/api/v1/acme/mcp`, bearer(key))
  assert.ok(await works(again))
  await ben.page.goto(`${url}/tenants/acme`)
  await loaded(ben.page)
  assert.match(await ben.page.getByRole('heading', { level: 1 }).textContent(), /^All is well/)
}

/** The redirect URI is copied as it is shown, and the vendor's own steps name it. */
async function whereToRegister(ana, { url }) {
  const redirectUri = `${url}/api/v1/oauth/callback`
  await ana.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url })
  await ana.goto(`${url + AT}/oauth-apps`)
  await ana
    .getByRole('list', { name: 'OAuth apps' })
    .getByRole('link', { name: /^Linear/ })
    .click()
  await ana.getByRole('heading', { name: "Linear: the platform's OAuth app" }).waitFor()
  await ana.getByRole('button', { name: 'Copy redirect URI' }).click()
  await ana.getByText('Copied', { exact: true }).waitFor({ state: 'attached' })
  assert.equal(await ana.evaluate(() => navigator.clipboard.readText()), redirectUri)
  const steps = await ana.getByRole('main').getByRole('listitem').allTextContents()
  assert.ok(steps.length >= 4 && steps.some((step) => step.includes(redirectUri)), steps.join('\n'))
  const there = ana.getByRole('link', { name: /^Open linear\.app/ })
  assert.match(await there.getAttribute('href'), /^https:\/\/linear\.app\//)
  assert.equal(await there.getAttribute('target'), '_blank')
}

/** One that only reads and ends in 30 days, one that manages the tenant, and one that has ended. */
async function keys(scene, ana, { url }, api) {
  await ana.goto(`${url + AT}/keys`)
  const reads = await aKey(ana, 'Reporting', async (form) => {
    await form.getByRole('checkbox', { name: 'Only tools that read' }).click()
    await choose(form, 'It works for', '30 days')
  })
  const row = ana.getByRole('row', { name: /^Reporting/ })
  await row.getByText('Read only').waitFor()
  await row.getByText(/^in (30|29) days$/).waitFor()
  const mcp = `${url}/api/v1/acme/mcp`
  const client = await overHttp(scene, mcp, bearer(reads))
  const { tools } = await client.listTools()
  assert.ok(tools.length > 0 && tools.every(({ annotations }) => annotations?.readOnlyHint === true))
  await assert.rejects(client.callTool({ name: 'slack_send_message', arguments: { channel: 'C1', text: 'x' } }))

  const manages = await aKey(ana, 'Provisioning', (form) =>
    form.getByRole('radio', { name: 'Manage the tenant' }).click(),
  )
  const members = (key) => fetch(`${url}/api/v1/admin/tenants/acme/members`, { headers: bearer(key) })
  assert.deepEqual([(await members(reads)).status, (await members(manages)).status], [403, 200])

  const expiresAt = new Date(Date.now() + 2_000).toISOString()
  const short = await api.post('/tenants/acme/api-keys', { name: 'Short', scope: 'tenant_user', expiresAt })
  await until(
    'the key ends',
    async () => (await fetch(mcp, { method: 'POST', headers: bearer(short.key) })).status === 401,
  )
  await ana.reload()
  await ana
    .getByRole('row', { name: /^Short/ })
    .getByText(/^Ended/)
    .waitFor()
  const { items } = await api.get('/tenants/acme/api-keys?q=Reporting')
  assert.equal(Math.round((Date.parse(items[0].expiresAt) - Date.now()) / DAY), 30)
}

function bearer(key) {
  return { authorization: `Bearer ${key}` }
}

async function aKey(ana, name, choices) {
  await ana.getByRole('button', { name: 'Make a key' }).first().click()
  const dialog = ana.getByRole('dialog', { name: 'Make a key' })
  await dialog.getByLabel('Name', { exact: true }).fill(name)
  await choices(dialog)
  await dialog.getByRole('button', { name: 'Make the key' }).click()
  const key = await ana.getByRole('group', { name: 'the key', exact: true }).textContent()
  await ana.getByRole('button', { name: 'Done' }).click()
  return key
}

/** Ben let it in; Ana sees whose it is, and ends it. */
async function aClientIsEnded(scene, ana, ben, { url }) {
  const client = await signedInClient(scene, ben.page, `${url}/api/v1/acme/mcp`, 'Lighthouse')
  assert.match(JSON.stringify(await client.callTool(WHO)), /ada-north/)
  await ana.goto(`${url + AT}/clients`)
  const row = ana.getByRole('table', { name: 'Clients that signed in' }).getByRole('row', { name: /^Lighthouse/ })
  await row.getByText('Ben', { exact: true }).waitFor()
  await row.getByRole('button', { name: 'End Lighthouse' }).click()
  const asks = ana.getByRole('alertdialog', { name: 'End Lighthouse?' })
  await asks.getByText('Ben has to sign in there again').waitFor()
  await asks.getByRole('button', { name: 'End it' }).click()
  await toast(ana, 'Lighthouse is ended.').waitFor()
  await row.waitFor({ state: 'hidden' })
  await assert.rejects(client.callTool(WHO), 'a client that was ended is refused at once')
}

/** On a phone, where not all tabs fit, the one that is open is seen when the page is. */
async function theOpenTabIsInSight(pages, ana, { url }) {
  const page = await pages.open(NARROW, { storageState: await ana.context().storageState() })
  page.expects.push(/^404 GET .*\/identity-provider$/)
  await page.goto(`${url + AT}/single-sign-on`)
  await loaded(page)
  const tabs = page.getByRole('navigation', { name: 'Settings' })
  const isInSight = async (name) => {
    const { x, width } = await tabs.getByRole('link', { name }).boundingBox()
    return x >= 0 && x + width <= NARROW.viewport.width
  }
  assert.deepEqual([await isInSight('General'), await isInSight('Single sign-on')], [false, true])
  await page.goto(url + AT)
  await loaded(page)
  assert.deepEqual([await isInSight('General'), await isInSight('Single sign-on')], [true, false])
}
