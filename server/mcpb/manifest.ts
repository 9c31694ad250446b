import { version } from '../version'

export interface BundleFor {
  readonly publicUrl: string
  readonly tenant: { readonly slug: string; readonly name: string }
  readonly connector: { readonly slug: string; readonly name: string } | undefined
  /** The WebSocket address of the endpoint. */
  readonly address: string
}

/** The newest version of the format for programs on Node. */
const FORMAT = '0.3'

export const bundleName = ({ tenant, connector }: Pick<BundleFor, 'tenant' | 'connector'>): string =>
  ['sagemcp', tenant.slug, ...(connector ? [connector.slug] : [])].join('-')

/** What the client reads: how to start the bridge, and what to ask its person for. */
export function manifest(of: BundleFor): Readonly<Record<string, unknown>> {
  const { tenant, connector, publicUrl, address } = of
  const { host } = new URL(publicUrl)
  const tools = connector ? `${connector.name} of ${tenant.name}` : tenant.name
  return {
    manifest_version: FORMAT,
    name: bundleName(of),
    display_name: connector ? `${connector.name} (${tenant.name})` : tenant.name,
    version,
    description: `The tools of ${tools}, from the SageMCP server at ${host}.`,
    // Clients keep bundles apart by author and name: the same tenant may be on two servers.
    author: { name: `SageMCP at ${host}`, url: publicUrl },
    homepage: publicUrl,
    icon: 'icon.png',
    license: 'MIT',
    server: {
      type: 'node',
      entry_point: 'server/index.js',
      mcp_config: {
        command: 'node',
        args: ['${__dirname}/server/index.js', address],
        env: { SAGEMCP_KEY: '${user_config.api_key}' },
      },
    },
    tools_generated: true,
    prompts_generated: true,
    compatibility: { platforms: ['darwin', 'win32', 'linux'], runtimes: { node: '>=20.19.0' } },
    user_config: {
      api_key: {
        type: 'string',
        title: 'API key',
        description: `A key that begins with sk_. Leave this empty to sign in to ${host} in your browser instead.`,
        sensitive: true,
        required: false,
        default: '',
      },
    },
  }
}
