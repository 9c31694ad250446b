import { Command } from 'commander'
import { runBridge } from './run'

/** `bridge <url>`: for clients whose configuration knows only programs on stdin and stdout. */
export const bridgeCommand = (name: string, version: string, key: string | undefined): Command =>
  new Command(name)
    .description('Join stdin and stdout to the MCP endpoint at a WebSocket address')
    .argument('<url>', "an endpoint's address, such as wss://HOST/api/v1/TENANT/mcp")
    .option('--insecure', 'allow ws:// to other machines: the key travels unencrypted', false)
    .addHelpText(
      'after',
      '\nThe API key is read from SAGEMCP_KEY. NODE_EXTRA_CA_CERTS names more certificate authorities.',
    )
    .action(async (url: string, { insecure }: { insecure: boolean }) => {
      const stop = new AbortController()
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
      const log = (line: string): void => void process.stderr.write(`sagemcp bridge: ${line}\n`)
      const { stdin: input, stdout: output } = process
      await runBridge({ url, key, insecure, version, input, output, log, signal: stop.signal })
      // An open stdin would keep the process after a signal.
      process.exit(0)
    })
