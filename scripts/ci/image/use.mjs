/** A tenant, a connector, its tools over MCP and what they cost a model; the web app. Much of node_modules is loaded by that. */
export async function useIt(origin, adminKey) {
  const admin = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' }
  const ask = async (address, body, headers = admin) => {
    const reply = await fetch(`${origin}${address}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await reply.text()
    if (!reply.ok) throw new Error(`${address} answered ${reply.status}: ${text}`)
    return text
  }
  await ask('/api/v1/admin/tenants', { slug: 'acme', name: 'Acme' })
  await ask('/api/v1/admin/tenants/acme/connectors', { type: 'github', name: 'GitHub' })
  await ask('/api/v1/admin/tenants/acme/connectors/github/tools')
  const { key } = JSON.parse(await ask('/api/v1/admin/tenants/acme/api-keys', { name: 'ci', scope: 'tenant_user' }))
  const accept = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' }
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'ci', version: '1' } }
  const hello = await fetch(`${origin}/api/v1/acme/mcp`, {
    method: 'POST',
    headers: { ...accept, authorization: `Bearer ${key}` },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params }),
  })
  if (!hello.ok) throw new Error(`initialize answered ${hello.status}`)
  const session = { ...accept, authorization: `Bearer ${key}`, 'mcp-session-id': hello.headers.get('mcp-session-id') }
  const listed = await ask('/api/v1/acme/mcp', { jsonrpc: '2.0', id: 2, method: 'tools/list' }, session)
  const tools = listed.match(/"name":"github_/g)?.length ?? 0
  if (tools < 10) throw new Error(`only ${tools} tools`)
  const page = await ask('/', undefined, {})
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1]
  if (script === undefined) throw new Error('the web app names no script')
  await ask(script, undefined, {})
  if (!(await ask('/sign-in', undefined, {})).includes('<form')) throw new Error('no sign-in form')
  return `${tools} tools over MCP, web app and sign-in page served`
}
