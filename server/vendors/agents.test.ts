import { createPrivateKey, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer, get, type IncomingMessage } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect } from 'node:net'
import { path } from '../../connectors/sdk'
import { callOf, closeAfter, door, failure, fake, json, listen } from '../../tests/support/vendor-door'
import { Addresses } from './addresses'
import { Agents } from './agents'
import { Vendors, type VendorsOptions } from './vendors'

// Self-signed for vendor.example, made for these tests and trusted nowhere else. Valid from 2020 to 2120.
const KEY =
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgVZeYXF7Ob6ZYnBfD/XvPK8k4q0t5YDE0xvRCp3Wx2c+hRANCAAR99dN/BXLtu2KDZTH7oePS4W4UOGO4KIeekQPWPRZ0rOWMbFekNSl5qwBusiNb6xiE5RqFAP6RRpeC9hzJy/4e'
const CERTIFICATE =
  'MIIBcTCCARagAwIBAgIBATAKBggqhkjOPQQDAjAZMRcwFQYDVQQDDA52ZW5kb3IuZXhhbXBsZTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowGTEXMBUGA1UEAwwOdmVuZG9yLmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAR99dN/BXLtu2KDZTH7oePS4W4UOGO4KIeekQPWPRZ0rOWMbFekNSl5qwBusiNb6xiE5RqFAP6RRpeC9hzJy/4eo00wSzAZBgNVHREEEjAQgg52ZW5kb3IuZXhhbXBsZTAPBgNVHRMBAf8EBTADAQH/MB0GA1UdDgQWBBRBk/wtB+KhLkGGv7pJ4o9iRc9gtjAKBggqhkjOPQQDAgNJADBGAiEApJEOzZPVIRmgCkCRcf5JkAN3ih8oK2NRQI32ahPcPdQCIQCj00FKVIF8BpiB0Iho3LvB+0kLgMx/6tQnAdIhryyfCw=='
const key = createPrivateKey({ key: Buffer.from(KEY, 'base64'), format: 'der', type: 'pkcs8' }).export({
  format: 'pem',
  type: 'pkcs8',
})
const certificate = new X509Certificate(Buffer.from(CERTIFICATE, 'base64')).toString()

const PUBLIC = [{ address: '93.184.216.34', family: 4 }]
const INSIDE = [{ address: '10.0.0.1', family: 4 }]

async function tlsVendor(): Promise<{ host: string; port: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = []
  const server = createTlsServer({ key, cert: certificate }, (request, response) => {
    requests.push(request)
    json(response, { ok: true })
  })
  const host = await listen(server)
  return { host, port: host.split(':')[1] ?? '', requests }
}

/** A proxy that takes every name to the one place it is given, even when it says no: nobody may use that. */
async function proxyTo(place: string, status = '200 OK'): Promise<{ url: string; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = []
  const server = createServer((_request, response) => response.writeHead(400).end())
  server.on('connect', (request: IncomingMessage, client) => {
    asked.push(request)
    client.on('error', () => undefined)
    const [host, port] = place.split(':')
    const upstream = connect(Number(port), host, () => {
      client.write(`HTTP/1.1 ${status}\r\n\r\n`)
      upstream.pipe(client).pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    client.on('close', () => upstream.destroy())
  })
  return { url: `http://user:p%40ss@${await listen(server)}`, asked }
}

function doorWith(
  config: { proxy?: string; names?: boolean; extraCa?: string; allowed?: string[] },
  options: VendorsOptions = {},
): Vendors {
  const { allowed = [], proxy, names = false, extraCa } = config
  const vendors = new Vendors(
    { allowedPrivateHosts: allowed, outboundProxy: proxy, proxyGetsNames: names, extraCa },
    { backoffMs: 1, ...options },
  )
  closeAfter(() => vendors.close())
  return vendors
}

describe('the agents, without anything in front of them', () => {
  const ask = async (allowed: string[], url: string): Promise<number | undefined> => {
    const addresses = new Addresses(allowed)
    const agents = new Agents({ addresses, outboundProxy: undefined, extraCa: undefined, connectTimeoutMs: 1_000 })
    closeAfter(() => agents.close())
    const [response] = (await once(get(url, { agent: agents.http }), 'response')) as [IncomingMessage]
    response.resume()
    return response.statusCode
  }

  it('refuse literal addresses and names that lead inside, unless they are listed', async () => {
    const vendor = await fake((_request, response) => json(response, {}))
    const port = vendor.host.split(':')[1] ?? ''
    for (const host of ['127.0.0.1', '2130706433', '0x7f000001', '0177.1', '[::ffff:127.0.0.1]', 'localhost']) {
      await expect(ask([], `http://${host}:${port}/`)).rejects.toMatchObject({ name: 'AddressRefused' })
    }
    expect(vendor.sockets()).toBe(0)
    expect(await ask(['127.0.0.1'], `http://2130706433:${port}/`)).toBe(200)
    expect(await ask([`localhost:${port}`], `http://localhost:${port}/`)).toBe(200)
  })
})

it('a host gets at most 32 connections of one tenant, however many ask', async () => {
  const held: (() => void)[] = []
  let most = 0
  const vendor = await fake((_request, response) => {
    held.push(() => json(response, {}))
    most = Math.max(most, vendor.sockets())
    // The first 32 wait for each other; what had to queue is answered as it comes.
    if (vendor.requests.length >= 32) for (const answer of held.splice(0)) answer()
  })
  const http = door([vendor.host]).http(callOf(vendor.url))
  await Promise.all(Array.from({ length: 100 }, () => http.get(path`/`)))
  expect(vendor.requests).toHaveLength(100)
  expect(most).toBe(32)
})

describe('certificates', () => {
  it('of an unknown authority are refused before the request, and taken once it is configured', async () => {
    const vendor = await tlsVendor()
    const allowed = ['vendor.example']
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
    const call = callOf(`https://vendor.example:${vendor.port}`, { effect: 'write' })
    expect(
      (
        await failure(
          doorWith({ allowed }, { resolve })
            .http(call)
            .post(path`/`),
        )
      ).code,
    ).toBe('vendor_unavailable')
    expect(vendor.requests).toHaveLength(0)
    const http = doorWith({ allowed, extraCa: certificate }, { resolve }).http(call)
    expect((await http.post(path`/`)).body).toEqual({ ok: true })
  })

  it('for another name are refused', async () => {
    const vendor = await tlsVendor()
    const options = { resolve: async () => [{ address: '127.0.0.1', family: 4 }] }
    const http = doorWith({ allowed: ['other.example'], extraCa: certificate }, options).http(
      callOf(`https://other.example:${vendor.port}`),
    )
    expect((await failure(http.get(path`/`))).code).toBe('vendor_unavailable')
    expect(vendor.requests).toHaveLength(0)
  })
})

describe('an outbound proxy', () => {
  it('carries https end to end, over connections that stay open', async () => {
    const vendor = await tlsVendor()
    const proxy = await proxyTo(vendor.host)
    const vendors = doorWith({ proxy: proxy.url, extraCa: certificate }, { resolve: async () => PUBLIC })
    const http = vendors.http(callOf('https://vendor.example'))
    expect((await http.get(path`/a`)).body).toEqual({ ok: true })
    expect((await http.get(path`/b`)).body).toEqual({ ok: true })
    expect(proxy.asked.map(({ url }) => url)).toEqual(['93.184.216.34:443'])
    const [connect] = proxy.asked
    expect(connect?.headers['proxy-authorization']).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`)
    expect(connect?.headers.authorization).toBeUndefined()
    expect(vendor.requests.map(({ url }) => url)).toEqual(['/a', '/b'])
    expect(vendor.requests[0]?.headers['proxy-authorization']).toBeUndefined()
  })

  it('carries http to listed hosts too', async () => {
    const vendor = await fake((_request, response) => json(response, { ok: true }))
    const proxy = await proxyTo(vendor.host)
    const http = doorWith({ proxy: proxy.url, allowed: [vendor.host] }).http(callOf(vendor.url))
    expect((await http.get(path`/`)).body).toEqual({ ok: true })
    expect(proxy.asked).toHaveLength(1)
  })

  it('is not asked for names that lead inside', async () => {
    const vendor = await tlsVendor()
    const proxy = await proxyTo(vendor.host)
    const vendors = doorWith({ proxy: proxy.url, extraCa: certificate }, { resolve: async () => INSIDE })
    expect((await failure(vendors.http(callOf('https://vendor.example')).get(path`/`))).code).toBe('forbidden')
    expect(proxy.asked).toHaveLength(0)
  })

  it('is given what was checked, so that a name which moves inside afterwards leads nowhere', async () => {
    const vendor = await tlsVendor()
    const proxy = await proxyTo(vendor.host)
    const answers = [PUBLIC, INSIDE]
    const resolve = async () => answers.shift() ?? INSIDE
    const vendors = doorWith({ proxy: proxy.url, extraCa: certificate }, { resolve })
    // What is kept open is used again, so each asks by itself.
    expect((await vendors.http(callOf('https://vendor.example')).get(path`/`)).status).toBe(200)
    expect((await failure(vendors.http(callOf('https://vendor.example:8443')).get(path`/`))).code).toBe('forbidden')
    expect(proxy.asked.map(({ url }) => url)).toEqual(['93.184.216.34:443'])
  })

  it('is asked for nothing of a name that leads outside and inside', async () => {
    const vendor = await tlsVendor()
    const proxy = await proxyTo(vendor.host)
    const vendors = doorWith(
      { proxy: proxy.url, extraCa: certificate },
      { resolve: async () => [...PUBLIC, ...INSIDE] },
    )
    expect((await failure(vendors.http(callOf('https://vendor.example')).get(path`/`))).code).toBe('forbidden')
    expect(proxy.asked).toHaveLength(0)
  })

  it.each(['127.0.0.1', '[::1]', '[::ffff:10.0.0.1]', '169.254.169.254', '2852039166', '[64:ff9b::a9fe:a9fe]'])(
    'is not asked for %s',
    async (host) => {
      const vendor = await tlsVendor()
      const proxy = await proxyTo(vendor.host)
      const vendors = doorWith({ proxy: proxy.url, extraCa: certificate }, { resolve: async () => PUBLIC })
      expect((await failure(vendors.http(callOf(`https://${host}`)).get(path`/`))).code).toBe('forbidden')
      expect(proxy.asked).toHaveLength(0)
    },
  )

  it('carries documents under the same rules', async () => {
    const proxy = await proxyTo('127.0.0.1:1')
    const vendors = doorWith({ proxy: proxy.url }, { resolve: async () => INSIDE })
    const limits = { signal: new AbortController().signal, maxBytes: 1_000, accept: [] }
    await expect(vendors.document(new URL('https://client.example/c.json'), limits)).rejects.toMatchObject({
      kind: 'refused',
    })
    await expect(vendors.document(new URL('https://10.0.0.1/c.json'), limits)).rejects.toThrow()
    expect(proxy.asked).toHaveLength(0)
  })

  it('is asked for another address of a name where the first does not work, IPv4 first', async () => {
    const proxy = await proxyTo('127.0.0.1:1')
    const found = [{ address: '2606:4700::1111', family: 6 }, ...PUBLIC]
    const vendors = doorWith({ proxy: proxy.url }, { resolve: async () => found })
    await failure(vendors.http(callOf('https://vendor.example', { effect: 'write' })).post(path`/`))
    expect(proxy.asked.slice(0, 2).map(({ url }) => url)).toEqual(['93.184.216.34:443', '[2606:4700::1111]:443'])
  })

  it('that decides by names gets names, still checked first', async () => {
    const vendor = await tlsVendor()
    const proxy = await proxyTo(vendor.host)
    const resolve = async (name: string) => (name === 'vendor.example' ? PUBLIC : INSIDE)
    const vendors = doorWith({ proxy: proxy.url, names: true, extraCa: certificate }, { resolve })
    expect((await vendors.http(callOf('https://vendor.example')).get(path`/`)).status).toBe(200)
    expect((await failure(vendors.http(callOf('https://inside.example')).get(path`/`))).code).toBe('forbidden')
    expect(proxy.asked.map(({ url }) => url)).toEqual(['vendor.example:443'])
  })

  it('that refuses leaves a write undone, and known to be', async () => {
    const vendor = await tlsVendor()
    const proxy = await proxyTo(vendor.host, '403 Forbidden')
    const vendors = doorWith({ proxy: proxy.url, extraCa: certificate }, { resolve: async () => PUBLIC })
    const http = vendors.http(callOf('https://vendor.example', { effect: 'write' }))
    expect((await failure(http.post(path`/`))).code).toBe('vendor_unavailable')
    expect(proxy.asked).toHaveLength(2)
    expect(vendor.requests).toHaveLength(0)
  })

  it('without one, the environment does not name one', async () => {
    const vendor = await fake((_request, response) => json(response, { direct: true }))
    const proxy = await proxyTo(vendor.host)
    const before = { ...process.env }
    closeAfter(() => (process.env = before))
    Object.assign(process.env, { http_proxy: proxy.url, HTTP_PROXY: proxy.url, ALL_PROXY: proxy.url })
    expect(
      (
        await door([vendor.host])
          .http(callOf(vendor.url))
          .get(path`/`)
      ).body,
    ).toEqual({ direct: true })
    expect(proxy.asked).toHaveLength(0)
  })
})
