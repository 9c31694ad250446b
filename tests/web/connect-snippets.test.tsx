import type { Client, Setup, SignIn, Step, Way } from '../../web/src/pages/connect/clients/client'
import { whyNotPublic } from '../../web/src/pages/connect/clients/public-address'
import { CLIENTS } from '../../web/src/pages/connect/clients'
import { grouped } from '../../web/src/pages/connect/group'

const KEY = 'sk_AbC123_xY-z_0123456789012345678901234567890'
const URL_OF_ALL = 'https://mcp.example.com/api/v1/acme/mcp'

const setup = (signIn: SignIn, more: Partial<Setup> = {}): Setup => ({
  ...{ name: 'acme', url: URL_OF_ALL, bundle: '/api/v1/admin/tenants/acme/bridge.mcpb' },
  ...{ signIn, apiKey: signIn === 'key' ? KEY : undefined, ...more },
})

const client = (id: string): Client => {
  const found = CLIENTS.find((each) => each.id === id)
  if (!found) throw new Error(`no client ${id}`)
  return found
}

const way = (id: string, wayId: string, signIn: SignIn, more: Partial<Setup> = {}): Way => {
  const found = client(id)
    .ways(setup(signIn, more))
    .find((each) => each.id === wayId)
  if (!found) throw new Error(`${id} has no way ${wayId}`)
  return found
}

const copies = (of: Way) => of.steps.filter((step) => step.kind === 'copy')
const jsonIn = (of: Way): unknown => JSON.parse(copies(of).find(({ form }) => form === 'json')?.text ?? 'null')
const link = (of: Way): string => of.steps.find((step) => step.kind === 'open')?.href ?? ''

/** The words of each command, as a POSIX shell reads them with this environment. Throws on what is left open. */
function words(script: string, environment: Record<string, string> = {}): string[][] {
  return script.split('\n').map((line) => {
    const found: string[] = []
    let [word, quote]: [string | undefined, string] = [undefined, '']
    for (let i = 0; i < line.length; i += 1) {
      const c = line.charAt(i)
      if (quote === c) quote = ''
      else if (quote === '' && (c === '"' || c === "'")) [quote, word] = [c, word ?? '']
      else if (quote === '' && c === ' ') {
        if (word !== undefined) found.push(word)
        word = undefined
      } else if (c === '$' && quote !== "'") {
        const name = /^\w+/.exec(line.slice(i + 1))?.[0] ?? ''
        word = (word ?? '') + (environment[name] ?? '')
        i += name.length
      } else if (quote === '' && '`;&|<>()*?[]#~{}\\!'.includes(c))
        throw new Error(`${c} means something to a shell: ${line}`)
      else word = (word ?? '') + c
    }
    if (quote !== '') throw new Error(`a quote is open: ${line}`)
    return word === undefined ? found : [...found, word]
  })
}

/** Every combination that a person can come to. */
const all = CLIENTS.flatMap((each) =>
  each.signIns.flatMap((signIn) =>
    [KEY, undefined].flatMap((apiKey) =>
      each
        .ways(setup(signIn, { apiKey: signIn === 'key' ? apiKey : undefined }))
        .map((one) => [`${each.id}, ${one.id}, ${signIn}${apiKey ? '' : ', no key yet'}`, one, signIn] as const),
    ),
  ),
)

describe('every client', () => {
  it.each(all)('gives what its program can read: %s', (_, one) => {
    expect(one.steps.length).toBeGreaterThan(0)
    for (const { form, text } of copies(one)) {
      if (form === 'json') expect(() => JSON.parse(text)).not.toThrow()
      if (form === 'shell') expect(() => words(text)).not.toThrow()
    }
  })

  it.each(all)('puts no key into a link: %s', (_, one, signIn) => {
    const links = one.steps.flatMap((step) => (step.kind === 'open' || step.kind === 'download' ? [step.href] : []))
    for (const href of links) {
      const decoded = decodeURIComponent(href)
      const config = new URL(href, 'https://mcp.example.com').searchParams.get('config')
      expect([decoded, config === null ? '' : atob(config)].join(' ')).not.toMatch(/sk_|YOUR_KEY/)
    }
    if (signIn === 'browser') expect(JSON.stringify(one.steps)).not.toMatch(/SAGEMCP_KEY|YOUR_KEY|Bearer/)
  })

  it('offers signing in by the browser first', () => {
    expect(CLIENTS.map(({ signIns }) => signIns[0])).toEqual(CLIENTS.map(() => 'browser'))
    expect(CLIENTS.filter(({ signIns }) => !signIns.includes('key')).map(({ id }) => id)).toEqual(['chatgpt'])
  })
})

describe('Claude Desktop', () => {
  it('downloads the extension, and shows the key to paste only when there is one', () => {
    const [first] = way('claude-desktop', 'extension', 'browser').steps
    expect(first).toMatchObject({ kind: 'download', href: '/api/v1/admin/tenants/acme/bridge.mcpb' })
    expect(copies(way('claude-desktop', 'extension', 'browser'))).toEqual([])
    expect(copies(way('claude-desktop', 'extension', 'key')).map(({ text }) => text)).toEqual([KEY])
  })

  it('runs the bridge from this server, with the key in its environment', () => {
    const args = ['-y', 'https://mcp.example.com/downloads/sagemcp-bridge.tgz', 'wss://mcp.example.com/api/v1/acme/mcp']
    expect(jsonIn(way('claude-desktop', 'file', 'browser'))).toEqual({ mcpServers: { acme: { command: 'npx', args } } })
    expect(jsonIn(way('claude-desktop', 'file', 'key'))).toEqual({
      mcpServers: { acme: { command: 'npx', args, env: { SAGEMCP_KEY: KEY } } },
    })
    const local = jsonIn(way('claude-desktop', 'file', 'browser', { url: 'http://localhost:8000/api/v1/acme/mcp' }))
    expect(JSON.stringify(local)).toContain('ws://localhost:8000/api/v1/acme/mcp')
  })

  it('takes a custom connector on public https only, without a key, and says why not', () => {
    const at = (url: string, signIn: SignIn = 'browser') =>
      way('claude-desktop', 'custom-connector', signIn, { url }).notHere
    expect(at(URL_OF_ALL)).toBeUndefined()
    expect(at('http://localhost:8000/api/v1/acme/mcp')).toContain('localhost:8000')
    expect(at(URL_OF_ALL, 'key')).toContain('takes no key')
  })
})

it('gives Claude Code a command that names the endpoint, and its key by the environment', () => {
  const command = (signIn: SignIn) => copies(way('claude-code', 'command', signIn))[0]?.text ?? ''
  expect(words(command('browser'))).toEqual([['claude', 'mcp', 'add', '--transport', 'http', 'acme', URL_OF_ALL]])
  expect(words(command('key'), { SAGEMCP_KEY: KEY })).toEqual([
    ['export', `SAGEMCP_KEY=${KEY}`],
    ['claude', 'mcp', 'add', '--transport', 'http', 'acme', URL_OF_ALL, '--header', `Authorization: Bearer ${KEY}`],
  ])
  expect(jsonIn(way('claude-code', 'project', 'key'))).toEqual({
    mcpServers: { acme: { type: 'http', url: URL_OF_ALL, headers: { Authorization: 'Bearer ${SAGEMCP_KEY}' } } },
  })
})

it('links Cursor to an entry that names the variable of the key', () => {
  const entry = (signIn: SignIn): unknown => {
    const { protocol, host, pathname, searchParams } = new URL(link(way('cursor', 'link', signIn)))
    expect([protocol, host, pathname, searchParams.get('name')]).toEqual([
      ...['cursor:', 'anysphere.cursor-deeplink', '/mcp/install', 'acme'],
    ])
    return JSON.parse(atob(searchParams.get('config') ?? ''))
  }
  expect(entry('browser')).toEqual({ url: URL_OF_ALL })
  expect(entry('key')).toEqual({ url: URL_OF_ALL, headers: { Authorization: 'Bearer ${env:SAGEMCP_KEY}' } })
  expect(jsonIn(way('cursor', 'file', 'key'))).toEqual({ mcpServers: { acme: entry('key') } })
})

it('lets VS Code ask for the key', () => {
  const asked = [{ type: 'promptString', id: 'sagemcp-key', description: 'SageMCP API key', password: true }]
  const entry = { type: 'http', url: URL_OF_ALL, headers: { Authorization: 'Bearer ${input:sagemcp-key}' } }
  const address = link(way('vs-code', 'link', 'key'))
  expect(address).toMatch(/^vscode:mcp\/install\?/)
  expect(JSON.parse(decodeURIComponent(address.slice(address.indexOf('?') + 1)))).toEqual({
    ...{ name: 'acme', ...entry, inputs: asked },
  })
  expect(jsonIn(way('vs-code', 'file', 'key'))).toEqual({ servers: { acme: entry }, inputs: asked })
  expect(jsonIn(way('vs-code', 'file', 'browser'))).toEqual({ servers: { acme: { type: 'http', url: URL_OF_ALL } } })
})

it('speaks the dialects of Windsurf, Gemini CLI and Codex', () => {
  expect(jsonIn(way('windsurf', 'file', 'key'))).toEqual({
    mcpServers: { acme: { serverUrl: URL_OF_ALL, headers: { Authorization: 'Bearer ${env:SAGEMCP_KEY}' } } },
  })
  expect(jsonIn(way('gemini-cli', 'file', 'browser'))).toEqual({ mcpServers: { acme: { httpUrl: URL_OF_ALL } } })
  const codex = copies(way('other', 'codex', 'browser'))[0]?.text ?? ''
  expect(words(codex)).toEqual([
    ['codex', 'mcp', 'add', 'acme', '--url', URL_OF_ALL],
    ['codex', 'mcp', 'login', 'acme'],
  ])
})

describe('an address', () => {
  it.each(['https://mcp.example.com/x', 'https://8.8.8.8/x', 'https://[2a01:4f8::1]/x', 'https://172.32.0.1/'])(
    '%s is public',
    (url) => expect(whyNotPublic(url)).toBeUndefined(),
  )

  it.each([
    ...[
      'https://localhost:8000/',
      'https://127.0.0.1/',
      'https://10.1.2.3/',
      'https://192.168.1.4/',
      'https://172.20.0.1/',
    ],
    ...['https://169.254.1.1/', 'https://100.64.0.1/', 'https://[::1]/', 'https://[fd00::1]/', 'https://[fe80::1]/'],
    ...['https://mcp.local/', 'https://mcp.corp/', 'https://intranet/', 'https://a.internal/'],
  ])('%s is not', (url) => expect(whyNotPublic(url)).toContain('not from the internet'))

  it('without TLS is not', () => expect(whyNotPublic('http://mcp.example.com/')).toContain('https'))
})

it('numbers what is done, with what is copied for it', () => {
  const act: Step = { kind: 'do', text: 'do' }
  const copy: Step = { kind: 'copy', form: 'text', title: 'this', text: 'this' }
  expect(grouped([copy, act, copy, copy, act])).toEqual([[copy], [act, copy, copy], [act]])
})
