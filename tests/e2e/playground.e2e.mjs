// The playground in a real browser: every transport, a form made from a schema, a call that is cancelled and made again from the
// history, the log of messages, and the curl line, which is run for real.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { choose } from './support/choose.mjs'
import { strictly } from './support/page.mjs'
import { connectAccount } from './support/people.mjs'
import { anaWithTenant } from './support/seed.mjs'
import { stage } from './support/stage.mjs'
import { startWorld } from './support/world.mjs'

const TRANSPORTS = [/^Streamable HTTP Revision/, /^Streamable HTTP, session/, /^WebSocket/, /^SSE/]
const TOOL = 'slack_search_messages'

await stage('playground', async (scene) => {
  const world = await startWorld(scene)
  const pages = strictly(scene.browser)
  const { page, api } = await anaWithTenant(pages, world)
  await api.post('/tenants/acme/connectors', { type: 'slack', name: 'Slack' })
  await connectAccount(page, api, 'acme', 'slack')
  await page.goto(`${world.url}/tenants/acme/playground`)
  await page.getByText('Connected as you').waitFor()
  await formAndJson(page)
  for (const transport of TRANSPORTS) await over(page, transport)
  await cancels(page)
  await again(page)
  await curl(page, api)
  pages.check()
})

function run(page) {
  return page.getByRole('button', { name: 'Run', exact: true })
}

/** Two views of one value; what is missing is said where it is. */
async function formAndJson(page) {
  await page
    .getByRole('list', { name: 'Tools' })
    .getByRole('button', { name: new RegExp(TOOL) })
    .click()
  await run(page).click()
  assert.equal(await page.getByText(/^Answered after/).count(), 0, 'without its query it is not sent')
  await page.getByLabel(/^Query/i).fill('lamp dark')
  const json = page.getByLabel('Arguments as JSON')
  assert.deepEqual(JSON.parse(await json.inputValue()), { query: 'lamp dark' })
  await json.fill('{ "query": "lamp" }')
  assert.equal(await page.getByLabel(/^Query/i).inputValue(), 'lamp')
}

async function over(page, transport) {
  await choose(page, 'Transport', transport)
  await page.getByText('Connected as you').waitFor()
  await run(page).click()
  await page.getByText(/^Answered after/).waitFor()
  await page.getByRole('region', { name: 'Result' }).getByText(/lamp/i).first().waitFor()
  const messages = page.getByRole('list', { name: 'Messages' })
  await messages
    .getByRole('button', { name: /Received.*tools\/call/ })
    .first()
    .click()
  await messages
    .getByText(/"jsonrpc"/)
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Clear' }).click()
}

/** Its answer is held back, as that of a slow vendor would be. */
async function cancels(page) {
  await choose(page, 'Transport', TRANSPORTS[0])
  await page.getByText('Connected as you').waitFor()
  await page.route('**/mcp', async (route) => {
    if (/"tools\/call"/.test(route.request().postData() ?? '')) return
    await route.continue()
  })
  await run(page).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByText(/^Cancelled after/).waitFor()
  await page.unroute('**/mcp')
}

async function again(page) {
  await page
    .getByRole('link', { name: /^History/ })
    .or(page.getByRole('tab', { name: /^History/ }))
    .first()
    .click()
  const calls = page.getByRole('list', { name: 'Calls of this tab' })
  await calls.getByText('Cancelled', { exact: true }).waitFor()
  await calls
    .getByRole('button', { name: `Run again: ${TOOL}` })
    .first()
    .click()
  await page.getByText(/^Answered after/).waitFor()
}

/** The line holds no token; with a key in the environment it does what the page did. */
async function curl(page, api) {
  await page.getByRole('button', { name: 'Copy as curl' }).click()
  const line = await page.getByRole('dialog').getByRole('group', { name: 'command' }).textContent()
  assert.doesNotMatch(line, /Bearer (?!\$SAGEMCP_TOKEN)/)
  const { key } = await api.post('/tenants/acme/api-keys', { name: 'For curl', scope: 'tenant_user' })
  const env = { PATH: process.env.PATH, SAGEMCP_TOKEN: key }
  const { stdout, stderr } = spawnSync('sh', ['-c', line], { env, encoding: 'utf8', timeout: 20_000 })
  assert.match(stdout, /lamp/i, stderr)
}
