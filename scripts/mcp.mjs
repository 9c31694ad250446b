// The official SDK's client on the command line, for trying an endpoint:
//   SAGEMCP_KEY=sk_... node scripts/mcp.mjs http://localhost:8000/api/v1/demo/mcp list
//   SAGEMCP_KEY=sk_... node scripts/mcp.mjs http://localhost:8000/api/v1/demo/mcp call github_get_me '{}'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'

const [url, action, tool, args = '{}'] = process.argv.slice(2)
if (!url || !['list', 'call'].includes(action) || (action === 'call' && !tool)) {
  console.error('usage: SAGEMCP_KEY=sk_... node scripts/mcp.mjs URL list | call TOOL [ARGUMENTS as JSON]')
  process.exit(2)
}
const client = new Client({ name: 'sagemcp-try', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } })
try {
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: { authorization: `Bearer ${process.env.SAGEMCP_KEY}` } },
    }),
  )
  if (action === 'list') {
    const { tools } = await client.listTools()
    for (const { name, description } of tools) console.log(`${name.padEnd(40)} ${description.split(/(?<=\.)\s/)[0]}`)
    console.log(`${tools.length} tools`)
  } else {
    const result = await client.callTool({ name: tool, arguments: JSON.parse(args) })
    const body = result.structuredContent ?? result.content
    console.log(JSON.stringify(body, null, 2))
    if (result.isError) process.exitCode = 1
  }
} catch (error) {
  // What the server said, without the client's stack below it.
  console.error(error.message)
  process.exitCode = 1
} finally {
  await client.close()
}
