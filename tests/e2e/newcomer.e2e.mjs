// Somebody who installed the server, from the empty database to a real MCP client that calls a Slack tool, by what the README
// and the pages say and nothing else. Only Slack is a stand-in. Clicks and seconds are printed.
import assert from 'node:assert/strict'
import { overHttp, toolNames } from './support/clients.mjs'
import { Hand } from './support/hand.mjs'
import { strictly, WIDE } from './support/page.mjs'
import { PASSWORD } from './support/people.mjs'
import { stage } from './support/stage.mjs'
import { startWorld } from './support/world.mjs'

const MOST_CLICKS = 40

await stage('newcomer', async (scene) => {
  const world = await startWorld(scene, { ownApps: false })
  const pages = strictly(scene.browser)
  const page = await pages.open(WIDE, { permissions: ['clipboard-read', 'clipboard-write'] })
  const hand = new Hand()
  await makesTheFirstAccount(page, hand, world)
  await makesATenant(page, hand)
  await addsSlack(page, hand, world)
  const snippet = await looksAtTheClient(page, hand)
  await callsATool(scene, page, snippet)
  console.log(`from the set-up link to the first tool call: ${hand.clicks} clicks, ${Math.round(hand.seconds)} s`)
  assert.ok(hand.clicks < MOST_CLICKS, `${hand.clicks} clicks are too many`)
  pages.check()
})

async function makesTheFirstAccount(page, hand, { setupUrl }) {
  await page.goto(setupUrl)
  await hand.fill(page.getByLabel('Your name'), 'Ana Lovelace')
  await hand.fill(page.getByLabel('E-mail'), 'ana@example.com')
  await hand.fill(page.getByLabel('Password'), PASSWORD)
  await hand.click(page.getByRole('button', { name: 'Create account' }))
}

async function makesATenant(page, hand) {
  await page.getByRole('heading', { name: 'There is no tenant yet' }).waitFor()
  await hand.click(page.getByRole('link', { name: 'Create a tenant' }))
  await hand.fill(page.getByLabel('Name'), 'Acme Robotics')
  await hand.click(page.getByRole('button', { name: 'Create the tenant' }))
  await page.getByRole('heading', { name: '4 steps to your first tool call' }).waitFor()
}

/** The OAuth app as the page says: its redirect URI goes to Slack, the id and the secret come from there. */
async function addsSlack(page, hand, { url, vendors }) {
  await hand.click(page.getByRole('main').getByRole('link', { name: 'Add a connector' }))
  await hand.click(page.getByRole('list', { name: 'Vendors' }).getByRole('link', { name: /Slack/ }))
  await page.getByText(`${url}/api/v1/oauth/callback`).first().waitFor()
  const { clientId, clientSecret } = vendors.of.slack
  await hand.fill(page.getByLabel('Client ID'), clientId)
  await hand.fill(page.getByLabel('Client secret'), clientSecret)
  await hand.click(page.getByRole('button', { name: 'Save the OAuth app' }))
  const [vendor] = await Promise.all([
    page.context().waitForEvent('page'),
    hand.click(page.getByRole('button', { name: 'Connect Slack' })),
  ])
  await hand.click(vendor.getByRole('button', { name: /^Continue to / }))
  await hand.click(vendor.getByRole('button', { name: 'Allow' }))
  await vendor.getByRole('heading', { name: 'The account is connected' }).waitFor()
  await hand.click(page.getByRole('button', { name: /^Finish with \d+ tools$/ }))
  await page.getByRole('heading', { name: /^Slack is ready: \d+ tools$/ }).waitFor()
}

/** What the page gives to copy, from the clipboard. */
async function looksAtTheClient(page, hand) {
  await hand.click(page.getByRole('link', { name: 'Connect a client' }).first())
  await hand.click(page.getByRole('navigation', { name: 'Client' }).getByRole('link', { name: 'VS Code' }))
  await hand.click(page.getByText('With a key'))
  await hand.click(page.getByRole('button', { name: 'Make the key' }))
  await hand.click(page.getByRole('button', { name: 'Copy the key', exact: true }))
  const key = await page.evaluate(() => navigator.clipboard.readText())
  await hand.click(page.getByText('Configuration file'))
  await hand.click(page.getByRole('button', { name: 'Copy Put into .vscode/mcp.json' }))
  const configuration = await page.evaluate(() => navigator.clipboard.readText())
  return { key, configuration: JSON.parse(configuration) }
}

/** A real client, configured as VS Code would be: it asks for the key, and the page sees it come and call. */
async function callsATool(scene, page, { key, configuration }) {
  const [{ url, headers }] = Object.values(configuration.servers)
  const [input] = configuration.inputs
  const filled = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replace(`\${input:${input.id}}`, key)]),
  )
  await page.getByText('Waiting for your client').waitFor()
  const client = await overHttp(scene, url, filled, { name: 'Visual Studio Code' })
  await page.getByText('Connected: VS Code').waitFor()
  assert.ok((await toolNames(client)).includes('slack_search_messages'))
  const { content, isError } = await client.callTool({
    name: 'slack_search_messages',
    arguments: { query: 'lamp dark' },
  })
  assert.ok(!isError, JSON.stringify(content))
  assert.match(content[0].text, /lamp/)
  await page.getByText('slack_search_messages').waitFor()
}
