// Who runs the platform: more tenants than a page holds, an account that is made, shut and opened again, a platform key, and what
// the audit keeps of all that.
import assert from 'node:assert/strict'
import { loaded } from './support/loaded.mjs'
import { strictly } from './support/page.mjs'
import { PASSWORD, setUp, adminApi, signIn } from './support/people.mjs'
import { stage } from './support/stage.mjs'
import { toast } from './support/toast.mjs'
import { startWorld } from './support/world.mjs'

const CLEO = 'cleo@example.com'
const MANY = 54

await stage('platform', async (scene) => {
  const world = await startWorld(scene)
  const pages = strictly(scene.browser)
  const ana = await pages.open()
  await setUp(ana, world)
  const api = await adminApi(ana, world)
  await tenants(ana, world, api)
  const cleo = await pages.open()
  await anAccount(ana, cleo, world)
  await aPlatformKey(ana, world, api)
  await theAudit(ana, world)
  pages.check()
})

async function tenants(ana, { url }, api) {
  for (let n = 1; n <= MANY; n++) await api.post('/tenants', { slug: `dock-${n}`, name: `Dock ${n}` })
  await api.post('/tenants', { slug: 'lamp-works', name: 'Lamp Works' })
  await api.patch('/tenants/dock-7', { isActive: false })
  await ana.goto(`${url}/tenants`)
  await ana.getByRole('heading', { name: 'More than 50 tenants on this server' }).waitFor()
  const rows = ana.getByRole('table', { name: 'Tenants' }).getByRole('row')
  assert.equal(await rows.count(), 51)
  await ana.getByRole('button', { name: 'Show more' }).click()
  await ana.getByRole('heading', { name: `${MANY + 1} tenants on this server` }).waitFor()
  assert.equal(await rows.count(), MANY + 2)
  await ana.getByRole('textbox', { name: 'Search tenants' }).fill('lamp')
  await ana.getByRole('heading', { name: '1 tenant matches' }).waitFor()
  assert.equal(new URL(ana.url()).searchParams.get('q'), 'lamp')
  await ana.goto(`${url}/tenants?isActive=false`)
  await ana.getByRole('row', { name: /^Dock 7 .*Suspended/ }).click()
  await ana.waitForURL('**/tenants/dock-7')
}

/** Made without a password, which its person chooses; shut, and opened again. */
async function anAccount(ana, cleo, { url }) {
  await ana.goto(`${url}/platform/users`)
  await ana.getByRole('button', { name: 'Make an account' }).click()
  await ana.getByLabel('Name', { exact: true }).fill('Cleo')
  await ana.getByLabel('E-mail address').fill(CLEO)
  await ana.getByRole('button', { name: 'Make the account' }).click()
  const made = ana.getByRole('dialog', { name: 'Cleo has an account' })
  await made.getByRole('button', { name: 'Make the link' }).click()
  const link = await ana.getByRole('group', { name: 'the link' }).textContent()
  await ana.getByRole('button', { name: 'Done' }).click()
  await cleo.goto(link)
  await cleo.getByLabel('New password').fill(PASSWORD)
  await cleo.getByRole('button', { name: 'Change password' }).click()
  await cleo.getByText('Your password is changed.').waitFor()
  await signsIn(cleo, url)

  await ana.getByRole('textbox', { name: 'Search people' }).fill('cleo@')
  await ana.getByRole('heading', { name: '1 person matches' }).waitFor()
  await fromMenu(ana, 'Deactivate')
  await ana.getByRole('alertdialog', { name: 'Deactivate Cleo?' }).getByRole('button', { name: 'Deactivate' }).click()
  await toast(ana, 'Cleo is deactivated.').waitFor()
  await cleo.goto(`${url}/account`)
  await cleo.getByRole('heading', { name: 'Sign in' }).waitFor()
  cleo.expects.push(/^4\d\d POST .*\/sign-in/)
  await signIn(cleo, CLEO)
  await cleo.getByRole('alert').waitFor()
  await fromMenu(ana, 'Activate again')
  await toast(ana, 'Cleo may sign in again.').waitFor()
  await signsIn(cleo, url)
}

async function signsIn(page, url) {
  await page.goto(`${url}/sign-in?next=/account`)
  await signIn(page, CLEO)
  await page.getByRole('heading', { name: 'Cleo', exact: true }).waitFor()
}

async function fromMenu(ana, name) {
  await ana.getByRole('button', { name: 'More for Cleo' }).click()
  await ana.getByRole('menuitem', { name }).click()
}

/** A program makes a tenant with it; without it, it no longer does. */
async function aPlatformKey(ana, { url }, api) {
  await ana.goto(`${url}/platform/keys`)
  await ana.getByRole('heading', { name: 'There are no platform keys yet' }).waitFor()
  await ana.getByRole('button', { name: 'Make a key' }).click()
  await ana.getByLabel('Name', { exact: true }).fill('Provisioning')
  await ana.getByRole('button', { name: 'Make the key' }).click()
  const key = await ana.getByRole('group', { name: 'the key', exact: true }).textContent()
  await ana.getByRole('button', { name: 'Done' }).click()
  await ana.getByRole('heading', { name: '1 platform key reaches every tenant' }).waitFor()
  const create = async (slug) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ slug, name: slug })
    return (await fetch(`${url}/api/v1/admin/tenants`, { method: 'POST', headers, body })).status
  }
  assert.equal(await create('by-a-program'), 201)
  assert.equal((await api.get('/tenants/by-a-program')).name, 'by-a-program')
  await ana.getByRole('button', { name: 'Delete Provisioning' }).click()
  await ana.getByRole('button', { name: 'Delete the key' }).click()
  await toast(ana, 'Provisioning is deleted.').waitFor()
  assert.equal(await create('by-nobody'), 401)
}

async function theAudit(ana, { url }) {
  await ana.goto(`${url}/platform/users?q=cleo`)
  await fromMenu(ana, 'What they did here')
  await ana.waitForURL(/\/platform\/audit\?person=/)
  await loaded(ana)
  const rows = ana.getByRole('table', { name: 'Audit' }).getByRole('row')
  await rows.filter({ hasText: 'Signed in' }).first().waitFor()
  assert.equal(await rows.filter({ hasText: 'Created a user' }).count(), 0, 'that was not Cleo')
  await ana.goto(`${url}/platform/audit`)
  await loaded(ana)
  const made = rows.filter({ hasText: 'Created a user' }).filter({ hasText: 'Cleo' })
  await made.getByRole('link').click()
  const detail = ana.getByRole('dialog')
  await detail.getByText('Ana Lovelace').first().waitFor()
}
