import { Command } from 'commander'
import { act } from './act'
import type { Given } from './remote'

interface Options {
  readonly server?: string
  readonly connector?: string
  readonly browser: boolean
}

const HELP = `
For clients that start programs, on the machine that has the data: nothing else needs to run. The embedded database belongs to
one process. When a server has it already, or with DATABASE_URL or --server, this joins the client to that server as
\`sagemcp bridge\` does.

With a key of the tenant in SAGEMCP_KEY, that key is used. Without one a browser opens, once, and you sign in there.

    { "mcpServers": { "acme": { "command": "sagemcp", "args": ["mcp", "acme"], "env": { "SAGEMCP_KEY": "sk_..." } } } }`

/** `sagemcp mcp TENANT` */
export const mcpCommand = (given: Given, version: string): Command => {
  const command = new Command('mcp')
    .description('Serve one tenant to an MCP client on stdin and stdout')
    .argument('<tenant>', 'its slug')
    .option('--connector <slug>', 'only the tools of this connector')
    .option('--server <url>', `a running server to join to (when one is needed: ${given.url})`)
    .option('--no-browser', 'only print the address to sign in at')
    .addHelpText('after', HELP)
    .action((tenant: string, options: Options) =>
      act(command, async () => {
        const { serveTenant } = await import('./mcp-run')
        const exitCode = await serveTenant({ ...given, ...options, tenant, version })
        // An open stdin would keep the process after a signal.
        process.exit(exitCode)
      }),
    )
  return command
}
