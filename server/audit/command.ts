import { Command } from 'commander'

interface Options {
  readonly tenant?: string
  readonly anchors?: string
  readonly json?: true
}

/** `sagemcp audit verify`: on the database itself, so that nobody has to believe a server. */
export function auditCommand(): Command {
  const audit = new Command('audit').description('The audit of what was changed')
  audit
    .command('verify')
    .description('Check that sealed rows are as they were sealed; exits with 1 when something is broken')
    .option('--tenant <slug>', 'only this tenant; default: all tenants and the platform')
    .option('--json', 'print what was found as JSON; keep it elsewhere for --anchors')
    .option('--anchors <file>', 'JSON of an earlier check: what it saw must still be there')
    .action(async (options: Options, command: Command) => {
      const { verifyAudit } = await import('./verify-command')
      const { lines, isOk } = await verifyAudit(options).catch((error: unknown) =>
        command.error(error instanceof Error ? error.message : String(error)),
      )
      for (const line of lines) process.stdout.write(`${line}\n`)
      if (!isOk) process.exitCode = 1
    })
  return audit
}
