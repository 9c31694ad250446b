import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { Admin } from '../support/admin'
import { ADMIN_KEY } from '../support/app'
import { ask } from '../support/raw'
import { until } from '../support/until'

export type Env = Readonly<Record<string, string>>

const running = new Set<ChildProcess>()
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL')
}

export interface Ended {
  readonly code: number | null
  /** All that it wrote, in order. */
  readonly said: string
  readonly stdout: string
  readonly stderr: string
}

/** A command of the release in a folder, from its sources. */
export function start(folder: string, args: readonly string[], env: Env) {
  const program = ['-r', path.join(folder, 'scripts/register.cjs'), path.join(folder, 'server/cli.ts'), ...args]
  const child = spawn(process.execPath, program, { cwd: folder, env: { PATH: process.env.PATH, ...env } })
  running.add(child)
  let [said, stdout, stderr] = ['', '', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code) => {
      running.delete(child)
      resolve({ code, said, stdout, stderr })
    }),
  )
  return { child, ended, said: () => said }
}

export interface Server {
  readonly admin: Admin
  log(): string
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<Ended>
}

export async function serve(folder: string, env: Env): Promise<Server> {
  const { child, ended, said } = start(folder, ['serve'], env)
  const origin = `http://127.0.0.1:${env.PORT}`
  const isUp = async () => {
    if (child.exitCode !== null) throw new Error(`the server did not start: ${said()}`)
    return ask(`${origin}/health/ready`).then(
      ({ status }) => status === 200,
      () => false,
    )
  }
  await until(`the server of ${folder} is up`, isUp, 120_000)
  const end = (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal)
    return ended
  }
  return { admin: new Admin(origin, ADMIN_KEY), log: said, end }
}
