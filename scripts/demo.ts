// The product in memory, with a tenant, a connector for each vendor, and stand-ins for the vendors on this machine, which share
// one small world: the whole job in a minute, without any account. Nothing is kept.
import '../connectors'
import { defaultRegistry, providerOf, Registry } from '../connectors/sdk'
import { formatKey, makeKey } from '../server/api-keys/key'
import { startApp } from '../server/app'
import { loadConfig } from '../server/config'
import { Admin } from '../tests/support/admin'
import { PASSWORD } from '../tests/support/oauth'
import { makePerson, type Person } from '../tests/support/person'
import { STORY } from '../tests/support/demo/story'
import { CONFIGURATION, DemoVendors, demoType } from '../tests/support/demo/vendors'
import { VENDOR_NAMES, VENDORS } from '../tests/support/vendors/oauth/stand-ins'
import { appOf, IDENTITY } from '../tests/support/vendors/ours'

async function main(): Promise<void> {
  const port = process.env.PORT ?? '8000'
  const { publicUrl } = loadConfig({ PORT: port })
  const apps = VENDOR_NAMES.map((name) => [name, { ...appOf(name, publicUrl), name: 'SageMCP' }] as const)
  const vendors = await DemoVendors.start({ apps: Object.fromEntries(apps.map(([name, app]) => [name, [app]])) })
  const registry = new Registry()
  for (const type of defaultRegistry.all()) registry.add(type.class, demoType(type, vendors.addresses))
  const adminKey = formatKey(makeKey())
  const config = loadConfig({
    PORT: port,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
    SAGEMCP_BOOTSTRAP_ADMIN_KEY: adminKey,
    SAGEMCP_ALLOWED_PRIVATE_HOSTS: vendors.hosts.join(','),
    ...Object.fromEntries(
      apps.flatMap(([name, { clientId, clientSecret }]) => {
        const type = registry.get(IDENTITY[name].type)
        const setting = `SAGEMCP_OAUTH_${type ? providerOf(type).toUpperCase() : ''}_CLIENT`
        return [
          [`${setting}_ID`, clientId],
          [`${setting}_SECRET`, clientSecret],
        ]
      }),
    ),
  })
  const app = await startApp({ ...config, database: { ...config.database, inMemory: true } }, { registry })
  print(config.publicUrl, adminKey, await setUp(new Admin(config.publicUrl, adminKey)), vendors)
  const stop = () => void Promise.all([app.close(), vendors.close()]).then(() => process.exit(0))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

/** Through the admin API and the pages, as an admin would. */
async function setUp(admin: Admin): Promise<Pick<Person, 'email' | 'key'>> {
  await admin.must('POST', '/tenants', { slug: 'demo', name: 'Demo' })
  for (const name of VENDOR_NAMES) {
    const { type } = IDENTITY[name]
    const connector = { type, name: VENDORS[name].title, configuration: CONFIGURATION[name] }
    await admin.must('POST', '/tenants/demo/connectors', connector)
  }
  return makePerson(admin, 'demo', 'demo')
}

function print(origin: string, adminKey: string, you: Pick<Person, 'email' | 'key'>, vendors: DemoVendors): void {
  const url = `${origin}/api/v1/demo/mcp`
  const call = (tool: string, args?: object) =>
    `  node scripts/mcp.mjs $DEMO call ${tool}${args ? ` '${JSON.stringify(args)}'` : ''}`
  const story = STORY.map(({ says, calls }) => [`  # ${says}`, ...calls.map((each) => call(...each))].join('\n'))
  const all = VENDOR_NAMES.map((name) => {
    const { type, tool } = IDENTITY[name]
    return `  ${type.padEnd(12)} ${`${type}_${tool}`.padEnd(30)} ${vendors.of(name).settingsUrl}`
  })
  console.log(`
SageMCP runs at ${origin}, in memory, with a tenant "demo" and stand-ins for seven vendors. Ctrl-C ends it.

Sign in at ${origin}/sign-in as ${you.email} with the password: ${PASSWORD}

In another terminal, in this folder:

  export SAGEMCP_KEY=${you.key} DEMO=${url}

  # the official SDK's client: list the tools, then call one. No account is connected yet: the answer holds a link.
  node scripts/mcp.mjs $DEMO list
${call('github_get_me')}

  # open the link, sign in, and allow it (or not) on the page of the stand-in. Then the same call works, and so do
${call('github_create_issue', { repository: 'harbor-labs/lighthouse', title: 'Polish the lens' })}
${call('github_list_issues', { repository: 'harbor-labs/lighthouse' })}

  # a link without a call
  curl -sS -X POST ${origin}/api/v1/admin/tenants/demo/connectors/slack/connect -H "Authorization: Bearer $SAGEMCP_KEY"

  # how the accounts are
  curl -sS ${origin}/api/v1/admin/tenants/demo/oauth-credentials -H "Authorization: Bearer $SAGEMCP_KEY"

The lamp is dark: one story that all seven vendors know a part of, in order. The first call to each of them gives its link.

${story.join('\n\n')}

The connectors, a tool of each, and the page of its stand-in where you end tokens or take the access away:

${all.join('\n')}

  # Claude Code
  claude mcp add --transport http demo ${url} --header "Authorization: Bearer $SAGEMCP_KEY"

  # what Claude Desktop runs: the bridge from its standard input to our WebSocket
  node dist/server/cli.js bridge ${url.replace(/^http/, 'ws')}

The admin API is described at ${origin}/api/docs. The platform's key for this run:

  ${adminKey}
`)
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
