#!/usr/bin/env node
import { Command } from 'commander'
import { auditCommand } from './audit/command'
import { bridgeCommand } from './bridge/command'
import { version } from './version'

const program = new Command('sagemcp').description('The platform between AI clients and the tools people work in')
program.version(version)

// Each command loads what it needs: the bridge must start at once and without the platform's configuration.
program
  .command('serve', { isDefault: true })
  .description('Start the platform')
  .action(async () => {
    const { main, explain } = await import('./main')
    await main().catch((error: unknown) => program.error(explain(error)))
  })

program
  .command('migrate')
  .description('Bring the database to the newest schema')
  .action(async () => {
    const [{ loadConfig }, { migrate }, { makeLog }] = await Promise.all([
      import('./config'),
      import('./db/database'),
      import('./observability/log'),
    ])
    const config = loadConfig()
    await migrate(config, makeLog(config.log.level))
  })

program.addCommand(auditCommand())

// The bridge's only setting, read here because server/config.ts would demand the platform's.
program.addCommand(bridgeCommand('bridge', version, process.env.SAGEMCP_KEY))

program.parseAsync().catch((error: unknown) => program.error(error instanceof Error ? error.message : String(error)))
