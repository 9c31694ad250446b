// Connecting a vendor account in a real browser, with script switched off, against the demo: the link from a call, sign-in, our
// page, the vendor's page, and what the person sees at the end. Screenshots, light and dark, wide and narrow, go to artifacts/.
import assert from 'node:assert/strict'
import { startDemo } from './support/demo.mjs'
import { camera, DARK, LIGHT, open } from './support/page.mjs'
import { stage } from './support/stage.mjs'

const NO_SCRIPT = { javaScriptEnabled: false }

await stage('connect', async (scene) => {
  const { browser } = scene
  const shot = camera(scene, { fullPage: true })
  const demo = await startDemo(scene)
  await connects(browser, demo, shot)
  await denies(browser, demo, shot)
  await revokes(browser, demo, shot)
  await everyVendor(browser, demo)
  await holdsForms(browser, demo)
})

/** From a call that lacks an account to the call that works, and the link works once. */
async function connects(browser, demo, shot) {
  const refused = await demo.call('github_get_me')
  assert.equal(refused.code, 'connect_required')
  const page = await open(browser, { ...LIGHT, ...NO_SCRIPT })
  await page.goto(refused.connect_url)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await shot(page, '1-sign-in')
  await signIn(page, demo)
  await page.getByRole('heading', { name: 'Connect GitHub?' }).waitFor()
  await shot(page, '2-page')
  await page.getByRole('button', { name: /^Continue to 127/ }).click()
  await page.getByRole('heading', { name: 'SageMCP wants to use your GitHub account' }).waitFor()
  assert.notEqual(new URL(page.url()).origin, demo.url)
  await shot(page, '3-vendor')
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByRole('heading', { name: 'The account is connected' }).waitFor()
  assert.equal(page.url(), `${demo.url}/oauth/success?status=connected`)
  await shot(page, '4-connected')
  assert.equal((await demo.call('github_get_me')).login, 'ada-north')
  const issue = { repository: 'harbor-labs/lighthouse', title: 'Polish the lens' }
  assert.equal((await demo.call('github_create_issue', issue)).title, issue.title)
  await page.goto(refused.connect_url)
  await page.getByRole('heading', { name: 'This link does not work' }).waitFor()
  await shot(page, '5-used')
}

async function denies(browser, demo, shot) {
  const page = await signedIn(browser, demo, DARK)
  await page.goto((await demo.call('slack_auth_test')).connect_url)
  await page.getByRole('heading', { name: 'Connect Slack?' }).waitFor()
  await shot(page, '6-page-dark')
  await page.getByRole('button', { name: /^Continue to / }).click()
  await shot(page, '7-vendor-narrow')
  await page.getByRole('button', { name: 'Deny' }).click()
  await page.getByRole('heading', { name: 'You did not allow it' }).waitFor()
  await shot(page, '8-denied-dark')
  assert.equal((await demo.call('slack_auth_test')).code, 'connect_required')
  await connect(page, demo, 'slack_auth_test')
  await shot(page, '9-connected-dark')
}

/** In the settings of the stand-in: tokens end and are renewed, then the access is taken away. */
async function revokes(browser, demo, shot) {
  const page = await signedIn(browser, demo, LIGHT)
  await connect(page, demo, 'linear_get_viewer')
  const settings = demo.settings('linear')
  await page.goto(settings)
  await page.getByRole('button', { name: 'End access tokens' }).click()
  assert.equal((await demo.call('linear_get_viewer')).name, 'Ada North')
  await page.goto(settings)
  await page.getByRole('row', { name: /Ada North.*1/ }).waitFor()
  await shot(page, '10-settings')
  await page.getByRole('button', { name: 'Revoke' }).click()
  assert.equal((await demo.call('linear_get_viewer')).code, 'connect_required')
  await connect(page, demo, 'linear_get_viewer')
  assert.equal((await demo.call('linear_get_viewer')).name, 'Ada North')
}

async function everyVendor(browser, demo) {
  const page = await signedIn(browser, demo, LIGHT)
  for (const tool of demo.tools) {
    if ((await demo.call(tool)).code !== undefined) await connect(page, demo, tool)
    assert.equal((await demo.call(tool)).code, undefined, tool)
  }
  assert.ok(demo.lines.length >= 14, 'the demo prints lines for all vendors')
  for (const [tool, args] of demo.lines) assert.equal((await demo.call(tool, args)).code, undefined, tool)
}

/** The page lets its form lead to the vendor. Other pages do not, and the browser holds them to it. */
async function holdsForms(browser, demo) {
  const page = await signedIn(browser, demo, LIGHT)
  const policyOf = async (at) => (await page.context().request.get(at)).headers()['content-security-policy']
  assert.match(await policyOf(`${demo.url}/account`), /form-action 'self'/)
  const link = await demo.link('zoom')
  const policy = await policyOf(link)
  const button = page.getByRole('button', { name: /^Continue to / })
  let added = ";form-action 'self'"
  await page.route(link, async (route) => {
    if (route.request().method() !== 'GET') return route.continue()
    const response = await route.fetch()
    await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy + added } })
  })
  await page.goto(link)
  await Promise.all([page.waitForEvent('requestfailed'), button.click({ noWaitAfter: true })])
  assert.equal(page.url(), link)
  added = ''
  await page.goto(link)
  await button.click()
  await page.getByRole('heading', { name: 'SageMCP wants to use your Zoom account' }).waitFor()
}

async function connect(page, demo, tool) {
  const { connect_url: link } = await demo.call(tool)
  assert.ok(link, `${tool} has no link`)
  await page.goto(link)
  await page.getByRole('button', { name: /^Continue to / }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByRole('heading', { name: 'The account is connected' }).waitFor()
}

async function signedIn(browser, demo, look) {
  const page = await open(browser, { ...look, ...NO_SCRIPT })
  await page.goto(`${demo.url}/account`)
  await signIn(page, demo)
  await page.getByText('Sign out').waitFor()
  return page
}

async function signIn(page, { email, password }) {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
