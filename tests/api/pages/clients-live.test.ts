import { startTestApp, type TestApp, withLab } from '../../support/app'
import { Browser, member, RawClient } from '../../support/oauth'
import { bearer, modern, open } from '../../support/raw'
import { until } from '../../support/until'

let app: TestApp
let url: string
beforeAll(async () => {
  app = await startTestApp()
  url = (await withLab(app, 'acme')).url
})
afterAll(() => app?.close())

const PROMPTLY = 1_000
const NEW = 'another long pass phrase'

/** The fields of one form of a page, as a browser without script sends them. */
async function sendForm(browser: Browser, path: string, action: string, put: Readonly<Record<string, string>> = {}) {
  const page = await browser.open(path)
  const form = new RegExp(`<form[^>]*action="${action}"[\\s\\S]*?</form>`).exec(page.text)?.[0]
  if (form === undefined) throw new Error(`no form for ${action}: ${page.status}`)
  return browser.submit({ ...page, text: form }, put)
}

const endings: readonly [string, (browser: Browser, email: string) => Promise<{ status: number }>][] = [
  ['its button', (browser) => sendForm(browser, '/account', '/account/clients/end')],
  [
    'a changed password',
    (browser) => {
      const put = { current: 'a long enough pass phrase', password: NEW }
      return sendForm(browser, '/account', '/account/password', put)
    },
  ],
  [
    'a reset link',
    async (_browser, email) => {
      const { items } = await app.must<{ items: { id: string; email: string }[] }>('GET', '/users?limit=200')
      const id = items.find((user) => user.email === email)?.id
      const link = await app.must<{ url: string }>('POST', `/users/${id}/reset-link`)
      const { pathname } = new URL(link.url)
      return sendForm(new Browser(app.origin), pathname, pathname, { password: NEW })
    },
  ],
]

test.each(endings)('%s ends a client within a second, with its stream', async (name, end) => {
  const { browser, email } = await member(app, 'acme', `person-${name.replaceAll(' ', '-')}`)
  const client = await RawClient.make(app.origin, url)
  const tokens = await client.tokens(browser)
  const other = await RawClient.make(app.origin, url)
  const kept = await other.tokens((await member(app, 'acme', `other-${name.replaceAll(' ', '-')}`)).browser)
  const status = async (token: string) => (await modern(url, token, 'tools/list')).status
  expect(await status(tokens.access_token)).toBe(200)
  const stream = await open(`${url}/sse`, {
    headers: { accept: 'text/event-stream', ...bearer(tokens.access_token) },
  })
  let ended = false
  stream.on('close', () => (ended = true)).resume()

  expect((await end(browser, email)).status).toBe(200)
  await until('the token is refused', async () => (await status(tokens.access_token)) === 401, PROMPTLY)
  await until('the stream ends', () => ended, PROMPTLY)
  expect((await client.refresh(tokens.refresh_token)).status).toBe(400)
  expect(await status(kept.access_token)).toBe(200)
})
