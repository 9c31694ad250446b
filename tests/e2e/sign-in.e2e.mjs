// People in a real browser against the real server, with script switched off: the set-up link from the log, the account page,
// a second factor, an invitation and a reset link. Screenshots of each step, light and dark, wide and narrow, go to artifacts/.
import { TOTP, Secret } from 'otpauth'
import assert from 'node:assert/strict'
import { camera, DARK, LIGHT, open as openPage } from './support/page.mjs'
import { adminApi, join, PASSWORD } from './support/people.mjs'
import { startServer } from './support/server.mjs'
import { stage } from './support/stage.mjs'

const open = (browser, look) => openPage(browser, { ...look, javaScriptEnabled: false })
let shot

await stage('sign-in', async (scene) => {
  const { browser } = scene
  shot = camera(scene, { fullPage: true })
  const server = await startServer(scene)
  const ana = await firstAdmin(browser, server)
  const recovery = await secondFactor(ana)
  await signInWithCode(browser, server, recovery)
  const invitation = await invite(ana, server)
  await accept(browser, invitation)
  await reset(browser, server, ana)
})

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
  // The web app, which needs script, says where to go without.
  await page.waitForURL(({ pathname }) => pathname === '/')
  await page.getByRole('link', { name: 'Your account' }).click()
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
  const api = await adminApi(page, server)
  await api.post('/tenants', { slug: 'acme-robotics', name: 'Acme Robotics' })
  await api.post('/tenants', { slug: 'globex', name: 'Globex' })
  const { url } = await api.post('/tenants/acme-robotics/invitations', { role: 'member' })
  await page.goto(`${server.url}/account`)
  await page.getByText('Acme Robotics').waitFor()
  await page.getByText('Change it').click()
  await shot(page, '12-account')
  return url
}

async function accept(browser, invitation) {
  const page = await open(browser, LIGHT)
  await page.goto(invitation)
  await page.getByRole('heading', { name: 'Join Acme Robotics' }).waitFor()
  await shot(page, '13-invitation')
  await join(page, invitation, 'Ben', 'ben@example.com')
  assert.equal(new URL(page.url()).pathname, '/tenants/acme-robotics')
  await page.getByRole('link', { name: 'Your account' }).click()
  await page.getByText('Acme Robotics').waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await page.context().close()
}

async function reset(browser, server, ana) {
  const api = await adminApi(ana, server)
  const { items } = await api.get('/users')
  const ben = items.find(({ email }) => email === 'ben@example.com')
  const { url } = await api.post(`/users/${ben.id}/reset-link`, {})
  const page = await open(browser, LIGHT)
  await page.goto(url)
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
