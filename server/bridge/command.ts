import { Command } from 'commander'
import { endpointOf, problemWith } from './address'
import { givenKey, Refusal } from './credential'
import { runBridge } from './run'
import { explainTrouble } from './trouble'

interface Flags {
  readonly insecure: boolean
  readonly browser: boolean
  readonly login?: true
  readonly logout?: true
}

const HELP = `
With an API key in SAGEMCP_KEY, that key is used. Without one a browser opens, once, and you sign in there; the sign-in
is kept for this endpoint in your own configuration folder until it is ended or has not been used for 30 days.
NODE_EXTRA_CA_CERTS names more certificate authorities.`

const log = (line: string): void => void process.stderr.write(`sagemcp bridge: ${line}\n`)

/** `bridge <url>`: for clients whose configuration knows only programs on stdin and stdout. */
export const bridgeCommand = (name: string, version: string, key: string | undefined): Command =>
  new Command(name)
    .description('Join stdin and stdout to the MCP endpoint at a WebSocket address')
    .argument('<url>', "an endpoint's address, such as wss://HOST/api/v1/TENANT/mcp")
    .option('--insecure', 'allow ws:// to other machines: keys and sign-ins travel unencrypted', false)
    .option('--no-browser', 'only print the address to sign in at')
    .option('--login', 'sign in, even if you are already, and exit')
    .option('--logout', 'end the sign-in of this endpoint on this computer, and exit')
    .addHelpText('after', HELP)
    .action(async (url: string, flags: Flags) => {
      const stop = new AbortController()
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
      if (flags.login ?? flags.logout) process.exit(await signInOrOut(url, flags, stop.signal))
      const { stdin: input, stdout: output } = process
      const exitCode = await runBridge({
        url,
        insecure: flags.insecure,
        version,
        key: givenKey(key),
        signIn: (waiting) => makeSignIn(url, flags, waiting),
        input,
        output,
        log,
        signal: stop.signal,
      })
      // An open stdin would keep the process after a signal.
      process.exit(exitCode)
    })

/** The exit code. */
async function signInOrOut(url: string, flags: Flags, signal: AbortSignal): Promise<number> {
  try {
    const problem = problemWith(url, undefined, flags.insecure)
    if (problem !== undefined) throw new Refusal(problem)
    const signIn = await makeSignIn(url, flags, () => undefined)
    signal.addEventListener('abort', () => signIn.close(), { once: true })
    await (flags.logout ? signIn.logout() : signIn.login())
    log(flags.logout ? 'Signed out.' : 'Signed in.')
    return 0
  } catch (error) {
    log(error instanceof Refusal ? error.message : `This did not work: ${explainTrouble(error)}.`)
    return 1
  }
}

/** Loaded only where it is needed: a bridge with a key must start at once. */
export async function makeSignIn(
  url: string,
  { insecure, browser }: Pick<Flags, 'insecure' | 'browser'>,
  waiting: (words: string) => void,
) {
  const [{ SignIn }, { SignInStore }] = await Promise.all([import('./sign-in'), import('./sign-in-store')])
  const endpoint = endpointOf(url)
  return new SignIn({ endpoint, insecure, browser, store: new SignInStore(endpoint, log), log, waiting })
}
