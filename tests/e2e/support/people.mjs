import assert from 'node:assert/strict'

export const PASSWORD = 'three quiet green lamps'

/** The first admin, by the link in the log. */
export async function setUp(page, { setupUrl }, name = 'Ana Lovelace', email = 'ana@example.com') {
  await page.goto(setupUrl)
  await fillIn(page, { name, email })
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('heading', { name }).waitFor()
}

/** A new account, by an invitation. */
export async function join(page, invitation, name, email) {
  await page.goto(invitation)
  await fillIn(page, { name, email })
  await page.getByRole('button', { name: 'Create account and join' }).click()
  await page.getByRole('heading', { name, exact: true }).waitFor()
}

async function fillIn(page, { name, email }) {
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
}

/** What a page's script may ask of the admin API: with the browser's cookies, and the CSRF value for changes. */
export async function adminApi(page, { url }) {
  const { request } = page.context()
  const { csrf } = await (await request.get(`${url}/api/v1/admin/me`)).json()
  const headers = { 'X-CSRF-Token': csrf, Origin: url }
  return {
    get: async (path) => (await request.get(`${url}/api/v1/admin${path}`)).json(),
    post: async (path, data) => {
      const made = await request.post(`${url}/api/v1/admin${path}`, { headers, data })
      assert.ok(made.ok(), await made.text())
      return made.json()
    },
  }
}
