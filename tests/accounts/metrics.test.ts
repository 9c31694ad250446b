import { AccountsApp, plainAppOf } from '../support/accounts'
import { NEVER, Renewal } from '../support/renewals'
import { ask } from '../support/raw'

const TOKEN = 'monitoring-token-of-this-test'

let world: AccountsApp
beforeAll(async () => {
  world = await AccountsApp.start({
    vendors: ['github', 'linear'],
    sweepMs: NEVER,
    env: { SAGEMCP_METRICS_TOKEN: TOKEN },
  })
})
afterAll(() => world?.close())

const at = (path = '/metrics') => `${world.app.origin}${path}`
const read = async () => (await ask(at(), { headers: { authorization: `Bearer ${TOKEN}` } })).text

/** Sample lines of a metric with this label, by the value of another label. */
function samples(text: string, name: string, has: string, by: string): Record<string, number> {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) && line.includes(has))
  return Object.fromEntries(
    lines.map((line) => [new RegExp(`${by}="(\\w+)"`).exec(line)?.[1], Number(line.split(' ').at(-1))]),
  )
}

describe('who may read it', () => {
  test('whoever has the token of its own, in the Prometheus text format', async () => {
    const reply = await ask(at(), { headers: { authorization: `Bearer ${TOKEN}` } })
    expect(reply.status).toBe(200)
    expect(reply.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4; charset=utf-8$/)
    expect(reply.headers['cache-control']).toBe('no-store')
    expect(reply.text).toContain('# TYPE sagemcp_vendor_accounts gauge')
    expect(reply.text).toContain('# TYPE sagemcp_account_refreshes_total counter')
    expect(reply.text).toContain('sagemcp_process_cpu_seconds_total')
    for (const line of reply.text.split('\n').filter((each) => /^[a-z]/.test(each))) {
      expect(line).toMatch(/^sagemcp_[a-z0-9_]+(\{([a-z_]+="[^"]*",?)+\})? [-+0-9.eE]+(Inf)?$|Nan$/)
    }
    expect((await ask(at('/metrics?a=1'), { headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(200)
  })

  test('no other token, and no key of the API', async () => {
    const wrong = [
      'Bearer wrong',
      `Bearer ${TOKEN}x`,
      `Bearer ${TOKEN.slice(1)}`,
      TOKEN,
      `Basic ${TOKEN}`,
      'Bearer ',
      '',
    ]
    for (const authorization of [...wrong, `Bearer ${world.app.key}`]) {
      const reply = await ask(at(), { headers: authorization ? { authorization } : {} })
      expect({ authorization, status: reply.status }).toEqual({ authorization, status: 401 })
      expect(reply.headers['www-authenticate']).toBe('Bearer')
      expect(reply.text).toBe('')
    }
    expect((await ask(at(`/metrics?token=${TOKEN}`))).status).toBe(401)
  })

  test('and the token opens nothing else', async () => {
    const reply = await ask(at('/api/v1/admin/tenants'), { headers: { authorization: `Bearer ${TOKEN}` } })
    expect(reply.status).toBe(401)
  })

  test('reading is all that may be done', async () => {
    const reply = await ask(at(), { method: 'POST', headers: { authorization: `Bearer ${TOKEN}` } })
    expect(reply.status).toBe(405)
    expect(reply.headers.allow).toBe('GET')
  })

  test('without a token the address does not exist', async () => {
    const other = await AccountsApp.start({ vendors: ['github'], sweepMs: NEVER })
    try {
      for (const authorization of ['', 'Bearer ', 'Bearer undefined', `Bearer ${TOKEN}`]) {
        const headers = authorization ? { authorization } : {}
        expect((await ask(`${other.app.origin}/metrics`, { headers })).status).toBe(404)
      }
    } finally {
      await other.close()
    }
  })
})

describe('what it says', () => {
  test('accounts by tenant, provider and state: each once, shared or personal', async () => {
    const it = await Renewal.start(world, 'github', { connector: { account: 'personal' } })
    const mia = await world.person(it.tenant, 'mia', 'member')
    await world.connect(mia, it.tenant, it.slug, { account: 'ben' })
    await world.configure(it.tenant, 'linear')
    const { slug } = await world.addConnector(it.tenant, 'linear')
    await world.connect(it.ana, it.tenant, slug)
    const own = `tenant="${it.tenant}"`
    const github = async () => samples(await read(), 'sagemcp_vendor_accounts', `${own},provider="github"`, 'state')
    const linear = async () => samples(await read(), 'sagemcp_vendor_accounts', `${own},provider="linear"`, 'state')
    expect(await github()).toEqual({ ok: 2 })
    expect(await linear()).toEqual({ ok: 1 })
    it.standIn.revokeGrant('ben')
    await it.call(mia.key)
    expect(await github()).toEqual({ ok: 1, reconnect_needed: 1 })
    // What is gone is not counted on.
    const mine = await mia.ask<{ items: { id: string }[] }>('GET', `/tenants/${it.tenant}/my-accounts`)
    await mia.ask('DELETE', `/tenants/${it.tenant}/my-accounts/${mine.body.items[0]?.id}`)
    expect(await github()).toEqual({ ok: 1 })
    await world.app.must('DELETE', `/tenants/${it.tenant}`)
    expect(await read()).not.toContain(own)
  })

  test('a token that somebody pasted counts too, and a disabled connector keeps its account', async () => {
    await world.app.createTenant('pasted')
    const { id } = await world.addConnector('pasted', 'github')
    await world.app.setToken('pasted', id, 'ghp_pasted')
    await world.app.updateConnector('pasted', id, { isEnabled: false })
    expect(samples(await read(), 'sagemcp_vendor_accounts', 'tenant="pasted"', 'state')).toEqual({ ok: 1 })
  })

  test('refreshes by provider and outcome', async () => {
    const count = async () => samples(await read(), 'sagemcp_account_refreshes_total', 'provider="linear"', 'outcome')
    const it = await Renewal.start(world, 'linear')
    const before = await count()
    it.standIn.expire('ada')
    expect(await it.call()).toMatchObject({ isError: false })
    expect(await count()).toEqual({ ...before, ok: (before.ok ?? 0) + 1 })
    it.standIn.revokeGrant('ada')
    expect(await it.call()).toMatchObject({ isError: true })
    expect(await count()).toEqual({ ...before, ok: (before.ok ?? 0) + 1, dead: (before.dead ?? 0) + 1 })
  })

  test('nothing of an account but these labels', async () => {
    const { clientId, clientSecret } = plainAppOf('github', world.app.origin)
    const it = await Renewal.start(world, 'github', { config: { clientId, clientSecret } })
    const text = await read()
    const secrets = [it.standIn.tokenOf('ada'), clientSecret, clientId, it.ana.key, it.ana.email, 'ada-north']
    for (const secret of secrets) expect(text).not.toContain(secret)
    for (const line of text.split('\n').filter((each) => each.startsWith('sagemcp_vendor_accounts{'))) {
      expect(line).toMatch(/^sagemcp_vendor_accounts\{tenant="[^"]+",provider="[a-z]+",state="[a-z_]+"\} \d+$/)
    }
  })
})
