import { statSync } from 'node:fs'
import { startTestApp, type TestApp, withLab } from '../support/app'
import { member } from '../support/oauth'
import { ask, modern } from '../support/raw'
import { until } from '../support/until'
import { Computer, decide, signIn } from './computer'

let app: TestApp
let computer: Computer
let url: string
let email: string
let key: string

beforeAll(async () => {
  app = await startTestApp()
  ;({ url, key } = await withLab(app, 'acme'))
  ;({ email } = await member(app, 'acme', 'ada'))
  computer = new Computer()
}, 240_000)
afterEach(() => computer.reset())
afterAll(async () => {
  await computer?.end()
  await app?.close()
})

test('a person signs in once: the waiting handshake goes on, and later starts ask nobody', async () => {
  const bridge = computer.start(url)
  const greeting = bridge.greet()
  const page = await signIn(await bridge.address(), email)
  expect(page).toMatchObject({ status: 200, text: expect.stringContaining('You are signed in') })
  expect((await greeting).result).toMatchObject({ serverInfo: { name: expect.any(String) } })
  const { tools } = (await bridge.ask('tools/list')).result as { tools: { name: string }[] }
  expect(tools.map((tool) => tool.name)).toContain('lab_echo')
  const echo = await bridge.ask('tools/call', { name: 'lab_echo', arguments: { text: 'hello' } })
  expect(echo.result?.structuredContent).toEqual({ text: 'hello' })
  expect(computer.tabs()).toEqual(bridge.addresses())
  await bridge.stop()

  const again = computer.start(url)
  expect((await again.greet()).result).toBeDefined()
  expect(again.addresses()).toEqual([])
  expect(computer.tabs()).toHaveLength(1)

  const { grant } = computer.kept()
  for (const text of [bridge.errors, again.errors, JSON.stringify([bridge.replies, again.replies])]) {
    for (const secret of [grant?.accessToken, grant?.refreshToken]) expect(text).not.toContain(secret)
  }
  expect(statSync(computer.folder).mode & 0o777).toBe(0o700)
  expect(statSync(computer.file()).mode & 0o777).toBe(0o600)
  expect(computer.files()).toHaveLength(1)
})

describe('what comes back to this computer', () => {
  test('only the answer to its own question is taken, at its own name', async () => {
    const bridge = computer.start(url)
    const greeting = bridge.greet()
    const back = new URL(await decide(await bridge.address(), email))
    const send = async (change: (address: URL) => void) => {
      const changed = new URL(back)
      change(changed)
      return (await fetch(changed)).status
    }
    expect(await send((at) => at.searchParams.set('state', 'another'))).toBe(400)
    expect(await send((at) => at.searchParams.delete('state'))).toBe(400)
    expect(await send((at) => (at.pathname = '/'))).toBe(404)
    expect((await ask(back.href, { headers: { host: `rebound.example:${back.port}` } })).status).toBe(404)
    expect((await ask(back.href, { method: 'POST' })).status).toBe(404)
    expect(computer.kept().grant).toBeUndefined()
    expect(await send(() => undefined)).toBe(200)
    expect((await greeting).result).toBeDefined()
  })

  test.each<[string, (answer: URL) => void]>([
    ['another issuer', (answer) => answer.searchParams.set('iss', 'https://elsewhere.example')],
    ['no issuer', (answer) => answer.searchParams.delete('iss')],
    ['a code that is none', (answer) => answer.searchParams.set('code', 'x'.repeat(43))],
  ])('an answer with our state from %s signs nobody in', async (_name, change) => {
    const bridge = computer.start(url)
    const greeting = bridge.greet()
    const back = new URL(await decide(await bridge.address(), email))
    change(back)
    expect((await fetch(back)).status).toBe(400)
    expect((await greeting).error?.message).toMatch(/^The sign-in did not work: /)
    expect(computer.kept()).toEqual({})
  })

  test('who refuses is not asked again, and the client hears why', async () => {
    const bridge = computer.start(url)
    const greeting = bridge.greet()
    const page = await signIn(await bridge.address(), email, 'refuse')
    expect(page).toMatchObject({ status: 400, text: expect.stringContaining('The sign-in was declined.') })
    expect((await greeting).error?.message).toMatch(/^The sign-in was declined\. Start this client again/)
    expect((await bridge.ask('tools/list')).error?.message).toMatch(/^The sign-in was declined\./)
    expect(computer.tabs()).toHaveLength(1)
  })
})

describe('several bridges at once', () => {
  test('one asks, the other waits, and one sign-in serves both', async () => {
    const bridges = [computer.start(url), computer.start(url)]
    const greetings = bridges.map((bridge) => bridge.greet())
    const addresses = await Promise.all(bridges.map((bridge) => bridge.address()))
    expect(new Set(addresses).size).toBe(1)
    await signIn(addresses[0] ?? '', email)
    for (const greeting of greetings) expect((await greeting).result).toBeDefined()
    expect(computer.tabs()).toHaveLength(1)
  })

  test('when the person refuses one, the other does not ask in its place', async () => {
    const bridges = [computer.start(url), computer.start(url)]
    const greetings = bridges.map((bridge) => bridge.greet())
    const [address = ''] = await Promise.all(bridges.map((bridge) => bridge.address()))
    await signIn(address, email, 'refuse')
    for (const greeting of greetings) expect((await greeting).error?.message).toContain('Start this client again')
    expect(computer.tabs()).toHaveLength(1)
  })

  test.each(['stopped', 'killed'])(
    'a bridge that is %s meanwhile leaves its sign-in to the next one',
    async (how) => {
      const first = computer.start(url)
      const address = await first.address()
      const back = await decide(address, email)
      await (how === 'killed' ? first.kill() : first.stop())
      const second = computer.start(url)
      // One that was killed is taken for alive for a while.
      const arrives = () =>
        fetch(back)
          .then(({ ok }) => ok)
          .catch(() => false)
      await until('the browser gets there', arrives, 120_000)
      expect(new Set(second.addresses())).toEqual(new Set([address]))
      expect((await second.greet()).result).toBeDefined()
      expect(computer.tabs()).toEqual([address])
    },
    240_000,
  )
})

test('who allowed only reading reads; more takes another sign-in, which replaces the first', async () => {
  const grants = async () =>
    (await app.must<{ items: { id: string }[] }>('GET', `${app.tenant('acme')}/clients`)).items.map(({ id }) => id)
  const before = await grants()
  const bridge = computer.start(url)
  const greeting = bridge.greet()
  await signIn(await bridge.address(), email, 'read')
  await greeting
  // A list that was under way when the connection changed is answered with an error.
  const names = async () => {
    const { result } = await bridge.ask('tools/list')
    return ((result?.tools ?? []) as { name: string }[]).map((tool) => tool.name)
  }
  expect(await names()).toContain('lab_echo')
  expect(await names()).not.toContain('lab_write')
  expect((await bridge.ask('tools/call', { name: 'lab_write', arguments: {} })).error).toBeDefined()

  const login = computer.start(url, ['--login'])
  await signIn(await login.address(), email)
  expect(await login.exit).toBe(0)
  await until('the running bridge may do more', async () => (await names()).includes('lab_write'), 15_000)
  expect(bridge.addresses()).toHaveLength(1)
  const [made, ...more] = (await grants()).filter((id) => !before.includes(id))
  expect([made, more]).toEqual([expect.any(String), []])
})

test('--login signs in beforehand and --logout ends it, here and at the server', async () => {
  const login = computer.start(url, ['--login', '--no-browser'])
  await signIn(await login.address(), email)
  expect(await login.exit).toBe(0)
  expect(computer.tabs()).toEqual([])
  const { grant } = computer.kept()
  const bridge = computer.start(url)
  expect((await bridge.greet()).result).toBeDefined()
  await bridge.stop()
  expect((await modern(url, grant?.accessToken, 'tools/list')).status).toBe(200)
  const logout = computer.start(url, ['--logout'])
  expect(await logout.exit).toBe(0)
  expect(computer.files()).toEqual([])
  await until('it is ended', async () => (await modern(url, grant?.accessToken, 'tools/list')).status === 401)
})

test('with a key nothing is kept and nobody is asked', async () => {
  const bridge = computer.start(url, [], { SAGEMCP_KEY: key })
  expect((await bridge.greet()).result).toBeDefined()
  expect(computer.files()).toEqual([])
  const wrong = computer.start(url, [], { SAGEMCP_KEY: `${key}x` })
  expect((await wrong.greet()).error?.message).toMatch(/^The server refused this key \(401\)/)
  expect(await wrong.exit).toBe(1)
  expect(computer.tabs()).toEqual([])
})

test('a server without sign-in, or that calls itself otherwise, is told in words', async () => {
  const elsewhere = computer.start(url.replace('127.0.0.1', 'localhost'))
  expect((await elsewhere.greet()).error?.message).toContain(`Use its own address: ${url.replace('http', 'ws')}`)
  const nothing = computer.start(url.replace('/mcp', '/none'))
  expect((await nothing.greet()).error?.message).toMatch(/^Nobody can sign in at this address/)
  expect(computer.tabs()).toEqual([])
})
