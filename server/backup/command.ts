import { Command, InvalidArgumentError } from 'commander'
import { act } from '../cli/act'

const say = (line: string): void => void process.stderr.write(`${line}\n`)

/** `sagemcp backup FILE` */
export const backupCommand = (): Command =>
  new Command('backup')
    .description('Write the whole database to a file that restores into PostgreSQL and into the embedded database')
    .argument(
      '<file>',
      'a file that is not there yet, a folder that gets one named by the time, or - for standard output',
    )
    .option('--keep <number>', 'with a folder: remove all but so many of the newest afterwards', wholeNumber)
    .addHelpText(
      'after',
      '\nSecrets stay sealed: keep the secret keys too, and elsewhere. PostgreSQL goes on serving meanwhile.',
    )
    .action((file: string, { keep }: { keep?: number }, command: Command) =>
      act(command, async () => {
        const [{ runBackup }, { loadConfig }] = await Promise.all([import('./run'), import('../config')])
        await runBackup(loadConfig(), file, say, keep)
      }),
    )

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a whole number from 1.')
}

/** `sagemcp restore FILE` */
export const restoreCommand = (): Command =>
  new Command('restore')
    .description('Fill an empty database from what sagemcp backup wrote')
    .argument('<file>', 'the backup, or - for standard input')
    .addHelpText('after', '\nAll of it is restored or nothing. The secret keys of the backup have to be given already.')
    .action((file: string, _: object, command: Command) =>
      act(command, async () => {
        const [{ runRestore }, { loadConfig }] = await Promise.all([import('./run'), import('../config')])
        await runRestore(loadConfig(), file, say)
      }),
    )
