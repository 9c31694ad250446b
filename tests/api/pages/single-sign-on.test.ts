import { Browser, member } from '../../support/oauth'
import { CLIENT, type Trick } from '../../support/identity-provider'
import { heading, openSsoLab, press, type SsoLab } from './single-sign-on-lab'

let lab: SsoLab
let browser: Browser
beforeAll(async () => {
  lab = await openSsoLab()
})
beforeEach(() => {
  browser = new Browser(lab.app.origin)
  lab.idp.trick = undefined
})
afterAll(() => lab.close())

const ann = (more: object = {}) => ({ name: 'Ann', email: 'ann@acme.test', email_verified: true, ...more })
const memberNamed = async (tenant: string, email: string) => {
  const { items } = await lab.app.must<{ items: { email: string; role: string }[] }>(
    'GET',
    `/tenants/${tenant}/members`,
  )
  return items.find((item) => item.email === email)
}

describe('a tenant with a provider and a domain', () => {
  beforeAll(async () => {
    await lab.tenant(
      'acme',
      { groupsClaim: 'groups', groupRoles: { staff: 'member', bosses: 'admin' }, defaultRole: null },
      'acme.test',
    )
  })

  it('lets in whoever its provider knows, with an account of their own', async () => {
    lab.idp.accounts.set('ann', ann({ groups: ['staff'] }))
    const page = await lab.signIn(browser, '/sign-in/sso/acme', 'ann')
    expect([page.status, heading(page)]).toEqual([200, 'Ann'])
    expect(page.text).toContain('Tenant acme')
    expect(await memberNamed('acme', 'ann@acme.test')).toMatchObject({ role: 'member' })
    const again = await lab.signIn(new Browser(lab.app.origin), '/sign-in/sso/acme', 'ann')
    expect(heading(again)).toBe('Ann')
  })

  it('is found by the domain of an e-mail address, whoever has it', async () => {
    const page = await press(browser, await browser.open('/sign-in/sso?next=/account'), 'Continue', {
      email: 'nobody-at-all@ACME.test',
    })
    expect(page.text).toContain('Continue with acme login')
    const other = await press(browser, await browser.open('/sign-in/sso'), 'Continue', { email: 'ann@other.test' })
    expect(other.text).toContain('There is no single sign-on for other.test')
    expect((await browser.open('/sign-in/sso?domain=%00')).status).toBe(200)
    expect((await browser.open('/sign-in')).text).toContain('Single sign-on of your organisation')
  })

  it('follows the groups at each sign-in, up to admin, and announces it', async () => {
    lab.idp.accounts.set('gus', ann({ email: 'gus@acme.test', groups: ['staff', 'owner', 'constructor'] }))
    await lab.signIn(browser, '/sign-in/sso/acme', 'gus')
    expect(await memberNamed('acme', 'gus@acme.test')).toMatchObject({ role: 'member' })
    lab.idp.accounts.set('gus', ann({ email: 'gus@acme.test', groups: ['staff', 'bosses'] }))
    await lab.signIn(browser, '/sign-in/sso/acme', 'gus')
    expect(await memberNamed('acme', 'gus@acme.test')).toMatchObject({ role: 'admin' })
    lab.idp.accounts.set('gus', ann({ email: 'gus@acme.test', groups: ['staff'] }))
    await lab.signIn(browser, '/sign-in/sso/acme', 'gus')
    const { items } = await lab.app.must<{ items: { action: string; details: object }[] }>(
      'GET',
      '/tenants/acme/audit?action=member.update',
    )
    expect(items.map(({ details }) => details)).toEqual([
      { from: 'admin', to: 'member', because: 'single sign-on' },
      { from: 'member', to: 'admin', because: 'single sign-on' },
    ])
  })

  it('refuses whoever is in no group, and takes back what it gave', async () => {
    lab.idp.accounts.set('tim', ann({ email: 'tim@acme.test', groups: [] }))
    expect(heading(await lab.signIn(browser, '/sign-in/sso/acme', 'tim'))).toBe('You may not sign in here')
    expect(await memberNamed('acme', 'tim@acme.test')).toBeUndefined()
    lab.idp.accounts.set('tim', ann({ email: 'tim@acme.test', groups: ['staff'] }))
    await lab.signIn(browser, '/sign-in/sso/acme', 'tim')
    expect((await browser.open('/account')).status).toBe(200)
    lab.idp.accounts.set('tim', ann({ email: 'tim@acme.test', groups: 'nothing' }))
    await lab.signIn(new Browser(lab.app.origin), '/sign-in/sso/acme', 'tim')
    expect(await memberNamed('acme', 'tim@acme.test')).toBeUndefined()
    expect(heading(await browser.open('/account'))).toBe('Sign in')
  })

  it('does not make an owner of anybody, nor change one', async () => {
    const refused = await lab.app.ask('PUT', '/tenants/acme/identity-provider', {
      ...{ name: 'x', issuer: lab.idp.issuer, ...CLIENT, groupsClaim: 'groups' },
      groupRoles: { staff: 'owner' },
    })
    expect(refused.status).toBe(400)
    const owner = await member(lab.app, 'acme', 'olga', 'owner')
    lab.idp.accounts.set('olga', { email: owner.email, email_verified: true, groups: ['staff'] })
    await lab.signIn(browser, '/sign-in/sso/acme', 'olga')
    const connect = await lab.password(browser, owner.email, '/sign-in/sso/connect')
    expect((await press(browser, connect, 'Connect')).text).toContain('The two are connected')
    await lab.signIn(browser, '/sign-in/sso/acme', 'olga')
    expect(await memberNamed('acme', owner.email)).toMatchObject({ role: 'owner' })
  })

  it('ends what its provider began when the provider is switched off, another one or gone', async () => {
    const provider = { name: 'short', issuer: lab.idp.issuer, clientId: CLIENT.clientId, defaultRole: 'member' }
    await lab.tenant('brief', {}, 'brief.test')
    lab.idp.accounts.set('bea', { name: 'Bea', email: 'bea@brief.test' })
    await lab.signIn(browser, '/sign-in/sso/brief', 'bea')
    await lab.app.must('PUT', '/tenants/brief/identity-provider', { ...provider, name: 'renamed' })
    expect(heading(await browser.open('/account'))).toBe('Bea')
    await lab.app.must('PUT', '/tenants/brief/identity-provider', { ...provider, isActive: false })
    expect(heading(await browser.open('/account'))).toBe('Sign in')
    expect((await browser.open('/sign-in/sso/brief')).status).toBe(404)
    await lab.app.must('PUT', '/tenants/brief/identity-provider', provider)
    await lab.signIn(browser, '/sign-in/sso/brief', 'bea')
    await lab.app.must('DELETE', '/tenants/brief/identity-provider')
    expect(heading(await browser.open('/account'))).toBe('Sign in')
  })

  it('looks like no tenant at all where it has no provider', async () => {
    await lab.app.createTenant('bare')
    const [bare, unknown] = [await browser.open('/sign-in/sso/bare'), await browser.open('/sign-in/sso/unknown')]
    expect([bare.status, bare.text]).toEqual([404, unknown.text])
  })
})

describe('an answer that cannot be trusted', () => {
  beforeAll(() => lab.tenant('wary', {}, 'wary.test'))

  const tricks: Trick[] = ['nonce', 'issuer', 'audience', 'unsigned', 'foreign key', 'client secret', 'expired']
  it.each(tricks)('signs nobody in: %s', async (trick) => {
    lab.idp.accounts.set('wes', { name: 'Wes', email: 'wes@wary.test' })
    lab.idp.trick = trick
    const page = await lab.signIn(browser, '/sign-in/sso/wary', 'wes')
    expect([page.status, heading(page)]).toEqual([502, 'You were not signed in'])
    expect(heading(await browser.open('/account'))).toBe('Sign in')
  })

  it('is told from the same answer, made again without a change', async () => {
    lab.idp.accounts.set('wes', { name: 'Wes', email: 'wes@wary.test' })
    lab.idp.trick = 'unchanged'
    expect(heading(await lab.signIn(browser, '/sign-in/sso/wary', 'wes'))).toBe('Wes')
  })

  it.each([
    ['state', { state: 'another' }, 'This sign-in is out of date'],
    ['iss', { iss: 'https://accounts.example.org' }, 'You were not signed in'],
    ['code', { code: 'made-up' }, 'You were not signed in'],
  ])('does not take another %s', async (_name, change, title) => {
    const back = new URL(await lab.leave(browser, '/sign-in/sso/wary', 'wes'))
    for (const [name, value] of Object.entries(change)) back.searchParams.set(name, value)
    expect(heading(await browser.open(back.href))).toBe(title)
    expect(heading(await browser.open('/account'))).toBe('Sign in')
  })

  it('goes to nobody else when the provider became another one meanwhile', async () => {
    const other = { name: 'wary login', issuer: lab.idp.issuer, ...CLIENT, defaultRole: 'member' }
    const back = await lab.leave(browser, '/sign-in/sso/wary', 'wes')
    await lab.app.must('PUT', '/tenants/wary/identity-provider', { ...other, clientId: 'another' })
    const { exchanges } = lab.idp
    expect(heading(await browser.open(back))).toBe('This sign-in is out of date')
    expect(lab.idp.exchanges).toBe(exchanges)
    await lab.app.must('PUT', '/tenants/wary/identity-provider', other)
  })

  it('comes back once, and to the browser that left', async () => {
    const victim = new Browser(lab.app.origin)
    await lab.leave(victim, '/sign-in/sso/wary', 'wes')
    const back = await lab.leave(browser, '/sign-in/sso/wary', 'wes')
    for (const other of [victim, new Browser(lab.app.origin)]) {
      expect(heading(await other.open(back))).toBe('This sign-in is out of date')
      expect(heading(await other.open('/account'))).toBe('Sign in')
    }
    const { exchanges } = lab.idp
    const cookie = browser.cookieHeader('/')
    expect(heading(await lab.come(browser, back))).toBe('Wes')
    const replay = await fetch(back, { redirect: 'manual', headers: { cookie } })
    expect([replay.status, await replay.text()]).toEqual([400, expect.stringContaining('out of date')])
    expect(lab.idp.exchanges).toBe(exchanges + 1)
  })

  it('of one person in several tabs at once is one account and one membership', async () => {
    await lab.tenant('tabs', {}, 'tabs.test')
    await lab.tenant('more-tabs', {}, 'more-tabs.test')
    for (const tenant of ['tabs', 'more-tabs']) {
      lab.idp.accounts.set('tabby', { name: 'Tabby', email: `tabby@${tenant}.test` })
      const tabs = [1, 2, 3, 4, 5].map(() => new Browser(lab.app.origin))
      const back: string[] = []
      for (const tab of tabs) back.push(await lab.leave(tab, `/sign-in/sso/${tenant}`, 'tabby'))
      const pages = await Promise.all(tabs.map((tab, i) => lab.come(tab, back[i] ?? '')))
      expect([tenant, ...pages.map(heading)]).toEqual([tenant, ...tabs.map(() => 'Tabby')])
    }
  })

  it('never leads to another site afterwards', async () => {
    for (const next of ['https://evil.example/', '//evil.example/', '/\\evil.example']) {
      const away = `/sign-in/sso/wary?next=${encodeURIComponent(next)}`
      const page = await lab.signIn(new Browser(lab.app.origin), away, 'wes')
      expect(new URL(page.url).href).toBe(`${lab.app.origin}/account`)
    }
    const page = await lab.signIn(browser, `/sign-in/sso/wary?next=${encodeURIComponent('/account?here')}`, 'wes')
    expect(page.url).toBe(`${lab.app.origin}/account?here`)
  })
})
