import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { act } from '../act'

const HELP = `
It holds the release, the machine, which settings are given (numbers and switches with their values), what sagemcp doctor finds, in
codes, and how much of what the database holds. No secret, no name, no address: read it before you pass it on, it is JSON.
Server logs are not in it.`

/** `sagemcp support-bundle FILE` */
export const supportBundleCommand = (env: Readonly<Record<string, string | undefined>>): Command => {
  const command = new Command('support-bundle')
    .description('Write what somebody needs to know who helps you, without secrets and names')
    .argument('<file>', 'a file that is not there yet')
    .addHelpText('after', HELP)
    .action((file: string) =>
      act(command, async () => {
        if (existsSync(file)) throw new Error(`${file} is there already: give another name`)
        const { writeBundle } = await import('./run')
        await writeBundle(file, env)
        process.stderr.write(`wrote ${file}\n`)
      }),
    )
  return command
}
