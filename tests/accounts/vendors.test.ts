import { CONNECTED, tellStories, VENDOR_CASES } from '../support/vendor-story'

/*
 * The whole way to each vendor and back, through our HTTP interface, against stand-ins that hold us to the vendor's rules: how
 * the application proves itself, form or JSON, PKCE, the exact redirect, codes that work once, old tokens that die.
 */
const stories = tellStories()

describe.each(VENDOR_CASES)('$title', (of) => {
  test('connect and call: our page, consent, and the call runs as who consented', async () => {
    const it = await stories.begin(of)
    await it.add('first')
    const before = await it.call('first')
    expect(before).toMatchObject({ isError: true, body: { code: 'connect_required' } })

    const page = await it.ana.browser.open(String(before.body.connect_url))
    expect(page.text).toContain(`Tenant ${it.tenant}`)
    expect(page.text).toContain('<code class="muted">first</code>')
    expect(it.standIn.requests).toEqual([])
    const out = new URL(await it.world.toVendor(it.ana.browser, String(before.body.connect_url)))
    expect(await it.arrive(out)).toBe(CONNECTED)
    expect(it.pkce(out)).toBe(of.vendor === 'slack' ? 'none' : 'S256')
    expect((await it.ana.browser.open(CONNECTED)).text).toContain('The account is connected')

    expect(await it.call('first')).toMatchObject({ isError: false, body: of.ada })
    expect(it.standIn.requests.at(-1)).toMatchObject({
      status: 200,
      token: { value: it.accessToken(), account: 'ada' },
    })
    expect(await it.account()).toMatchObject({ state: 'ok', missingScopes: [], connectors: ['first'], userId: null })
  })

  test('denied: nothing is stored, and the same connector can be connected afterwards', async () => {
    const it = await stories.begin(of)
    await it.add('first')
    expect(await it.connect('first', { deny: true })).toBe('/oauth/error?status=denied')
    expect((await it.ana.browser.open('/oauth/error?status=denied')).text).toContain('You did not allow it')
    expect(await it.accounts()).toEqual([])
    expect(it.asked()).toEqual([])
    expect(await it.call('first')).toMatchObject({ isError: true, body: { code: 'connect_required' } })
    expect(await it.connect('first')).toBe(CONNECTED)
    expect((await it.call('first')).isError).toBe(false)
  })

  test('revoked at the vendor: the next call has a link, and with it all connectors of the account work again', async () => {
    const it = await stories.begin(of)
    for (const slug of ['first', 'second']) expect(await it.connect(await it.add(slug))).toBe(CONNECTED)
    const account = await it.account()
    expect(account.connectors).toEqual(['first', 'second'])

    it.standIn.revokeGrant('ada')
    const refused = await it.call('first')
    expect(refused).toMatchObject({
      isError: true,
      body: {
        code: of.refresh === 'none' ? 'auth_expired' : 'connect_required',
        hint: expect.stringContaining('http'),
      },
    })
    expect((await it.call('second')).isError).toBe(true)
    expect(await it.account()).toMatchObject({ id: account.id, state: 'reconnect_needed' })

    expect(await it.follow(refused.body.connect_url)).toBe(CONNECTED)
    expect(await it.account()).toMatchObject({ id: account.id, state: 'ok', connectors: ['first', 'second'] })
    for (const slug of ['first', 'second']) expect(await it.call(slug)).toMatchObject({ isError: false, body: of.ada })
  })

  test('deleted: gone here, and at the vendor where it takes tokens back', async () => {
    const it = await stories.begin(of)
    expect(await it.connect(await it.add('first'))).toBe(CONNECTED)
    const access = it.accessToken() ?? ''
    expect((await it.byHand.whoAmI(access)).status).toBe(200)
    it.standIn.reset()
    expect(await it.remove(await it.account())).toEqual({ atVendor: of.gives })
    expect(await it.accounts()).toEqual([])
    expect(await it.call('first')).toMatchObject({ isError: true, body: { code: 'connect_required' } })
    const mine = it.standIn.ledger.token(access)
    expect(mine && it.standIn.ledger.life(mine) === 'good').toBe(of.gives === 'not_possible')
    expect(it.asked().map(([purpose]) => purpose)).toEqual(of.gives === 'revoked' ? ['revoke'] : [])
  })

  test('two accounts of the vendor in one tenant: each connector with its own', async () => {
    const it = await stories.begin(of)
    expect(await it.connect(await it.add('first'))).toBe(CONNECTED)
    expect(await it.connect(await it.add('second'), { account: 'ben' })).toBe(CONNECTED)
    expect((await it.accounts()).map(({ connectors }) => connectors)).toEqual([['first'], ['second']])
    expect((await it.call('first')).body).toMatchObject(of.ada)
    expect((await it.call('second')).body).toMatchObject(of.ben)
  })

  test('an application with a wrong secret is refused: the vendor does look at it', async () => {
    const it = await stories.begin(of, { clientSecret: 'another' })
    expect(await it.connect(await it.add('first'))).toBe('/oauth/error?status=app_refused')
    expect(it.standIn.violations).toEqual(['token: wrong_secret'])
    it.standIn.reset()
    expect(await it.accounts()).toEqual([])
  })
})
