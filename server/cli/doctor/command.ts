import { Command } from 'commander'
import { act } from '../act'
import type { Finding } from './finding'

const HELP = `
Looks at the configuration, the database, its schema and keys, the disk of an embedded one, the clocks, the public address, and
whether the mail server and vendors can be reached. It changes nothing and sends no mail. Exits with 1 when something fails; a warning is no failure.`

const MARKS: Readonly<Record<Finding['state'], string>> = { ok: 'ok  ', warn: 'WARN', fail: 'FAIL', skipped: '-   ' }

/** `sagemcp doctor` */
export const doctorCommand = (): Command => {
  const command = new Command('doctor')
    .description('Say what is wrong with this installation, and what to do')
    .option('--json', 'print JSON, one check a line')
    .addHelpText('after', HELP)
    .action(({ json }: { json?: true }) =>
      act(command, async () => {
        const [{ examine, configuredTypes }, { loadConfig }] = await Promise.all([
          import('./run'),
          import('../../config'),
        ])
        const findings = await examine(() => loadConfig(), configuredTypes)
        for (const finding of findings) process.stdout.write(`${json ? JSON.stringify(finding) : lineOf(finding)}\n`)
        if (findings.some(({ state }) => state === 'fail')) process.exitCode = 1
      }),
    )
  return command
}

const lineOf = ({ check, state, words }: Finding): string =>
  `${MARKS[state]} ${check}: ${words.replaceAll('\n', '\n     ')}`
