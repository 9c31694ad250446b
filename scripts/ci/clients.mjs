// Other people's MCP clients against the built server, with a real key: each lists tools and, where it can without a model,
// calls one. A wrong key is the control: the same client must fail with it.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { binOf, check, installed, makeTenant, newerNode, run, startServer } from './stack.mjs'

const require = createRequire(import.meta.url)
const { Client } = require('@modelcontextprotocol/sdk/client/index.js')
const { StdioClientTransport } = require('@modelcontextprotocol/sdk/client/stdio.js')

const home = mkdtempSync(path.join(tmpdir(), 'sagemcp-clients-'))
const server = await startServer('lab.js')
const { key, url } = await makeTenant(server, 'acme', ['lab'])
const WRONG = `${key.slice(0, -8)}00000000`

try {
  await claudeCode()
  for (const transport of ['http-only', 'sse-only']) await mcpRemote(transport)
  for (const era of ['legacy', 'auto', 'modern']) await inspector('http', url, era)
  await inspector('sse', `${url}/sse`, 'legacy')
} finally {
  await server.stop()
  rmSync(home, { recursive: true, force: true })
}
if (server.log() !== '') console.log(`the server logged:\n${server.log()}`)

/** Its health check connects for real; calling needs a model, which nobody has here. */
async function claudeCode() {
  const version = '2.1.329'
  const claude = path.join(
    installed(`@anthropic-ai/claude-code-${process.platform}-${process.arch}`, version),
    'claude',
  )
  const socket = url.replace(/^http/, 'ws')
  const servers = [
    ['lab-http', { type: 'http', url, key }],
    ['lab-sse', { type: 'sse', url: `${url}/sse`, key }],
    ['lab-ws', { type: 'ws', url: socket, key }],
    ['wrong-http', { type: 'http', url, key: WRONG }],
    ['wrong-ws', { type: 'ws', url: socket, key: WRONG }],
  ]
  const env = { HOME: home, DISABLE_AUTOUPDATER: '1', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' }
  for (const [name, { type, url: address, key: own }] of servers) {
    const config = JSON.stringify({ type, url: address, headers: { Authorization: `Bearer ${own}` } })
    const added = await run(claude, ['mcp', 'add-json', '--scope', 'user', name, config], {
      env,
      cwd: home,
      seconds: 60,
    })
    if (added.code !== 0) console.log(added.output)
  }
  const { output } = await run(claude, ['mcp', 'list'], { env, cwd: home, seconds: 120 })
  for (const [name] of servers) {
    await check(`Claude Code ${version}, ${name}`, () => {
      const line = output.split('\n').find((each) => each.startsWith(`${name}:`)) ?? `not in: ${output}`
      assert.equal(line.trim().endsWith(' Connected'), name.startsWith('lab-'), line)
      return line.slice(line.lastIndexOf(' - ') + 3).trim()
    })
  }
}

async function mcpRemote(transport) {
  const version = '0.15.1'
  const proxy = binOf(installed('mcp-remote', version), 'mcp-remote')
  const address = transport === 'sse-only' ? `${url}/sse` : url
  await check(`mcp-remote ${version}, ${transport}`, async () => {
    const client = new Client({ name: 'ci', version: '1.0.0' })
    const args = [proxy, address, '--transport', transport, '--allow-http', '--header', 'Authorization:${AUTH}']
    const env = { PATH: process.env.PATH, HOME: home, AUTH: `Bearer ${key}` }
    await client.connect(new StdioClientTransport({ command: process.execPath, args, env, stderr: 'ignore' }))
    try {
      const { tools } = await client.listTools()
      assert.ok(tools.some((tool) => tool.name === 'lab_echo'))
      const result = await client.callTool({ name: 'lab_echo', arguments: { text: 'hello' } })
      assert.deepEqual(result.structuredContent, { text: 'hello' })
      return `${tools.length} tools, called one`
    } finally {
      await client.close()
    }
  })
}

async function inspector(transport, address, era) {
  const version = '2.12.0'
  const folder = installed('@modelcontextprotocol/inspector', version)
  const node = newerNode()
  const ask = (withKey, ...more) => {
    const target = ['--cli', address, '--transport', transport, '--protocol-era', era, '--format', 'json', '-q']
    const args = [binOf(folder, 'mcp-inspector'), ...target, '--header', `Authorization: Bearer ${withKey}`, ...more]
    return run(node, args, { env: { HOME: home }, cwd: home, seconds: 60 })
  }
  await check(`Inspector CLI ${version}, ${transport}, ${era}`, async () => {
    const listed = await ask(key, '--method', 'tools/list')
    assert.equal(listed.code, 0, listed.output)
    assert.match(listed.output, /"lab_echo"/)
    const called = await ask(key, '--method', 'tools/call', '--tool-name', 'lab_echo', '--tool-arg', 'text=hello')
    assert.equal(called.code, 0, called.output)
    assert.match(called.output, /"text": ?"hello"/)
    const refused = await ask(WRONG, '--method', 'tools/list')
    assert.notEqual(refused.code, 0, 'a wrong key was accepted')
    return `${listed.output.match(/"name": ?"lab_/g)?.length} tools, called one`
  })
}
