// People in a real browser against the real server, with script switched off: the set-up link from the log, the account page,
// a second factor, an invitation and a reset link. Screenshots of each step, light and dark, wide and narrow, go to artifacts/.
import { TOTP, Secret } from 'otpauth'
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
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

const PASSWORD = 'three quiet green lamps'
const LIGHT = { colorScheme: 'light', viewport: { width: 1100, height: 760 } }
const DARK = { colorScheme: 'dark', viewport: { width: 360, height: 740 } }
const artifacts = path.resolve(import.meta.dirname, '../../artifacts')
const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-e2e-'))
mkdirSync(artifacts, { recursive: true })

const cleanup = []
try {
  const server = await startServer()
  const browser = await startBrowser()
  const ana = await firstAdmin(browser, server)
  const secret = await secondFactor(ana)
  await signInWithCode(browser, server, secret)
  const invitation = await invite(ana, server)
  await join(browser, invitation)
  await reset(browser, server, ana)
  console.log(`browser tests passed; screenshots are in ${path.relative(process.cwd(), artifacts)}/`)
} finally {
  for (const undo of cleanup.toReversed()) await undo()
  rmSync(folder, { recursive: true, force: true })
}

async function firstAdmin(browser, server) {
  const page = await open(browser, LIGHT)
  await page.goto(server.setupUrl)
  await page.getByRole('heading', { name: 'Make the first account' }).waitFor()
  await shot(page, '1-setup')
  await page.getByLabel('Your name').fill('Ana Lovelace')
  await page.getByLabel('E-mail').fill('ana')
  await page.getByLabel('Password').fill('short')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByText('Give an e-mail address').waitFor()
  await shot(page, '2-setup-wrong')
  await page.getByLabel('E-mail').fill('ana@example.com')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('heading', { name: 'Ana Lovelace' }).waitFor()
  assert.equal(new URL(page.url()).pathname, '/account')
  await shot(page, '3-account-new')

  const again = await open(browser, DARK)
  await again.goto(server.setupUrl)
  await again.getByRole('heading', { name: 'This link does not work' }).waitFor()
  await shot(again, '4-link-used')
  await again.context().close()
  return page
}

async function secondFactor(page) {
  await page.getByRole('link', { name: 'Set up' }).click()
  await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor()
  await shot(page, '5-second-factor')
  const secret = (await page.locator('code.secret').textContent()).replaceAll(' ', '')
  await page.getByLabel('Code from the app').fill('000000')
  await page.getByLabel('Your password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Switch it on' }).click()
  await page.getByText('This code does not belong').waitFor()
  await shot(page, '6-code-wrong')
  await page.getByLabel('Code from the app').fill(codeOf(secret))
  await page.getByLabel('Your password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Switch it on' }).click()
  await page.getByRole('heading', { name: 'Keep these recovery codes' }).waitFor()
  await shot(page, '7-recovery-codes')
  const recovery = await page.locator('.codes code').first().textContent()
  await page.getByRole('link', { name: 'I have kept them' }).click()
  await page.getByText('10 of 10 recovery codes left').waitFor()
  return recovery
}

async function signInWithCode(browser, server, recovery) {
  const page = await open(browser, DARK)
  await page.goto(`${server.url}/account`)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await shot(page, '8-sign-in')
  await page.getByLabel('E-mail').fill('ana@example.com')
  await page.getByLabel('Password').fill('not the right one')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').waitFor()
  await shot(page, '9-refused')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Enter a code' }).waitFor()
  await shot(page, '10-code')
  await page.getByRole('link', { name: 'Use a recovery code' }).click()
  await page.getByLabel('Recovery code').fill(recovery)
  await shot(page, '10-recovery-code')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByText('9 of 10 recovery codes left').waitFor()
  await shot(page, '11-account-dark')
  await page.context().close()
}

async function invite(page, server) {
  const { url } = server
  const api = page.context().request
  const { csrf } = await (await api.get(`${url}/api/v1/admin/me`)).json()
  const headers = { 'X-CSRF-Token': csrf, Origin: url }
  for (const [slug, name] of [
    ['acme-robotics', 'Acme Robotics'],
    ['globex', 'Globex'],
  ]) {
    const made = await api.post(`${url}/api/v1/admin/tenants`, { headers, data: { slug, name } })
    assert.equal(made.status(), 201, await made.text())
  }
  const data = { role: 'member' }
  const made = await api.post(`${url}/api/v1/admin/tenants/acme-robotics/invitations`, { headers, data })
  assert.ok(made.ok(), await made.text())
  await page.goto(`${url}/account`)
  await page.getByText('Acme Robotics').waitFor()
  await page.getByText('Change it').click()
  await shot(page, '12-account')
  return (await made.json()).url
}

async function join(browser, invitation) {
  const page = await open(browser, LIGHT)
  await page.goto(invitation)
  await page.getByRole('heading', { name: 'Join Acme Robotics' }).waitFor()
  await shot(page, '13-invitation')
  await page.getByLabel('Your name').fill('Ben')
  await page.getByLabel('E-mail').fill('ben@example.com')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account and join' }).click()
  await page.getByRole('heading', { name: 'Ben' }).waitFor()
  await page.getByText('Acme Robotics').waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.context().close()
}

async function reset(browser, { url }, ana) {
  const api = ana.context().request
  const { csrf } = await (await api.get(`${url}/api/v1/admin/me`)).json()
  const { items } = await (await api.get(`${url}/api/v1/admin/users`)).json()
  const ben = items.find(({ email }) => email === 'ben@example.com')
  const headers = { 'X-CSRF-Token': csrf, Origin: url }
  const made = await api.post(`${url}/api/v1/admin/users/${ben.id}/reset-link`, { headers, data: {} })
  assert.ok(made.ok(), await made.text())
  const page = await open(browser, LIGHT)
  await page.goto((await made.json()).url)
  await page.getByRole('heading', { name: 'Choose a new password' }).waitFor()
  await shot(page, '14-reset')
  await page.getByLabel('New password').fill('five small silver spoons')
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByText('Your password is changed.').waitFor()
  await shot(page, '15-reset-done')
  await page.context().close()
}

function codeOf(secret) {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate()
}

/** Nothing may be wider than the screen, nor stand in the console: a refused style or script does. */
async function shot(page, name) {
  await page.screenshot({ path: path.join(artifacts, `sign-in-${name}.png`), fullPage: true })
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  assert.equal(overflow, 0, `${name} is ${overflow} px too wide`)
  assert.deepEqual(page.complaints, [], `the console on ${name}`)
}

async function open(browser, look) {
  const page = await (await browser.newContext({ ...look, javaScriptEnabled: false })).newPage()
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

/** Reads the set-up link where whoever starts a server reads it: in its log. */
async function startServer() {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const child = spawn(process.execPath, ['dist/server/main.js'], {
    cwd: path.resolve(import.meta.dirname, '../..'),
    env: { PATH: process.env.PATH, PORT: String(port), SAGEMCP_PUBLIC_URL: url, SAGEMCP_DATA_DIR: folder },
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text) => (log += text))
  const gone = new Promise((resolve) => child.once('exit', resolve))
  cleanup.push(async () => {
    child.kill('SIGTERM')
    await gone
  })
  const ready = async () => (await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined))?.ok === true
  for (const until = Date.now() + 60_000; !(await ready());) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`the server did not start:\n${log}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const setupUrl = /http:\/\/localhost:\d+\/setup\/[\w-]+/.exec(log)?.[0]
  assert.ok(setupUrl, `the log names no set-up link:\n${log}`)
  return { url, setupUrl }
}

async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}
