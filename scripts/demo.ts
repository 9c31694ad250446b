// The product in memory, with a tenant, a GitHub connector and a stand-in for GitHub's API on this machine: the whole job
// in a minute, without any account. Nothing is kept.
import { makeKey, formatKey } from '../server/api-keys/key'
import { startApp } from '../server/app'
import { loadConfig } from '../server/config'
import { FakeGitHub } from '../tests/support/vendors/github'

const TOKEN = 'demo-token'
const SCOPES = ['repo', 'read:org', 'read:user', 'workflow']

async function main(): Promise<void> {
  const github = await FakeGitHub.start({ [TOKEN]: { tenant: 'demo', scopes: SCOPES } }, { signedLinksHere: true })
  const adminKey = formatKey(makeKey())
  const config = loadConfig({
    PORT: process.env.PORT ?? '8000',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
    SAGEMCP_BOOTSTRAP_ADMIN_KEY: adminKey,
    SAGEMCP_ALLOWED_PRIVATE_HOSTS: new URL(github.url).host,
  })
  const app = await startApp({ ...config, database: { ...config.database, inMemory: true } })
  const key = await setUp(config.publicUrl, adminKey, github.url)
  print(config.publicUrl, adminKey, key)
  const stop = () => void Promise.all([app.close(), github.close()]).then(() => process.exit(0))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

/** Through the admin API, as an admin would. */
async function setUp(origin: string, adminKey: string, githubUrl: string): Promise<string> {
  const ask = async (method: string, path: string, body: object): Promise<Record<string, unknown>> => {
    const reply = await fetch(`${origin}/api/v1/admin/tenants${path}`, {
      method,
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await reply.text()
    if (!reply.ok) throw new Error(`${method} ${path} answered ${reply.status}: ${text}`)
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
  }
  await ask('POST', '', { slug: 'demo', name: 'Demo' })
  await ask('POST', '/demo/connectors', { type: 'github', name: 'GitHub', configuration: { baseUrl: githubUrl } })
  await ask('PUT', '/demo/connectors/github/credential', { token: TOKEN })
  const { key } = await ask('POST', '/demo/api-keys', { name: 'you', scope: 'tenant_user' })
  return String(key)
}

function print(origin: string, adminKey: string, key: string): void {
  const url = `${origin}/api/v1/demo/mcp`
  const issues = JSON.stringify({ repository: 'harbor-labs/lighthouse' })
  const create = JSON.stringify({ repository: 'harbor-labs/lighthouse', title: 'Polish the lens' })
  console.log(`
SageMCP runs at ${origin}, in memory, with a tenant "demo" and a stand-in for GitHub. Ctrl-C ends it.

In another terminal, in this folder:

  export SAGEMCP_KEY=${key}

  # the official SDK's client: list the tools, call three
  node scripts/mcp.mjs ${url} list
  node scripts/mcp.mjs ${url} call github_get_me
  node scripts/mcp.mjs ${url} call github_create_issue '${create}'
  node scripts/mcp.mjs ${url} call github_list_issues '${issues}'

  # Claude Code
  claude mcp add --transport http demo ${url} --header "Authorization: Bearer $SAGEMCP_KEY"

  # what Claude Desktop runs: the bridge from its standard input to our WebSocket
  node dist/server/cli.js bridge ${url.replace(/^http/, 'ws')}

The admin API is described at ${origin}/api/docs. Its key for this run:

  ${adminKey}
`)
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
