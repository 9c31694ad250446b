import { randomUUID } from 'node:crypto'
import { ApiKey } from '../../../server/api-keys/entity'
import { addGrant, listGrants } from '../../../server/authorization-server/store'
import { Invitation } from '../../../server/invitations/entity'
import { Identity } from '../../../server/users/entity'
import { until } from '../../support/until'
import type { Browser } from './browser'
import { openSite, PASSWORD, type Site } from './harness'

let site: Site
let email: string
let count = 0
beforeAll(async () => {
  site = await openSite()
})
beforeEach(() => {
  email = `allower-${(count += 1)}@example.com`
})
afterAll(() => site.close())

const NEW = 'four loud orange bells'
const userOf = async (of: string) => {
  const user = (await site.users.list({ after: undefined, limit: 200 })).find((u) => u.email === of)
  if (!user) throw new Error(`no ${of}`)
  return user
}

/** What an AI client was allowed by somebody in the tenant that they are in. */
async function allow(of: string, more: Partial<Parameters<typeof addGrant>[1]> = {}): Promise<string> {
  const { id: userId } = await userOf(of)
  const [membership] = await site.users.memberships(userId)
  const grant = {
    id: randomUUID(),
    tenantId: membership?.tenant.id ?? '',
    userId,
    connectorId: null,
    clientId: 'client',
    clientName: 'Robot',
    redirectHost: 'robot.example',
    scopes: ['mcp:read'],
    ...more,
  }
  await site.db.withSystem((em) => addGrant(em, grant))
  return grant.id
}

const grantsOf = async (of: string) => {
  const { id: userId } = await userOf(of)
  return (await site.db.withSystem((em) => listGrants(em, { userId }))).map(({ clientName }) => clientName).sort()
}

async function eventsOf(action: string, target: string) {
  return (await site.db.withSystem((em) =>
    em.query('SELECT tenant_id AS tenant, actor, details FROM sagemcp.audit_events WHERE action = $1 AND target = $2', [
      action,
      target,
    ]),
  )) as { tenant: string | null; actor: { id: string }; details: object }[]
}

async function addKey(of: string, tenantId: string | null): Promise<string> {
  const { id: userId } = await userOf(of)
  const id = randomUUID()
  const key = { id, tenantId, userId, name: 'own', scope: 'tenant_user', readOnly: false } as const
  await site.db.withSystem((em) =>
    em.insert(ApiKey, { ...key, secretHash: Buffer.alloc(32, count), createdBy: `user:${userId}` }),
  )
  return id
}
const hasKey = (id: string) => site.db.withSystem((em) => em.existsBy(ApiKey, { id }))

const change = async (browser: Browser, leaveOut: readonly string[] = []) => {
  const page = await browser.open('/account')
  const form = page.forms.find(({ submit }) => submit === 'Change password')
  const fields = { ...form?.fields, current: PASSWORD, password: NEW }
  const kept = Object.entries(fields).filter(([name]) => !leaveOut.includes(name))
  return browser.post(form?.action ?? '', Object.fromEntries(kept))
}

describe('connected clients', () => {
  it('are listed to whoever allowed them, who ends each', async () => {
    const browser = await site.member(email)
    expect((await browser.open('/account')).text).toContain('No AI client may use tools as you.')
    const kept = await allow(email, { clientName: 'Kept', redirectHost: 'kept.example:8443' })
    const ended = await allow(email, { clientName: '<b>Local</b>', redirectHost: '127.0.0.1:33418' })
    await allow(email, { clientName: 'Desk', redirectHost: 'desk://' })
    const page = await browser.open('/account')
    const [membership] = await site.users.memberships((await userOf(email)).id)
    expect(page.text).toContain(`Kept /api/v1/${membership?.tenant.slug}/mcp kept.example:8443, allowed just now`)
    expect(page.text).toContain('<b>Local</b>')
    expect(page.html).not.toContain('<b>')
    expect(page.text).toContain('a program on a computer, allowed just now')
    expect(page.text).toContain('a program that opens desk://')

    const after = await browser.submit(page, 'End <b>Local</b>')
    expect(after).toMatchObject({ status: 200, path: '/account' })
    expect(await grantsOf(email)).toEqual(['Desk', 'Kept'])
    expect(await eventsOf('client.end', ended)).toMatchObject([
      { tenant: membership?.tenant.id, actor: { id: `user:${(await userOf(email)).id}` } },
    ])
    expect(await eventsOf('client.end', kept)).toEqual([])
    // The page was open in another window.
    expect(await browser.submit(page, 'End <b>Local</b>')).toMatchObject({ status: 200, path: '/account' })
  })

  it('are nobody else’s to see or end', async () => {
    await site.member(email)
    const id = await allow(email, { clientName: 'Private' })
    const other = await site.member(`other-${email}`)
    const page = await other.open('/account')
    expect(page.text).not.toContain('Private')
    const csrf = page.forms[0]?.fields.csrf ?? ''
    for (const given of [id, '', "'", 'x'.repeat(200)]) {
      expect((await other.post('/account/clients/end', { csrf, id: given })).title).toBe('Ben')
    }
    expect((await other.post('/account/clients/end', { csrf: 'x', id })).status).toBe(403)
    expect((await site.browser().post('/account/clients/end', { csrf, id })).status).toBe(403)
    expect(await grantsOf(email)).toEqual(['Private'])
  })
})

describe('a changed password', () => {
  it('ends connected clients unless its owner says otherwise, and never keys', async () => {
    const browser = await site.member(email)
    expect((await browser.open('/account')).html).not.toContain('name="clients"')
    const id = await allow(email)
    const key = await addKey(email, (await site.users.memberships((await userOf(email)).id))[0]?.tenant.id ?? '')
    expect((await browser.open('/account')).html).toMatch(/name="clients"[^>]*checked/s)
    expect((await change(browser)).title).toBe('Ben')
    expect(await grantsOf(email)).toEqual([])
    expect(await eventsOf('client.end', id)).toMatchObject([{ details: { because: 'new password' } }])
    expect(await hasKey(key)).toBe(true)
  })

  it('leaves them when the box is cleared', async () => {
    const browser = await site.member(email)
    await allow(email)
    expect((await change(browser, ['clients'])).title).toBe('Ben')
    expect((await site.browser().signIn(email, NEW)).title).toBe('Ben')
    expect(await grantsOf(email)).toEqual(['Robot'])
  })

  it('that is refused ends nothing, and the box stays as it was', async () => {
    const browser = await site.member(email)
    await allow(email)
    const page = await browser.open('/account')
    const wrong = await browser.submit(page, 'Change password', { current: 'not the one', password: NEW })
    expect(wrong.status).toBe(401)
    expect(wrong.html).toMatch(/name="clients"[^>]*checked/s)
    expect(await grantsOf(email)).toEqual(['Robot'])
  })
})

describe('a reset link', () => {
  async function left(of: string) {
    const user = await userOf(of)
    const tenantId = (await site.users.memberships(user.id))[0]?.tenant.id ?? ''
    const invitation = {
      tenantId,
      tokenHash: Buffer.from(randomUUID()),
      role: 'member',
      email: null,
      invitedBy: `user:${user.id}`,
      expiresAt: new Date(Date.now() + 60_000),
      acceptedAt: null,
    } as const
    const { id } = await site.db.withSystem((em) => em.save(em.create(Invitation, invitation)))
    const keys = [await addKey(of, tenantId)]
    const connected = { issuer: 'https://login.example.org', subject: `connected by ${of}` }
    const made = { issuer: 'https://login.example.org', subject: `made ${of}` }
    await site.db.withSystem((em) =>
      em.insert(Identity, [
        { ...connected, userId: user.id, madeIn: null, onlyTenants: null },
        { ...made, userId: user.id, madeIn: tenantId, onlyTenants: null },
      ]),
    )
    await allow(of)
    return {
      keys,
      there: async () => ({
        keys: (await Promise.all(keys.map(hasKey))).filter(Boolean).length,
        grants: (await grantsOf(of)).length,
        invitations: Number(await site.db.withSystem((em) => em.existsBy(Invitation, { id }))),
        connected: Number(await site.db.withSystem((em) => em.existsBy(Identity, connected))),
        made: Number(await site.db.withSystem((em) => em.existsBy(Identity, made))),
      }),
    }
  }

  it('ends clients, keys, invitations and connected sign-ins of that person, and of nobody else', async () => {
    await site.member(email)
    await site.member(`other-${email}`)
    const [mine, theirs] = [await left(email), await left(`other-${email}`)]
    const page = await site.browser().open(await site.resetLink(email))
    const browser = site.browser()
    const again = await browser.open(page.path)
    expect(again.html).toMatch(/name="keys"[^>]*checked/s)
    expect((await browser.submit(again, 'Change password', { password: NEW })).title).toBe('Sign in')
    expect(await mine.there()).toEqual({ keys: 0, grants: 0, invitations: 0, connected: 0, made: 1 })
    expect(await theirs.there()).toEqual({ keys: 1, grants: 1, invitations: 1, connected: 1, made: 1 })
    expect(await eventsOf('key.delete', mine.keys[0] ?? '')).toMatchObject([{ details: { because: 'new password' } }])
  })

  it('keeps keys, invitations and connected sign-ins when the box is cleared; clients end in any case', async () => {
    await site.member(email)
    const mine = await left(email)
    const browser = site.browser()
    const page = await browser.open(await site.resetLink(email))
    const { action = '', fields } = page.forms[0] ?? {}
    const { keys: _keys, ...rest } = { ...fields, password: NEW } as Record<string, string>
    expect((await browser.post(action, rest)).title).toBe('Sign in')
    expect(await mine.there()).toEqual({ keys: 1, grants: 0, invitations: 1, connected: 1, made: 1 })
  })
})

describe('sessions of other browsers', () => {
  it('end at one button, which is there when there are any', async () => {
    const laptop = await site.member(email)
    const button = 'End all other sessions'
    expect((await laptop.open('/account')).forms.map(({ submit }) => submit)).not.toContain(button)
    const [phone, tablet] = [site.browser(), site.browser()]
    for (const browser of [phone, tablet]) await browser.signIn(email, PASSWORD)
    const other = await site.member(`other-${email}`)
    const after = await laptop.submit(await laptop.open('/account'), button)
    expect(after).toMatchObject({ status: 200, title: 'Ben' })
    for (const browser of [phone, tablet]) expect((await browser.open('/account')).title).toBe('Sign in')
    expect((await laptop.open('/account')).title).toBe('Ben')
    expect((await other.open('/account')).title).toBe('Ben')
    expect(await eventsOf('session.end', 'others')).toHaveLength(1)
    expect((await laptop.post('/account/sessions/end-others', { csrf: 'x' })).status).toBe(403)
  })
})

describe('guessing at an account', () => {
  const guesses = async (of: string) => {
    const { id } = await userOf(of)
    return (await eventsOf('session.create', id)).filter(({ actor }) => actor.id === 'stranger')
  }

  /** By now whatever was to be written about others is. */
  async function anotherIsWrittenDown() {
    const other = `another-${email}`
    await site.member(other)
    const attacker = site.browser()
    for (let i = 0; i < 9; i += 1) await attacker.signIn(other, `guess ${i}`)
    await until('another is written down', async () => (await guesses(other)).length === 1)
  }

  it('is written down once when it is slowed down, however long it goes on', async () => {
    await site.member(email)
    const attacker = site.browser('192.0.2.70')
    for (let i = 0; i < 8; i += 1) expect((await attacker.signIn(email, `guess ${i}`)).status).toBe(401)
    expect(await guesses(email)).toEqual([])
    const found = async () => (await guesses(email)).length === 1
    for (let i = 0; i < 5; i += 1) expect((await attacker.signIn(email, `guess ${i}`)).status).toBe(429)
    await until('it is written down', found)
    const elsewhere = site.browser('192.0.2.71')
    for (let i = 0; i < 10; i += 1) await elsewhere.signIn(email, `guess ${i}`)
    await anotherIsWrittenDown()
    expect(await guesses(email)).toMatchObject([{ tenant: null, details: { what: 'password' } }])
  })

  it('leaves nothing about addresses without an account', async () => {
    const attacker = site.browser('192.0.2.72')
    for (let i = 0; i < 10; i += 1) await attacker.signIn(`nobody-${email}`, 'guess')
    await anotherIsWrittenDown()
    const rows = await site.db.withSystem((em) =>
      em.query('SELECT target FROM sagemcp.audit_events WHERE outcome = $1 AND address = $2', [
        'rate_limited',
        attacker.address,
      ]),
    )
    expect(rows).toEqual([])
  })
})
