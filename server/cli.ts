#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { bridgeCommand } from './bridge/command'

/** The package's version; this file runs as server/cli.ts and as dist/server/cli.js. */
function version(): string {
  const file = ['..', '../..'].map((up) => join(__dirname, up, 'package.json')).find((path) => existsSync(path))
  return file === undefined ? '0.0.0' : (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

const program = new Command('sagemcp').description('The platform between AI clients and the tools people work in')
program.version(version())

// Each command loads what it needs: the bridge must start at once and without the platform's configuration.
program
  .command('serve', { isDefault: true })
  .description('Start the platform')
  .action(async () => {
    const { main } = await import('./main')
    await main()
  })

program
  .command('migrate')
  .description('Bring the database to the newest schema')
  .action(async () => {
    const [{ loadConfig }, { migrate }] = await Promise.all([import('./config'), import('./db/migrate')])
    await migrate(loadConfig())
  })

// The bridge's only setting, read here because server/config.ts would demand the platform's.
program.addCommand(bridgeCommand('bridge', version(), process.env.SAGEMCP_KEY))

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
