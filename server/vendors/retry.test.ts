import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { type Effect, path } from '../../connectors/sdk'
import { callOf, door, failure, fake, type Handle, httpTo, json, listen } from '../../tests/support/vendor-door'

const WRITES: readonly Effect[] = ['write', 'update', 'destroy']

describe('sending again', () => {
  const after = (count: number, fail: Handle): { handle: Handle } => {
    let left = count
    return { handle: (request, response) => (left-- > 0 ? fail(request, response) : json(response, { ok: true })) }
  }
  const status =
    (code: number, headers: Record<string, string> = {}): Handle =>
    (_request, response) =>
      json(response, {}, code, headers)

  it.each([502, 503, 504])('reads are sent up to three times on %d, by whatever method', async (code) => {
    const vendor = await fake(after(2, status(code)).handle)
    expect((await httpTo(vendor).post(path`/`, { body: {} })).body).toEqual({ ok: true })
    expect(vendor.requests).toHaveLength(3)
    const down = await fake(status(code))
    expect((await failure(httpTo(down).get(path`/`))).code).toBe('vendor_unavailable')
    expect(down.requests).toHaveLength(3)
  })

  it.each([500, 501, 403, 404, 429])('reads are sent once on %d without Retry-After', async (code) => {
    const vendor = await fake(status(code))
    await failure(httpTo(vendor).get(path`/`))
    expect(vendor.requests).toHaveLength(1)
  })

  it('does not wait out a 503 that asks for a long time', async () => {
    const vendor = await fake(status(503, { 'retry-after': '60' }))
    expect((await failure(httpTo(vendor).get(path`/`))).details.retryAfterS).toBe(60)
    expect(vendor.requests).toHaveLength(1)
  })

  it('a reset time far away does not keep a read from passing over a 502', async () => {
    const vendor = await fake(after(1, status(502, { 'x-ratelimit-reset': '9999999999' })).handle)
    await httpTo(vendor).get(path`/`)
    expect(vendor.requests).toHaveLength(2)
  })

  it.each(WRITES)('a %s is sent once on 5xx and 529, and says that it may have happened', async (effect) => {
    for (const code of [500, 502, 503, 504, 529]) {
      const vendor = await fake(status(code, { 'retry-after': '0' }))
      const error = await failure(httpTo(vendor, { effect }).get(path`/`))
      expect(error.code).toBe('vendor_unavailable')
      expect(error.details.hint).toContain('It may have happened')
      expect(vendor.requests).toHaveLength(1)
    }
  })

  it.each(['0', '1', new Date(0).toUTCString(), '2020-01-01T00:00:00Z'])(
    'any effect is sent again after 429 with Retry-After %s',
    async (given) => {
      for (const effect of ['read', 'write'] as const) {
        const vendor = await fake(after(1, status(429, { 'retry-after': given })).handle)
        expect((await httpTo(vendor, { effect }).post(path`/`)).status).toBe(200)
        expect(vendor.requests).toHaveLength(2)
      }
    },
  )

  it.each(['6', 'soon', '9999-01-01T00:00:00Z'])(
    'nothing is sent again after 429 with Retry-After %s',
    async (given) => {
      for (const effect of ['read', 'write'] as const) {
        const vendor = await fake(status(429, { 'retry-after': given }))
        expect((await failure(httpTo(vendor, { effect }).post(path`/`))).code).toBe('rate_limited')
        expect(vendor.requests).toHaveLength(1)
      }
    },
  )

  it('a read is sent again after a 529 that names a short time', async () => {
    const vendor = await fake(after(1, status(529, { 'retry-after': '0' })).handle)
    await httpTo(vendor).get(path`/`)
    expect(vendor.requests).toHaveLength(2)
  })

  it('a lost connection: reads again, writes never', async () => {
    const vendor = await fake(after(2, (request) => request.socket.destroy()).handle)
    expect((await httpTo(vendor).get(path`/`)).status).toBe(200)
    expect(vendor.requests).toHaveLength(3)
    for (const effect of WRITES) {
      const lost = await fake((request) => request.socket.destroy())
      expect((await failure(httpTo(lost, { effect }).get(path`/`))).code).toBe('outcome_unknown')
      expect(lost.requests).toHaveLength(1)
    }
  })

  it('a body that breaks off is a lost connection', async () => {
    const cut: Handle = (request, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"a":', () => request.socket.destroy())
    }
    const vendor = await fake(after(1, cut).handle)
    expect((await httpTo(vendor).get(path`/`)).body).toEqual({ ok: true })
    expect(vendor.requests).toHaveLength(2)
    const lost = await fake(cut)
    expect((await failure(httpTo(lost, { effect: 'write' }).get(path`/`))).code).toBe('outcome_unknown')
    expect(lost.requests).toHaveLength(1)
  })

  it('a connection that was never made: reads three times, writes twice, and the vendor is unavailable', async () => {
    for (const [effect, attempts] of [
      ['read', 3],
      ['write', 2],
    ] as const) {
      const resolve = jest.fn().mockRejectedValue(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))
      const http = door([], { resolve }).http(callOf('https://vendor.example', { effect }))
      expect((await failure(http.get(path`/`))).code).toBe('vendor_unavailable')
      expect(resolve).toHaveBeenCalledTimes(attempts)
    }
  })

  it('a refused connection is not an unknown outcome', async () => {
    const server = createTcpServer()
    const host = await listen(server)
    server.close()
    await once(server, 'close')
    const http = door([host]).http(callOf(`http://${host}`, { effect: 'write' }))
    expect((await failure(http.post(path`/`))).code).toBe('vendor_unavailable')
  })
})

describe('time and patience', () => {
  it('a reply that trickles ends as a timeout, and as unknown for a write', async () => {
    for (const [effect, code] of [
      ['read', 'timeout'],
      ['write', 'outcome_unknown'],
    ] as const) {
      const vendor = await fake((_request, response) => {
        response.writeHead(200)
        const drip = setInterval(() => response.write(' '), 20)
        response.once('close', () => clearInterval(drip))
      })
      const http = httpTo(vendor, { effect }, { attemptTimeoutMs: 150 })
      expect((await failure(http.get(path`/`))).code).toBe(code)
      expect(vendor.requests).toHaveLength(1)
    }
  })

  it('a vendor that never answers', async () => {
    const vendor = await fake(() => undefined)
    expect((await failure(httpTo(vendor, {}, { attemptTimeoutMs: 100 }).get(path`/`))).code).toBe('timeout')
    expect(vendor.requests).toHaveLength(1)
  })

  it('a handshake that never ends was never a request, so even a write is tried again', async () => {
    let connections = 0
    const server = createTcpServer((socket) => {
      connections++
      socket.on('error', () => undefined)
    })
    const host = await listen(server)
    const http = door([host], { connectTimeoutMs: 100 }).http(callOf(`https://${host}`, { effect: 'write' }))
    expect((await failure(http.post(path`/`))).code).toBe('vendor_unavailable')
    expect(connections).toBe(2)
  })

  it.each(['before the reply', 'within the reply', 'within a compressed reply'])(
    'the caller gives up %s: rejects with the reason, and the socket closes',
    async (when) => {
      let arrived: (request: IncomingMessage) => void = () => undefined
      const reached = new Promise<IncomingMessage>((resolve) => (arrived = resolve))
      const vendor = await fake((request, response) => {
        if (when !== 'before the reply') {
          response.writeHead(200, when.includes('compressed') ? { 'content-encoding': 'gzip' } : {})
          response.write(when.includes('compressed') ? gzipSync(Buffer.alloc(1e5)).subarray(0, 50) : '{')
        }
        arrived(request)
      })
      const caller = new AbortController()
      const answer = httpTo(vendor, { signal: caller.signal, effect: 'write' }).get(path`/`)
      const { socket } = await reached
      const closed = once(socket, 'close')
      const reason = new Error('Cancelled by the client.')
      caller.abort(reason)
      await expect(answer).rejects.toBe(reason)
      await closed
      expect(vendor.requests).toHaveLength(1)
    },
  )

  it('the caller gives up during the wait, or before it began', async () => {
    const caller = new AbortController()
    const vendor = await fake((_request, response) => {
      json(response, {}, 429, { 'retry-after': '5' })
      response.once('close', () => caller.abort())
    })
    const http = httpTo(vendor, { signal: caller.signal })
    await expect(http.get(path`/`)).rejects.toMatchObject({ name: 'AbortError' })
    await expect(http.get(path`/`)).rejects.toMatchObject({ name: 'AbortError' })
    expect(vendor.requests).toHaveLength(1)
  })
})
