#!/usr/bin/env node
import { Command } from 'commander'
import { auditCommand } from './audit/command'
import { backupCommand, restoreCommand } from './backup/command'
import { bridgeCommand } from './bridge/command'
import { givenKey } from './bridge/credential'
import { act } from './cli/act'
import { doctorCommand } from './cli/doctor/command'
import { listCommands } from './cli/lists'
import { mcpCommand } from './cli/mcp'
import { supportBundleCommand } from './cli/support/command'
import { toolsCommand } from './cli/tools'
import { rotateKeysCommand } from './credentials/rotate-command'
import { version } from './version'

const program = new Command('sagemcp').description('The platform between AI clients and the tools people work in')
program.version(version)
program.addHelpText('after', '\nWithout a command the platform is started. `sagemcp help COMMAND` says more.')

// Read here because server/config.ts would demand the platform's settings: where a running server is asked, and by whom.
const { SAGEMCP_KEY, SAGEMCP_PUBLIC_URL, PORT } = process.env
const given = { key: givenKey(SAGEMCP_KEY), url: SAGEMCP_PUBLIC_URL || `http://localhost:${PORT || 8000}` }

// Each command loads what it needs: the bridge must start at once and without the platform's configuration.
const serve = new Command('serve').description('Start the platform').action(async () => {
  const { main, explain } = await import('./main')
  await main().catch((error: unknown) => program.error(explain(error)))
})

const migration = new Command('migrate').description('Bring the database to the newest schema').action(() =>
  act(migration, async () => {
    const [{ loadConfig }, { migrate }, { makeLog }] = await Promise.all([
      import('./config'),
      import('./db/database'),
      import('./observability/log'),
    ])
    const config = loadConfig()
    await migrate(config, makeLog(config.log.level))
  }),
)

program.commandsGroup('The platform:')
program.addCommand(serve, { isDefault: true }).addCommand(migration).addCommand(doctorCommand())
program.commandsGroup('Its data:')
for (const command of [backupCommand(), restoreCommand(), rotateKeysCommand(given), auditCommand()])
  program.addCommand(command)
program.commandsGroup('A running server:')
for (const command of [...listCommands(given), toolsCommand(given)]) program.addCommand(command)
program.commandsGroup('For AI clients that start programs:')
program.addCommand(mcpCommand(given, version)).addCommand(bridgeCommand('bridge', version, SAGEMCP_KEY))
program.commandsGroup('Help:')
program.addCommand(supportBundleCommand(process.env))
program.helpCommand('help [command]', 'Say more about a command')

program.parseAsync().catch((error: unknown) => program.error(error instanceof Error ? error.message : String(error)))
