// Keys and clients: a key is made, used and deleted; what the page gives for Claude Desktop, the extension and the snippet, is
// run by a real client that starts programs.
import { unzipSync } from 'fflate'
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { overHttp, overStdio, toolNames } from './support/clients.mjs'
import { strictly } from './support/page.mjs'
import { connectAccount } from './support/people.mjs'
import { anaWithTenant } from './support/seed.mjs'
import { stage } from './support/stage.mjs'
import { startWorld } from './support/world.mjs'

const WHO = { name: 'slack_auth_test', arguments: {} }

await stage('clients', async (scene) => {
  const world = await startWorld(scene)
  const pages = strictly(scene.browser)
  const { page, api } = await anaWithTenant(pages, world)
  await api.post('/tenants/acme/connectors', { type: 'slack', name: 'Slack' })
  await connectAccount(page, api, 'acme', 'slack')
  await aKey(scene, page, world)
  await claudeDesktop(scene, page, world)
  pages.check()
})

async function aKey(scene, page, { url }) {
  await page.goto(`${url}/tenants/acme/settings/keys`)
  await page.getByRole('button', { name: 'Make a key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill("Ana's laptop")
  await dialog.getByRole('button', { name: 'Make the key' }).click()
  const key = await dialog.getByRole('group', { name: 'the key' }).textContent()
  await dialog.getByRole('button', { name: 'Done' }).click()
  const headers = { authorization: `Bearer ${key}` }
  const client = await overHttp(scene, `${url}/api/v1/acme/mcp`, headers)
  assert.match(JSON.stringify(await client.callTool(WHO)), /ada-north/)
  await page.reload()
  const row = page.getByRole('row', { name: /Ana's laptop/ })
  await row.waitFor()
  assert.equal(await page.getByText(key).count(), 0, 'a key is shown once')
  await row.getByRole('button', { name: "Delete Ana's laptop" }).click()
  await page.getByRole('button', { name: 'Delete the key' }).click()
  await page.getByText("Ana's laptop is deleted.").waitFor()
  await assert.rejects(client.callTool(WHO), 'a deleted key is refused at once')
}

async function claudeDesktop(scene, page, { url }) {
  await page.goto(`${url}/tenants/acme/connect?client=claude-desktop&sign-in=key`)
  await page.getByRole('button', { name: 'Make the key' }).click()
  const key = await page.getByRole('group', { name: 'the key', exact: true }).textContent()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the extension' }).click(),
  ])
  const bundle = path.join(scene.folder, 'bundle')
  const program = installed(await download.path(), bundle, key)
  await page.getByText('Waiting for your client').waitFor()
  await uses(await overStdio(scene, program, { name: 'claude-ai' }))
  await page.getByText('Connected: Claude Desktop').waitFor()

  await page.getByText('Configuration file', { exact: true }).click()
  const snippet = await page.getByRole('group', { name: /claude_desktop_config\.json/ }).textContent()
  const [entry] = Object.values(JSON.parse(snippet).mcpServers)
  assert.equal(entry.env.SAGEMCP_KEY, key)
  // A computer on which nothing was installed with npx yet.
  const fresh = { HOME: scene.folder, npm_config_cache: path.join(scene.folder, 'npm') }
  await uses(await overStdio(scene, { ...entry, env: { ...entry.env, ...fresh }, cwd: scene.folder }))
}

async function uses(client) {
  assert.ok((await toolNames(client)).includes(WHO.name))
  assert.match(JSON.stringify(await client.callTool(WHO)), /ada-north/)
  await client.close()
}

/** What Claude Desktop does with an extension: unpack it, ask for what it wants to know, and start its program. */
function installed(file, folder, key) {
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(file)))) {
    if (name.endsWith('/')) continue
    const at = path.join(folder, name)
    mkdirSync(path.dirname(at), { recursive: true })
    writeFileSync(at, bytes)
  }
  const manifest = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8'))
  assert.equal(manifest.user_config.api_key.sensitive, true)
  const filled = (text) => text.replaceAll('${__dirname}', folder).replaceAll('${user_config.api_key}', key)
  const { command, args, env } = manifest.server.mcp_config
  return {
    command,
    args: args.map(filled),
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filled(value)])),
  }
}
