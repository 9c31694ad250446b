import { Secret, TOTP } from 'otpauth'
import { Browser, member, PASSWORD, RawClient } from '../../support/oauth'
import { heading, openSsoLab, type Page, press, type SsoLab } from './single-sign-on-lab'

/** A tenant whose provider says whatever its admin likes, and the people of others. */
let lab: SsoLab
let browser: Browser
beforeAll(async () => {
  lab = await openSsoLab()
  await lab.app.createTenant('globex')
  await lab.tenant('evil', {}, 'evil.test')
})
beforeEach(() => {
  browser = new Browser(lab.app.origin)
})
afterAll(() => lab.close())

let people = 0
/** An owner of `globex` who is a member of `evil` too and connected its provider; a platform admin when said. */
async function victim({ isPlatformAdmin = false } = {}) {
  const name = `vic-${++people}`
  const whole = await member(lab.app, 'globex', name, 'owner')
  const { url } = await lab.app.must<{ url: string }>('POST', '/tenants/evil/invitations', { role: 'admin' })
  await press(whole.browser, await whole.browser.open(new URL(url).pathname), 'Join')
  const { items } = await lab.app.must<{ items: { id: string; email: string }[] }>('GET', '/users?limit=200')
  const id = items.find(({ email }) => email === whole.email)?.id ?? ''
  if (isPlatformAdmin) await lab.app.must('PATCH', `/users/${id}`, { isPlatformAdmin })
  lab.idp.accounts.set(name, { email: whole.email, email_verified: true })
  const linking = new Browser(lab.app.origin)
  await lab.signIn(linking, '/sign-in/sso/evil', name)
  await press(linking, await lab.password(linking, whole.email, '/sign-in/sso/connect'), 'Connect')
  const limited = new Browser(lab.app.origin)
  const page = await lab.signIn(limited, '/sign-in/sso/evil', name)
  if (!page.text.includes('Signed in for one tenant')) throw new Error(`not limited: ${heading(page)}`)
  return { ...whole, id, name, whole: whole.browser, limited, page }
}

const plain = (page: Page) => page.text.replace(/(name="csrf"\s+value=)"[^"]*"/g, '$1').replace(/[\w-]+@[\w.]+/g, '@')

describe('an address that a provider claims', () => {
  const claims = async (subject: string, account: Readonly<Record<string, unknown>>) => {
    lab.idp.accounts.set(subject, account)
    return lab.signIn(browser, '/sign-in/sso/evil', subject)
  }

  it('is never the account of somebody else, nor tells whether there is one', async () => {
    const other = await member(lab.app, 'globex', 'holly', 'owner')
    const taken = await claims('as-holly', { email: other.email, email_verified: true })
    expect(heading(taken)).toBe('Connect your account')
    expect(heading(await browser.open('/account'))).toBe('Sign in')
    browser = new Browser(lab.app.origin)
    const free = await claims('as-nobody', { email: 'nobody@example.com', email_verified: true })
    expect(plain(free)).toBe(plain(taken))
  })

  it('makes no account outside of a proved domain, or where the provider is not sure', async () => {
    await lab.app.must('POST', '/tenants/evil/domains', { domain: 'claimed.test' })
    const accounts = [
      { email: 'x@unbound.test', email_verified: true },
      { email: 'x@claimed.test', email_verified: true },
      { email: 'x@sub.evil.test', email_verified: true },
      { email: 'x@evil.test', email_verified: false },
      { email: 'x@evil.test', email_verified: 'false' },
      {},
    ]
    for (const [i, account] of accounts.entries()) {
      browser = new Browser(lab.app.origin)
      expect([account, heading(await claims(`x-${i}`, account))]).toEqual([account, 'Connect your account'])
      expect(heading(await browser.open('/account'))).toBe('Sign in')
    }
    expect(heading(await claims('sure', { name: 'Sure', email: 'x@evil.test', email_verified: true }))).toBe('Sure')
  })

  it('is connected with the account that signs in, by a click, after the provider answered', async () => {
    const [attacker, other] = [await member(lab.app, 'globex', 'mallory'), await member(lab.app, 'globex', 'carla')]
    const page = await claims('as-carla', { email: other.email, email_verified: true })
    expect(page.text).not.toContain('Connect</')
    // A session from before does not count.
    const asked = await lab.signIn(other.browser, '/sign-in/sso/evil', 'as-carla')
    expect(heading(asked)).toBe('Connect your account')
    const csrf = /name="csrf" value="([^"]*)"/.exec(asked.text)?.[1] ?? ''
    const forced = await other.browser.open('/sign-in/sso/connect', { csrf })
    expect([forced.status, heading(forced)]).toEqual([403, 'Connect your account'])
    const mine = await lab.password(browser, attacker.email, '/sign-in/sso/connect')
    expect(mine.text).toContain(attacker.email)
    const forged = await browser.open('/sign-in/sso/connect', { csrf: 'made-up' })
    expect(forged.status).toBe(403)
    expect((await press(browser, mine, 'Connect')).text).toContain('Connected sign-in')
    // Connected once: carla cannot be it any more, and mallory is no member of evil.
    const second = await press(other.browser, asked, 'Sign in again')
    const back = await press(other.browser, second, 'Sign in', { email: other.email, password: PASSWORD })
    expect((await press(other.browser, back, 'Connect')).text).toContain('connected with an account already')
    expect(heading(await lab.signIn(new Browser(lab.app.origin), '/sign-in/sso/evil', 'as-carla'))).toBe(
      'You may not sign in here',
    )
  })

  it('leads on, once it is connected, to where the person was going', async () => {
    const { email } = await member(lab.app, 'globex', 'going')
    lab.idp.accounts.set('going', { email })
    await lab.signIn(browser, `/sign-in/sso/evil?next=${encodeURIComponent('/account/second-factor')}`, 'going')
    const page = await press(browser, await lab.password(browser, email, '/sign-in/sso/connect'), 'Connect')
    expect(heading(page)).toBe('Set up a second factor')
  })

  it('leaves an open invitation usable', async () => {
    const { url } = await lab.app.must<{ url: string }>('POST', '/tenants/evil/invitations', { role: 'member' })
    const path = new URL(url).pathname
    lab.idp.accounts.set('invited', { email: 'i@example.com' })
    const page = await lab.signIn(browser, `/sign-in/sso/evil?next=${encodeURIComponent(path)}`, 'invited')
    expect(page.text).toContain(`href="${path}"`)
    expect(heading(await browser.open(path))).toBe('Join Tenant evil')
  })
})

describe('a session that a tenant provider began', () => {
  it('is nobody in other tenants and on the platform, where the whole account is somebody', async () => {
    const { whole, limited, page } = await victim({ isPlatformAdmin: true })
    expect((await whole.open('/account')).text).toContain('platform admin')
    expect(page.text).not.toContain('platform admin')
    const paths = [
      '/tenants/globex',
      '/tenants/globex/members',
      '/users',
      '/audit',
      '/tenants/globex/api-keys',
      '/identity-provider',
    ]
    for (const path of paths) {
      const [own, other] = [await lab.api(whole, 'GET', path), await lab.api(limited, 'GET', path)]
      expect([path, own.status === 200]).toEqual([path, true])
      expect([path, other.status]).toEqual([path, path.startsWith('/tenants/') ? 404 : 403])
    }
    const key = { name: 'k', scope: 'tenant_user' }
    expect((await lab.api(limited, 'POST', '/tenants/globex/api-keys', key)).status).toBe(404)
    expect((await lab.api(limited, 'POST', '/tenants', { slug: 'third', name: 'Third' })).status).toBe(403)
    expect((await lab.api(limited, 'GET', '/tenants/evil/members')).status).toBe(200)
    expect((await lab.api(limited, 'POST', '/tenants/evil/api-keys', key)).status).toBe(201)
  })

  it('sees and ends nothing beyond its tenant', async () => {
    const { whole, limited, page } = await victim()
    expect(page.text).toContain('Tenant evil')
    expect(page.text).not.toMatch(/Tenant globex|Second factor|Change password|Connected sign-in/)
    const me = await lab.api(limited, 'GET', '/me')
    expect(me.body.tenants).toEqual([expect.objectContaining({ slug: 'evil', role: 'admin' })])
    const { items } = (await lab.api(limited, 'GET', '/tenants')).body as { items: { slug: string }[] }
    expect(items.map(({ slug }) => slug)).toEqual(['evil'])
    const sessions = async (of: Browser) =>
      ((await lab.api(of, 'GET', '/me/sessions')).body as { items: { id: string; isThis: boolean }[] }).items
    expect(await sessions(limited)).toHaveLength(1)
    const own = (await sessions(whole)).find(({ isThis }) => isThis)
    expect((await lab.api(limited, 'DELETE', `/me/sessions/${own?.id}`)).status).toBe(404)
    expect((await lab.api(limited, 'DELETE', '/me/sessions')).status).toBe(204)
    expect(heading(await whole.open('/account'))).not.toBe('Sign in')
    expect(heading(await limited.open('/account'))).toBe('Sign in')
  })

  it('reaches neither password, second factor, connections nor invitations', async () => {
    const { whole, limited, email } = await victim()
    const csrf = String((await lab.api(limited, 'GET', '/me')).body.csrf)
    const next = 'another long pass phrase'
    const changed = await limited.open('/account/password', { csrf, current: PASSWORD, password: next })
    expect([changed.status, heading(changed)]).toEqual([403, 'Sign in another way'])
    for (const path of ['/account/second-factor', '/account/second-factor/off', '/account/identities/disconnect']) {
      const sent = await limited.open(path, { csrf, password: PASSWORD, issuer: lab.idp.issuer })
      expect([path, sent.status]).toEqual([path, 403])
    }
    expect(heading(await limited.open('/account/second-factor'))).toBe('Sign in another way')
    expect(heading(await whole.open('/account/second-factor'))).toBe('Set up a second factor')
    const { url } = await lab.app.must<{ url: string }>('POST', '/tenants/globex/invitations', {
      role: 'member',
      email,
    })
    const invited = new URL(url).pathname
    expect(heading(await limited.open(invited))).toBe('Sign in another way')
    expect((await limited.open(invited, { csrf })).status).toBe(403)
    expect(heading(await whole.open(invited))).toBe('Join Tenant globex')
  })

  it('allows no AI client of another tenant, and says how to go on', async () => {
    const { limited, email } = await victim()
    const ask = async (tenant: string) => {
      const client = await RawClient.make(lab.app.origin, lab.app.endpoint(tenant))
      return limited.open(client.authorizeUrl())
    }
    const [own, unknown, other] = [await ask('evil'), await ask('no-such-tenant'), await ask('globex')]
    expect(own.text).toContain('name="decision"')
    expect([other.status, heading(other), plain(other).replace(/consent\/[\w-]+/g, '')]).toEqual([
      403,
      'Sign in another way',
      plain(unknown).replace(/consent\/[\w-]+/g, ''),
    ])
    const signIn = await press(limited, other, 'Sign in another way')
    const asked = await press(limited, signIn, 'Sign in', { email, password: PASSWORD })
    expect(asked.text).toContain('name="decision"')
    expect(asked.text).toContain('/api/v1/globex/mcp')
  })

  it('asks for the second factor of an account that has one, and stays limited', async () => {
    const { whole, name } = await victim()
    const enrol = await whole.open('/account/second-factor')
    const shown = /<code class="secret">([^<]*)</.exec(enrol.text)?.[1] ?? ''
    const totp = new TOTP({ secret: Secret.fromBase32(shown.replaceAll(' ', '')) })
    const code = (later: number) => totp.generate({ timestamp: Date.now() + later })
    await press(whole, enrol, 'Switch it on', { code: code(0), password: PASSWORD })
    const asked = await lab.signIn(browser, '/sign-in/sso/evil?next=/account', name)
    expect(heading(asked)).toBe('Enter a code')
    expect(heading(await browser.open('/account'))).toBe('Sign in')
    const wrong = await press(browser, asked, 'Continue', { code: '000000' })
    expect(wrong.status).toBe(401)
    const page = await press(browser, wrong, 'Continue', { code: code(30_000) })
    expect(page.text).toContain('Signed in for one tenant')
    expect((await lab.api(browser, 'GET', '/tenants/globex')).status).toBe(404)
  })

  it('ends with the membership', async () => {
    const { limited, id } = await victim()
    expect(heading(await limited.open('/account'))).not.toBe('Sign in')
    await lab.app.must('DELETE', `/tenants/evil/members/${id}`)
    expect(heading(await limited.open('/account'))).toBe('Sign in')
    expect((await lab.api(limited, 'GET', '/tenants/evil')).status).toBe(401)
  })

  it('does not begin any more when the provider ends while somebody is on the way', async () => {
    const ends = [
      () => lab.app.must('DELETE', '/tenants/brief/identity-provider'),
      () => lab.tenant.set('brief', { isActive: false }),
      () => lab.tenant.set('brief', { clientId: 'another', clientSecret: 'another-secret-0123456789' }),
    ]
    await lab.tenant('brief', {}, 'brief.test')
    lab.idp.accounts.set('slow', { name: 'Slow', email: 'slow@brief.test' })
    for (const end of ends) {
      await lab.tenant.set('brief')
      browser = new Browser(lab.app.origin)
      lab.idp.meanwhile = end
      const page = await lab.signIn(browser, '/sign-in/sso/brief', 'slow')
      expect([page.status, page.text]).toEqual([409, expect.stringContaining('has changed meanwhile')])
      expect(heading(await browser.open('/account'))).toBe('Sign in')
    }
    // The control: what changes nothing of that ends nothing.
    await lab.tenant.set('brief')
    lab.idp.meanwhile = () => lab.tenant.set('brief', { name: 'Renamed' })
    expect(heading(await lab.signIn(browser, '/sign-in/sso/brief', 'slow'))).toBe('Slow')
  })

  it('does not begin with a code after the provider ended', async () => {
    const { whole, name } = await victim()
    const enrol = await whole.open('/account/second-factor')
    const shown = /<code class="secret">([^<]*)</.exec(enrol.text)?.[1] ?? ''
    const totp = new TOTP({ secret: Secret.fromBase32(shown.replaceAll(' ', '')) })
    const code = (later: number) => totp.generate({ timestamp: Date.now() + later })
    await press(whole, enrol, 'Switch it on', { code: code(0), password: PASSWORD })
    const asked = await lab.signIn(browser, '/sign-in/sso/evil?next=/account', name)
    expect(heading(asked)).toBe('Enter a code')
    await lab.tenant.set('evil', { isActive: false })
    const late = await press(browser, asked, 'Continue', { code: code(30_000) })
    await lab.tenant.set('evil')
    expect([late.status, late.text]).toEqual([409, expect.stringContaining('has changed meanwhile')])
    expect(heading(await browser.open('/account'))).toBe('Sign in')
  })

  it('is not good for another tenant of the same provider', async () => {
    await lab.tenant('twin', {}, 'twin.test')
    const { name } = await victim()
    const page = await lab.signIn(browser, '/sign-in/sso/twin', name)
    expect(heading(page)).toBe('Connect your account')
    const begun = await browser.open('/sign-in/sso/twin')
    expect(begun.text).toContain('twin login')
  })
})

describe("the platform's own provider", () => {
  beforeAll(() =>
    lab.app.must('PUT', '/identity-provider', {
      name: 'Company',
      issuer: lab.idp.issuer,
      clientId: 'sagemcp',
      clientSecret: 'a-secret-of-the-provider-0123456789',
    }),
  )
  afterAll(() => lab.app.must('DELETE', '/identity-provider'))

  it('signs in to nothing that was connected for a tenant only, until it is connected with all of the account', async () => {
    const { email, name } = await victim({ isPlatformAdmin: true })
    const asked = await lab.signIn(browser, '/sign-in', name)
    expect(heading(asked)).toBe('Connect your account')
    expect(heading(await browser.open('/account'))).toBe('Sign in')
    // Nobody else connects it.
    const other = await member(lab.app, 'globex', `other-${name}`)
    const theirs = new Browser(lab.app.origin)
    await lab.signIn(theirs, '/sign-in', name)
    const refused = await press(theirs, await lab.password(theirs, other.email, '/sign-in/sso/connect'), 'Connect')
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('connected with an account already')])
    const confirm = await lab.password(browser, email, '/sign-in/sso/connect')
    expect(confirm.text).not.toContain('only')
    await press(browser, confirm, 'Connect')
    expect((await lab.signIn(new Browser(lab.app.origin), '/sign-in', name)).text).toContain(`${email}, platform admin`)
    // For the tenant it is what it was.
    const limited = await lab.signIn(new Browser(lab.app.origin), '/sign-in/sso/evil', name)
    expect(limited.text).toContain('Signed in for one tenant')
  })

  it('signs in to everything of a connected account, and makes none', async () => {
    const { email, name } = await victim({ isPlatformAdmin: true })
    const linking = new Browser(lab.app.origin)
    await lab.signIn(linking, '/sign-in', name)
    await press(linking, await lab.password(linking, email, '/sign-in/sso/connect'), 'Connect')
    const page = await lab.signIn(browser, '/sign-in', name)
    expect(page.text).toContain(`${email}, platform admin`)
    expect((await lab.api(browser, 'GET', '/users')).status).toBe(200)
    lab.idp.accounts.set('newcomer', { email: 'newcomer@evil.test', email_verified: true })
    const other = new Browser(lab.app.origin)
    expect(heading(await lab.signIn(other, '/sign-in', 'newcomer'))).toBe('Connect your account')
  })

  it('can be disconnected, unless it is the only way in', async () => {
    const { whole, name } = await victim()
    const account = await whole.open('/account')
    const after = await press(whole, account, 'Disconnect')
    expect(after.text).not.toContain('Connected sign-in')
    expect(heading(await lab.signIn(browser, '/sign-in/sso/evil', name))).toBe('Connect your account')
    lab.idp.accounts.set('only', { name: 'Only', email: 'only@evil.test' })
    await lab.signIn(new Browser(lab.app.origin), '/sign-in/sso/evil', 'only')
    const only = new Browser(lab.app.origin)
    const page = await lab.signIn(only, '/sign-in', 'only')
    expect(page.text).toContain('Connected sign-in')
    expect(page.text).not.toContain('Disconnect')
    const csrf = String((await lab.api(only, 'GET', '/me')).body.csrf)
    const sent = { csrf, issuer: lab.idp.issuer, subject: 'only' }
    const refused = await only.open('/account/identities/disconnect', sent)
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('only way into your account')])
  })
})
