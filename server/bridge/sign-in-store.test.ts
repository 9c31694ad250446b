import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { configFolder, SignInStore } from './sign-in-store'

const ENDPOINT = new URL('https://mcp.example.com/api/v1/acme/mcp')
const GRANT = {
  issuer: 'https://mcp.example.com/',
  clientId: 'client',
  accessToken: 'access-secret',
  expiresAt: 1_000,
  refreshToken: 'refresh-secret',
}
const PENDING = {
  issuer: 'https://mcp.example.com/',
  clientId: 'client',
  state: 'state',
  verifier: 'verifier-secret',
  port: 4_711,
  url: 'https://mcp.example.com/oauth/authorize',
  since: 1_000,
}

let folder: string
let log: string[]
let store: SignInStore
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'sign-in-store-test-')), 'config')
  log = []
  store = new SignInStore(ENDPOINT, (line) => log.push(line), folder)
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

const modeOf = (file: string) => statSync(file).mode & 0o777

test('what was written is read, in a file and a folder of the owner alone', () => {
  expect(store.read()).toEqual({})
  store.write({ grant: GRANT, pending: PENDING })
  expect(store.read()).toEqual({ grant: GRANT, pending: PENDING })
  store.write({ grant: GRANT })
  expect(store.read()).toEqual({ grant: GRANT })
  expect([modeOf(folder), modeOf(store.file)]).toEqual([0o700, 0o600])
  expect(readdirSync(folder)).toHaveLength(1)
  store.remove()
  expect(store.read()).toEqual({})
  expect(log).toEqual([])
})

test('endpoints have files of their own, whatever their names hold', () => {
  const files = ['https://a.example/x', 'https://a.example/y', 'http://[::1]:8000/x'].map(
    (url) => new SignInStore(new URL(url), () => undefined, folder).file,
  )
  expect(new Set(files).size).toBe(3)
  for (const file of files) expect(file.slice(folder.length + 1)).toMatch(/^[\w.-]+\.json$/)
})

test('a folder that others may enter is closed to them', () => {
  mkdirSync(join(folder, 'open'))
  chmodSync(join(folder, 'open'), 0o755)
  const there = new SignInStore(ENDPOINT, () => undefined, join(folder, 'open'))
  expect(there.read()).toEqual({})
  expect(modeOf(join(folder, 'open'))).toBe(0o700)
})

test('a file that others could read is closed to them, and the person hears of it', () => {
  store.write({ grant: GRANT })
  chmodSync(store.file, 0o644)
  expect(store.read()).toEqual({ grant: GRANT })
  expect(modeOf(store.file)).toBe(0o600)
  expect(log).toEqual([expect.stringContaining('Other users of this computer could read')])
  expect(log.join()).not.toContain('secret')
})

test('a link to somewhere else is not followed', () => {
  const elsewhere = join(folder, 'elsewhere')
  writeFileSync(elsewhere, JSON.stringify({ grant: GRANT }), { mode: 0o600 })
  symlinkSync(elsewhere, store.file)
  expect(store.read()).toEqual({})
  expect(log).toEqual([expect.stringContaining('cannot be read (ELOOP)')])
})

test.each([
  ['no JSON', 'secret{'],
  ['another kind of JSON', 'null'],
  ['half a file', JSON.stringify({ grant: GRANT }).slice(0, -20)],
])('%s counts as nothing and is not repeated', (_name, text) => {
  writeFileSync(store.file, text, { mode: 0o600 })
  expect(store.read()).toEqual({})
  expect(log).toEqual([expect.stringContaining('holds no sign-in')])
  expect(log.join()).not.toContain('secret')
})

test('a grant or a sign-in that lacks something is none', () => {
  const { refreshToken: _, ...less } = GRANT
  writeFileSync(store.file, JSON.stringify({ grant: less, pending: { ...PENDING, port: '4711' } }), { mode: 0o600 })
  expect(store.read()).toEqual({})
})

test('a write that fails leaves what there was', () => {
  store.write({ grant: GRANT })
  const loop: { grant?: typeof GRANT; self?: unknown } = { grant: GRANT }
  loop.self = loop
  expect(() => store.write(loop)).toThrow(TypeError)
  expect(store.read()).toEqual({ grant: GRANT })
  expect(readdirSync(folder)).toHaveLength(1)
  expect(readFileSync(store.file, 'utf8')).toContain('refresh-secret')
})

test('it is kept where the system keeps what a person configures', () => {
  expect(configFolder({ XDG_CONFIG_HOME: '/x' }, 'linux')).toBe('/x/sagemcp/bridge')
  expect(configFolder({ XDG_CONFIG_HOME: 'relative' }, 'linux')).toBe(join(homedir(), '.config/sagemcp/bridge'))
  expect(configFolder({}, 'darwin')).toBe(join(homedir(), '.config/sagemcp/bridge'))
  expect(configFolder({ APPDATA: '/roaming', XDG_CONFIG_HOME: '/x' }, 'win32')).toBe('/roaming/sagemcp/bridge')
  expect(existsSync('/x')).toBe(false)
})
