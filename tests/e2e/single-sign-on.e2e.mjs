// Single sign-on: a tenant admin sets it up in Settings against a real OpenID provider, somebody whom nobody invited signs in with
// it, an AI client that knows nothing but the tenant's address does too, and what is refused says what to do. Then it is removed.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import assert from 'node:assert/strict'
import { axe } from './support/axe.mjs'
import { choose } from './support/choose.mjs'
import { beAtProvider, startIdentityProvider } from './support/identity-provider.mjs'
import { loaded } from './support/loaded.mjs'
import { strictly } from './support/page.mjs'
import { connectAccount, newMember } from './support/people.mjs'
import { anaWithTenant } from './support/seed.mjs'
import { listen } from './support/server.mjs'
import { stage } from './support/stage.mjs'
import { startWorld } from './support/world.mjs'

const SETTINGS = '/tenants/acme/settings/single-sign-on'
const LOGIN = 'Acme login'
const DOMAIN = 'acme-robotics.example'
const ACCOUNTS = {
  nia: { email: `nia@${DOMAIN}`, email_verified: true, name: 'Nia', groups: ['everybody'] },
  mo: { email: `mo@${DOMAIN}`, email_verified: true, name: 'Mo', groups: ['sagemcp-admins'] },
  eve: { email: 'eve@elsewhere.example', email_verified: true, name: 'Eve', groups: [] },
}

await stage('single-sign-on', async (scene) => {
  const idp = await startIdentityProvider(scene, ACCOUNTS)
  const world = await startWorld(scene, { hosts: [idp.host] })
  const pages = strictly(scene.browser)
  const { page: ana, api } = await anaWithTenant(pages, world)
  await api.post('/tenants/acme/connectors', { type: 'slack', name: 'Slack' })
  await connectAccount(ana, api, 'acme', 'slack')
  const { page: bo, api: boApi } = await newMember(pages, api, 'acme', 'Bo', 'admin')

  await setsItUp(bo, world, idp)
  await claimsTheDomain(bo, ana, world)
  const nia = await newcomer(pages, world, scene)
  await adminByGroup(pages, world)
  await refusals(pages, world, idp)
  await clientWithoutAKey(scene, pages, world)
  await removesIt(bo, nia, boApi, world)
  pages.check()
})

/** What goes to the provider is copied from the page, what came from there is typed; a wrong address is said at its field. */
async function setsItUp(bo, { url }, idp) {
  await bo.goto(url + SETTINGS)
  const redirectUri = await bo.getByRole('group', { name: 'the redirect address' }).textContent()
  assert.equal(redirectUri, `${url}/sign-in/sso/callback/acme`)
  await idp.register(redirectUri)
  await bo.getByLabel('Name', { exact: true }).fill(LOGIN)
  await bo.getByLabel('Issuer').fill(`${idp.issuer}/nowhere`)
  await bo.getByLabel('Client ID').fill(idp.clientId)
  await bo.getByLabel('Client secret').fill(idp.clientSecret)
  await bo.getByLabel('Scopes').fill('openid email profile groups')
  await bo.getByLabel('Groups claim').fill('groups')
  await bo.getByRole('button', { name: 'Add a group' }).click()
  await bo.getByLabel('Group 1', { exact: true }).fill('sagemcp-admins')
  await choose(bo, 'Role of group 1', 'Admin')
  bo.expects.push(/^400 PUT .*\/identity-provider$/)
  await bo.getByRole('button', { name: 'Check and save' }).click()
  await bo.getByText('.well-known/openid-configuration', { exact: false }).nth(1).waitFor()
  assert.equal(await bo.getByLabel('Issuer').getAttribute('aria-invalid'), 'true')
  await bo.getByLabel('Issuer').fill(idp.issuer)
  await bo.getByRole('button', { name: 'Check and save' }).click()
  await bo.getByText(`People can sign in with ${LOGIN}.`).waitFor()
  const address = await bo.getByRole('group', { name: 'sign-in address' }).textContent()
  assert.equal(address, `${url}/sign-in/sso/acme`)
  assert.equal(await bo.getByLabel('Client secret').inputValue(), '', 'the secret never comes back')
}

/** The admin claims it and gets the record to publish; the platform admin, who knows whose it is, gives it without one. */
async function claimsTheDomain(bo, ana, { url }) {
  await bo.getByLabel('Domain', { exact: true }).fill(DOMAIN)
  await bo.getByRole('button', { name: 'Claim' }).click()
  await bo.getByText('Not proved yet').waitFor()
  assert.equal(await bo.getByRole('group', { name: `record name of ${DOMAIN}` }).textContent(), `_sagemcp.${DOMAIN}`)
  assert.equal(await bo.getByRole('button', { name: 'Give it without a record' }).count(), 0)
  await ana.goto(url + SETTINGS)
  await ana.getByRole('button', { name: 'Give it without a record' }).click()
  await ana.getByText('Given by the platform').waitFor()
}

/** From the page that she wanted, over a wrong address, to that page: with an account that nobody made for her. */
async function newcomer(pages, { url }, { screenshot }) {
  const page = await pages.open()
  // What a page asks before it is known that nobody is signed in.
  page.expects.push(/^401 GET /)
  await page.goto(`${url}/tenants/acme/connectors`)
  await page.getByRole('link', { name: 'Single sign-on of your organisation' }).click()
  await page.getByRole('heading', { name: 'Single sign-on' }).waitFor()
  assert.deepEqual(await axe(page), [])
  await findBy(page, 'nia@nowhere.example')
  await page.getByRole('alert').getByText('There is no single sign-on for nowhere.example.').waitFor()
  await page.getByRole('alert').getByText('Ask an admin, or sign in with a password.').waitFor()
  await page.screenshot({ path: screenshot('wrong-domain') })
  await findBy(page, ACCOUNTS.nia.email)
  await page.getByRole('heading', { name: 'Sign in to Acme Robotics' }).waitFor()
  assert.deepEqual(await axe(page), [])
  await page.getByRole('button', { name: `Continue with ${LOGIN}` }).click()
  await beAtProvider(page, 'nia')
  await loaded(page)
  page.expects.length = 0
  assert.equal(new URL(page.url()).pathname, '/tenants/acme/connectors')
  await page.getByRole('button', { name: /Nia/ }).waitFor()
  await assertIs(page, url, { name: 'Nia', role: 'member' })
  return page
}

async function findBy(page, email) {
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('button', { name: 'Continue' }).click()
}

/** Who wanted to go nowhere comes to the tenant's home. What his groups say makes him an admin there. */
async function adminByGroup(pages, { url }) {
  const mo = await pages.open()
  await signInAs(mo, url, 'mo')
  await loaded(mo)
  assert.equal(new URL(mo.url()).pathname, '/tenants/acme')
  await assertIs(mo, url, { name: 'Mo', role: 'admin' })
  await mo.context().close()
}

async function signInAs(page, url, who) {
  await page.goto(`${url}/sign-in/sso/acme`)
  await page.getByRole('button', { name: `Continue with ${LOGIN}` }).click()
  await beAtProvider(page, who)
}

/** By what the server says of the browser: this tenant alone, and nothing of the platform. */
async function assertIs(page, url, { name, role }) {
  const me = await (await page.context().request.get(`${url}/api/v1/admin/me`)).json()
  const tenants = me.tenants.map((tenant) => [tenant.slug, tenant.role])
  assert.deepEqual([me.name, tenants, me.permissions.includes('tenants:manage')], [name, [['acme', role]], false])
}

/** Each says what happened and what to do next, and signs nobody in. */
async function refusals(pages, { url }, idp) {
  const page = await pages.open()
  page.expects.push(/^40[13] GET .*\/(sign-in\/sso\/callback\/acme|api\/v1\/admin\/me)/, /^502 GET .*\/callback\/acme/)
  const nobody = async () => {
    assert.equal((await page.context().request.get(`${url}/api/v1/admin/me`)).status(), 401)
    assert.deepEqual(await axe(page), [])
  }
  await signInAs(page, url, 'Refuse')
  await page.getByRole('heading', { name: 'You were not signed in' }).waitFor()
  await page.getByText('Begin again').waitFor()
  await nobody()
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()

  await idp.lie('nonce')
  await signInAs(page, url, 'nia')
  await page.getByRole('heading', { name: 'You were not signed in' }).waitFor()
  await page.getByText(`${LOGIN} did not answer, or not in a way that can be trusted.`).waitFor()
  await nobody()
  await idp.lie(undefined)

  const stranger = await pages.open()
  await signInAs(stranger, url, 'eve')
  await stranger.getByRole('heading', { name: 'Connect your account' }).waitFor()
  await stranger.getByText('Ask an admin of Acme Robotics for an invitation.').waitFor()
  assert.equal((await stranger.context().request.get(`${url}/api/v1/admin/me`)).status(), 401)
  assert.deepEqual(await axe(stranger), [])
}

/** It is refused, finds by itself where to sign in, and a browser that was never here does so. */
async function clientWithoutAKey(scene, pages, { url }) {
  let came
  const host = await listen(scene, (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1')
    if (pathname === '/callback') came = searchParams
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end('<!doctype html><html lang="en"><title>Back</title><h1>Back in the program</h1></html>')
  })
  const program = programAt(`http://${host}/callback`)
  const endpoint = new URL(`${url}/api/v1/acme/mcp`)
  const transport = () => new StreamableHTTPClientTransport(endpoint, { authProvider: program })
  const first = transport()
  await assert.rejects(new Client({ name: 'e2e', version: '1.0.0' }).connect(first))
  assert.ok(program.opens, 'it asks for a browser')

  const page = await pages.open()
  await page.goto(program.opens)
  await page.getByRole('link', { name: 'Single sign-on of your organisation' }).click()
  await findBy(page, ACCOUNTS.nia.email)
  await page.getByRole('button', { name: `Continue with ${LOGIN}` }).click()
  await beAtProvider(page, 'nia')
  await page.getByRole('heading', { name: 'Allow A new program?' }).waitFor()
  await page.getByText('as you, Nia').waitFor()
  await page.getByRole('button', { name: 'Allow', exact: true }).click()
  await page.getByRole('heading', { name: 'Back in the program' }).waitFor()

  await first.finishAuth(came)
  const client = new Client({ name: 'e2e', version: '1.0.0' })
  await client.connect(transport())
  scene.after(() => client.close().catch(() => {}))
  const reply = await client.callTool({ name: 'slack_auth_test', arguments: {} })
  assert.ok(!reply.isError, JSON.stringify(reply))
}

/** What the SDK asks of the program that it is in; the program keeps everything in memory. */
function programAt(redirectUrl) {
  const kept = {}
  return {
    redirectUrl,
    clientMetadata: { client_name: 'A new program', redirect_uris: [redirectUrl], token_endpoint_auth_method: 'none' },
    clientInformation: () => kept.client,
    saveClientInformation: (client) => void (kept.client = client),
    tokens: () => kept.tokens,
    saveTokens: (tokens) => void (kept.tokens = tokens),
    codeVerifier: () => kept.verifier,
    saveCodeVerifier: (verifier) => void (kept.verifier = verifier),
    saveDiscoveryState: (state) => void (kept.discovered = state),
    discoveryState: () => kept.discovered,
    redirectToAuthorization: (to) => void (kept.opens = to.href),
    get opens() {
      return kept.opens
    },
  }
}

/** Whoever came with it is signed out at once, and its address says so. */
async function removesIt(bo, nia, boApi, { url }) {
  nia.expects.push(/^401 /, /^404 GET .*\/sign-in\/sso\/acme$/)
  await bo.goto(url + SETTINGS)
  await bo.getByRole('button', { name: `Remove ${LOGIN}` }).click()
  await bo
    .getByRole('alertdialog')
    .getByRole('button', { name: `Remove ${LOGIN}` })
    .click()
  await bo.getByText(`${LOGIN} is removed.`).waitFor()
  await bo.getByRole('button', { name: 'Check and save' }).waitFor()
  assert.equal(await bo.getByLabel('Issuer').inputValue(), '')
  assert.deepEqual(await boApi.get('/tenants/acme/identity-provider'), { identityProvider: null })

  await nia.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Playground' }).click()
  await nia.getByRole('alertdialog', { name: 'You were signed out' }).waitFor()
  await nia.goto(`${url}/tenants/acme`)
  await nia.getByRole('heading', { name: 'Sign in' }).waitFor()
  assert.equal(await nia.getByRole('link', { name: 'Single sign-on of your organisation' }).count(), 0)
  await nia.goto(`${url}/sign-in/sso/acme`)
  await nia.getByRole('heading', { name: 'There is no single sign-on here' }).waitFor()
  await nia.getByText('ask an admin of your tenant').waitFor()
}
