// The newcomer's job in a real browser against the real server: a pasted key, a tenant, a GitHub connector with a token, a
// client's key; then a real MCP client calls a tool with what the page showed. Only GitHub is a stand-in. Screenshots of each
// step, light and dark, wide and narrow, go to artifacts/.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium } from 'playwright-core'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
if (!existsSync(executablePath)) {
  console.log(
    `SKIPPED: the browser tests need Chromium, and ${executablePath} does not exist (Debian: chromium; or set CHROMIUM)`,
  )
  process.exit(process.env.CI === 'true' ? 1 : 0)
}

const GOOD_TOKEN = 'ghp_good'
const artifacts = path.resolve(import.meta.dirname, '../../artifacts')
const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-e2e-'))
mkdirSync(artifacts, { recursive: true })

const cleanup = []
try {
  const github = await startGitHub()
  const server = await startServer(github.host)
  const browser = await startBrowser()
  await newcomer(browser, server, github)
  for (const look of [
    { colorScheme: 'dark', viewport: { width: 1100, height: 760 } },
    { colorScheme: 'light', viewport: { width: 360, height: 740 } },
  ]) {
    await tour(browser, server, look)
  }
  console.log(`browser tests passed; screenshots are in ${path.relative(process.cwd(), artifacts)}/`)
} finally {
  for (const undo of cleanup.toReversed()) await undo()
  rmSync(folder, { recursive: true, force: true })
}

async function newcomer(browser, server, github) {
  const page = await open(browser, { colorScheme: 'light', viewport: { width: 1100, height: 760 } })
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

/** Nothing may be wider than the screen, nor stand in the console: a refused style or script does. */
async function shot(page, name) {
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: path.join(artifacts, `web-${name}.png`) })
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  assert.equal(overflow, 0, `${name} is ${overflow} px too wide`)
  assert.deepEqual(page.complaints, [], `the console on ${name}`)
}

async function open(browser, look) {
  const page = await (await browser.newContext(look)).newPage()
  page.complaints = []
  page.on('pageerror', (error) => page.complaints.push(String(error)))
  page.on('console', (message) => {
    // The browser itself reports answers such as 401, which are part of the story.
    const answer = message.text().startsWith('Failed to load resource: the server responded')
    if (message.type() === 'error' && !answer) page.complaints.push(message.text())
  })
  return page
}

async function startBrowser() {
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  cleanup.push(() => browser.close())
  return browser
}

/** Knows whose token it is and refuses every other one. */
async function startGitHub() {
  const sample = path.join(import.meta.dirname, '../contracts/samples/github/users.get-authenticated.json')
  const user = { ...JSON.parse(readFileSync(sample, 'utf8')), login: 'ana' }
  const refused = []
  const server = createServer((request, response) => {
    const { authorization } = request.headers
    const known = authorization === `Bearer ${GOOD_TOKEN}`
    if (!known) refused.push(authorization)
    const status = known ? (request.url === '/user' ? 200 : 404) : 401
    response.writeHead(status, { 'content-type': 'application/json', 'x-oauth-scopes': 'repo' })
    response.end(JSON.stringify(status === 200 ? user : { message: String(status) }))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanup.push(() => server.close())
  const host = `127.0.0.1:${server.address().port}`
  return { host, url: `http://${host}`, refused }
}

async function startServer(allowedHost) {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const child = spawn(process.execPath, ['dist/server/main.js'], {
    cwd: path.resolve(import.meta.dirname, '../..'),
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      SAGEMCP_PUBLIC_URL: url,
      SAGEMCP_DATA_DIR: folder,
      SAGEMCP_ALLOWED_PRIVATE_HOSTS: allowedHost,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const gone = new Promise((resolve) => child.once('exit', resolve))
  cleanup.push(async () => {
    child.kill('SIGTERM')
    await gone
  })
  const ready = async () => (await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined))?.ok === true
  for (const until = Date.now() + 60_000; !(await ready());) {
    if (child.exitCode !== null || Date.now() > until) throw new Error('the server did not start')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return { url, key: readFileSync(path.join(folder, 'bootstrap-key'), 'utf8').trim() }
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

async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}
