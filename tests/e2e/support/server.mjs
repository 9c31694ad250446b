import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import path from 'node:path'
import { freePort } from '../../../scripts/free-port.cjs'

export const ROOT = path.resolve(import.meta.dirname, '../../..')

/** The built server on an empty folder, as whoever installs it starts it. `before` are modules that node loads first. */
export async function startServer({ folder, after }, env = {}, { port: wanted, before = [] } = {}) {
  const port = wanted ?? (await freePort())
  const url = `http://localhost:${port}`
  const loads = before.flatMap((module) => ['-r', module])
  const child = spawn(process.execPath, [...loads, 'dist/server/main.js'], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, PORT: String(port), SAGEMCP_PUBLIC_URL: url, SAGEMCP_DATA_DIR: folder, ...env },
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text) => (log += text))
  const gone = new Promise((resolve) => child.once('exit', resolve))
  after(async () => {
    child.kill('SIGTERM')
    await gone
  })
  // It says so itself: on its port somebody else might answer.
  const ready = async () =>
    log.includes('"msg":"listening"') &&
    (await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined))?.ok === true
  for (const until = Date.now() + 60_000; !(await ready());) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`the server did not start:\n${log}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  // Read where whoever starts a server reads it: in its log.
  const setupUrl = /http:\/\/localhost:\d+\/setup\/[\w-]+/.exec(log)?.[0]
  assert.ok(setupUrl, `the log names no set-up link:\n${log}`)
  return { url, setupUrl }
}

/** Answers on a loopback port with what `handle` writes; gives its host. */
export async function listen({ after }, handle) {
  const server = createServer(handle)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => {
    server.close()
    server.closeAllConnections()
  })
  return `127.0.0.1:${server.address().port}`
}
