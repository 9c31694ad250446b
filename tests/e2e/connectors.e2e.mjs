// A connector's life in a real browser: an account that died is connected again from Home, a tool goes away and comes back while a
// client is connected, and an OAuth app of the tenant's own takes the place of the platform's.
import assert from 'node:assert/strict'
import { toolNames } from './support/clients.mjs'
import { loaded } from './support/loaded.mjs'
import { strictly } from './support/page.mjs'
import { allowAtVendor, connectAccount } from './support/people.mjs'
import { anaWithTenant, clientOf } from './support/seed.mjs'
import { stage } from './support/stage.mjs'
import { startWorld } from './support/world.mjs'

const SEARCH = { name: 'slack_search_messages', arguments: { query: 'lamp dark' } }

await stage('connectors', async (scene) => {
  const world = await startWorld(scene)
  const pages = strictly(scene.browser)
  const { page, api } = await anaWithTenant(pages, world)
  await api.post('/tenants/acme/connectors', { type: 'slack', name: 'Slack' })
  await connectAccount(page, api, 'acme', 'slack')
  const told = []
  const { client } = await clientOf(scene, world, api, { changed: (...what) => told.push(what) })
  assert.ok(!(await client.callTool(SEARCH)).isError)
  await mendsFromHome(page, world, client)
  await theListFollowsTheSwitch(page, world, client, told)
  await ownApp(page, world)
  pages.check()
})

/** The access was taken away at the vendor: a call finds out, Home says it, and three clicks mend it. */
async function mendsFromHome(page, world, client) {
  await world.vendors.end('slack', 'revoke')
  assert.equal((await client.callTool(SEARCH)).isError, true)
  await page.goto(`${world.url}/tenants/acme`)
  await page.getByRole('heading', { level: 1, name: /needs? you$/ }).waitFor()
  await page
    .getByRole('link', { name: /^Connect again: / })
    .first()
    .click()
  const mend = page
    .getByRole('main')
    .getByRole('button', { name: /^(Reconnect|Connect again)/ })
    .first()
  const [vendor] = await Promise.all([page.context().waitForEvent('page'), mend.click()])
  await vendor.getByRole('button', { name: /^Continue to / }).click()
  await allowAtVendor(vendor)
  await vendor.close()
  await page.getByRole('heading', { name: /^Slack is ready/ }).waitFor()
  assert.ok(!(await client.callTool(SEARCH)).isError)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Home' }).click()
  await page.getByRole('heading', { name: /^All is well/ }).waitFor()
}

async function theListFollowsTheSwitch(page, world, client, told) {
  await page.goto(`${world.url}/tenants/acme/connectors/slack/tools`)
  const row = page.getByRole('row').filter({ hasText: SEARCH.name })
  const toggle = row.getByRole('switch')
  assert.ok((await toolNames(client)).includes(SEARCH.name))
  await toggle.click()
  await heard(told)
  assert.ok(!(await toolNames(client)).includes(SEARCH.name), 'a tool that is off is not listed')
  assert.equal(await toggle.getAttribute('aria-checked'), 'false')
  await page.getByRole('button', { name: 'Undo' }).click()
  await heard(told)
  assert.ok((await toolNames(client)).includes(SEARCH.name), 'undo brings it back')
  await page.waitForFunction((one) => one.getAttribute('aria-checked') === 'true', await toggle.elementHandle())
}

/** The server told the client that its tools are others. */
async function heard(told) {
  for (const until = Date.now() + 10_000; told.length === 0;) {
    assert.ok(Date.now() < until, 'the client heard nothing of the change')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  told.length = 0
}

/** With the redirect URI that the page shows, the id and the secret of the vendor. */
async function ownApp(page, { url, vendors }) {
  await page.goto(`${url}/tenants/acme/settings/oauth-apps`)
  await loaded(page)
  await page.getByRole('main').getByText('Linear').first().click()
  await page.getByText(`${url}/api/v1/oauth/callback`).first().waitFor()
  const { clientId, clientSecret } = vendors.of.linear
  await page.getByLabel('Client ID').fill(clientId)
  await page.getByLabel('Client secret').fill(clientSecret)
  await page.getByRole('button', { name: /^Save/ }).click()
  await page.getByText(/^Set .*never shown again/).waitFor()
  assert.equal(await page.getByLabel('Client secret').inputValue(), '')
}
