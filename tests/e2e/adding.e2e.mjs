// Connectors that come and go, in a real browser: added in three steps with only what reads and with tools picked one by one,
// tested, and deleted with their name typed. A client has what was picked, and nothing of what is gone.
import assert from 'node:assert/strict'
import { toolNames } from './support/clients.mjs'
import { DARK, overflowOf, strictly, WIDE } from './support/page.mjs'
import { allowAtVendor } from './support/people.mjs'
import { anaWithTenant, clientOf } from './support/seed.mjs'
import { stage } from './support/stage.mjs'
import { startWorld } from './support/world.mjs'

const PICKED = ['notion_get_page_content', 'notion_search']

await stage('adding', async (scene) => {
  const world = await startWorld(scene)
  const pages = strictly(scene.browser)
  const { page, api } = await anaWithTenant(pages, world)
  const { client } = await clientOf(scene, world, api)
  await withWhatReads(world, page, client)
  await oneByOne(page, client)
  await isTested(world, page)
  await isDeleted(page, api, client)
  pages.check()
})

async function withWhatReads({ url }, page, client) {
  await page.goto(`${url}/tenants/acme/connectors`)
  await addAndConnect(page, 'GitHub')
  const choice = page.getByRole('radio', { name: /^Only what reads: \d+$/ })
  await choice.click()
  await page.getByRole('button', { name: /^Finish with \d+ tools$/ }).click()
  await page.getByRole('heading', { level: 1, name: /^GitHub is ready: \d+ tools$/ }).waitFor()
  const { tools } = await client.listTools()
  assert.ok(tools.some(({ name }) => name === 'github_get_me'))
  assert.deepEqual(
    tools.filter(({ annotations }) => !annotations.readOnlyHint).map(({ name }) => name),
    [],
  )
}

async function oneByOne(page, client) {
  await page.getByRole('link', { name: 'Connectors' }).first().click()
  await addAndConnect(page, 'Notion')
  await page.getByRole('radio', { name: 'One by one' }).click()
  // Each effect as a whole off, then two of them on.
  for (const group of await page.getByRole('checkbox', { name: /, \d+ of \d+$/ }).all()) await group.click()
  await page.getByText(/^0 of \d+\. /).waitFor()
  for (const name of PICKED) {
    await page.getByRole('checkbox', { name: name.replace('notion_', ''), exact: true }).check()
  }
  await page.getByRole('button', { name: 'Finish with 2 tools' }).click()
  await page.getByRole('heading', { level: 1, name: 'Notion is ready: 2 tools' }).waitFor()
  const names = await toolNames(client)
  assert.deepEqual(names.filter((name) => name.startsWith('notion_')).toSorted(), PICKED)
}

/** The vendor is asked now, and its answer is the state from then on. */
async function isTested({ vendors }, page) {
  const test = page.getByRole('button', { name: 'Test', exact: true })
  await test.click()
  await page.getByText('Notion works.').waitFor()
  await vendors.end('notion', 'revoke')
  await test.click()
  await page.getByText('Notion does not work.').waitFor()
  await page.getByRole('heading', { level: 1, name: 'Notion has to be connected again' }).waitFor()
}

async function isDeleted(page, api, client) {
  await page.getByRole('link', { name: 'Connectors' }).first().click()
  await page.getByRole('heading', { level: 1, name: 'Notion needs you' }).waitFor()
  await page.setViewportSize(DARK.viewport)
  await page.getByRole('button', { name: 'Reconnect: Notion' }).waitFor()
  assert.equal(await overflowOf(page), 0)
  await page.setViewportSize(WIDE.viewport)
  await page.getByRole('link', { name: /^GitHub/ }).click()
  await page.getByRole('navigation', { name: 'Connector' }).getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Delete GitHub' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Delete GitHub?' })
  await dialog.getByRole('textbox').fill('git')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await dialog.getByRole('textbox').and(page.locator('[aria-invalid="true"]')).waitFor()
  assert.equal((await api.get('/tenants/acme/connectors')).items.length, 2)
  await dialog.getByRole('textbox').fill('github')
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await page.getByText('GitHub is deleted.').waitFor()
  await page.getByRole('row').filter({ hasText: 'Notion' }).waitFor()
  assert.equal(await page.getByRole('row').filter({ hasText: 'GitHub' }).count(), 0)
  const { items } = await api.get('/tenants/acme/connectors')
  assert.deepEqual(
    items.map(({ slug }) => slug),
    ['notion'],
  )
  assert.deepEqual((await toolNames(client)).toSorted(), PICKED)
}

/** Choose, then connect: the third step is there. */
async function addAndConnect(page, title) {
  await page.getByRole('main').getByRole('link', { name: 'Add a connector' }).first().click()
  await page
    .getByRole('list', { name: 'Vendors' })
    .getByRole('link', { name: new RegExp(`^${title}`) })
    .click()
  const [vendor] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('button', { name: `Connect ${title}` }).click(),
  ])
  await vendor.getByRole('button', { name: /^Continue to / }).click()
  await allowAtVendor(vendor)
  await vendor.close()
  await page.getByRole('heading', { level: 1, name: `${title} is connected: pick its tools` }).waitFor()
}
