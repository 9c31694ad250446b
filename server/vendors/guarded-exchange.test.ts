import { path } from '../../connectors/sdk'
import { callOf, door, failure, fake, httpTo, json } from '../../tests/support/vendor-door'
import { NoAnswer } from './exchange'

const broken = () => fake((_request, response) => json(response, {}, 500))
const TRIES = 10

it('a vendor that fails is left alone, with a word about when to come back', async () => {
  const vendor = await broken()
  const changes: unknown[] = []
  const http = httpTo(vendor, {}, { breakerChanged: (change) => changes.push(change) })
  for (let n = 0; n < TRIES; n++) {
    expect((await failure(http.get(path`/`))).details.vendorStatus).toBe(500)
  }
  const error = await failure(http.get(path`/`))
  expect(error).toMatchObject({
    code: 'vendor_unavailable',
    details: { retryAfterS: 5, hint: 'The vendor was not asked. Try again in 5 s.' },
  })
  expect(vendor.requests).toHaveLength(TRIES)
  expect(changes).toEqual([{ type: 'example', scope: 'tenant', isOpen: true }])
})

it('a write that was not sent is known not to have happened', async () => {
  const vendor = await broken()
  const http = httpTo(vendor, { effect: 'write' })
  for (let n = 0; n < TRIES; n++) await failure(http.post(path`/`))
  expect(await failure(http.post(path`/`))).toMatchObject({ code: 'vendor_unavailable' })
  expect(vendor.requests).toHaveLength(TRIES)
})

it.each([401, 403, 404, 429])('a refusal with %d is an answer, however often', async (status) => {
  const vendor = await fake((_request, response) => json(response, {}, status))
  const http = httpTo(vendor)
  for (let n = 0; n < 2 * TRIES; n++) await failure(http.get(path`/`))
  expect(vendor.requests).toHaveLength(2 * TRIES)
})

it('kept connections that the vendor closed, many at once, are not its failure; new ones that break off are', async () => {
  const used = new WeakSet<object>()
  let breaks: 'kept' | 'all' | undefined
  const together: (() => void)[] = []
  const vendor = await fake(({ socket }, response) => {
    if (breaks === 'all' || (breaks === 'kept' && used.has(socket))) return void socket.destroy()
    used.add(socket)
    if (breaks) return json(response, {})
    // All have come, so each has a connection of its own.
    if (together.push(() => json(response, {})) === 2 * TRIES) for (const answer of together) answer()
  })
  const changes: unknown[] = []
  const vendors = door([vendor.host], { breakerChanged: (change) => changes.push(change) })
  const all = () =>
    Promise.allSettled(Array.from({ length: 2 * TRIES }, () => vendors.http(callOf(vendor.url)).get(path`/`))).then(
      (answers) => answers.filter(({ status }) => status === 'rejected').length,
    )
  expect(await all()).toBe(0)
  breaks = 'kept'
  expect(await all()).toBe(0)
  expect(changes).toEqual([])
  breaks = 'all'
  await all()
  await all()
  expect(changes).toContainEqual({ type: 'example', scope: 'tenant', isOpen: true })
})

it("one tenant's trouble does not keep others from the vendor", async () => {
  const vendor = await fake((request, response) =>
    json(response, {}, request.headers.authorization === 'Bearer bad' ? 500 : 200),
  )
  const vendors = door([vendor.host])
  const http = (tenantId: string, token: string) =>
    vendors.http(callOf(vendor.url, { tenantId, credential: { token, scheme: 'Bearer' } }))
  for (let n = 0; n < 2 * TRIES; n++) await failure(http('a', 'bad').get(path`/`))
  expect(vendor.requests).toHaveLength(TRIES)
  expect((await http('b', 'good').get(path`/`)).status).toBe(200)
})

describe('a vendor that hangs', () => {
  const held: (() => void)[] = []
  afterEach(() => held.splice(0).forEach((answer) => answer()))
  const hanging = () => fake((_request, response) => void held.push(() => json(response, {})))

  it('holds up neither other vendors of the tenant nor other tenants that ask it', async () => {
    const hangs = await hanging()
    const works = await fake((_request, response) => json(response, {}))
    const caps = { vendor: 8, tenantAtVendor: 4, tenant: 6, waiting: 20 }
    const vendors = door([hangs.host, works.host], { caps })
    const stuck = Array.from({ length: 20 }, () => vendors.http(callOf(hangs.url)).get(path`/`))
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => (await vendors.http(callOf(works.url)).get(path`/`)).status),
    )
    expect(statuses).toEqual(Array.from({ length: 20 }, () => 200))
    const other = vendors.http(callOf(hangs.url, { tenantId: 'other' })).get(path`/`)
    while (hangs.requests.length < 5) await new Promise((resolve) => setImmediate(resolve))
    expect(hangs.requests).toHaveLength(5)
    const answering = setInterval(() => held.splice(0).forEach((answer) => answer()), 1)
    await Promise.all([...stuck, other])
    clearInterval(answering)
  })

  it('is left alone once calls ran into the time limit', async () => {
    const vendor = await hanging()
    const http = httpTo(vendor, {}, { attemptTimeoutMs: 20 })
    const codes = await Promise.all(Array.from({ length: TRIES }, async () => (await failure(http.get(path`/`))).code))
    expect(codes).toEqual(Array.from({ length: TRIES }, () => 'timeout'))
    const error = await failure(http.get(path`/`))
    expect(error.cause).toBeInstanceOf(NoAnswer)
    expect(error.cause).toMatchObject({ kind: 'paused' })
  })

  it('is not blamed for callers that change their mind at once', async () => {
    const vendor = await hanging()
    const vendors = door([vendor.host])
    for (let n = 0; n < 2 * TRIES; n++) {
      const gone = new AbortController()
      const asked = vendors.http(callOf(vendor.url, { signal: gone.signal })).get(path`/`)
      while (vendor.requests.length <= n) await new Promise((resolve) => setImmediate(resolve))
      gone.abort(new Error('gone'))
      await expect(asked).rejects.toThrow('gone')
    }
    const asked = vendors.http(callOf(vendor.url)).get(path`/`)
    while (vendor.requests.length <= 2 * TRIES) await new Promise((resolve) => setImmediate(resolve))
    held.splice(0).forEach((answer) => answer())
    expect((await asked).status).toBe(200)
  })
})

it('what finds no turn in time is told so, and its account is not thought ill of', async () => {
  const vendor = await fake(() => {})
  const vendors = door([vendor.host], { caps: { tenantAtVendor: 1, waiting: 0 }, attemptTimeoutMs: 50 })
  const first = failure(vendors.http(callOf(vendor.url)).get(path`/`))
  const error = await failure(vendors.http(callOf(vendor.url)).get(path`/`))
  expect(error).toMatchObject({ code: 'rate_limited', details: { retryAfterS: 5 } })
  await first
})
