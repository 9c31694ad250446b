// The main flow without a mouse: from the palette to a connector with an account, its tools and a client that calls one of them.
// Focus goes where it should, is always to be seen, and comes back when a dialog closes.
import assert from 'node:assert/strict'
import { overHttp } from './support/clients.mjs'
import { strictly } from './support/page.mjs'
import { anaWithTenant } from './support/seed.mjs'
import { stage } from './support/stage.mjs'
import { startWorld } from './support/world.mjs'

const MOST_TABS = 80

await stage('keyboard', async (scene) => {
  const world = await startWorld(scene)
  const pages = strictly(scene.browser)
  const { page } = await anaWithTenant(pages, world)
  forbidTheMouse(page)
  await page.goto(`${world.url}/tenants/acme`)
  await page.getByRole('heading', { name: /first tool call$/ }).waitFor()
  await palette(page)
  await addsSlack(page)
  await picksTools(page)
  const { url, key } = await connectsAClient(page)
  const client = await overHttp(scene, url, { authorization: `Bearer ${key}` }, { name: 'cursor-vscode' })
  assert.ok(!(await client.callTool({ name: 'slack_auth_test', arguments: {} })).isError)
  await page.getByText('Connected: Cursor').waitFor()
  await goesPlaces(page)
  pages.check()
})

/** Whoever writes a click into this story hears of it. */
function forbidTheMouse(page) {
  for (const name of ['click', 'dblclick', 'hover', 'check', 'tap'])
    page[name] = () => assert.fail(`${name} is not for this story`)
}

/** Tab until the focus is on it; it must be to be seen there. */
function tabTo(page, role, name) {
  return tabToElement(page, page.getByRole(role, { name }).first())
}

async function tabToElement(page, target) {
  await target.waitFor()
  for (let pressed = 0; pressed < MOST_TABS; pressed++) {
    if (await isFocused(target)) return seen(target)
    await page.keyboard.press('Tab')
  }
  const at = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200))
  assert.fail(`Tab does not come to ${target}; after ${MOST_TABS} it is at ${at}`)
}

/** The focus comes to it by itself. */
async function focused(target) {
  for (const until = Date.now() + 5_000; !(await isFocused(target));) {
    assert.ok(Date.now() < until, `the focus does not come to ${target}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function isFocused(target) {
  return target.evaluate((element) => element === document.activeElement)
}

async function seen(target) {
  const style = await target.evaluate((element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element)
    return { outlineStyle, width: Number.parseFloat(outlineWidth) }
  })
  assert.ok(style.outlineStyle !== 'none' && style.width >= 1, `no focus is to be seen: ${JSON.stringify(style)}`)
}

async function enter(page, role, name) {
  await tabTo(page, role, name)
  await page.keyboard.press('Enter')
}

/** Finds an action; Escape closes it and gives the focus back. */
async function palette(page) {
  await tabTo(page, 'button', 'Search')
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: 'Find anything' })
  await field.waitFor()
  await page.keyboard.press('Escape')
  await field.waitFor({ state: 'hidden' })
  await focused(page.getByRole('button', { name: 'Search' }))
  await page.keyboard.press('Control+k')
  await field.waitFor()
  await page.keyboard.type('add a conn')
  await page.getByRole('option', { name: /Add a connector/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'What do you want to connect?' }).waitFor()
}

async function addsSlack(page) {
  await page.keyboard.press('/')
  await focused(page.getByRole('textbox', { name: 'Search vendors' }))
  await page.keyboard.type('slack')
  await page.waitForURL('**/connectors/new?q=slack')
  await enter(page, 'link', /Slack/)
  await tabTo(page, 'button', 'Connect Slack')
  const opened = page.context().waitForEvent('page')
  await page.keyboard.press('Enter')
  const vendor = await opened
  forbidTheMouse(vendor)
  await enter(vendor, 'button', /^Continue to /)
  await tabTo(vendor, 'button', 'Allow')
  await vendor.keyboard.press('Enter')
  await vendor.getByRole('heading', { name: 'The account is connected' }).waitFor()
  await vendor.close()
}

async function picksTools(page) {
  await page.getByRole('heading', { name: /pick its tools$/ }).waitFor()
  await tabTo(page, 'radio', /^All \d+/)
  await page.keyboard.press('ArrowDown')
  assert.equal(await page.getByRole('radio', { name: /^Only what reads/ }).getAttribute('aria-checked'), 'true')
  await enter(page, 'button', /^Finish with \d+ tools$/)
  await page.getByRole('heading', { name: /^Slack is ready: \d+ tools$/ }).waitFor()
}

async function connectsAClient(page) {
  await page.keyboard.press('g')
  await page.keyboard.press('l')
  await page.getByRole('heading', { name: /^Connect / }).waitFor()
  await enter(page, 'link', 'Cursor')
  await page.getByRole('heading', { name: /^Connect Cursor/ }).waitFor()
  // Tab comes to the chosen one; the arrows choose.
  await tabToElement(page, page.getByRole('main').getByRole('radio', { checked: true }))
  const withKey = page.getByRole('radio', { name: 'With a key' })
  if (!(await withKey.isChecked())) await page.keyboard.press('ArrowDown')
  await page.getByRole('radio', { name: 'With a key', checked: true }).waitFor()
  await enter(page, 'button', 'Make the key')
  const key = await page.getByRole('group', { name: 'the key', exact: true }).textContent()
  await tabTo(page, 'group', 'the key')
  await tabToElement(page, page.locator('summary', { hasText: 'Configuration file' }))
  await page.keyboard.press('Enter')
  const snippet = await page.getByRole('group', { name: /mcp\.json/ }).textContent()
  const [{ url, headers }] = Object.values(JSON.parse(snippet).mcpServers)
  assert.equal(headers.Authorization, 'Bearer ${env:SAGEMCP_KEY}')
  return { url, key }
}

/** `g` and a letter; `?` lists them all. */
async function goesPlaces(page) {
  for (const [letter, address] of [
    ['h', /\/tenants\/acme$/],
    ['c', /\/connectors$/],
    ['a', /\/activity$/],
    ['u', /\/people$/],
  ]) {
    await page.evaluate(() => document.activeElement?.blur?.())
    await page.keyboard.press('g')
    await page.keyboard.press(letter)
    await page.waitForURL(address)
  }
  await page.getByRole('heading', { name: /in this tenant$/ }).waitFor()
  await page.keyboard.press('?')
  // By its name: a message about what was done before may still stand beside it.
  const keys = page.getByRole('dialog', { name: 'Keys' })
  await keys.waitFor()
  await page.keyboard.press('Escape')
  await keys.waitFor({ state: 'hidden' })
}
