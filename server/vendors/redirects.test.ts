import { type ConnectorDeclaration, path } from '../../connectors/sdk'
import { callOf, door, example, failure, fake, type Handle, httpTo, json } from '../../tests/support/vendor-door'

describe('redirects', () => {
  const to =
    (url: () => string, code = 302): Handle =>
    (request, response) =>
      request.url === '/moved' ? response.writeHead(code, { location: url() }).end() : json(response, { ok: true })

  it.each([301, 302, 307, 308])('follows %d within the origin with the credential', async (code) => {
    const vendor = await fake(to(() => '/new?x=1', code))
    expect((await httpTo(vendor).get(path`/moved`)).body).toEqual({ ok: true })
    expect(vendor.requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/moved', 'Bearer t0ken'],
      ['/new?x=1', 'Bearer t0ken'],
    ])
  })

  it('never to another origin, even one the operator allows', async () => {
    const other = await fake((_request, response) => json(response, {}))
    const vendor = await fake(to(() => `${other.url}/`))
    const http = door([vendor.host, other.host]).http(callOf(vendor.url))
    expect((await failure(http.get(path`/moved`))).details.vendorStatus).toBe(302)
    expect(other.requests).toHaveLength(0)
  })

  it('at most three times, and only for GET', async () => {
    const vendor = await fake(to(() => '/moved'))
    await failure(httpTo(vendor).get(path`/moved`))
    expect(vendor.requests).toHaveLength(4)
    await failure(httpTo(vendor).post(path`/moved`))
    expect(vendor.requests).toHaveLength(5)
  })

  it('an accepted redirect is an answer', async () => {
    const vendor = await fake(to(() => '/new'))
    expect(await httpTo(vendor).get(path`/moved`, { accept: [302] })).toMatchObject({
      status: 302,
      headers: { location: '/new' },
    })
  })

  describe('downloads', () => {
    const signed = { ...example, signedLinkHosts: ['127.0.0.1', '*.storage.example'] }

    it('follow to a declared host without credential and without the headers of the type', async () => {
      const storage = await fake((_request, response) => response.end('log'))
      const vendor = await fake(to(() => `${storage.url}/log?sig=1`))
      const http = door([vendor.host, storage.host]).http(callOf(vendor.url, { type: signed }))
      const { body } = await http.download(path`/moved`, { headers: { 'X-Trace': 'mine' } })
      expect(Buffer.from(body).toString()).toBe('log')
      expect(vendor.requests[0]?.headers).toMatchObject({
        authorization: 'Bearer t0ken',
        'x-version': '2',
        'x-trace': 'mine',
      })
      const [asked] = storage.requests
      expect(asked?.url).toBe('/log?sig=1')
      expect(Object.keys(asked?.headers ?? {}).sort()).toEqual([
        'accept',
        'accept-encoding',
        'connection',
        'host',
        'user-agent',
      ])
    })

    it('do not follow to an undeclared host, nor over http to a host that is not on the list', async () => {
      const storage = await fake((_request, response) => response.end('secret'))
      const vendor = await fake((request, response) =>
        response.writeHead(302, { location: request.headers['x-to'] as string }).end(),
      )
      const ask = (type: ConnectorDeclaration, location: string, allowed: string[]) =>
        failure(
          door([vendor.host, ...allowed])
            .http(callOf(vendor.url, { type }))
            .download(path`/moved`, { headers: { 'X-To': location } }),
        )
      for (const [type, location, allowed] of [
        [example, storage.url, [storage.host]],
        [signed, storage.url, []],
        [signed, 'http://a.storage.example/', []],
        [signed, 'https://storage.example/', []],
        [signed, 'https://evil-storage.example/', []],
        [signed, 'https://a.storage.example:8443/', []],
        [signed, 'https://user:pass@a.storage.example/', []],
        [signed, 'file:///etc/passwd', []],
      ] as const) {
        expect((await ask(type, location, [...allowed])).message).toContain('does not declare')
      }
      expect(storage.requests).toHaveLength(0)
    })

    it('follow a move with the credential, and a link on the same origin without', async () => {
      const vendor = await fake((request, response) => {
        if (request.url === '/old') response.writeHead(301, { location: '/new' }).end()
        else if (request.url === '/new') response.writeHead(302, { location: '/signed' }).end()
        else response.end('x')
      })
      await httpTo(vendor).download(path`/old`)
      expect(vendor.requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
        ['/old', 'Bearer t0ken'],
        ['/new', 'Bearer t0ken'],
        ['/signed', undefined],
      ])
    })

    it('end after three links', async () => {
      const vendor = await fake(to(() => '/moved'))
      expect((await failure(httpTo(vendor).download(path`/moved`))).code).toBe('vendor_unavailable')
      expect(vendor.requests).toHaveLength(4)
    })

    it('an expired link does not cost the credential', async () => {
      const storage = await fake((_request, response) => response.writeHead(401).end())
      const vendor = await fake(to(() => storage.url))
      const onUnauthorized = jest.fn()
      const http = door([vendor.host, storage.host]).http(callOf(vendor.url, { type: signed, onUnauthorized }))
      expect((await failure(http.download(path`/moved`))).code).toBe('vendor_unavailable')
      expect(onUnauthorized).not.toHaveBeenCalled()
    })

    it('take a direct answer too, and explain a refusal', async () => {
      const vendor = await fake((request, response) =>
        request.url === '/x' ? response.end('x') : json(response, {}, 404),
      )
      expect((await httpTo(vendor).download(path`/x`)).body).toEqual(new Uint8Array([120]))
      expect((await failure(httpTo(vendor).download(path`/y`))).code).toBe('not_found')
    })
  })
})
