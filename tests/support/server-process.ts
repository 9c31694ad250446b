import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Admin } from './admin'
import { ADMIN_KEY, testEnv } from './app'
import { freePort } from '../../scripts/free-port.cjs'
import { ask } from './raw'
import { fillDataFolder } from './test-db'
import { until } from './until'

const root = join(__dirname, '../..')

export interface ServerProcess {
  readonly admin: Admin
  /** Everything it wrote. */
  log(): string
  stop(): Promise<void>
  /** Ends it as a loss of power would. */
  kill(): Promise<void>
}

/** The server as a process of its own, from the sources, with the lab in it. It finds an empty database, or makes it `fromNothing`. */
export async function startServerProcess(
  env: Readonly<Record<string, string>> = {},
  { fromNothing = false } = {},
): Promise<ServerProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'sagemcp-process-'))
  const port = await freePort()
  if (env.DATABASE_URL === undefined && !fromNothing) await fillDataFolder(env.SAGEMCP_DATA_DIR ?? folder)
  const child = spawn(process.execPath, ['-r', join(root, 'scripts/register.cjs'), join(root, 'server/main.ts')], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      ...testEnv(port, folder),
      SAGEMCP_CONNECTOR_PACKAGES: join(root, 'tests/support/lab.ts'),
      ...env,
    },
  })
  let log = ''
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await exited
    rmSync(folder, { recursive: true, force: true })
  }
  const stop = () => end('SIGTERM')
  const kill = () => end('SIGKILL')
  const admin = new Admin(`http://127.0.0.1:${port}`, ADMIN_KEY)
  const up = async () => {
    if (child.exitCode !== null) throw new Error(`the server did not start: ${log}`)
    return ask(`${admin.origin}/health/ready`).then(
      (reply) => reply.status === 200,
      () => false,
    )
  }
  try {
    await until('the server is up', up, 25_000)
  } catch (error) {
    await stop()
    throw error
  }
  return { admin, log: () => log, stop, kill }
}
