import { Command } from 'commander'
import { act } from '../cli/act'
import type { Given } from '../cli/remote'

interface Options {
  readonly new?: true
  readonly server: string
}

const HELP = `
Every server has to have the new key before it is the first one: give it behind the old one, restart them all or send SIGHUP, then
put it in front in the same way. With SAGEMCP_KEY, the key of a platform admin, a running server is asked; without it this works on the
database itself.`

/** `sagemcp rotate-keys` */
export const rotateKeysCommand = ({ key, url }: Given): Command =>
  new Command('rotate-keys')
    .description('Wrap every data key by the first of the secret keys, while everything goes on')
    .option('--new', 'with a secret key file: put a new key in front of it first')
    .option('--server <url>', 'where the server is that SAGEMCP_KEY is for', url)
    .addHelpText('after', HELP)
    .action((options: Options, command: Command) =>
      act(command, async () => {
        const { runRotation } = await import('./run-rotation')
        const remote = key === undefined ? undefined : { url: options.server, key }
        await runRotation({ remote, isNew: options.new ?? false, say })
      }),
    )

const say = (line: string): void => void process.stderr.write(`${line}\n`)
