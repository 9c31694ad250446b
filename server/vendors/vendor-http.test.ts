import { gzipSync } from 'node:zlib'
import { ConnectorError, type Effect, oauth2, path, type VendorPath } from '../../connectors/sdk'
import { callOf, door, example, failure, fake, type Handle, httpTo, json } from '../../tests/support/vendor-door'

const WRITES: readonly Effect[] = ['write', 'update', 'destroy']

describe('what is sent', () => {
  it('keeps the path of the base, repeats arrays, leaves undefined out, and adds the credential', async () => {
    const vendor = await fake((_request, response) => json(response, { ok: true }))
    const http = door([vendor.host]).http(callOf(`${vendor.url}/api/v3/`))
    const answer = await http.get(path`/repos/${'a b'}`, {
      query: { state: 'open', label: ['x', 'y z'], page: 2, none: undefined },
      headers: { 'X-Version': '3' },
    })
    expect(answer).toMatchObject({ status: 200, body: { ok: true } })
    expect(answer.headers['content-type']).toBe('application/json')
    const [request] = vendor.requests
    expect(request?.url).toBe('/api/v3/repos/a%20b?state=open&label=x&label=y%20z&page=2')
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer t0ken',
      'user-agent': 'SageMCP',
      'x-version': '3',
      accept: 'application/json',
    })
  })

  it('sends a bare token when the scheme is empty, and none when there is none', async () => {
    const vendor = await fake((_request, response) => json(response, {}))
    await httpTo(vendor, { credential: { token: 'bare', scheme: '' } }).get(path`/`)
    await httpTo(vendor, { credential: undefined }).get(path`/`)
    expect(vendor.requests.map(({ headers }) => headers.authorization)).toEqual(['bare', undefined])
  })

  it('sends JSON, forms, and nothing', async () => {
    const vendor = await fake((_request, response) => json(response, {}))
    const http = httpTo(vendor, { effect: 'write' })
    await http.post(path`/`, { body: { a: 1 } })
    await http.put(path`/`, { form: { a: [1, 2], b: 'x y' } })
    await http.patch(path`/`, { body: [], headers: { 'Content-Type': 'application/merge-patch+json' } })
    await http.post(path`/`)
    await http.delete(path`/`)
    expect(vendor.requests.map(({ method, text, headers }) => [method, headers['content-type'], text])).toEqual([
      ['POST', 'application/json', '{"a":1}'],
      ['PUT', 'application/x-www-form-urlencoded', 'a=1&a=2&b=x+y'],
      ['PATCH', 'application/merge-patch+json', '[]'],
      ['POST', undefined, ''],
      ['DELETE', undefined, ''],
    ])
  })

  it.each(['Authorization', 'cookie', 'HOST', 'Proxy-Authorization', 'Transfer-Encoding'])(
    'refuses the header %s of connector code',
    async (name) => {
      const vendor = await fake((_request, response) => json(response, {}))
      await expect(httpTo(vendor).get(path`/`, { headers: { [name]: 'x' } })).rejects.toThrow('may not set the header')
      expect(vendor.requests).toHaveLength(0)
    },
  )

  it.each(['https://evil.example/', '//evil.example/', 'relative', '/a/../b', '/a/%2E%2e/b', '/a\\b', '/a#b', ''])(
    'refuses %j as a path',
    async (given) => {
      const vendor = await fake((_request, response) => json(response, {}))
      await expect(httpTo(vendor).get(given as VendorPath)).rejects.toThrow('Not a vendor path')
      expect(vendor.requests).toHaveLength(0)
    },
  )

  it('reaches the named base, and no undeclared one', async () => {
    const first = await fake((_request, response) => json(response, {}))
    const second = await fake((_request, response) => json(response, { second: true }))
    const type = { ...example, baseUrls: { api: 'https://api.example.com', uploads: second.url } }
    const http = door([first.host, second.host]).http(callOf(first.url, { type }))
    expect((await http.get(path`/`, { base: 'uploads' })).body).toEqual({ second: true })
    await expect(http.get(path`/`, { base: 'other' })).rejects.toThrow('no base URL "other"')
    expect(first.requests).toHaveLength(0)
  })

  it('keeps connections alive', async () => {
    const ports = new Set<number | undefined>()
    const vendor = await fake((request, response) => {
      ports.add(request.socket.remotePort)
      json(response, {})
    })
    const http = httpTo(vendor)
    for (let i = 0; i < 3; i++) await http.get(path`/`)
    expect(ports.size).toBe(1)
  })
})

describe('how the reply is read', () => {
  it('as text, bytes and nothing', async () => {
    const vendor = await fake((request, response) => {
      if (request.url === '/empty') response.writeHead(204).end()
      else response.end(Buffer.from([0xc3, 0xa4]))
    })
    const http = httpTo(vendor)
    expect((await http.get(path`/`, { as: 'text' })).body).toBe('ä')
    expect((await http.get(path`/`, { as: 'bytes' })).body).toEqual(new Uint8Array([0xc3, 0xa4]))
    expect(await http.get(path`/empty`)).toMatchObject({ status: 204, body: undefined })
  })

  it('takes an accepted status as an answer', async () => {
    const vendor = await fake((_request, response) => json(response, { message: 'no' }, 404))
    const http = httpTo(vendor)
    expect(await http.get(path`/`, { accept: [404] })).toMatchObject({ status: 404, body: { message: 'no' } })
    expect((await failure(http.get(path`/`))).code).toBe('not_found')
  })

  it('asks the type what a refusal means, then the defaults', async () => {
    const vendor = await fake((_request, response) => json(response, { reason: 'ratelimit' }, 403, { 'x-left': '0' }))
    const explain = jest.fn().mockReturnValueOnce(new ConnectorError('rate_limited', 'Slow down.'))
    const http = httpTo(vendor, { type: { ...example, explain } })
    expect((await failure(http.get(path`/`))).code).toBe('rate_limited')
    expect((await failure(http.get(path`/`))).code).toBe('forbidden')
    expect(explain).toHaveBeenCalledWith({
      status: 403,
      headers: expect.objectContaining({ 'x-left': '0' }),
      body: { reason: 'ratelimit' },
    })
  })

  it('ends at the size limit, counted after decompression', async () => {
    const bomb = gzipSync(Buffer.alloc(11 * 1024 * 1024))
    const vendor = await fake((request, response) => {
      if (request.url === '/bomb') response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
      else response.end('12345')
    })
    expect(bomb.length).toBeLessThan(100_000)
    const http = httpTo(vendor)
    expect((await failure(http.get(path`/bomb`, { as: 'bytes' }))).code).toBe('too_large')
    const whole = await http.get<Uint8Array>(path`/bomb`, { as: 'bytes', maxBytes: 12 * 1024 * 1024 })
    expect(whole.body).toHaveLength(11 * 1024 * 1024)
    expect((await failure(http.get(path`/`, { as: 'text', maxBytes: 4 }))).code).toBe('too_large')
    expect((await http.get(path`/`, { as: 'text', maxBytes: 5 })).body).toBe('12345')
  })

  it('keeps the status of a refusal whose body is huge', async () => {
    const vendor = await fake((_request, response) => response.writeHead(404).end(Buffer.alloc(1024 * 1024)))
    expect((await failure(httpTo(vendor).get(path`/`))).code).toBe('not_found')
  })

  it('calls a broken answer to a read unavailable, and to a write unknown', async () => {
    const vendor = await fake((_request, response) => response.end('{"id": 1'))
    expect((await failure(httpTo(vendor).get(path`/`))).code).toBe('vendor_unavailable')
    const error = await failure(httpTo(vendor, { effect: 'write' }).post(path`/`))
    expect(error.code).toBe('outcome_unknown')
    expect(error.message).toContain('It may have happened')
    expect(vendor.requests).toHaveLength(2)
  })

  it('keeps the credential out of the error', async () => {
    const vendor = await fake((request) => request.socket.destroy())
    const error = await failure(httpTo(vendor, { effect: 'write' }).post(path`/`))
    expect(`${JSON.stringify(error)}${error.stack}${String(error.cause)}${JSON.stringify(error.cause)}`).not.toContain(
      't0ken',
    )
  })
})

describe('a refused credential', () => {
  const guarded: Handle = (request, response) =>
    request.headers.authorization === 'Bearer fresh' ? json(response, {}) : json(response, {}, 401)
  const fresh = { token: 'fresh', scheme: 'Bearer' }

  it.each(['read', ...WRITES] as const)('is renewed once, for a %s too', async (effect) => {
    const vendor = await fake(guarded)
    const onUnauthorized = jest.fn().mockResolvedValue(fresh)
    const http = httpTo(vendor, { effect, onUnauthorized })
    await Promise.all([http.post(path`/a`), http.post(path`/b`)])
    await http.post(path`/c`)
    expect(onUnauthorized).toHaveBeenCalledTimes(1)
    expect(vendor.requests).toHaveLength(5)
  })

  it('is known by what the type says, whatever the status', async () => {
    const handle: Handle = (request, response) =>
      json(response, { ok: request.headers.authorization === 'Bearer fresh', error: 'token_expired' })
    const refuses = (body: unknown) => (body as { ok?: boolean } | undefined)?.ok === false
    const oauth = oauth2({
      title: 'Example',
      addresses: { authorize: 'https://a.example/authorize', token: 'https://a.example/token' },
      refresh: 'rotates',
      account: () => Promise.resolve({ id: '1', name: 'Ada' }),
    })
    for (const [refusesToken, requests] of [
      [refuses, 2],
      [undefined, 1],
    ] as const) {
      const vendor = await fake(handle)
      const onUnauthorized = jest.fn().mockResolvedValue(fresh)
      const type = { ...example, auth: [{ ...oauth, ...(refusesToken ? { refusesToken } : {}) }] }
      const { body } = await httpTo(vendor, { type, effect: 'write', onUnauthorized }).post<{ ok: boolean }>(path`/`)
      expect(body.ok).toBe(requests === 2)
      expect(vendor.requests).toHaveLength(requests)
    }
  })

  it('is given up without a fresh one, and when the fresh one is refused', async () => {
    for (const offered of [undefined, { token: 'also bad', scheme: 'Bearer' }]) {
      const vendor = await fake(guarded)
      const onUnauthorized = jest.fn().mockResolvedValue(offered)
      const http = httpTo(vendor, { onUnauthorized })
      expect((await failure(http.get(path`/`))).code).toBe('auth_expired')
      expect((await failure(http.get(path`/`))).code).toBe('auth_expired')
      expect(onUnauthorized).toHaveBeenCalledTimes(1)
      expect(vendor.requests).toHaveLength(offered ? 3 : 2)
    }
    const vendor = await fake(guarded)
    expect((await failure(httpTo(vendor).get(path`/`))).code).toBe('auth_expired')
  })
})
