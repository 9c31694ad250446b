// What people and operators do.
import assert from 'node:assert/strict'
import { Browser, PASSWORD, raw, RawClient, register, TENANT, until } from './world.mjs'

const { answer, ask, bearer, modern, open, openSession } = raw
const echo = (url, key) => modern(url, key, 'tools/call', { name: 'lab_echo', arguments: { text: 'hello' } })
const works = async (url, key) => {
  const given = await echo(url, key)
  assert.ok(answer(given).result !== undefined, `${given.status} ${given.text}`)
}

let registered = 0
/** An AI client registers, is allowed, renews its token twice, and is ended by an admin. */
async function oauthClient({ origin, url, admin, email }) {
  const address = `10.1.${(registered >> 8) & 255}.${registered++ & 255}`
  const { status, body } = await register(origin, {}, { 'x-forwarded-for': address })
  assert.equal(status, 201, JSON.stringify(body))
  const client = new RawClient(origin, body.client_id, url)
  const browser = new Browser(origin)
  const page = await browser.submit(await browser.open(client.authorizeUrl()), { email, password: PASSWORD })
  const back = new URL((await browser.submit(page, { decision: 'allow' })).url)
  let tokens = await (await client.redeem(back.searchParams.get('code'))).json()
  await works(url, tokens.access_token)
  for (let i = 0; i < 2; i += 1) {
    tokens = await (await client.refresh(tokens.refresh_token)).json()
    await works(url, tokens.access_token)
  }
  const session = await openSession(url, tokens.access_token)
  assert.equal((await session.send({ jsonrpc: '2.0', id: 1, method: 'ping' })).status, 200)
  const { items } = await admin.must('GET', `/tenants/${TENANT}/clients`)
  for (const { id } of items) await admin.must('DELETE', `/tenants/${TENANT}/clients/${id}`)
  await signOut(browser)
}

/** Somebody signs in, uses a token of the playground, and signs out. */
async function playground({ origin, url, email }) {
  const browser = new Browser(origin)
  await browser.submit(await browser.open('/sign-in'), { email, password: PASSWORD })
  const headers = { cookie: browser.cookieHeader('/'), 'content-type': 'application/json' }
  const me = await (await fetch(`${origin}/api/v1/admin/me`, { headers })).json()
  const reply = await fetch(`${origin}/api/v1/admin/tenants/${TENANT}/playground-token`, {
    method: 'POST',
    headers: { ...headers, 'x-csrf-token': me.csrf },
    body: '{}',
  })
  const { token } = await reply.json()
  await works(url, token)
  await signOut(browser)
}

async function signOut(browser) {
  const left = await browser.submit(await browser.open('/account'), {})
  assert.equal(new URL(left.url).pathname, '/sign-in')
}

async function revokedKey({ admin, url }) {
  const made = await admin.createKey(TENANT, { readOnly: true })
  await works(url, made.key)
  const session = await openSession(url, made.key)
  await admin.deleteKey(TENANT, made.id)
  assert.equal((await session.send({ jsonrpc: '2.0', id: 1, method: 'ping' })).status, 401)
}

async function adminWrites({ admin, url, key, lab, count }) {
  const slug = `other_${count % 20}`
  const { id } = await admin.addConnector(TENANT, { type: 'lab', slug })
  const rule = { role: 'member', connector: slug, effect: 'deny' }
  const { id: ruleId } = await admin.must('PUT', `/tenants/${TENANT}/access/rules`, rule)
  await admin.setTool(TENANT, lab.id, 'lab_big', count % 2 === 0)
  await admin.must('GET', `/tenants/${TENANT}/access/tools?key=${key.split('_')[1]}`)
  const called = await modern(url, key, 'tools/call', { name: `${slug}_echo`, arguments: { text: 'hello' } })
  assert.equal(called.status < 500, true)
  await admin.must('DELETE', `/tenants/${TENANT}/access/rules/${ruleId}`)
  await admin.updateConnector(TENANT, id, { isEnabled: false })
  await admin.must('DELETE', `/tenants/${TENANT}/connectors/${id}`)
}

/** Its connector, key, calls, session and streams go with it. */
async function wholeTenant({ admin, origin, count }) {
  const tenant = `brief-${count % 20}`
  await admin.createTenant(tenant)
  await admin.addConnector(tenant, { type: 'lab' })
  const { key } = await admin.createKey(tenant)
  const url = `${origin}/api/v1/${tenant}/mcp`
  await works(url, key)
  const session = await openSession(url, key)
  const stream = await open(url, { headers: { ...session.headers, ...bearer(key), accept: 'text/event-stream' } })
  let isOver = false
  stream.on('error', () => (isOver = true))
  stream.once('close', () => (isOver = true)).resume()
  await admin.must('DELETE', `/tenants/${tenant}`)
  await until('its streams are closed', () => isOver)
}

async function reads({ admin, origin }) {
  for (const what of ['audit', 'calls', 'overview', 'seen-clients', 'api-keys', 'connectors', 'members']) {
    await admin.must('GET', `/tenants/${TENANT}/${what}`)
  }
  await admin.must('GET', '/audit')
  await ask(`${origin}/health/ready`)
  assert.equal((await ask(`${origin}/sign-in`)).status, 200)
  assert.equal((await ask(`${origin}/.well-known/oauth-authorization-server`)).status, 200)
}

/** Somebody watches what happens live, and goes away after a while. */
async function watcher({ browser, held }) {
  const stream = await open(`${browser.origin}/api/v1/admin/tenants/${TENANT}/events`, {
    headers: { cookie: browser.cookieHeader('/'), accept: 'text/event-stream' },
  })
  assert.equal(stream.statusCode, 200)
  stream.on('error', () => {}).resume()
  held.keep('watcher', 3, () => stream.destroy())
}

export const PEOPLE_SCENES = {
  oauthClient: { play: oauthClient, times: 1 },
  playground: { play: playground, times: 1 },
  revokedKey: { play: revokedKey, times: 2 },
  adminWrites: { play: adminWrites, times: 2 },
  wholeTenant: { play: wholeTenant, times: 2 },
  reads: { play: reads, times: 2 },
  watcher: { play: watcher, times: 1 },
}
