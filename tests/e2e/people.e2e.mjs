// People: an invitation by mail, what a member sees, a rule and why it says no, a session that ends in the middle of a form, and
// somebody who is removed while signed in.
import assert from 'node:assert/strict'
import { choose } from './support/choose.mjs'
import { loaded } from './support/loaded.mjs'
import { strictly } from './support/page.mjs'
import { join, signIn } from './support/people.mjs'
import { anaWithTenant } from './support/seed.mjs'
import { stage } from './support/stage.mjs'
import { startWorld } from './support/world.mjs'

const DORA = 'dora@example.com'
const TOOL = 'slack_send_message'

await stage('people', async (scene) => {
  const world = await startWorld(scene)
  const pages = strictly(scene.browser)
  const { page: ana, api } = await anaWithTenant(pages, world)
  await api.post('/tenants/acme/connectors', { type: 'slack', name: 'Slack' })
  await invites(ana, world)
  const dora = await pages.open()
  await accepts(dora, world)
  await rules(ana, world)
  await keepsTheForm(dora, world)
  await isRemoved(ana, dora, world)
  pages.check()
})

async function invites(ana, { url }) {
  await ana.goto(`${url}/tenants/acme/people/invitations`)
  await ana.getByRole('button', { name: 'Invite people' }).first().click()
  const dialog = ana.getByRole('dialog')
  await dialog.getByLabel('E-mail addresses').fill(DORA)
  await dialog.getByRole('button', { name: 'Invite', exact: true }).click()
  await ana.getByRole('dialog', { name: '1 invitation made' }).getByText('Mailed', { exact: true }).waitFor()
  await ana.getByRole('button', { name: 'Done' }).click()
  await ana.getByRole('heading', { name: '1 invitation waits for an answer' }).waitFor()
}

/** By the link in her mail; then she sees what a member may, and is told so where she may not. */
async function accepts(dora, { url, mail }) {
  await join(dora, await mail.linkTo(DORA), 'Dora', DORA)
  await dora.goto(url)
  await loaded(dora)
  assert.equal(new URL(dora.url()).pathname, '/tenants/acme')
  const places = dora.getByRole('navigation', { name: 'Main' }).getByRole('link')
  const names = await places.allTextContents()
  assert.ok(names.includes('Playground') && names.includes('My accounts'), names.join())
  assert.ok(!names.includes('People') && !names.includes('Platform'), names.join())
  await dora.goto(`${url}/tenants/acme/connectors/new`)
  await dora.getByRole('heading', { name: 'An admin adds connectors' }).waitFor()
  dora.expects.push(/^403 GET /)
  await dora.goto(`${url}/tenants/acme/people`)
  await dora.getByRole('heading', { name: 'Admins look after the people here' }).waitFor()
}

async function rules(ana, { url }) {
  await ana.goto(`${url}/tenants/acme/people/access`)
  await ana.getByRole('button', { name: 'Add a rule' }).first().click()
  const dialog = ana.getByRole('dialog')
  await choose(dialog, 'Who', /Dora/, 'dora')
  await choose(dialog, 'Connector', /Slack/)
  await choose(dialog, 'Tool', TOOL, TOOL)
  await dialog.getByRole('button', { name: 'Set the rule' }).click()
  await ana.getByRole('heading', { name: '1 rule says who may use what' }).waitFor()
  await ana.getByRole('link', { name: 'Explain' }).click()
  await choose(ana, 'Who', /Dora/, 'dora')
  await choose(ana, 'Tool', TOOL, TOOL)
  await ana.getByRole('heading', { name: `Dora may not use ${TOOL}` }).waitFor()
  await ana.getByText('Decides: may not').waitFor()
}

/** Her session ends while she types. She signs in again beside it, and what she typed is sent. */
async function keepsTheForm(dora, { url }) {
  dora.expects.push(/^401 /)
  await dora.goto(`${url}/tenants/acme/settings/keys`)
  await dora.getByRole('button', { name: 'Make a key' }).click()
  await dora.getByLabel('Name').fill('Half a form')
  await dora.context().clearCookies()
  await dora.getByRole('button', { name: 'Make the key' }).click()
  const asks = dora.getByRole('alertdialog', { name: 'You were signed out' })
  await asks.waitFor()
  const [tab] = await Promise.all([
    dora.context().waitForEvent('page'),
    asks.getByRole('link', { name: 'Sign in again' }).click(),
  ])
  await signIn(tab, DORA)
  await tab.getByRole('heading', { name: 'Dora', exact: true }).waitFor()
  await tab.close()
  await dora.bringToFront()
  await dora.evaluate(() => window.dispatchEvent(new Event('focus')))
  await asks.waitFor({ state: 'hidden' })
  await dora.getByRole('group', { name: 'the key' }).waitFor()
  await dora.getByText('Half a form is ready').or(dora.getByText('Half a form')).first().waitFor()
  await dora.getByRole('button', { name: 'Done' }).click()
}

async function isRemoved(ana, dora, { url }) {
  await ana.goto(`${url}/tenants/acme/people`)
  await ana.getByRole('button', { name: 'More for Dora' }).click()
  await ana.getByRole('menuitem', { name: 'Remove' }).click()
  await ana.getByRole('button', { name: 'Remove Dora' }).click()
  await ana.getByText('Dora was removed.').waitFor()
  dora.expects.push(/^40[34] /)
  await dora.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Connectors' }).click()
  await dora
    .getByText(/no tenant called acme|not a member|no longer/i)
    .first()
    .waitFor()
}
