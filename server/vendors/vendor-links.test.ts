import { path } from '../../connectors/sdk'
import { callOf, door, example, failure, fake, json } from '../../tests/support/vendor-door'

const BYTES = new TextEncoder().encode('the lamp turns')

/** The vendor, and another host of it whose links want the credential or must not have it. */
async function two() {
  const vendor = await fake((_request, response) => json(response, {}))
  const other = await fake((_request, response) => void response.end('a file'))
  const link = new URL(`${other.url}/files/1?token=x`)
  const asked = (declared: object) =>
    door([vendor.host, other.host]).http(callOf(vendor.url, { type: { ...example, ...declared }, effect: 'write' }))
  return { vendor, other, link, asked }
}

describe('a link from a reply', () => {
  it('is asked with the credential on a host that the type declares', async () => {
    const { other, link, asked } = await two()
    const reply = await asked({ linkHosts: ['127.0.0.1'] }).download(link)
    expect(Buffer.from(reply.body).toString()).toBe('a file')
    expect(other.requests).toMatchObject([{ url: '/files/1?token=x', headers: { authorization: 'Bearer t0ken' } }])
  })

  it.each([{}, { signedLinkHosts: ['127.0.0.1'] }, { linkHosts: ['*.example.com'] }])(
    'is not asked where the type declares %j',
    async (declared) => {
      const { other, link, asked } = await two()
      expect(await failure(asked(declared).download(link))).toMatchObject({ code: 'vendor_unavailable' })
      expect(other.requests).toEqual([])
    },
  )
})

describe('an upload', () => {
  it('goes to a signed link without the credential, as it is', async () => {
    const { other, link, asked } = await two()
    const http = asked({ signedLinkHosts: ['127.0.0.1'] })
    expect((await http.upload(link, { method: 'POST', bytes: BYTES })).body).toBe('a file')
    await http.upload(link, { method: 'PUT', bytes: BYTES, type: 'text/plain' })
    expect(other.requests.map(({ method, text }) => [method, text])).toEqual([
      ['POST', 'the lamp turns'],
      ['PUT', 'the lamp turns'],
    ])
    expect(other.requests.map(({ headers }) => [headers.authorization, headers['content-type']])).toEqual([
      [undefined, 'application/octet-stream'],
      [undefined, 'text/plain'],
    ])
  })

  it('goes to no other host', async () => {
    const { other, link, asked } = await two()
    const http = asked({ linkHosts: ['127.0.0.1'] })
    expect(await failure(http.upload(link, { method: 'PUT', bytes: BYTES }))).toMatchObject({
      code: 'vendor_unavailable',
    })
    expect(other.requests).toEqual([])
  })

  it('that is refused is no success', async () => {
    const { vendor, asked } = await two()
    const gone = await fake((_request, response) => void response.writeHead(403).end())
    const http = door([vendor.host, gone.host]).http(
      callOf(vendor.url, { type: { ...example, signedLinkHosts: ['127.0.0.1'] }, effect: 'write' }),
    )
    const upload = http.upload(new URL(gone.url), { method: 'PUT', bytes: BYTES })
    expect(await failure(upload)).toMatchObject({ code: 'vendor_unavailable' })
    await asked({}).get(path`/`)
    expect(vendor.requests).toHaveLength(1)
  })
})

it('a look-up on the way of a write is tried again, and its lost answer is no unknown outcome', async () => {
  let calls = 0
  const vendor = await fake((_request, response) => {
    calls += 1
    if (calls === 1) response.writeHead(503).end()
    else if (calls === 2) json(response, { id: 1 })
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":')
  })
  const http = door([vendor.host]).http(callOf(vendor.url, { effect: 'write' }))
  expect((await http.post(path`/`, { body: {}, effect: 'read' })).body).toEqual({ id: 1 })
  expect(await failure(http.post(path`/`, { body: {}, effect: 'read' }))).toMatchObject({ code: 'vendor_unavailable' })
  expect(await failure(http.post(path`/`, { body: {} }))).toMatchObject({ code: 'outcome_unknown' })
})
