// Other people's MCP clients against the built server, with nothing but its URL: each sends a person to our sign-in and consent
// pages, lists tools and calls one. The controls: who refuses, and who is no member of the tenant, leaves the client with nothing.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startModel } from './model.mjs'
import { clientsOf, join, personFor } from './person.mjs'
import { binOf, check, installed, makeTenant, run, startServer } from './stack.mjs'

const require = createRequire(import.meta.url)
const { Client } = require('@modelcontextprotocol/sdk/client/index.js')
const { StdioClientTransport } = require('@modelcontextprotocol/sdk/client/stdio.js')

/** Generous: the machine may be busy, and nothing that goes well waits for it. */
const SECONDS = 120

const folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-oauth-clients-'))
const newHome = () => mkdtempSync(path.join(folder, 'home-'))
const server = await startServer('lab.js', { preload: path.join(import.meta.dirname, 'claude-code-document.cjs') })

try {
  const { url } = await makeTenant(server, 'acme', ['lab'])
  await makeTenant(server, 'other', ['lab'])
  const ada = await join(server, 'acme', 'ada')
  const eve = await join(server, 'other', 'eve')
  for (const client of [mcpRemote, claudeCode]) {
    const { name, signIn } = await client(url, ada)
    await refused(`${name}, a person who refuses`, () => signIn(ada, 'refuse'), 'The person refused.')
    const nothing = 'There is no such endpoint for this account.'
    await refused(`${name}, no member of the tenant`, () => signIn(eve, 'allow'), nothing)
  }
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
if (server.log() !== '') console.log(`the server logged:\n${server.log()}`)

/** The client ends by itself, says the reason that we gave, and was allowed nothing. */
async function refused(name, signIn, reason) {
  await check(name, async () => {
    const before = await clientsOf(server, 'acme')
    const { answer, connected, output } = await signIn()
    assert.deepEqual({ answer, connected }, { answer: 'access_denied', connected: false }, output)
    assert.ok(output.includes(`access_denied - ${reason}`), output)
    assert.deepEqual(await clientsOf(server, 'acme'), before)
    return `it says “${reason}”`
  })
}

async function mcpRemote(url, ada) {
  const version = '0.15.1'
  const name = `mcp-remote ${version}`
  const proxy = binOf(installed('mcp-remote', version), 'mcp-remote')
  /** `use` gets a connected client. */
  const open = async (home, person, use) => {
    const client = new Client({ name: 'ci', version: '1.0.0' })
    const args = [proxy, url, '--transport', 'http-only', '--allow-http']
    // The browser that it opens does nothing; ours reads the address that it prints.
    const env = { PATH: process.env.PATH, HOME: home, BROWSER: 'true' }
    const transport = new StdioClientTransport({ command: process.execPath, args, env, stderr: 'pipe' })
    let output = ''
    transport.stderr.on('data', (chunk) => person.watch((output += chunk)))
    try {
      const connected = await client.connect(transport, { timeout: SECONDS * 1_000 }).then(
        () => true,
        () => false,
      )
      const used = connected ? await use(client) : undefined
      return { connected, used, output, answer: await person.answer() }
    } finally {
      await client.close()
    }
  }
  const work = async (client) => {
    const { tools } = await client.listTools()
    assert.ok(tools.some((tool) => tool.name === 'lab_write'))
    const result = await client.callTool({ name: 'lab_echo', arguments: { text: 'hello' } })
    assert.deepEqual(result.structuredContent, { text: 'hello' })
    return `${tools.length} tools, called one`
  }
  const home = newHome()
  await check(`${name}, signing in`, async () => {
    const { connected, used, output, answer } = await open(home, personFor(server, ada), work)
    assert.deepEqual({ connected, answer }, { connected: true, answer: 'code' }, output)
    const [allowed] = await clientsOf(server, 'acme')
    assert.doesNotMatch(allowed.clientId, /^https:/)
    return `${used}; it registered itself as “${allowed.name}”`
  })
  await check(`${name}, once more`, async () => {
    const { connected, used, output, answer } = await open(home, personFor(server, ada), work)
    assert.deepEqual({ connected, answer }, { connected: true, answer: 'never asked' }, output)
    return `${used}; nobody was asked`
  })
  return { name, signIn: (email, decision) => open(newHome(), personFor(server, email, decision), work) }
}

/** Its sign-in wants a terminal, which `script` is; its tools want a model, and something stands in for that. */
async function claudeCode(url, ada) {
  const version = '2.1.329'
  const name = `Claude Code ${version}`
  const claude = path.join(
    installed(`@anthropic-ai/claude-code-${process.platform}-${process.arch}`, version),
    'claude',
  )
  const runIn = (home, command, args, { env, watch } = {}) => {
    const quiet = { HOME: home, DISABLE_AUTOUPDATER: '1', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' }
    return run(command, args, { env: { ...quiet, ...env }, cwd: home, seconds: SECONDS, watch })
  }
  const signIn = async (email, decision, home = newHome()) => {
    const added = await runIn(home, claude, ['mcp', 'add', '--transport', 'http', '--scope', 'user', 'lab', url])
    assert.equal(added.code, 0, added.output)
    const person = personFor(server, email, decision)
    const login = ['-qec', `'${claude}' mcp login lab --no-browser`, '/dev/null']
    const { code, output } = await runIn(home, 'script', login, { watch: person.watch })
    const listed = await runIn(home, claude, ['mcp', 'list'])
    const connected = code === 0 && /^lab: .* Connected$/m.test(listed.output)
    return { connected, output: `${output}\n${listed.output}`, answer: await person.answer() }
  }
  const home = newHome()
  await check(`${name}, mcp login (its metadata document is a stub: there is no way out)`, async () => {
    const { connected, output, answer } = await signIn(ada, 'allow', home)
    assert.deepEqual({ connected, answer }, { connected: true, answer: 'code' }, output)
    const [allowed] = await clientsOf(server, 'acme')
    assert.equal(allowed.clientId, 'https://claude.ai/oauth/claude-code-client-metadata')
    return `Connected as “${allowed.name}”`
  })
  await check(`${name}, its tools (a stand-in for the model asks for the call)`, async () => {
    const model = await startModel('mcp__lab__lab_echo', { text: 'hello' })
    const env = { ANTHROPIC_BASE_URL: model.origin, ANTHROPIC_API_KEY: 'none', ENABLE_TOOL_SEARCH: 'false' }
    try {
      const allow = ['--allowedTools', 'mcp__lab__lab_echo']
      const { output } = await runIn(home, claude, ['-p', 'Call the tool.', ...allow], { env })
      const { tools, result } = model.seen
      assert.ok(result?.includes('{"text":"hello"}'), `${result}\n${output}`)
      return `${tools.filter((tool) => tool.startsWith('mcp__lab__')).length} tools, called one`
    } finally {
      model.close()
    }
  })
  return { name, signIn }
}
