import { startTestApp, type TestApp } from '../support/app'
import { BRIDGES, CLIENTS, type Connect, type McpClient } from '../support/clients'
import { seen } from '../support/lab'
import { startSilentVendor } from '../support/silent-vendor'
import { until } from '../support/until'

/** What the platform promises for a change to reach every live client. */
const PROMPTLY = 1_000

let calls = 0
const freshId = () => `call-${(calls += 1)}`

async function cancelled(client: McpClient, tool: string, id: string, started: () => boolean): Promise<void> {
  const abort = new AbortController()
  const call = client.call(tool, { id }, { signal: abort.signal })
  const outcome = call.then(
    () => 'answered',
    () => 'rejected',
  )
  await until(`${tool} starts`, started)
  abort.abort()
  expect(await outcome).toBe('rejected')
}

describe('every client on every endpoint', () => {
  let app: TestApp
  let vendor: Awaited<ReturnType<typeof startSilentVendor>>
  let connectorId: string
  let key: string
  let client: McpClient | undefined

  beforeAll(async () => {
    vendor = await startSilentVendor()
    app = await startTestApp({ env: { SAGEMCP_ALLOWED_PRIVATE_HOSTS: vendor.host } })
    await app.createTenant('acme')
    connectorId = (await app.addConnector('acme', { type: 'lab', configuration: { baseUrl: vendor.origin } })).id
    key = (await app.createKey('acme')).key
  })
  afterEach(async () => {
    await client?.close()
    client = undefined
  })
  afterAll(async () => {
    await app?.close()
    await vendor?.close()
  })

  const shapes = ['tenant', 'connector'] as const
  const clients = Object.entries(CLIENTS)
  const everywhere = shapes.flatMap((shape) => clients.map(([name, connect]) => [shape, name, connect] as const))
  const open = async (shape: (typeof shapes)[number], connect: Connect) =>
    (client = await connect(app.endpoint('acme', shape === 'connector' ? 'lab' : undefined), key))

  test.each(everywhere)('%s endpoint, %s: lists, calls and reports progress', async (shape, _name, connect) => {
    const c = await open(shape, connect)
    expect(await c.tools()).toEqual(expect.arrayContaining(['lab_echo', 'lab_slow', 'lab_wait_for_cancel']))
    const echo = await c.call('lab_echo', { text: 'hello' })
    expect(echo.structuredContent).toEqual({ text: 'hello' })
    expect(echo.isError ?? false).toBe(false)

    const reported: number[] = []
    await c.call('lab_slow', { steps: 5, ms: 20 }, { onprogress: ({ progress }) => reported.push(progress) })
    // Clients may settle the call before they deliver the last report, so nothing is said of the fifth.
    expect(reported.slice(0, 4)).toEqual([1, 2, 3, 4])
  })

  test.each(everywhere)('%s endpoint, %s: a cancel reaches the tool and the vendor', async (shape, _name, connect) => {
    const c = await open(shape, connect)
    const id = freshId()
    await cancelled(c, 'lab_wait_for_cancel', id, () => seen.started.has(id))
    await until('the tool sees the abort', () => seen.aborted.has(id))

    const other = freshId()
    await cancelled(c, 'lab_vendor_wait', other, () => vendor.asked.has(other))
    await until('the vendor request is dropped', () => vendor.dropped.has(other))
    expect((await c.call('lab_echo', { text: 'still here' })).structuredContent).toEqual({ text: 'still here' })
  })

  test.each(everywhere)('%s endpoint, %s: sees that an admin disabled a tool', async (shape, _name, connect) => {
    const c = await open(shape, connect)
    let changes = 0
    await c.onToolsChanged(() => (changes += 1))
    expect(await c.tools()).toContain('lab_note')
    await app.setTool('acme', connectorId, 'lab_note', false)
    try {
      await until('list_changed', () => changes > 0, PROMPTLY)
      expect(await c.tools()).not.toContain('lab_note')
      const refused = await c.call('lab_note', { text: 'x' }).then(
        (result) => `answered ${JSON.stringify(result)}`,
        (error: { code?: number }) => error.code,
      )
      expect(refused).toBe(-32602)
    } finally {
      await app.setTool('acme', connectorId, 'lab_note', true)
    }
  })

  test.each(everywhere)('%s endpoint, %s: is asked by a tool and answers', async (shape, _name, connect) => {
    const c = await open(shape, connect)
    const result = await c.call('lab_confirm', {})
    expect(result.isError ?? false).toBe(false)
    expect(result.content[0]?.text).toContain('"yes":true')
  })

  test.each(clients)('%s speaks the era that its name says', async (name, connect) => {
    const c = await open('tenant', connect)
    expect(c.era).toBe(/auto|pinned/.test(name) ? 'modern' : 'legacy')
  })
})

describe.each(Object.entries(BRIDGES))('%s, through a restart of the server', (_name, connect) => {
  test('goes on by itself, says that lists may have changed, and owns up to what was in flight', async () => {
    const app = await startTestApp({ keepData: true })
    let client: McpClient | undefined
    try {
      await app.createTenant('acme')
      await app.addConnector('acme', { type: 'lab' })
      const { key } = await app.createKey('acme')
      client = await connect(app.endpoint('acme'), key)
      const c = client
      let changes = 0
      await c.onToolsChanged(() => (changes += 1))
      expect((await c.call('lab_echo', { text: 'before' })).structuredContent).toEqual({ text: 'before' })

      const id = freshId()
      const inFlight = c.call('lab_wait_for_cancel', { id }).then(
        (result) => JSON.stringify(result),
        (error: Error) => error.message,
      )
      await until('the call starts', () => seen.started.has(id))
      await app.restart()
      expect(await inFlight).toMatch(/unknown/i)
      const works = () =>
        c.call('lab_echo', { text: 'after' }).then(
          (result) => (result.structuredContent as { text?: string } | undefined)?.text === 'after',
          () => false,
        )
      await until('calls work again', works, 45_000)
      await until('list_changed after the reconnect', () => changes > 0)
    } finally {
      await client?.close()
      await app.close()
    }
    // The server drains for up to ten seconds, and starts anew on its own data: slow machines take their time.
  }, 120_000)
})
