import { join } from 'node:path'

const root = join(__dirname, '../..')

/** How an MCP client starts `sagemcp bridge` from the sources. */
export const bridgeCommand = (url: string, key: string) => ({
  command: process.execPath,
  args: ['-r', join(root, 'scripts/register.cjs'), join(root, 'server/cli.ts'), 'bridge', url.replace(/^http/, 'ws')],
  env: { PATH: process.env.PATH ?? '', SAGEMCP_KEY: key },
})
