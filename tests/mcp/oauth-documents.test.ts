import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { startTestApp, type TestApp, withLab } from '../support/app'
import { type Browser, CALLBACK, member, RawClient } from '../support/oauth'
import { localhostTls } from '../support/localhost-tls'

/** What a client says about itself, at https://localhost:<port>/<name>. */
const documents: Record<string, (url: string) => { status?: number; headers?: Record<string, string>; body: string }> =
  {}
const asked: string[] = []
let server: Server
let site: string
let folder: string
let app: TestApp
let ada: Awaited<ReturnType<typeof member>>
let url: string

const json = (body: object) => ({ body: JSON.stringify(body) })
const describeClient = (id: string, more: object = {}) =>
  json({
    client_id: id,
    client_name: 'A client with a document',
    redirect_uris: ['http://127.0.0.1/callback'],
    ...more,
  })

beforeAll(async () => {
  server = createServer(localhostTls, (req, res) => {
    const path = req.url ?? ''
    asked.push(path)
    const { status = 200, headers = {}, body } = documents[path]?.(`${site}${path}`) ?? { status: 404, body: '' }
    res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  site = `https://localhost:${(server.address() as AddressInfo).port}`
  folder = mkdtempSync(join(tmpdir(), 'sagemcp-ca-'))
  writeFileSync(join(folder, 'ca.pem'), localhostTls.cert)
  app = await startTestApp({ env: environment() })
  url = (await withLab(app, 'acme')).url
  ada = await member(app, 'acme', 'ada')
})
afterAll(async () => {
  await app?.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true })
})

const environment = (setting = 'SAGEMCP_OAUTH_CIMD_PRIVATE_HOSTS') => ({
  SAGEMCP_EXTRA_CA_FILE: join(folder, 'ca.pem'),
  [setting]: `${new URL(site).host},127.0.0.1`,
})

/** What the SDK asks of its host program, with a person's browser behind it. */
class Host {
  information: unknown
  saved: unknown
  verifier = ''
  discovered: unknown
  back: URL | undefined
  decision = 'allow'
  readonly redirectUrl = CALLBACK
  readonly clientMetadata = { client_name: 'unused', redirect_uris: [CALLBACK] }

  constructor(
    private readonly browser: Browser,
    readonly clientMetadataUrl: string,
  ) {}

  clientInformation = () => this.information as never
  saveClientInformation = (information: unknown) => void (this.information = information)
  tokens = () => this.saved as never
  saveTokens = (tokens: unknown) => void (this.saved = tokens)
  saveCodeVerifier = (verifier: string) => void (this.verifier = verifier)
  codeVerifier = () => this.verifier
  saveDiscoveryState = (state: unknown) => void (this.discovered = state)
  discoveryState = () => this.discovered as never
  redirectToAuthorization = async (to: URL) => {
    const page = await this.browser.open(to.href)
    expect(page.text).toContain(`Described at ${new URL(this.clientMetadataUrl).origin}`)
    this.back = new URL((await this.browser.submit(page, { decision: this.decision })).url)
  }
}

test('the v2 SDK names itself by a document, is allowed to read, steps up and calls', async () => {
  documents['/sdk.json'] = describeClient
  const host = new Host(ada.browser, `${site}/sdk.json`)
  host.decision = 'read'
  const connect = async () => {
    const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: host })
    const client = new Client({ name: 'sdk', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } })
    return { transport, client, done: client.connect(transport) }
  }
  const first = await connect()
  await expect(first.done).rejects.toThrow()
  await first.transport.finishAuth(host.back?.searchParams as URLSearchParams)
  const { client, transport, done } = await connect()
  await done
  expect((await client.listTools()).tools.map((tool) => tool.name)).not.toContain('lab_write')
  const echo = await client.callTool({ name: 'lab_echo', arguments: { text: 'hello' } })
  expect(echo.structuredContent).toEqual({ text: 'hello' })
  host.decision = 'allow'
  const write = { name: 'lab_write', arguments: { text: 'stepped up' } }
  await expect(client.callTool(write)).rejects.toThrow()
  await transport.finishAuth(host.back?.searchParams as URLSearchParams)
  expect((await client.callTool(write)).structuredContent).toEqual({ written: 'stepped up' })
  await client.close()
})

describe('a document', () => {
  const statusOf = async (path: string, of = app) => {
    const client = new RawClient(of.origin, `${site}${path}`, of.endpoint('acme'))
    const page = await ada.browser.open(client.authorizeUrl())
    return page.url.includes('/oauth/consent/') ? 'asked' : page.status
  }

  test('is taken when it is about the client that it is found at, and only then', async () => {
    documents['/good.json'] = describeClient
    documents['/other.json'] = () => describeClient(`${site}/good.json`)
    documents['/secret.json'] = (id) => describeClient(id, { client_secret: 'x' })
    documents['/script.json'] = (id) => describeClient(id, { redirect_uris: ['javascript:alert(1)'] })
    documents['/large.json'] = (id) => describeClient(id, { client_uri: 'x'.repeat(100_000) })
    documents['/words.json'] = () => ({ body: 'nonsense' })
    documents['/list.json'] = () => ({ body: '[]' })
    documents['/elsewhere.json'] = () => ({ status: 302, headers: { location: `${site}/good.json` }, body: '' })
    expect(await statusOf('/good.json')).toBe('asked')
    const refused = ['other', 'secret', 'script', 'large', 'words', 'list', 'elsewhere', 'missing']
    for (const name of refused) expect([name, await statusOf(`/${name}.json`)]).toEqual([name, 400])
  })

  test('on a private address is not asked for, not even where tenants may use the address', async () => {
    const closed = await startTestApp({ env: environment('SAGEMCP_ALLOWED_PRIVATE_HOSTS') })
    try {
      asked.length = 0
      documents['/private.json'] = describeClient
      const status = (id: string) =>
        fetch(new RawClient(closed.origin, id, closed.endpoint('acme')).authorizeUrl(), { redirect: 'manual' })
      for (const id of [`${site}/private.json`, site.replace('localhost', '127.0.0.1') + '/private.json']) {
        expect((await status(id)).status).toBe(400)
      }
      const { port } = new URL(site)
      const disguised = [
        'https://169.254.169.254/latest/meta-data',
        `https://[::1]:${port}/private.json`,
        `https://[::ffff:127.0.0.1]:${port}/private.json`,
        `https://2130706433:${port}/private.json`,
        `https://0x7f.1:${port}/private.json`,
        `https://localhost.:${port}/private.json`,
        `https://user@localhost:${port}/private.json`,
        `${site}/x/../private.json`,
        `${site}/private.json#x`,
        `${site.replace('https:', 'http:')}/private.json`,
        'file:///etc/passwd',
      ]
      for (const id of disguised) expect([id, (await status(id)).status]).toEqual([id, 400])
      expect(asked).toEqual([])
      expect(await statusOf('/private.json')).toBe('asked') // where documents may be on this host
    } finally {
      await closed.close()
    }
  })

  test('can be switched off where there is no way out: then it is neither offered nor fetched', async () => {
    const off = await startTestApp({ env: { ...environment(), SAGEMCP_OAUTH_CIMD: 'off' } })
    const offered = async (of: TestApp) =>
      ((await (await fetch(`${of.origin}/.well-known/oauth-authorization-server`)).json()) as Record<string, unknown>)
        .client_id_metadata_document_supported
    try {
      asked.length = 0
      expect([await offered(app), await offered(off)]).toEqual([true, undefined])
      documents['/off.json'] = describeClient
      const client = new RawClient(off.origin, `${site}/off.json`, off.endpoint('acme'))
      expect((await fetch(client.authorizeUrl(), { redirect: 'manual' })).status).toBe(400)
      expect(asked).toEqual([])
    } finally {
      await off.close()
    }
  })
})
