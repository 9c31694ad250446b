// Every screen of a tenant in which everything is that can be, in light and dark and on a narrow window: nothing that axe finds,
// nothing wider than the window, nothing that jumps while it opens, nothing in the console. What opens over them, too. A screenshot of each goes to artifacts/screens/.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { axe } from './support/axe.mjs'
import { seeOpened } from './support/opened.mjs'
import { overflowOf, strictly, WIDE } from './support/page.mjs'
import { seed } from './support/seed.mjs'
import { loaded } from './support/loaded.mjs'
import { ROOT } from './support/server.mjs'
import { shiftsOf, watchShifts } from './support/shifts.mjs'
import { smallPng } from './support/small-png.mjs'
import { stage } from './support/stage.mjs'
import { startWorld } from './support/world.mjs'

const LOOKS = [
  { name: 'light-1440', look: WIDE },
  { name: 'dark-1440', look: { ...WIDE, colorScheme: 'dark' } },
  { name: 'light-360', look: { colorScheme: 'light', viewport: { width: 360, height: 740 } } },
]
const MOST_LINES = 5
/** What a page may move by itself while it opens. In a narrow window titles are sentences of one line or two. */
const MOST_SHIFT = { wide: 0.05, narrow: 0.15 }
/** What is on the way comes in at the top of its log of messages. */
const MOVES = ['playground']
/** `node tests/e2e/screens.e2e.mjs --keep` writes those that README and docs show. */
const KEEP = process.argv.includes('--keep')
const KEPT_LOOK = 'light-1440'
const KEPT = [
  'home',
  'connectors',
  'connector-tools',
  'connectors-new',
  'connect',
  'playground',
  'activity',
  'people-access',
]
const MOST_BYTES = 150_000
const LATE_MS = 600
const THEMES = ['light', 'dark']
const folder = path.join(ROOT, 'artifacts/screens')

const SCREENS = [
  ['home', '/tenants/acme'],
  ['connectors', '/tenants/acme/connectors'],
  ['connectors-new', '/tenants/acme/connectors/new'],
  ['connectors-new-connect', '/tenants/acme/connectors/new?type=slack&step=connect'],
  ['connectors-new-tools', '/tenants/acme/connectors/new?type=slack&step=tools&connector=slack'],
  ['connector-tools', '/tenants/acme/connectors/slack/tools'],
  ['connector-accounts', '/tenants/acme/connectors/github/accounts'],
  ['connector-activity', '/tenants/acme/connectors/slack/activity'],
  ['connector-settings', '/tenants/acme/connectors/jira/settings'],
  ['connect', '/tenants/acme/connect'],
  ['connect-vs-code', '/tenants/acme/connect?client=vs-code&sign-in=key'],
  ['playground', '/tenants/acme/playground'],
  ['activity', '/tenants/acme/activity'],
  ['activity-audit', '/tenants/acme/activity?view=audit'],
  ['people', '/tenants/acme/people'],
  ['people-invitations', '/tenants/acme/people/invitations'],
  ['people-access', '/tenants/acme/people/access'],
  ['people-explain', '/tenants/acme/people/explain'],
  ['my-accounts', '/tenants/acme/my-accounts'],
  ['settings', '/tenants/acme/settings'],
  ['settings-keys', '/tenants/acme/settings/keys'],
  ['settings-clients', '/tenants/acme/settings/clients'],
  ['settings-oauth-apps', '/tenants/acme/settings/oauth-apps'],
  ['settings-single-sign-on', '/tenants/acme/settings/single-sign-on'],
  ['tenants', '/tenants'],
  ['tenants-new', '/tenants/new'],
  ['platform-users', '/platform/users'],
  ['platform-keys', '/platform/keys'],
  ['platform-single-sign-on', '/platform/single-sign-on'],
  ['platform-audit', '/platform/audit'],
  ['not-found', '/tenants/acme/nowhere'],
]

await stage('screens', async (scene) => {
  mkdirSync(folder, { recursive: true })
  const world = await startWorld(scene)
  const pages = strictly(scene.browser)
  const wrong = []
  const see = (page, name, options) => look(page, name, wrong, options)

  await everyRouteIsHere()
  await serverPagesBefore(pages, world, see)
  const { page: ana, api } = await seed(scene, pages, world)
  const storageState = await ana.context().storageState()
  await Promise.all(
    LOOKS.map(async ({ name, look: size }) => {
      const page = await pages.open(size, { storageState })
      await watchShifts(page)
      const isWide = size.viewport.width === WIDE.viewport.width
      const most = isWide ? MOST_SHIFT.wide : MOST_SHIFT.narrow
      for (const [screen, at] of SCREENS) {
        await page.goto(world.url + at)
        await loaded(page).catch((error) => wrong.push(`${screen}-${name}: ${error.message}`))
        const { sum, moved } = await shiftsOf(page)
        if (sum >= most && !MOVES.includes(screen))
          wrong.push(`${screen}-${name}: jumps by ${sum.toFixed(3)}: ${moved.join('; ')}`)
        await see(page, `${screen}-${name}`)
        if (KEEP && name === KEPT_LOOK && KEPT.includes(screen)) await keep(page, screen)
      }
      if (isWide) await seeOpened(page, world.url, name, see)
      await page.context().close()
    }),
  )
  wrong.push(...(await waitingInLine(pages, world, storageState)))
  wrong.push(...(await lateAnswers(pages, world, storageState)))
  await serverPages(pages, world, { api, storageState, see })
  await plantedFaultsAreFound(pages, world, storageState)
  pages.check()
  if (wrong.length > 0) throw new Error(`${wrong.length} things are wrong on the screens:\n${wrong.join('\n')}`)
})

async function look(page, name, wrong, options) {
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true })
  const overflow = await overflowOf(page)
  if (overflow > 0) wrong.push(`${name}: ${overflow} px too wide`)
  const found = await axe(page, options)
  for (const line of found.slice(0, MOST_LINES)) wrong.push(`${name}: ${line}`)
  if (found.length > MOST_LINES) wrong.push(`${name}: axe finds ${found.length - MOST_LINES} more`)
  for (const text of page.complaints.splice(0)) wrong.push(`${name}: ${text}`)
}

/** What the window shows, as a small file. */
async function keep(page, screen) {
  const bytes = await smallPng(page.context(), await page.screenshot())
  assert.ok(bytes.length < MOST_BYTES, `${screen} has ${bytes.length} bytes`)
  writeFileSync(path.join(ROOT, `docs/images/${screen}.png`), bytes)
}

/** A route that is added later must be added here, too. */
function everyRouteIsHere() {
  const routes = readFileSync(path.join(ROOT, 'web/src/routes.tsx'), 'utf8')
  const ends = [...routes.matchAll(/path: '([^'*]+)'/g)].map(([, at]) => at.split('/').at(-1))
  const seen = SCREENS.flatMap(([, at]) => new URL(at, 'http://x').pathname.split('/'))
  const missing = ends.filter((end) => !end.startsWith(':') && !seen.includes(end))
  assert.deepEqual(missing, [], 'every route is looked at')
}

/** Those that are there only before somebody has an account. */
async function serverPagesBefore(pages, world, see) {
  for (const colorScheme of THEMES) {
    const page = await pages.open({ ...WIDE, colorScheme })
    await page.goto(world.setupUrl)
    await see(page, `page-set-up-${colorScheme}`)
    await page.context().close()
  }
}

async function serverPages(pages, world, { api, storageState, see }) {
  const { url: invitation } = await api.post('/tenants/acme/invitations', { role: 'member' })
  const { items } = await api.get('/users')
  const ben = items.find(({ email }) => email === 'ben@example.com')
  const { url: reset } = await api.post(`/users/${ben.id}/reset-link`, {})
  const { url: connect } = await api.post('/tenants/acme/connectors/jira/connect', {})
  const consent = await authorizeUrl(world)
  const signedIn = { storageState }
  for (const colorScheme of THEMES) {
    for (const [name, at, options] of [
      ['sign-in', '/sign-in', {}],
      ['forgot', '/forgot', {}],
      ['invitation', invitation, {}],
      ['invitation-signed-in', invitation, signedIn],
      ['reset', reset, {}],
      ['account', '/account', signedIn],
      ['second-factor', '/account/second-factor', signedIn],
      ['connect', connect, signedIn],
      ['consent', consent, signedIn],
      ['connected', '/oauth/success?status=connected', signedIn],
      ['api-docs', '/api/docs', {}],
    ]) {
      const page = await pages.open({ ...WIDE, colorScheme }, options)
      const reply = await page.goto(new URL(at, world.url).href)
      assert.ok(reply.ok(), `${name} answered ${reply.status()}`)
      await see(page, `page-${name}-${colorScheme}`)
      await page.context().close()
    }
    const gone = await pages.open({ ...WIDE, colorScheme })
    gone.expects.push(/^4\d\d GET .*\/setup\//)
    await gone.goto(world.setupUrl)
    await gone.getByRole('heading', { name: 'This link does not work' }).waitFor()
    await see(gone, `page-link-used-${colorScheme}`)
    await gone.context().close()
  }
}

/** Where an AI client sends its person. */
async function authorizeUrl({ url }) {
  const redirect_uri = 'http://127.0.0.1:33418/callback'
  const body = { client_name: 'Test client', redirect_uris: [redirect_uri], token_endpoint_auth_method: 'none' }
  const reply = await fetch(`${url}/oauth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const { client_id } = await reply.json()
  const query = new URLSearchParams({
    ...{ client_id, redirect_uri, response_type: 'code', resource: `${url}/api/v1/acme/mcp`, state: 'state' },
    ...{ code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' },
  })
  return `${url}/oauth/authorize?${query}`
}

/** Home asks for all that it shows at once: no answer, and no code of the page, is waited for before the next question. */
async function waitingInLine(pages, world, storageState) {
  const page = await pages.open(WIDE, { storageState })
  const left = new Set(['/me', '/tenants/acme', '/tenants/acme/overview', 'the code of the page'])
  let go
  const allAsked = new Promise((resolve) => (go = resolve))
  const hold = (nameOf) => async (route) => {
    left.delete(nameOf(new URL(route.request().url()).pathname))
    if (left.size === 0) go()
    await allAsked
    await route.continue()
  }
  await page.route(
    /\/api\/v1\/admin\//,
    hold((at) => at.replace('/api/v1/admin', '')),
  )
  await page.route(
    /\/assets\/home-[^/]+\.js$/,
    hold(() => 'the code of the page'),
  )
  const late = setTimeout(go, 20_000)
  await page.goto(`${world.url}/tenants/acme`)
  await allAsked
  clearTimeout(late)
  const waited = [...left].map((what) => `home: ${what} is asked for only after something else was answered`)
  await loaded(page)
  await page.context().close()
  return waited
}

/** Whichever answer comes last, what is there already keeps its place. */
async function lateAnswers(pages, world, storageState) {
  const page = await pages.open(WIDE, { storageState })
  await watchShifts(page)
  const wrong = []
  for (const late of ['/connectors/slack', '/connectors/slack/tools', '/overview']) {
    const isLate = ({ pathname }) => pathname === `/api/v1/admin/tenants/acme${late}`
    let held = 0
    await page.route(isLate, async (route) => {
      held++
      await new Promise((resolve) => setTimeout(resolve, LATE_MS))
      // Nobody waits for it when the next page is opened already.
      await route.continue().catch(() => {})
    })
    await page.goto(`${world.url}/tenants/acme/connectors/slack/tools`)
    await loaded(page)
    const { sum, moved } = await shiftsOf(page)
    if (held > 0 && sum >= MOST_SHIFT.wide)
      wrong.push(`connector-tools jumps by ${sum.toFixed(3)} when ${late} is late: ${moved.join('; ')}`)
    if (held === 0 && late !== '/overview') wrong.push(`connector-tools does not ask for ${late}`)
    await page.unroute(isLate)
  }
  await page.context().close()
  return wrong
}

/** The control: what is planted here is found, so what is there would be. */
async function plantedFaultsAreFound(pages, world, storageState) {
  const page = await pages.open(WIDE, { storageState })
  await watchShifts(page)
  await page.goto(`${world.url}/tenants/acme`)
  await loaded(page)
  await page.evaluate(() => {
    const high = document.createElement('div')
    high.style.height = '300px'
    document.querySelector('main').prepend(high)
  })
  assert.ok((await shiftsOf(page)).sum >= MOST_SHIFT.wide, 'what moves all of the page is a jump')
  await page.evaluate(() => {
    const main = document.querySelector('main')
    main.appendChild(document.createElement('button'))
    const wide = main.appendChild(document.createElement('div'))
    wide.style.width = '3000px'
    wide.style.height = '1px'
    const faint = main.appendChild(document.createElement('p'))
    faint.textContent = 'Hardly to be read'
    faint.style.color = '#eee'
    faint.style.backgroundColor = '#fff'
    console.error(new Error('planted'))
    const script = document.createElement('script')
    script.textContent = 'globalThis.planted = true'
    document.body.appendChild(script)
  })
  const found = (await axe(page)).join('\n')
  assert.match(found, /button-name/)
  assert.match(found, /color-contrast/)
  assert.ok((await overflowOf(page)) > 0, 'the wide element makes the page too wide')
  const said = page.complaints.splice(0).join('\n')
  assert.match(said, /planted/)
  assert.match(said, /Content Security Policy/)
  assert.equal(await page.evaluate(() => globalThis.planted), undefined)
  await page.context().close()
}
