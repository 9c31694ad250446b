import assert from 'node:assert/strict'

export const PASSWORD = 'three quiet green lamps'

/** The first admin, by the link in the log. */
export async function setUp(page, { setupUrl }, name = 'Ana Lovelace', email = 'ana@example.com') {
  await page.goto(setupUrl)
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.waitForURL(({ pathname }) => !pathname.startsWith('/setup/'))
}

/** A new account, by an invitation. */
export async function join(page, invitation, name, email) {
  await page.goto(invitation)
  const field = page.getByLabel('E-mail')
  // An invitation by mail is for that address alone.
  if (await field.isEditable()) await field.fill(email)
  else assert.equal(await field.inputValue(), email)
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account and join' }).click()
  await page.waitForURL(({ pathname }) => pathname.startsWith('/tenants/'))
}

/** Signs in on the page that asks for it. */
export async function signIn(page, email) {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** A new member of a tenant, signed in, in a browser of their own. */
export async function newMember(pages, api, tenant, name, role = 'member', look = undefined) {
  const email = `${name.toLowerCase()}@example.com`
  const { url } = await api.post(`/tenants/${tenant}/invitations`, { role })
  const page = await pages.open(look)
  await join(page, url, name, email)
  return { page, email, api: await adminApi(page, { url: new URL(url).origin }) }
}

/** Connects the account of a connector as its person does, on our page and on the vendor's. */
export async function connectAccount(page, api, tenant, connector, { untick = [] } = {}) {
  const { url } = await api.post(`/tenants/${tenant}/connectors/${connector}/connect`, {})
  const tab = await page.context().newPage()
  await tab.goto(url)
  await tab.getByRole('button', { name: /^Continue to / }).click()
  await allowAtVendor(tab, untick)
  await tab.close()
}

/** On the vendor's page: takes away what is named, allows the rest, and comes back. */
export async function allowAtVendor(tab, untick = []) {
  for (const scope of untick) await tab.getByLabel(scope, { exact: true }).uncheck()
  await tab.getByRole('button', { name: 'Allow' }).click()
  await tab.getByRole('heading', { name: 'The account is connected' }).waitFor()
}

/** What a page's script may ask of the admin API: with the browser's cookies, and the CSRF value for changes. */
export async function adminApi(page, { url }) {
  const { request } = page.context()
  const { csrf } = await (await request.get(`${url}/api/v1/admin/me`)).json()
  const headers = { 'X-CSRF-Token': csrf, Origin: url }
  const change = (method) => async (path, data) => {
    const made = await request.fetch(`${url}/api/v1/admin${path}`, { method, headers, data })
    assert.ok(made.ok(), `${method} ${path}: ${await made.text()}`)
    return made.status() === 204 ? undefined : made.json()
  }
  return {
    get: async (path) => (await request.get(`${url}/api/v1/admin${path}`)).json(),
    post: change('POST'),
    put: change('PUT'),
    patch: change('PATCH'),
    delete: change('DELETE'),
  }
}
