import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startTestApp, type TestApp } from '../support/app'
import { CALLBACK, register } from '../support/oauth'

let app: TestApp

// Each test has an app of its own: one address may register only so many clients.
beforeEach(async () => {
  app = await startTestApp()
})
afterEach(() => app?.close())

describe('registration', () => {
  test('refuses redirects that lead to no program', async () => {
    const bad = [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'blob:https://x.example/1',
      'vbscript:x',
      'about:blank',
      'http://example.com/callback',
      'http://127.0.0.1.evil.example/',
      'https://user:pass@example.com/',
      'https://example.com/#fragment',
      'nonsense',
    ]
    for (const uri of bad) {
      const { status, body } = await register(app.origin, { redirect_uris: [CALLBACK, uri] })
      expect([uri, status, body.error]).toEqual([uri, 400, 'invalid_redirect_uri'])
    }
    for (const redirect_uris of [undefined, [], 'x', [7], Array.from({ length: 11 }, () => CALLBACK)]) {
      expect((await register(app.origin, { redirect_uris })).status).toBe(400)
    }
  })

  test('takes one small JSON object and nothing else', async () => {
    const send = async (body: string) =>
      (
        await fetch(`${app.origin}/oauth/register`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        })
      ).status
    for (const body of ['', 'nonsense', '[]', 'null', '"x"']) expect([body, await send(body)]).toEqual([body, 400])
    const padding = 'x'.repeat(40_000)
    expect(await send(JSON.stringify({ redirect_uris: [CALLBACK], padding }))).toBe(413)
    expect(await send(JSON.stringify({ redirect_uris: [CALLBACK] }))).toBe(201)
  })

  test('makes this server ask nothing of addresses that a client names', async () => {
    const asked: string[] = []
    const inside = createServer((req, res) => {
      asked.push(req.url ?? '')
      res.end('[]')
    })
    await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve))
    const site = `http://127.0.0.1:${(inside.address() as AddressInfo).port}`
    try {
      expect(await (await fetch(`${site}/control`)).text()).toBe('[]')
      const named = ['jwks_uri', 'sector_identifier_uri', 'initiate_login_uri', 'logo_uri', 'client_uri', 'policy_uri']
      for (const name of named) await register(app.origin, { [name]: `${site}/${name}` })
      await register(app.origin, { request_uris: [`${site}/request`], software_statement: 'x' })
      expect(asked).toEqual(['/control'])
    } finally {
      inside.closeAllConnections()
      inside.close()
    }
  })

  test('gives no more than an authorization code client gets, and shows no script and no hidden text to people', async () => {
    const { status, body } = await register(app.origin, {
      client_name: `Fine\u202e\n${'x'.repeat(300)}`,
      response_types: ['token', 'id_token'],
      grant_types: ['implicit', 'client_credentials'],
      scope: 'admin',
      default_acr_values: ['x'],
      introspection_signed_response_alg: 'none',
    })
    expect([status, body.response_types, body.grant_types, body.scope]).toEqual([
      201,
      ['code'],
      ['authorization_code'],
      undefined,
    ])
    expect(body.client_name).toBe(`Fine${'x'.repeat(96)}`)
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['client_secret']))
    for (const name of ['client_uri', 'logo_uri', 'policy_uri', 'tos_uri']) {
      const refused = await register(app.origin, { [name]: 'javascript:alert(1)' })
      expect([name, refused.status]).toEqual([name, 400])
    }
    for (const method of ['private_key_jwt', 'tls_client_auth', 'nonsense']) {
      const refused = await register(app.origin, { token_endpoint_auth_method: method })
      expect([method, refused.status]).toEqual([method, 400])
    }
  })
})

describe('clients as they are', () => {
  test('a custom scheme or loopback makes it native, whatever it says; unknown scopes and grants count for nothing', async () => {
    const cursor = { redirect_uris: ['cursor://anysphere.cursor-mcp/oauth/callback'], application_type: 'web' }
    const code = { redirect_uris: ['http://127.0.0.1:33418/', 'https://vscode.dev/redirect'] }
    for (const given of [cursor, code, { ...cursor, application_type: undefined }]) {
      const { status, body } = await register(app.origin, {
        ...given,
        scope: 'openid everything',
        grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      })
      expect([status, body.application_type, body.scope]).toEqual([201, 'native', undefined])
      expect(body.grant_types).toEqual(['authorization_code', 'refresh_token'])
      expect(body.redirect_uris).toEqual(given.redirect_uris)
    }
    const web = await register(app.origin, { redirect_uris: ['https://claude.ai/api/mcp/auth_callback'] })
    expect([web.status, web.body.application_type]).toEqual([201, 'web'])
  })

  test('nobody chooses a client’s id, and a flood from one address is stopped', async () => {
    const chosen = await register(app.origin, { client_id: 'mine', client_secret: 'mine' })
    expect(chosen.body.client_id).not.toBe('mine')
    expect(chosen.body.client_secret).toBeUndefined()
    const statuses = []
    for (let i = 0; i < 40; i += 1) statuses.push((await register(app.origin)).status)
    expect(statuses[0]).toBe(201)
    expect(statuses.at(-1)).toBe(429)
  })
})
