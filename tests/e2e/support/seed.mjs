import { adminApi, connectAccount, newMember, setUp } from './people.mjs'
import { overHttp } from './clients.mjs'

export const TENANT = 'acme'

/** Ana with her platform and an empty tenant. */
export async function anaWithTenant(pages, world, look) {
  const page = await pages.open(look)
  await setUp(page, world)
  const api = await adminApi(page, world)
  await api.post('/tenants', { slug: TENANT, name: 'Acme Robotics' })
  return { page, api }
}

/** A key of somebody, and a real client with it. `key` stays out of what is logged. */
export async function clientOf(scene, world, api, { connector, name = 'e2e', changed, readOnly = false } = {}) {
  const made = await api.post(`/tenants/${TENANT}/api-keys`, { name: `Key of ${name}`, scope: 'tenant_user', readOnly })
  const url = `${world.url}/api/v1/${TENANT}/${connector ? `connectors/${connector}/` : ''}mcp`
  const options = { name, ...(changed ? { changed } : {}) }
  return { made, client: await overHttp(scene, url, { authorization: `Bearer ${made.key}` }, options) }
}

/** A tenant in which everything is that can be: accounts that work and that do not, calls, rules, people, keys and clients. */
export async function seed(scene, pages, world) {
  const { page, api } = await anaWithTenant(pages, world)
  const at = `/tenants/${TENANT}`
  await api.post('/tenants', { slug: 'globex', name: 'Globex' })
  await api.patch('/tenants/globex', { isActive: false })

  const add = (type, name, more = {}) => api.post(`${at}/connectors`, { type, name, ...more })
  await add('slack', 'Slack')
  await add('github', 'GitHub')
  await add('google_docs', 'Google Docs')
  await add('linear', 'Linear', { account: 'personal' })
  await add('notion', 'Notion')
  await add('jira', 'Jira', { configuration: { place: 'harbor.atlassian.net' } })
  await add('zoom', 'Zoom')
  for (const slug of ['slack', 'github', 'linear', 'notion']) await connectAccount(page, api, TENANT, slug)
  await connectAccount(page, api, TENANT, 'google_docs', { untick: ['https://www.googleapis.com/auth/documents'] })
  await api.patch(`${at}/connectors/zoom`, { isEnabled: false })
  await api.patch(`${at}/connectors/notion`, { isReadOnly: true })
  await api.patch(`${at}/connectors/slack/tools/slack_schedule_message`, { enabled: false })

  const ben = await newMember(pages, api, TENANT, 'Ben')
  const cora = await newMember(pages, api, TENANT, 'Cora', 'admin')
  await api.post(`${at}/invitations`, { role: 'member', email: 'dora@example.com' })
  await api.post(`${at}/invitations`, { role: 'admin' })
  for (const rule of [
    { role: 'member', connector: 'google_docs', effect: 'deny' },
    { user: ben.email, connector: 'google_docs', tool: 'google_docs_read_document_content', effect: 'allow' },
    { user: ben.email, connector: 'slack', tool: 'slack_send_message', effect: 'deny' },
  ])
    await api.put(`${at}/access/rules`, rule)
  await api.post(`${at}/api-keys`, { name: 'Nightly report', scope: 'tenant_user', readOnly: true, service: true })

  await calls(scene, world, { ana: api, ben: ben.api })
  await world.vendors.end('github', 'revoke')
  const { client } = await clientOf(scene, world, cora.api, { name: 'cursor-vscode' })
  await client.callTool({ name: 'github_get_me', arguments: {} })
  await client.close()
  return { page, api, ben, cora }
}

async function calls(scene, world, { ana, ben }) {
  const issue = { repository: 'harbor-labs/lighthouse', number: 42 }
  const all = [
    ['slack_search_messages', { query: 'lamp dark' }],
    ['slack_auth_test', {}],
    ['github_get_me', {}],
    ['github_list_issue_comments', issue],
    ['github_list_issues', { repository: 'harbor-labs/lighthouse' }],
    ['github_create_issue', { repository: 'harbor-labs/lighthouse', title: 'Polish the lens' }],
    ['linear_get_viewer', {}],
    ['slack_search_messages', { query: 7 }],
    ['slack_conversations_replies', { ts: 'no time' }],
    ['jira_get_issue', { issue: 'HARBOR-12' }],
  ]
  for (const [name, api] of [
    ['claude-code', ana],
    ['claude-ai', ben],
  ]) {
    const { client } = await clientOf(scene, world, api, { name })
    for (const [tool, args] of all) await client.callTool({ name: tool, arguments: args }).catch(() => {})
    await client.close()
  }
}
