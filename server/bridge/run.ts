import { EventEmitter, once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { Bridge } from './bridge'
import { Connection } from './connection'
import { problemWith } from './address'
import { type Credential, keyCredential } from './credential'
import { readLines } from './lines'
import { explainTrouble } from './trouble'

/** Once the input has ended, for the answers to what was read before. */
const ANSWER_MS = 10_000
/** Once it is clear that nobody comes in, for the client to ask something and hear why. */
const TELL_MS = 3_000

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

/**
 * Serves a client on stdin and stdout until its input ends. What no other attempt would mend (the address, the key) is told to
 * the client, and ends it with 1. Gives the exit code.
 */
export async function runBridge(options: BridgeOptions): Promise<number> {
  const { input, output, key, log, version } = options
  let connection: Connection | undefined
  const client = new EventEmitter<{ told: [] }>()
  let isBarred = false
  let leave = (): void => {}
  const left = new Promise<void>((resolve) => (leave = resolve))
  const bridge = new Bridge({
    toClient(line) {
      if (!output.write(`${line}\n`)) connection?.hold(true)
      client.emit('told')
      if (isBarred) leave()
    },
    toServer: (frame) => connection?.send(frame),
    reconnect: () => connection?.drop(),
    log,
  })
  const problem = problemWith(options.url, key, options.insecure)
  if (problem === undefined) connection = await connect()
  else barred(problem)
  output.on('drain', () => connection?.hold(false))
  output.once('error', leave)
  options.signal.addEventListener('abort', leave, { once: true })
  if (options.signal.aborted) leave()
  connection?.start()
  await Promise.race([readLines(input, (line) => bridge.fromClient(line)).then(answered), left])
  await connection?.stop()
  if (!output.destroyed && output.writableLength > 0) await new Promise((resolve) => output.write('', resolve))
  return isBarred ? 1 : 0

  async function answered(): Promise<void> {
    const patience = AbortSignal.timeout(ANSWER_MS)
    while (!bridge.isIdle && !patience.aborted) {
      await once(client, 'told', { signal: patience }).catch(() => bridge.giveUp())
    }
  }

  function barred(words: string): void {
    isBarred = true
    bridge.refused(words)
    setTimeout(leave, TELL_MS).unref()
  }

  async function connect(): Promise<Connection | undefined> {
    try {
      const credential =
        key === undefined ? await options.signIn((words) => bridge.awaitingPerson(words)) : keyCredential(key)
      return connectWith(credential)
    } catch (error) {
      barred(`Sign-ins cannot be kept on this computer: ${explainTrouble(error)}.`)
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
      barred,
    })
  }
}
