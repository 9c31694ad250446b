import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { startTestApp, type TestApp, withLab } from '../support/app'
import { claimsOf, member } from '../support/oauth'
import { modern } from '../support/raw'
import { Computer, signIn } from './computer'

const root = join(__dirname, '../..')
let app: TestApp
let computer: Computer
let url: string
let email: string

beforeAll(async () => {
  app = await startTestApp()
  ;({ url } = await withLab(app, 'acme'))
  ;({ email } = await member(app, 'acme', 'ada'))
  computer = new Computer()
}, 60_000)
beforeEach(async () => {
  const login = computer.start(url, ['--login', '--no-browser'])
  await signIn(await login.address(), email)
  expect(await login.exit).toBe(0)
})
afterEach(() => computer.reset())
afterAll(async () => {
  await computer?.end()
  await app?.close()
})

type Grant = NonNullable<ReturnType<Computer['kept']>['grant']>

function grant(): Grant {
  const { grant } = computer.kept()
  if (!grant) throw new Error('nobody is signed in')
  return grant
}
const keep = (changed: Grant) => writeFileSync(computer.file(), JSON.stringify({ grant: changed }))
const end = ({ accessToken }: Grant) =>
  app.must('DELETE', `${app.tenant('acme')}/clients/${String(claimsOf(accessToken).grant_id)}`)

test('a token that has not ended is used as it is', async () => {
  const before = grant()
  expect((await computer.start(url).greet()).result).toBeDefined()
  expect(grant()).toEqual(before)
})

test('a token that ends soon is renewed first, without a person', async () => {
  const before = grant()
  keep({ ...before, expiresAt: Date.now() + 30_000 })
  const bridge = computer.start(url)
  expect((await bridge.greet()).result).toBeDefined()
  const after = grant()
  expect(after.expiresAt).toBeGreaterThan(Date.now() + 600_000)
  for (const name of ['accessToken', 'refreshToken'] as const) expect(after[name]).not.toBe(before[name])
  expect(bridge.addresses()).toEqual([])
})

test('a token that the server refuses is renewed once, whatever the clock of this computer says', async () => {
  const before = grant()
  const now = Date.now
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 901_000)
  try {
    const bridge = computer.start(url)
    expect((await bridge.greet()).result).toBeDefined()
    expect(grant().refreshToken).not.toBe(before.refreshToken)
    expect(bridge.addresses()).toEqual([])
  } finally {
    clock.mockRestore()
  }
})

test('a connection outlives the token that opened it', async () => {
  const bridge = computer.start(url)
  await bridge.greet()
  const now = Date.now
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 901_000)
  try {
    expect((await modern(url, grant().accessToken, 'tools/list')).status).toBe(401)
    expect((await bridge.ask('tools/list')).result).toBeDefined()
    expect(bridge.errors.match(/Connected\./g)).toHaveLength(1)
  } finally {
    clock.mockRestore()
  }
})

test('a grant that ends while connected is asked for again, in one tab, and the waiting call goes on', async () => {
  const bridge = computer.start(url)
  await bridge.greet()
  await end(grant())
  const address = await bridge.address()
  const call = bridge.ask('tools/call', { name: 'lab_echo', arguments: { text: 'later' } })
  await signIn(address, email)
  expect((await call).result?.structuredContent).toEqual({ text: 'later' })
  expect(bridge.errors).toContain('The sign-in has ended.')
  expect(computer.tabs()).toEqual([address])
})

test('a grant that ended meanwhile is asked for again at the next start', async () => {
  await end(grant())
  const bridge = computer.start(url)
  const greeting = bridge.greet()
  await signIn(await bridge.address(), email)
  expect((await greeting).result).toBeDefined()
})

test.each(['is not there', 'is unwell'])(
  'a server that %s at a renewal is tried again, and nobody signs in',
  async (how) => {
    const unwell = createServer((_req, res) => res.writeHead(503).end('out of order: secret')).listen(0, '127.0.0.1')
    await once(unwell, 'listening')
    const issuer = `http://127.0.0.1:${(unwell.address() as AddressInfo).port}`
    if (how === 'is not there') unwell.close()
    const before = grant()
    keep({ ...before, issuer, expiresAt: 0 })
    const bridge = computer.start(url)
    const greeting = bridge.greet()
    await bridge.says(/The server cannot be reached: .*(ECONNREFUSED|503).*\. Trying again\./)
    keep({ ...before, expiresAt: 0 })
    expect((await greeting).result).toBeDefined()
    expect(bridge.addresses()).toEqual([])
    expect(bridge.errors).not.toContain('secret')
    unwell.close()
  },
)

test('a server that refuses what it has just given is not asked for more and more', async () => {
  let renewals = 0
  const contrary = createServer((req, res) => {
    const issuer = `http://${req.headers.host}`
    res.setHeader('content-type', 'application/json')
    if (req.method === 'GET') return res.end(JSON.stringify({ issuer, token_endpoint: `${issuer}/token` }))
    renewals += 1
    const token = { access_token: `fresh-${renewals}`, refresh_token: 'next', token_type: 'bearer', expires_in: 900 }
    return res.end(JSON.stringify(token))
  }).listen(0, '127.0.0.1')
  await once(contrary, 'listening')
  keep({ ...grant(), issuer: `http://127.0.0.1:${(contrary.address() as AddressInfo).port}`, accessToken: 'refused' })
  const bridge = computer.start(url)
  const words = 'The server refuses the sign-in that it has just given (401).'
  expect((await bridge.greet()).error?.message).toBe(words)
  expect(await bridge.exit).toBe(1)
  expect(renewals).toBe(1)
  expect(grant().accessToken).toBe('fresh-1')
  expect(bridge.addresses()).toEqual([])
  contrary.close()
})

/** A bridge's part that signs in, in a process of its own, whose every token is refused. */
function renewer(times: number) {
  const code = `
    const { SignIn } = require(${JSON.stringify(join(root, 'server/bridge/sign-in.ts'))})
    const { SignInStore } = require(${JSON.stringify(join(root, 'server/bridge/sign-in-store.ts'))})
    const endpoint = new URL(${JSON.stringify(url)})
    const log = (line) => process.stderr.write(line + '\\n')
    const store = new SignInStore(endpoint, log, ${JSON.stringify(computer.folder)})
    const signIn = new SignIn({ endpoint, insecure: false, browser: false, store, log, waiting: () => process.exit(3) })
    void (async () => {
      for (let i = 0; i < ${times}; i += 1) {
        const token = await signIn.token()
        const reply = await fetch(endpoint, { headers: { authorization: 'Bearer ' + token } })
        if (reply.status === 401) process.exit(4)
        signIn.rejected(token)
      }
      process.exit(0)
    })()`
  const child = spawn(process.execPath, ['-r', join(root, 'scripts/register.cjs'), '-e', code])
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  return once(child, 'close').then(([status]) => ({ status: status as number | null, errors }))
}

test('processes that renew at the same time use no refresh token twice', async () => {
  const before = grant()
  const ran = await Promise.all([renewer(20), renewer(20), renewer(20)])
  expect(ran).toEqual(ran.map(() => ({ status: 0, errors: '' })))
  expect(computer.files()).toHaveLength(1)
  expect((await modern(url, grant().accessToken, 'tools/list')).status).toBe(200)
  // Had one been used twice, this is what they would have met.
  const last = grant()
  keep({ ...last, refreshToken: before.refreshToken, expiresAt: 0 })
  expect(await renewer(1)).toMatchObject({ status: 3, errors: expect.stringContaining('The sign-in has ended.') })
  expect((await modern(url, last.accessToken, 'tools/list')).status).toBe(401)
}, 90_000)
