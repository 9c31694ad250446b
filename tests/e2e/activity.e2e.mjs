// What happened: a call that appears as it is made, filters in the address, both files of an export, the audit; and a tenant that
// is created, suspended and deleted with its name typed.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { choose } from './support/choose.mjs'
import { strictly } from './support/page.mjs'
import { connectAccount } from './support/people.mjs'
import { anaWithTenant, clientOf } from './support/seed.mjs'
import { stage } from './support/stage.mjs'
import { until } from './support/until.mjs'
import { startWorld } from './support/world.mjs'

await stage('activity', async (scene) => {
  const world = await startWorld(scene)
  const pages = strictly(scene.browser)
  const { page, api } = await anaWithTenant(pages, world)
  await api.post('/tenants/acme/connectors', { type: 'slack', name: 'Slack' })
  await connectAccount(page, api, 'acme', 'slack')
  const { client } = await clientOf(scene, world, api)
  await live(page, world, client)
  await filters(page)
  await exports(page)
  await refused(page, api, client)
  await audit(page)
  await tenants(page, world)
  pages.check()
})

async function live(page, { url }, client) {
  await page.goto(`${url}/tenants/acme/activity`)
  await page.getByRole('switch', { name: 'Live' }).click()
  await page.getByText(/^Live: what happens now/).waitFor()
  await client.callTool({ name: 'slack_auth_test', arguments: {} })
  const calls = page.getByRole('table', { name: 'Calls' })
  await calls.getByRole('row', { name: /slack_auth_test.*Worked/ }).waitFor()
  await client.callTool({ name: 'slack_conversations_replies', arguments: { ts: 'no time' } }).catch(() => {})
  await calls.getByRole('row', { name: /slack_conversations_replies/ }).waitFor()
}

/** The address says what is looked for: whoever is sent it sees the same. */
async function filters(page) {
  const calls = page.getByRole('table', { name: 'Calls' })
  await choose(page, 'Outcome', 'Worked')
  await calls.getByRole('row', { name: /slack_conversations_replies/ }).waitFor({ state: 'hidden' })
  assert.equal(new URL(page.url()).searchParams.get('outcome'), 'ok')
  await page.reload()
  await calls.getByRole('row', { name: /slack_auth_test/ }).waitFor()
  assert.equal(await calls.getByRole('row', { name: /slack_conversations_replies/ }).count(), 0)
  await calls.getByRole('link', { name: /slack_auth_test/ }).click()
  await page.getByRole('dialog').getByText('It was done.').waitFor()
  await page.keyboard.press('Escape')
  await page.goBack()
}

/** Whoever calls what is switched off hears that there is no such tool; the admin sees who tried. */
async function refused(page, api, client) {
  const { items } = await api.get('/tenants/acme/connectors')
  await api.patch(`/tenants/acme/connectors/${items[0].id}/tools/slack_auth_test`, { enabled: false })
  await assert.rejects(client.callTool({ name: 'slack_auth_test', arguments: {} }), /Unknown tool|not found/i)
  // Written down within half a second.
  await until('the refused call is in the list', async () => {
    const { items: calls } = await api.get('/tenants/acme/calls?outcome=not_allowed')
    return calls.length > 0
  })
  await page.goto(`${new URL(page.url()).origin}/tenants/acme/activity?outcome=not_allowed`)
  const row = page.getByRole('row', { name: /slack_auth_test.*Not allowed/ })
  await row.waitFor()
  await row.getByRole('link', { name: /slack_auth_test/ }).click()
  await page
    .getByRole('dialog')
    .getByText(/It did not run/)
    .waitFor()
  await page.keyboard.press('Escape')
}

async function exports(page) {
  const [json] = await Promise.all([page.waitForEvent('download'), exportAs(page, /^JSON lines/)])
  const rows = readFileSync(await json.path(), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.deepEqual(
    rows.map(({ tool, outcome }) => [tool, outcome]),
    [['slack_auth_test', 'ok']],
    'the file holds what the filters find',
  )
  const [csv] = await Promise.all([page.waitForEvent('download'), exportAs(page, /^CSV/)])
  const [head, ...lines] = readFileSync(await csv.path(), 'utf8')
    .trim()
    .split(/\r?\n/)
  assert.match(head, /tool/)
  assert.equal(lines.length, 1)
}

async function exportAs(page, name) {
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name }).click()
}

async function audit(page) {
  await page.getByRole('navigation', { name: 'Activity' }).getByRole('link', { name: 'Audit' }).click()
  const rows = page.getByRole('table', { name: 'Audit' }).getByRole('row')
  await rows.nth(1).waitFor()
  assert.ok((await rows.count()) >= 4, 'the tenant, the connector, the account and the key were written down')
  // A link to one row shows it, though the filters leave it out of the list.
  await rows.getByRole('link', { name: 'Added a connector' }).first().click()
  const row = new URL(page.url()).searchParams.get('event')
  const dialog = page.getByRole('dialog', { name: 'Added a connector' })
  await dialog.getByText('connector.create').waitFor()
  const address = new URL(page.url())
  address.search = `?view=audit&action=tenant.create&event=${row}`
  await page.goto(address.href)
  await dialog.getByText('connector.create').waitFor()
}

async function tenants(page, { url }) {
  await page.goto(`${url}/tenants/new`)
  await page.getByLabel('Name').fill('Globex Corporation')
  assert.equal(await page.getByLabel('Slug').inputValue(), 'globex-corporation')
  await page.getByRole('button', { name: 'Create the tenant' }).click()
  await page.waitForURL('**/tenants/globex-corporation')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Suspend' }).click()
  await page.getByText('Globex Corporation is suspended.').waitFor()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  const dialog = page.getByRole('alertdialog')
  const typed = dialog.getByLabel('Type Globex Corporation to confirm')
  await typed.fill('Globex')
  await dialog.getByRole('button', { name: 'Delete Globex Corporation' }).click()
  await dialog.getByText('Type Globex Corporation, exactly like that.').waitFor()
  await typed.fill('Globex Corporation')
  await dialog.getByRole('button', { name: 'Delete Globex Corporation' }).click()
  await page.waitForURL('**/tenants')
  await page.getByText('Globex Corporation was deleted.').waitFor()
  assert.equal(await page.getByRole('link', { name: /Globex Corporation/ }).count(), 0)
}
