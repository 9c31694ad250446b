import { Command } from 'commander'
import type { ZodType } from 'zod'
import { act } from './act'
import type { Given, Remote } from './remote'
import { type Columns, printTable } from './table'

interface Options {
  readonly server: string
  readonly json?: true
}

interface Listing<T> {
  readonly about: string
  /** The argument that says where. */
  readonly where?: readonly [flag: string, words: string]
  readonly whose: string
  readonly load: () => Promise<ZodType<{ items: T[]; nextCursor?: string | undefined }>>
  readonly path: (where: string | undefined) => string
  readonly columns: Columns<T>
}

const PLATFORM_KEY = 'the key of a platform admin (the first one is in the file bootstrap-key of the data folder)'
const ADMIN_KEY = 'the key of an admin of this tenant, or of a platform admin'
const TENANT = ['<tenant>', 'its slug or id'] as const

/** `sagemcp NOUN list` */
function listCommand<T>(noun: string, given: Given, listing: Listing<T>): Command {
  const { about, where, whose, load, path, columns } = listing
  const list = new Command('list')
    .description(`${about}, of a running server. SAGEMCP_KEY is ${whose}`)
    .option('--server <url>', 'where the server is', given.url)
    .option('--json', 'print JSON, one row a line')
  if (where) list.argument(...where)
  list.action((...args: unknown[]) =>
    act(list, async () => {
      const { askAll, remoteOf } = await import('./remote')
      const { server, json } = list.opts<Options>()
      const remote: Remote = remoteOf(server, given.key, whose)
      const rows: T[] = []
      for await (const row of askAll(remote, path(where && (args[0] as string | undefined)), await load())) {
        if (json) process.stdout.write(`${JSON.stringify(row)}\n`)
        else rows.push(row)
      }
      if (!json) printTable(columns, rows, `there are no ${noun}`)
    }),
  )
  return new Command(noun).description(`List ${noun}`).addCommand(list)
}

export const listCommands = (given: Given): readonly Command[] => [
  listCommand('tenants', given, {
    about: 'Slug, name, state and MCP address of every tenant',
    whose: PLATFORM_KEY,
    load: async () => (await import('../contracts/tenants')).TenantPage,
    path: () => '/tenants',
    columns: {
      tenant: ({ slug }) => slug,
      name: ({ name }) => name,
      state: ({ isActive }) => (isActive ? 'active' : 'inactive'),
      address: ({ mcpUrl }) => mcpUrl,
    },
  }),
  listCommand('connectors', given, {
    about: 'Slug, type, state, account and tools of every connector of a tenant',
    where: TENANT,
    whose: ADMIN_KEY,
    load: async () => (await import('../contracts/connectors')).ConnectorPage,
    path: (tenant) => `/tenants/${encodeURIComponent(tenant ?? '')}/connectors`,
    columns: {
      connector: ({ slug }) => slug,
      type: ({ type }) => type,
      state: ({ isEnabled, isReadOnly }) => (isEnabled ? (isReadOnly ? 'read-only' : 'enabled') : 'disabled'),
      account: ({ account, credential }) => (account === 'personal' ? 'personal' : (credential?.state ?? 'none')),
      tools: ({ tools }) => `${tools.enabled} of ${tools.total}`,
      name: ({ name }) => name,
    },
  }),
  listCommand('keys', given, {
    about: 'Id, scope, last use and end of every API key of a tenant; without one, of the platform',
    where: ['[tenant]', `${TENANT[1]}; left out: the platform's own keys`],
    whose: ADMIN_KEY,
    load: async () => (await import('../contracts/api-keys')).ApiKeyPage,
    path: (tenant) => (tenant === undefined ? '/api-keys' : `/tenants/${encodeURIComponent(tenant)}/api-keys`),
    columns: {
      key: ({ id }) => id,
      scope: ({ scope, readOnly }) => `${scope}${readOnly ? ', read-only' : ''}`,
      'last used': ({ lastUsedAt }) => lastUsedAt?.slice(0, 16) ?? 'never',
      expires: ({ expiresAt }) => expiresAt?.slice(0, 10) ?? 'never',
      person: ({ userName }) => userName ?? '',
      name: ({ name }) => name,
    },
  }),
]
