// The newcomer's job in a real browser against the real server: a pasted key, a tenant, a GitHub connector with a token, a
// client's key; then a real MCP client calls a tool with what the page showed. Only GitHub is a stand-in. Screenshots of each
// step, light and dark, wide and narrow, go to artifacts/.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { camera, LIGHT, open } from './support/page.mjs'
import { listen, startServer } from './support/server.mjs'
import { stage } from './support/stage.mjs'

const GOOD_TOKEN = 'ghp_good'
let shot

await stage('web', async (scene) => {
  const { browser, folder } = scene
  shot = camera(scene)
  const github = await startGitHub(scene)
  const { url } = await startServer(scene, { SAGEMCP_ALLOWED_PRIVATE_HOSTS: github.host })
  const server = { url, key: readFileSync(path.join(folder, 'bootstrap-key'), 'utf8').trim() }
  await newcomer(browser, server, github)
  for (const look of [
    { ...LIGHT, colorScheme: 'dark' },
    { colorScheme: 'light', viewport: { width: 360, height: 740 } },
  ]) {
    await tour(browser, server, look)
  }
})

async function newcomer(browser, server, github) {
  const page = await open(browser, LIGHT)
  await page.goto(server.url)
  await shot(page, '1-sign-in')

  await page.getByLabel('API key').fill(`${server.key}x`)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('alert').waitFor()
  await shot(page, '2-refused')
  await signIn(page, server)

  await page.getByRole('heading', { name: 'No tenants yet' }).waitFor()
  await shot(page, '3-no-tenants')
  await page.getByRole('link', { name: 'Create a tenant' }).click()
  await page.getByLabel('Name').fill('Acme Robotics')
  await page.getByRole('button', { name: 'Create tenant' }).click()
  await page.getByRole('heading', { name: 'Acme Robotics has no connectors yet' }).waitFor()
  await shot(page, '4-no-connectors')

  await page.getByRole('link', { name: 'Add a connector' }).click()
  await page.getByRole('link', { name: 'Add GitHub' }).click()
  await page.getByText('GitHub at an address of your own').click()
  await page.getByLabel('API address').fill(github.url)
  await page.getByLabel('Personal access token').fill('ghp_wrong')
  await page.getByRole('button', { name: 'Add GitHub' }).click()
  await page.getByText('The token is stored, but GitHub cannot use it.').waitFor()
  await shot(page, '5-token-refused')
  await page.getByLabel('Personal access token').fill(GOOD_TOKEN)
  await page.getByRole('button', { name: 'Store the token' }).click()
  await page.getByRole('heading', { name: 'Acme Robotics has 1 connector' }).waitFor()
  await page.getByText('50 tools').waitFor()
  await shot(page, '6-connector')

  await page.getByRole('link', { name: 'Connect a client' }).click()
  await page.getByLabel('Whose client is it?').fill("Ana's laptop")
  await page.getByRole('button', { name: 'Make a key' }).click()
  const key = await page.getByLabel('the key', { exact: true }).textContent()
  await page.getByRole('link', { name: 'Cursor' }).click()
  const setup = JSON.parse(await page.getByLabel('configuration of Cursor', { exact: true }).textContent())
  await shot(page, '7-client')

  const { url, headers } = setup.mcpServers['acme-robotics']
  assert.equal(headers.Authorization, `Bearer ${key}`)
  const me = await callTool(url, headers, 'github_get_me')
  assert.equal(me.structuredContent?.login, 'ana')
  assert.deepEqual(github.refused, ['Bearer ghp_wrong'], 'GitHub was asked with the stored tokens and nothing else')

  await page.reload()
  assert.equal(await page.getByText(key).count(), 0, 'a reloaded page must not show the key again')
  const kept = await page.evaluate(() => ({ local: localStorage.length, cookie: document.cookie }))
  assert.deepEqual(kept, { local: 0, cookie: '' })
  await page.context().close()
}

/** The same pages as a person with other eyes or another screen sees them. */
async function tour(browser, server, look) {
  const page = await open(browser, look)
  const name = `${look.colorScheme}-${look.viewport.width}`
  await page.goto(server.url)
  await signIn(page, server)
  await page.getByRole('heading', { name: '1 tenant' }).waitFor()
  await shot(page, `${name}-tenants`)
  for (const [at, heading] of [
    ['/tenants/acme-robotics', 'Acme Robotics has 1 connector'],
    ['/tenants/acme-robotics/connectors/new', 'Which connector?'],
    ['/tenants/acme-robotics/connect', 'Connect a client'],
  ]) {
    await page.goto(server.url + at)
    await page.getByRole('heading', { name: heading }).waitFor()
    await shot(page, `${name}-${at.split('/').at(-1)}`)
  }
  await page.getByRole('button', { name: 'Forget key' }).click()
  await page.getByLabel('API key').waitFor()
  await page.context().close()
}

async function signIn(page, server) {
  await page.getByLabel('API key').fill(server.key)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Forget key' }).waitFor()
}

/** Knows whose token it is and refuses every other one. */
async function startGitHub(scene) {
  const sample = path.join(import.meta.dirname, '../contracts/samples/github/users.get-authenticated.json')
  const user = { ...JSON.parse(readFileSync(sample, 'utf8')), login: 'ana' }
  const refused = []
  const host = await listen(scene, (request, response) => {
    const { authorization } = request.headers
    const known = authorization === `Bearer ${GOOD_TOKEN}`
    if (!known) refused.push(authorization)
    const status = known ? (request.url === '/user' ? 200 : 404) : 401
    response.writeHead(status, { 'content-type': 'application/json', 'x-oauth-scopes': 'repo' })
    response.end(JSON.stringify(status === 200 ? user : { message: String(status) }))
  })
  return { host, url: `http://${host}`, refused }
}

async function callTool(url, headers, name) {
  const client = new Client({ name: 'e2e', version: '1.0.0' })
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }))
  try {
    return await client.callTool({ name, arguments: {} })
  } finally {
    await client.close()
  }
}
