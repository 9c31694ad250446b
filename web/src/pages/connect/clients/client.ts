/** How a client shows who it is: a person signs in with the browser, or it brings a key. */
export type SignIn = 'browser' | 'key'

/** What the instructions are made from. */
export interface Setup {
  /** The entry's name in the client. */
  readonly name: string
  /** Of the endpoint, over HTTP. */
  readonly url: string
  /** Where the extension for Claude Desktop is downloaded. */
  readonly bundle: string
  readonly signIn: SignIn
  /** The key that was just made; without it there is a word in its place. */
  readonly apiKey: string | undefined
}

export type Step =
  | { readonly kind: 'do'; readonly text: string }
  | { readonly kind: 'copy'; readonly form: 'json' | 'shell' | 'text'; readonly title: string; readonly text: string }
  | { readonly kind: 'open'; readonly label: string; readonly href: string }
  | { readonly kind: 'download'; readonly label: string; readonly href: string }

/** One way to set a client up. */
export interface Way {
  readonly id: string
  readonly title: string
  readonly hint?: string
  /** Why it does not work here. */
  readonly notHere?: string | undefined
  readonly steps: readonly Step[]
}

export interface Client {
  readonly id: string
  readonly title: string
  /** Which it can do; the first is taken unless somebody chooses. */
  readonly signIns: readonly SignIn[]
  /** The simplest first. */
  readonly ways: (setup: Setup) => readonly Way[]
  /** What to look at when it does not come. */
  readonly checks: readonly string[]
}

/** A check of every client that signs in. */
export const TAB_IS_OPEN = 'No browser tab is still waiting for you to allow it.'

export const act = (text: string): Step => ({ kind: 'do', text })

export const json = (title: string, value: unknown): Step => ({
  ...{ kind: 'copy', form: 'json', title },
  text: JSON.stringify(value, null, 2),
})

export const shell = (title: string, text: string): Step => ({ kind: 'copy', form: 'shell', title, text })

const VARIABLE = 'SAGEMCP_KEY'
const keyOf = ({ apiKey }: Setup): string => apiKey ?? 'YOUR_KEY'

/** Puts the key where the client looks it up, so that no file holds it. */
export const keepKey = (setup: Setup, program: string): Step[] =>
  setup.signIn === 'browser'
    ? []
    : [
        act(`Put the key into the environment that ${program} starts from.`),
        shell('macOS and Linux, in the profile of your shell', `export ${VARIABLE}=${keyOf(setup)}`),
        shell('Windows', `setx ${VARIABLE} ${keyOf(setup)}`),
      ]

/** For a terminal, which is open already. */
export const exportKey = (setup: Setup): string =>
  setup.signIn === 'browser' ? '' : `export ${VARIABLE}=${keyOf(setup)}\n`

/** To be pasted where the client asks for it. */
export const pasteKey = (setup: Setup): Step[] =>
  setup.signIn === 'browser' ? [] : [{ kind: 'copy', form: 'text', title: 'The key to paste', text: keyOf(setup) }]

/** `reference` is how the client names the variable or the input that holds the key. */
export const headers = ({ signIn }: Setup, reference: string) =>
  signIn === 'browser' ? {} : { headers: { Authorization: `Bearer ${reference}` } }

export const headerOption = ({ signIn }: Setup): string =>
  signIn === 'browser' ? '' : ` --header "Authorization: Bearer $${VARIABLE}"`

/** How a client that only starts programs comes here: by the bridge, which this server hands out. */
export function bridge(setup: Setup) {
  const args = ['-y', `${new URL(setup.url).origin}/downloads/sagemcp-bridge.tgz`, socketUrl(setup.url)]
  return { command: 'npx', args, ...(setup.signIn === 'key' && { env: { [VARIABLE]: keyOf(setup) } }) }
}

export const socketUrl = (url: string): string => url.replace(/^http/, 'ws')
