import type { Readable, Writable } from 'node:stream'
import { Bridge } from './bridge'
import { Connection } from './connection'
import { problemWith } from './address'
import { type Credential, keyCredential } from './credential'
import { readLines } from './lines'
import { explainTrouble } from './trouble'

export interface BridgeOptions {
  readonly url: string
  /** Absent: a person signs in. */
  readonly key: string | undefined
  /** Called without a key; `waiting` takes the words for whoever waits for the person. */
  readonly signIn: (waiting: (words: string) => void) => Promise<Credential>
  /** Allows ws:// to other machines. */
  readonly insecure: boolean
  readonly version: string
  readonly input: Readable
  readonly output: Writable
  readonly log: (line: string) => void
  /** Ends the bridge as the end of the input does. */
  readonly signal: AbortSignal
}

/** Serves a client on stdin and stdout until its input ends. A mistake in the configuration is told to the client, too. */
export async function runBridge(options: BridgeOptions): Promise<void> {
  const { input, output, key, log, version } = options
  let connection: Connection | undefined
  const bridge = new Bridge({
    toClient(line) {
      if (!output.write(`${line}\n`)) connection?.hold(true)
    },
    toServer: (frame) => connection?.send(frame),
    reconnect: () => connection?.drop(),
    log,
  })
  const problem = problemWith(options.url, key, options.insecure)
  if (problem === undefined) connection = await connect()
  else bridge.refused(problem)
  output.on('drain', () => connection?.hold(false))

  const gone = new Promise<void>((resolve) => {
    output.once('error', () => resolve())
    options.signal.addEventListener('abort', () => resolve(), { once: true })
    if (options.signal.aborted) resolve()
  })
  connection?.start()
  await Promise.race([readLines(input, (line) => bridge.fromClient(line)), gone])
  await connection?.stop()
  if (!output.destroyed && output.writableLength > 0) await new Promise((resolve) => output.write('', resolve))

  async function connect(): Promise<Connection | undefined> {
    try {
      const credential =
        key === undefined ? await options.signIn((words) => bridge.awaitingPerson(words)) : keyCredential(key)
      return connectWith(credential)
    } catch (error) {
      bridge.refused(`Sign-ins cannot be kept on this computer: ${explainTrouble(error)}.`)
      return undefined
    }
  }

  function connectWith(credential: Credential): Connection {
    let last = ''
    return new Connection(new URL(options.url), credential, `sagemcp-bridge/${version}`, {
      opened() {
        last = ''
        log('Connected.')
        bridge.opened()
      },
      frame: (text) => bridge.fromServer(text),
      closed(trouble) {
        // Once for a row of attempts that fail alike.
        if (trouble !== last) log(`The server cannot be reached: ${trouble}. Trying again.`)
        last = trouble
        bridge.closed(trouble)
      },
      refused: (words) => bridge.refused(words),
    })
  }
}
