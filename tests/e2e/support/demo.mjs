import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import path from 'node:path'
import { freePort } from '../../../scripts/free-port.cjs'

const MCP = {
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': 'tools/call',
}
const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'e2e', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
}

/** `npm run demo`, read as whoever starts it reads it. */
export async function startDemo({ after }) {
  const child = spawn(process.execPath, ['-r', './scripts/register.cjs', 'scripts/demo.ts'], {
    cwd: path.resolve(import.meta.dirname, '../../..'),
    env: { PATH: process.env.PATH, PORT: String(await freePort()) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (more) => (text += more))
  const gone = new Promise((resolve) => child.once('exit', resolve))
  after(async () => {
    child.kill('SIGTERM')
    await gone
  })
  for (const until = Date.now() + 60_000; !text.includes('key for this run:\n\n');) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`the demo did not start:\n${text}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const said = (pattern) => {
    const found = pattern.exec(text)?.[1]
    assert.ok(found, `the demo does not print ${pattern}:\n${text}`)
    return found
  }
  const url = said(/runs at (http:\/\/localhost:\d+),/)
  const headers = { authorization: `Bearer ${said(/SAGEMCP_KEY=(\S+)/)}`, 'content-type': 'application/json' }
  const connectors = [...text.matchAll(/^ {2}(\w+) +(\w+) +(http\S+\/settings)$/gm)]
  assert.equal(connectors.length, 7)
  return {
    url,
    email: said(/as (\S+) with the password: /),
    password: said(/with the password: (.+)/),
    tools: connectors.map(([, , tool]) => tool),
    /** The lines to copy that call a tool with arguments. */
    lines: [...text.matchAll(/^ {2}node scripts\/mcp\.mjs \$DEMO call (\w+) '(.+)'$/gm)].map(([, tool, args]) => [
      tool,
      JSON.parse(args),
    ]),
    settings: (type) => connectors.find(([, each]) => each === type)?.[3],
    link: async (connector) => {
      const at = `${url}/api/v1/admin/tenants/demo/connectors/${connector}/connect`
      return (await (await fetch(at, { method: 'POST', headers })).json()).url
    },
    call: async (name, args = {}) => {
      const params = { name, arguments: args, _meta: META }
      const reply = await fetch(`${url}/api/v1/demo/mcp`, {
        method: 'POST',
        headers: { ...headers, ...MCP, 'mcp-name': name },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
      })
      const { result } = await reply.json()
      return JSON.parse(result.content[0].text)
    },
  }
}
