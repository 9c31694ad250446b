import { createServer as createTcpServer } from 'node:net'
import { path } from '../../connectors/sdk'
import { callOf, door, example, failure, fake, json, listen } from '../../tests/support/vendor-door'
import { AppError } from '../errors'
import type { VendorsOptions } from './vendors'

describe('where requests may go', () => {
  it('a private host only when the operator lists it, with that port', async () => {
    const vendor = await fake((_request, response) => json(response, {}))
    for (const allowed of [[], ['127.0.0.1:1'], ['localhost']]) {
      const error = await failure(
        door(allowed)
          .http(callOf(vendor.url))
          .get(path`/`),
      )
      expect(error.code).toBe('forbidden')
    }
    for (const allowed of [[vendor.host], ['127.0.0.1'], [' 127.0.0.1 ']]) {
      expect(
        (
          await door(allowed)
            .http(callOf(vendor.url))
            .get(path`/`)
        ).status,
      ).toBe(200)
    }
    expect(vendor.requests).toHaveLength(3)
  })

  it('a name that points inside is refused when it connects, before a byte is sent, once', async () => {
    let connections = 0
    const server = createTcpServer((socket) => {
      connections++
      socket.destroy()
    })
    const port = (await listen(server)).split(':')[1]
    const to = (name: string, options: VendorsOptions, allowed: string[] = []) =>
      failure(
        door(allowed, options)
          .http(callOf(`https://${name}:${port}`))
          .get(path`/`),
      )
    const resolve = jest.fn().mockResolvedValue([
      { address: '93.184.216.34', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ])
    expect((await to('localhost', {})).code).toBe('forbidden')
    expect((await to('mixed.example', { resolve })).code).toBe('forbidden')
    expect(resolve).toHaveBeenCalledTimes(1)
    expect(connections).toBe(0)
    expect((await to('localhost', {}, ['localhost'])).code).toBe('vendor_unavailable')
    expect(connections).toBe(3)
  })

  it('the base URLs of a type are no exception', async () => {
    const type = { ...example, baseUrls: { api: 'https://localhost' } }
    const http = door([]).http({ ...callOf(''), baseUrl: undefined, type })
    expect((await failure(http.get(path`/`))).code).toBe('forbidden')
  })

  it('plain http is for listed hosts only, whatever was stored', async () => {
    const resolve = jest.fn().mockRejectedValue(new Error('ENOTFOUND'))
    const ask = (url: string) =>
      failure(
        door([], { resolve })
          .http(callOf(url))
          .get(path`/`),
      )
    expect((await ask('http://api.example.com')).code).toBe('forbidden')
    expect(resolve).not.toHaveBeenCalled()
    expect((await ask('https://api.example.com')).code).toBe('vendor_unavailable')
    expect(resolve).toHaveBeenCalled()
  })

  it.each([
    ['http://api.example.com', 'https://'],
    ['ftp://api.example.com', 'https://'],
    ['not a url', 'Must be a URL'],
    ['https://me:secret@api.example.com', 'password'],
    ['https://api.example.com/?a=1', 'path'],
    ['https://api.example.com/#a', 'path'],
    ['https://10.1.2.3', 'Private'],
    ['https://0x7f.1', 'Private'],
    ['https://2130706433', 'Private'],
    ['https://0177.0.0.1', 'Private'],
    ['https://127.1', 'Private'],
    ['https://[::1]', 'Private'],
    ['https://[::ffff:169.254.169.254]', 'Private'],
    ['https://localhost', 'private'],
    ['https://inside.example', 'private'],
    ['https://unknown.example', 'cannot be found'],
  ])('checkAddress refuses %s', async (address, reason) => {
    const resolve = async (name: string) => {
      if (name === 'unknown.example') throw new Error('ENOTFOUND')
      return [{ address: name.endsWith('.com') ? '93.184.216.34' : '10.0.0.1', family: 4 }]
    }
    const vendors = door([], { resolve })
    const error = await vendors.checkAddress(address).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({
      code: 'invalid_request',
      details: { fields: { baseUrl: expect.stringContaining(reason) } },
    })
    await expect(vendors.checkAddress('https://api.example.com/api/v3')).resolves.toBeUndefined()
  })

  it.each([
    ['http://127.0.0.1:9/api', ['127.0.0.1:9']],
    ['http://localhost', ['localhost:80']],
    ['https://[::1]', ['::1']],
    ['https://[0:0:0:0:0:0:0:1]:7', ['[::1]:7']],
    ['https://LOCALHOST', ['localhost']],
  ])('checkAddress takes %s when %j is listed', async (address, allowed) => {
    await expect(door(allowed).checkAddress(address)).resolves.toBeUndefined()
    await expect(door([]).checkAddress(address)).rejects.toThrow(AppError)
  })

  it('a list entry that is no host is an error at start', () => {
    expect(() => door(['http://ghe.example/'])).toThrow('Not a host or host:port')
  })
})
