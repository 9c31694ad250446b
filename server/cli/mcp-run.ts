import { makeSignIn } from '../bridge/command'
import { runBridge } from '../bridge/run'
import type { Config } from '../config'
import { isLoopback } from '../settings'
import { isThere } from './existing'
import { mcpPath } from './mcp-path'

interface Wanted {
  readonly tenant: string
  readonly connector?: string
  readonly browser: boolean
  readonly version: string
  readonly key: string | undefined
  /** Where a running server is, by the environment. */
  readonly url: string
  /** Where it is, as was said. */
  readonly server?: string
}

interface Serving {
  readonly url: string
  close(): Promise<void>
}

const say = (line: string): void => void process.stderr.write(`sagemcp mcp: ${line}\n`)

/** Serves the client on stdin and stdout, from this process when it gets the database, else from a server that runs. */
export async function serveTenant(wanted: Wanted): Promise<number> {
  const { tenant, connector, key, version, browser } = wanted
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  const serving = await serve(wanted)
  try {
    const url = new URL(mcpPath(tenant, connector), serving.url).href.replace(/^http/, 'ws')
    return await runBridge({
      ...{ url, version, key, insecure: false, input: process.stdin, output: process.stdout, log: say },
      signIn: (waiting) => makeSignIn(url, { insecure: false, browser }, waiting),
      signal: stop.signal,
    })
  } finally {
    await serving.close()
  }
}

async function serve({ server, url }: Wanted): Promise<Serving> {
  const elsewhere = (address: string): Serving => ({ url: address, close: async () => {} })
  if (server !== undefined) return elsewhere(server)
  const { loadConfig } = await import('../config')
  const config = loadConfig()
  if (config.database.url !== undefined) return elsewhere(url)
  if (!isThere(config)) {
    throw new Error(
      `there is no database in ${config.dataDir}. Start \`sagemcp serve\` once and make a tenant, or name a server with --server.`,
    )
  }
  return (await serveHere(config)) ?? elsewhere(url)
}

/** Undefined: another process has the database. */
async function serveHere(config: Config): Promise<Serving | undefined> {
  const [{ startApp }, { DatabaseInUse, unlessInUse }] = await Promise.all([import('../app'), import('./existing')])
  // For this machine only. Other processes that want the same tenant, and a browser that signs in, find it at its usual port.
  const { port } = config.http
  const publicUrl = isLoopback(new URL(config.publicUrl).hostname) ? config.publicUrl : `http://localhost:${port}`
  try {
    const app = await startApp({ ...config, publicUrl, http: { ...config.http, host: '127.0.0.1' } })
    say(`serving ${config.dataDir} in this process`)
    return { url: publicUrl, close: () => app.close() }
  } catch (cause) {
    const error = unlessInUse(cause, 'joining the client to the server that has it')
    if (!(error instanceof DatabaseInUse))
      throw (cause as { code?: unknown }).code === 'EADDRINUSE' ? portTaken(port) : error
    say(error.message)
    return undefined
  }
}

const portTaken = (port: number): Error =>
  new Error(`another program listens on port ${port}: set PORT to a free one, or name the server with --server`)
