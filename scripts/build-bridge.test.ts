import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from './free-port.cjs'

const run = promisify(execFile)
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'build-bridge-test-'))
  await run(process.execPath, [join(__dirname, 'build-bridge.mjs'), folder])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const PATH = process.env.PATH ?? ''

/** Runs a program that gets one request and then the end of its input, and ends with 1. */
async function ask(command: string, args: string[]): Promise<{ error: { message: string } }> {
  const done = run(command, args, { cwd: folder, env: { PATH, HOME: folder } })
  done.child.stdin?.end('{"jsonrpc":"2.0","id":1,"method":"initialize"}\n')
  const { code, stdout } = (await done.catch((error: unknown) => error)) as { code?: number; stdout: string }
  expect(code).toBe(1)
  return JSON.parse(stdout) as { error: { message: string } }
}

test('the file runs from a folder without modules', async () => {
  expect(readdirSync(folder).sort()).toEqual(['sagemcp-bridge.cjs', 'sagemcp-bridge.tgz'])
  const reply = await ask(process.execPath, ['sagemcp-bridge.cjs', 'ws://elsewhere.example/mcp'])
  expect(reply.error.message).toMatch(/unencrypted/)
})

test('the package is installed and started by npx, and depends on nothing', async () => {
  const args = ['-y', '--offline', `file:${join(folder, 'sagemcp-bridge.tgz')}`, 'ws://elsewhere.example/mcp']
  const reply = await ask('npx', args)
  expect(reply.error.message).toMatch(/unencrypted/)
})

test('what signs people in is in the file, too', async () => {
  const options = { cwd: folder, env: { PATH, HOME: folder } }
  const login = run(
    process.execPath,
    ['sagemcp-bridge.cjs', `ws://127.0.0.1:${await freePort()}/mcp`, '--login', '--no-browser'],
    options,
  )
  await expect(login).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('ECONNREFUSED') })
})
