import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'

/** A real MCP client over HTTP, connected. `changed` is called when the server says that its tools are others. */
export const overHttp = (scene, url, headers, options = {}) =>
  connected(scene, new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }), options)

/** The same over the standard streams of a program, as clients that only start programs do it. */
export const overStdio = (scene, { command, args, env = {}, cwd }, options = {}) =>
  connected(
    scene,
    new StdioClientTransport({ command, args, cwd, env: { PATH: process.env.PATH, ...env }, stderr: 'inherit' }),
    options,
  )

async function connected({ after }, transport, { name = 'e2e', changed }) {
  const client = new Client(
    { name, version: '1.0.0' },
    changed ? { listChanged: { tools: { autoRefresh: false, onChanged: changed } } } : {},
  )
  await client.connect(transport)
  after(() => client.close().catch(() => {}))
  return client
}

export const toolNames = async (client) => (await client.listTools()).tools.map(({ name }) => name)
