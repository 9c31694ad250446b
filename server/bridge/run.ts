import type { Readable, Writable } from 'node:stream'
import { Bridge } from './bridge'
import { Connection } from './connection'
import { problemWith } from './address'
import { readLines } from './lines'

export interface BridgeOptions {
  readonly url: string
  readonly key: string | undefined
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
  const { input, output, log, version } = options
  const key = options.key?.trim()
  const bridge = new Bridge({
    toClient(line) {
      if (!output.write(`${line}\n`)) connection?.hold(true)
    },
    toServer: (frame) => connection?.send(frame),
    reconnect: () => connection?.drop(),
    log,
  })
  const problem = problemWith(options.url, key, options.insecure)
  const connection = problem === undefined ? connect() : undefined
  if (problem !== undefined) bridge.refused(problem)
  output.on('drain', () => connection?.hold(false))

  const gone = new Promise<void>((resolve) => {
    output.once('error', () => resolve())
    options.signal.addEventListener('abort', () => resolve(), { once: true })
  })
  connection?.start()
  await Promise.race([readLines(input, (line) => bridge.fromClient(line)), gone])
  await connection?.stop()
  if (!output.destroyed && output.writableLength > 0) await new Promise((resolve) => output.write('', resolve))

  function connect(): Connection {
    let last = ''
    const headers = { Authorization: `Bearer ${key}`, 'User-Agent': `sagemcp-bridge/${version}` }
    return new Connection(new URL(options.url), headers, {
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
