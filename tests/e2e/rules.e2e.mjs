// Who may use what, while a client of theirs is connected: a rule is made, turned around, explained, deleted and brought back; many
// tools go off at once; a role is given and taken. The client hears of each, and its person sees what the role lets them see.
import assert from 'node:assert/strict'
import { choose } from './support/choose.mjs'
import { toolNames } from './support/clients.mjs'
import { loaded } from './support/loaded.mjs'
import { strictly } from './support/page.mjs'
import { connectAccount, newMember } from './support/people.mjs'
import { anaWithTenant, clientOf } from './support/seed.mjs'
import { stage } from './support/stage.mjs'
import { toast, undo } from './support/toast.mjs'
import { until } from './support/until.mjs'
import { startWorld } from './support/world.mjs'

const TOOL = 'slack_auth_test'
const NO = `Members may not use ${TOOL}`
const YES = `Members may use ${TOOL}`

await stage('rules', async (scene) => {
  const world = await startWorld(scene)
  const pages = strictly(scene.browser)
  const { page: ana, api } = await anaWithTenant(pages, world)
  await api.post('/tenants/acme/connectors', { type: 'slack', name: 'Team Slack', slug: 'slack' })
  await connectAccount(ana, api, 'acme', 'slack')
  const ben = await newMember(pages, api, 'acme', 'Ben')
  const client = await listening(scene, world, ben)
  await client.may(true)
  await aRule(ana, world, client)
  await turnedAround(ana, client)
  await explained(ana, client)
  await deleted(ana, client)
  await ofAWholeConnector(ana, api)
  await manyTools(ana, world, client)
  await aRole(ana, ben, world)
  pages.check()
})

/** A client of Ben's that hears of changes. `may` says what it then finds. */
async function listening(scene, world, { api }) {
  let told = 0
  const { client } = await clientOf(scene, world, api, { changed: () => (told += 1) })
  return {
    tools: async () => (await client.listTools()).tools,
    heard: async () => {
      await until('the client hears that its tools are others', () => told > 0)
      told = 0
    },
    may: async (isSo) => {
      assert.equal((await toolNames(client)).includes(TOOL), isSo)
      const call = client.callTool({ name: TOOL, arguments: {} })
      if (isSo) assert.match(JSON.stringify(await call), /ada-north/)
      // As a name that never was.
      else await assert.rejects(call, /Unknown tool/)
    },
  }
}

async function aRule(ana, { url }, client) {
  await ana.goto(`${url}/tenants/acme/people/access`)
  await ana.getByRole('heading', { name: 'Everybody may use every tool that is on' }).waitFor()
  await ana.getByRole('button', { name: 'Add a rule' }).first().click()
  const dialog = ana.getByRole('dialog', { name: 'Add a rule' })
  await choose(dialog, 'Who', /^Members/, 'members')
  await choose(dialog, 'Connector', /Team Slack/)
  await choose(dialog, 'Tool', TOOL, TOOL)
  await dialog.getByRole('button', { name: 'Set the rule' }).click()
  await toast(ana, `${NO}.`).waitFor()
  await client.heard()
  await client.may(false)
}

/** With one click, and with another back again. */
async function turnedAround(ana, client) {
  await ana.getByRole('button', { name: `Allow instead: ${NO}` }).click()
  await ana.getByRole('row', { name: new RegExp(`^${YES}`) }).waitFor()
  await client.heard()
  await client.may(true)
  await undo(ana, `${YES}.`)
  await ana.getByRole('row', { name: new RegExp(`^${NO}`) }).waitFor()
  await client.heard()
  await client.may(false)
}

/** Why can Ben not? Because of a rule about his role; one about him is nearer. */
async function explained(ana, client) {
  await ana.getByRole('navigation', { name: 'People' }).getByRole('link', { name: 'Explain' }).click()
  await choose(ana, 'Who', /^Ben/, 'ben')
  await choose(ana, 'Tool', TOOL, TOOL)
  await ana.getByRole('heading', { name: `Ben may not use ${TOOL}` }).waitFor()
  const decided = ana.getByRole('listitem').filter({ hasText: 'Decides: may not' })
  assert.match(await decided.textContent(), /A rule about .*role.* says: deny/)
  await decided.getByRole('button', { name: 'Let them use it' }).click()
  await ana.getByRole('heading', { name: `Ben may use ${TOOL}` }).waitFor()
  await client.heard()
  await client.may(true)
  await ana.getByRole('link', { name: 'See the rules' }).click()
  await ana.getByRole('heading', { name: '2 rules match' }).waitFor()
}

async function deleted(ana, client) {
  await ana.getByRole('button', { name: `Delete: Ben may use ${TOOL}` }).click()
  await client.heard()
  await client.may(false)
  await undo(ana, 'The rule was deleted.')
  await client.heard()
  await client.may(true)
  await ana.getByRole('row', { name: new RegExp(`^Ben may use ${TOOL}`) }).waitFor()
}

/** It goes by the name that people gave it. */
async function ofAWholeConnector(ana, api) {
  await api.put('/tenants/acme/access/rules', { role: 'owner', connector: 'slack', effect: 'allow' })
  await ana.reload()
  await ana.getByRole('row', { name: /^Owners may use all of Team Slack/ }).waitFor()
}

async function manyTools(ana, { url }, client) {
  const all = (await client.tools()).length
  await ana.goto(`${url}/tenants/acme/connectors/slack/tools`)
  await loaded(ana)
  await ana.getByRole('button', { name: 'Switch many' }).click()
  await ana.getByRole('menuitem', { name: 'Only what reads' }).click()
  await client.heard()
  const left = await client.tools()
  assert.ok(left.length > 0 && left.length < all)
  assert.deepEqual(
    left.filter(({ annotations }) => annotations?.readOnlyHint !== true).map(({ name }) => name),
    [],
  )
  await ana.getByText(`${left.length} of ${all} are on.`).waitFor()
  await undo(ana, `${all - left.length} tools changed.`)
  await client.heard()
  assert.equal((await client.tools()).length, all)
  await ana.getByText(`${all} of ${all} are on.`).waitFor()
}

/** What an admin sees, a member does not; and the server would not let them. */
async function aRole(ana, ben, { url }) {
  const places = () => ben.page.getByRole('navigation', { name: 'Main' }).getByRole('link').allTextContents()
  const look = async () => {
    await ben.page.goto(`${url}/tenants/acme`)
    await loaded(ben.page)
    return (await places()).includes('People')
  }
  assert.equal(await look(), false)
  await ana.goto(`${url}/tenants/acme/people`)
  await choose(ana, 'Role of Ben', /^Admin/)
  await toast(ana, 'Ben is an admin now.').waitFor()
  assert.equal(await look(), true)
  await ben.page.goto(`${url}/tenants/acme/connectors/new`)
  await ben.page.getByRole('heading', { name: 'What do you want to connect?' }).waitFor()
  const { id } = await ben.api.post('/tenants/acme/invitations', { role: 'member' })
  assert.ok(id)
  await undo(ana, 'Ben is an admin now.')
  await ana.getByRole('combobox', { name: 'Role of Ben' }).filter({ hasText: 'Member' }).waitFor()
  assert.equal(await look(), false)
  await assert.rejects(ben.api.post('/tenants/acme/invitations', { role: 'member' }), /invitations:write/)
}
