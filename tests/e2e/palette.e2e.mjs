// The palette finds a tool, a connector, a person, a page inside another and a tenant, and does things; g and a letter go where the
// navigation goes, ? lists them, and where somebody types letters are letters. On a phone it fits.
import assert from 'node:assert/strict'
import { axe } from './support/axe.mjs'
import { loaded } from './support/loaded.mjs'
import { overflowOf, strictly } from './support/page.mjs'
import { newMember } from './support/people.mjs'
import { anaWithTenant } from './support/seed.mjs'
import { stage } from './support/stage.mjs'
import { startWorld } from './support/world.mjs'

const PHONE = { colorScheme: 'dark', viewport: { width: 360, height: 740 } }

await stage('palette', async (scene) => {
  const world = await startWorld(scene)
  const pages = strictly(scene.browser)
  const { page: ana, api } = await anaWithTenant(pages, world)
  await api.post('/tenants', { slug: 'globex', name: 'Globex' })
  await api.post('/tenants/acme/connectors', { type: 'slack', name: 'Team Slack' })
  const ben = await newMember(pages, api, 'acme', 'Ben')
  await ana.goto(`${world.url}/tenants/acme`)
  await loaded(ana)
  await findsThings(ana)
  await doesThings(ana)
  await goesPlaces(ana)
  await ofAMember(ben.page, world)
  await onAPhone(pages, ana, world)
  pages.check()
})

async function opened(page) {
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: 'Find anything' })
  await field.waitFor()
  return field
}

/** Types, sees the option in its group, and takes it with Enter as the first one. */
async function takes(page, typed, group, option) {
  const field = await opened(page)
  await field.fill(typed)
  await page.getByRole('group', { name: group }).getByRole('option', { name: option }).first().waitFor()
  await page.keyboard.press('Enter')
  await field.waitFor({ state: 'hidden' })
}

/** The address changes at once and the page when it is there: only then is the next thing looked for. */
async function findsThings(ana) {
  const cameTo = async (address, heading) => {
    await ana.waitForURL(address)
    await ana.getByRole('heading', { name: heading }).first().waitFor()
  }
  await takes(ana, 'send message', 'Tools', /^slack_send_message/)
  await cameTo(/\/connectors\/[^/]+\/tools\?q=slack_send_message$/, 'Team Slack')
  await ana.getByRole('row', { name: /slack_send_message/ }).waitFor()
  await takes(ana, 'ben@', 'People', /^Ben/)
  await cameTo(/\/people\?q=ben%40example\.com$/, '1 person matches')
  await takes(ana, 'team sl', 'Connectors', /^Team Slack/)
  await cameTo(/\/connectors\/[^/]+\/tools$/, 'Team Slack')
  await takes(ana, 'access ru', 'Go to', /^Access rules/)
  await cameTo('**/tenants/acme/people/access', 'Everybody may use every tool that is on')
  await takes(ana, 'redirect', 'Go to', /^OAuth apps/)
  await cameTo('**/tenants/acme/settings/oauth-apps', 'OAuth apps')
  await takes(ana, 'globex', 'Tenants', /^Globex/)
  await cameTo('**/tenants/globex', /first tool call$/)
  const field = await opened(ana)
  await field.fill('xyzzy')
  await ana.getByText('Nothing is called that. Try fewer letters.').waitFor()
  await ana.keyboard.press('Escape')
  await field.waitFor({ state: 'hidden' })
}

async function doesThings(ana) {
  await takes(ana, 'make a key', 'Actions', /^Make a key/)
  const dialog = ana.getByRole('dialog', { name: 'Make a key' })
  await dialog.getByLabel('Name', { exact: true }).waitFor()
  await ana.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  const theme = () => ana.evaluate(() => document.documentElement.dataset.theme)
  await takes(ana, 'dark', 'Actions', /^Theme: dark/)
  assert.equal(await theme(), 'dark')
  await takes(ana, 'theme system', 'Actions', /^Theme: as the system/)
  assert.equal(await theme(), undefined)
  await takes(ana, 'switch', 'Actions', /^Switch tenant/)
  const only = ana.getByRole('combobox', { name: 'Switch tenant' })
  await only.waitFor()
  await ana.getByRole('option', { name: /^Acme Robotics/ }).waitFor()
  await only.fill('acme')
  await ana.keyboard.press('Enter')
  await ana.waitForURL('**/tenants/acme')
}

/** What the keyboard's story does not press. */
async function goesPlaces(ana) {
  await loaded(ana)
  for (const [letter, address] of [
    ['p', '**/playground'],
    ['s', '**/settings'],
    ['m', '**/my-accounts'],
    ['t', '**/tenants'],
    ['f', '**/platform/users'],
  ]) {
    await ana.keyboard.press('g')
    await ana.keyboard.press(letter)
    await ana.waitForURL(address)
    await loaded(ana)
    if (letter === 't') {
      await ana.keyboard.press('?')
      const keys = ana.getByRole('dialog', { name: 'Keys' })
      assert.match(await keys.textContent(), /gthen?\s*t\s*Tenants/)
      await ana.keyboard.press('Escape')
      await keys.waitFor({ state: 'hidden' })
    }
  }
  await ana.keyboard.press('/')
  await ana.keyboard.type('gt?')
  assert.equal(await ana.getByRole('textbox', { name: 'Search people' }).inputValue(), 'gt?')
  assert.equal(await ana.getByRole('dialog', { name: 'Keys' }).count(), 0)
  assert.match(ana.url(), /\/platform\/users/)
}

/** Nothing that a member may not do is offered. */
async function ofAMember(ben, { url }) {
  await ben.goto(`${url}/tenants/acme`)
  await loaded(ben)
  const field = await opened(ben)
  await field.fill('team sl')
  await ben.getByRole('option', { name: /^Team Slack/ }).waitFor()
  for (const typed of ['access rules', 'invite', 'add a connector', 'oauth apps', 'platform', 'ana@']) {
    await field.fill(typed)
    await ben.getByText('Nothing is called that. Try fewer letters.').waitFor()
  }
}

async function onAPhone(pages, ana, { url }) {
  const page = await pages.open(PHONE, { storageState: await ana.context().storageState() })
  await page.goto(`${url}/tenants/acme`)
  await loaded(page)
  await page.getByRole('button', { name: 'Search' }).click()
  const field = page.getByRole('combobox', { name: 'Find anything' })
  await field.fill('slack')
  await page.getByRole('option', { name: /^Team Slack/ }).waitFor()
  assert.equal(await overflowOf(page), 0)
  assert.deepEqual(await axe(page), [])
  await page.getByRole('option', { name: /^Team Slack/ }).click()
  await page.waitForURL(/\/connectors\/[^/]+\/tools$/)
}
