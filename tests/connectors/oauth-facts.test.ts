import { type AuthMethod, DEFAULT_TOKENS, defaultRegistry, oauthOf, providerOf } from '../../connectors/sdk'
import { lackingScopes } from '../../server/credentials/accounts'
import { scopeParameters } from '../../server/oauth/scopes'
import { hostMatches } from '../../server/vendors/redirects'
import { FACTS, typeOf } from '../support/vendors/oauth-facts'

test('every type with OAuth has its facts here', () => {
  const found = defaultRegistry.all().filter((type) => oauthOf(type))
  expect(found.map(({ type }) => type)).toEqual(Object.keys(FACTS))
})

describe.each(Object.entries(FACTS))('%s', (name, facts) => {
  const type = typeOf(name)
  const { oauth } = type
  const { addresses, authorize = {}, token = {}, revoke = {}, tokens = DEFAULT_TOKENS } = oauth

  test('asks at the addresses of its vendor, over https and without a query', () => {
    const host = (address: string | undefined) => (address === undefined ? undefined : new URL(address).hostname)
    expect({
      authorize: host(addresses.authorize),
      token: host(addresses.token),
      revoke: host(addresses.revoke),
    }).toEqual(facts.hosts)
    for (const address of Object.values(addresses) as string[]) {
      expect(new URL(address)).toMatchObject({ protocol: 'https:', port: '', search: '', hash: '', username: '' })
    }
    expect(providerOf(type)).toBe(facts.provider)
  })

  test('asks as its vendor wants it', () => {
    expect(authorize.parameters ?? {}).toEqual(facts.parameters)
    expect(authorize.scopeSeparator ?? ' ').toBe(facts.separator)
    expect(authorize.pkce ?? true).toBe(facts.pkce)
    expect(`${token.client ?? 'body'} ${token.body ?? 'form'}`).toBe(facts.token)
    expect(Object.keys(token.headers ?? {})).toEqual(facts.headers)
    const found = Object.entries(tokens).map(([each, { scopeParameter, at }]) => [
      each,
      at === undefined ? [scopeParameter] : [scopeParameter, at],
    ])
    expect(Object.fromEntries(found)).toEqual(facts.tokens)
    expect(Object.keys(tokens)).toEqual(Object.keys(facts.tokens))
  })

  test('gives back as its vendor wants it', () => {
    const { method = 'POST', by = token.client ?? 'body', body = token.body ?? 'form', gives = 'access' } = revoke
    const field = revoke.field === undefined ? 'token' : (revoke.field ?? '-')
    expect(addresses.revoke && `${method} ${by} ${body} ${field} ${gives}`).toBe(facts.revoke)
  })

  test('refreshes as its vendor wants it', () => {
    expect(oauth.refresh).toBe(facts.refresh)
    expect(oauth.deadGrant ?? ['invalid_grant']).toEqual(expect.arrayContaining([...facts.dead]))
    // Codes that speak of the application, the vendor or the network: an account is not lost by them.
    for (const code of ['invalid_client', 'bad_client_secret', 'incorrect_client_credentials', 'server_error']) {
      expect(oauth.deadGrant ?? []).not.toContain(code)
    }
  })

  test('asks for what it always needs, and for scopes in the form of its vendor', () => {
    expect(oauth.baseScopes ?? {}).toEqual(facts.base)
    const asked = [...type.declared.tools.values()].flatMap(({ declaration }) => declaration.scopes)
    const all = [...asked, ...Object.values(oauth.baseScopes ?? {}).flat(), ...Object.keys(oauth.implies ?? {})]
    const form = facts.capabilities ? /^[a-z]+(?: [a-z]+)+$/ : /^[a-z][A-Za-z0-9_.:/-]+$/
    for (const scope of all) expect(scope).toMatch(form)
    if (!facts.capabilities) return
    const granted = ['read', 'content', 'read_content']
    expect(lackingScopes(type, granted, all)).toEqual([])
    const wanted = { default: all }
    expect(scopeParameters(oauth, wanted, [])).toEqual({ parameters: {}, scopes: [] })
  })

  test('implies all at once: what one scope stands for needs no second step, and none stands for itself', () => {
    const { implies = {} } = oauth
    for (const [scope, others] of Object.entries(implies)) {
      expect(others).not.toContain(scope)
      expect(new Set(others).size).toBe(others.length)
      for (const other of others) {
        for (const further of implies[other] ?? []) expect(others).toContain(further)
      }
    }
  })

  test('has places on hosts of its vendor, and on no other', () => {
    const { placeHosts = [] } = oauth
    const isKnown = (address: string) => placeHosts.some((pattern) => hostMatches(new URL(address), pattern))
    expect(facts.places.filter((host) => !isKnown(`https://${host}/v2`))).toEqual([])
    expect(placeHosts.length > 0).toBe(facts.places.length > 0)
    for (const host of facts.places) {
      for (const foreign of [`${host}.evil.example`, `${host}:8443`]) {
        expect(isKnown(`https://${foreign}/v2`)).toBe(false)
      }
      expect(isKnown(`http://${host}/v2`)).toBe(false)
    }
    for (const foreign of [
      'evil.example',
      'zoom.us.evil.example',
      'evilzoom.us',
      'atlassian.com',
      'evil.atlassian.net',
    ]) {
      expect(isKnown(`https://${foreign}/v2`)).toBe(false)
    }
  })

  test('takes a pasted token where the vendor has one', () => {
    const isToken = (method: AuthMethod): method is Extract<AuthMethod, { kind: 'token' }> => method.kind === 'token'
    const pasted = type.auth.find(isToken)
    expect(pasted && (pasted.scheme ?? 'Bearer')).toBe(facts.pasted)
    expect(type.auth[0]?.kind).toBe('oauth2')
    expect(oauth.help).toMatch(/^[A-Z][\w ]+: .{20,}\.$/)
  })

  test('knows a server that a customer runs, where there is one', () => {
    expect(oauth.selfHosted !== undefined).toBe(facts.selfHosted)
  })
})

test.each([
  ['https://ghe.example.com/api/v3', 'https://ghe.example.com', 'https://ghe.example.com/api/v3'],
  ['https://ghe.example.com:8443/api/v3/', 'https://ghe.example.com:8443', 'https://ghe.example.com:8443/api/v3'],
  ['https://api.octo.ghe.com', 'https://octo.ghe.com', 'https://api.octo.ghe.com'],
  ['https://api.github.com/', 'https://github.com', 'https://api.github.com'],
  // Not GitHub's: the host is the customer's own.
  ['https://api.github.com.evil.example/api/v3', 'https://api.github.com.evil.example', undefined],
  ['https://api.evil.example', 'https://api.evil.example', undefined],
])('the server %s has its pages at %s', (api, pages, revoke) => {
  const found = typeOf('github').oauth.selfHosted?.(new URL(api))
  expect(found).toMatchObject({
    authorize: `${pages}/login/oauth/authorize`,
    token: `${pages}/login/oauth/access_token`,
  })
  if (revoke !== undefined) expect(found?.revoke).toBe(`${revoke}/applications/{client_id}/token`)
})
