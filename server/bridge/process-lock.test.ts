import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exclusively } from './process-lock'

const root = join(__dirname, '../..')
let folder: string
let file: string
const children: ChildProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'process-lock-test-'))
  file = join(folder, 'thing.json')
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const { signal } = new AbortController()

/** A process that counts, so many times; with one, it stays in. */
function holder(count: string, times: number) {
  const code = `
    const { exclusively } = require(${JSON.stringify(join(__dirname, 'process-lock.ts'))})
    const { readFileSync, writeFileSync } = require('node:fs')
    const { setTimeout: sleep } = require('node:timers/promises')
    const { signal } = new AbortController()
    void (async () => {
      for (let i = 0; i < ${times}; i += 1) {
        await exclusively(${JSON.stringify(file)}, { signal }, async () => {
          const seen = Number(readFileSync(${JSON.stringify(count)}, 'utf8'))
          process.stdout.write('in')
          await sleep(${times === 1 ? 1_000_000 : 2})
          writeFileSync(${JSON.stringify(count)}, String(seen + 1))
        })
      }
    })()`
  const child = spawn(process.execPath, ['-r', join(root, 'scripts/register.cjs'), '-e', code])
  children.push(child)
  return child
}

test('processes count one after the other', async () => {
  const count = join(folder, 'count')
  writeFileSync(count, '0')
  const counting = [1, 2, 3].map(() => holder(count, 20))
  const codes = await Promise.all(counting.map(async (child) => (await once(child, 'exit'))[0] as number))
  expect(codes).toEqual([0, 0, 0])
  expect(readFileSync(count, 'utf8')).toBe('60')
  expect(readdirSync(folder)).toEqual(['count'])
}, 60_000)

test('a living holder is waited for; one that was killed is not, after a while', async () => {
  const count = join(folder, 'count')
  writeFileSync(count, '0')
  const child = holder(count, 1)
  await once(child.stdout, 'data')
  let looks = 0
  const give = new AbortController()
  const living = exclusively(
    file,
    { signal: give.signal, deadAfter: 20, waiting: () => (looks += 1) >= 40 && give.abort() },
    async () => 'in',
  )
  await expect(living).rejects.toThrow(/abort/i)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await exclusively(file, { signal, deadAfter: 20 }, async () => 'in')).toBe('in')
  expect(readdirSync(folder)).toEqual(['count'])
})

test('what is done may fail, and the next one comes in', async () => {
  const failed = exclusively(file, { signal }, () => Promise.reject(new Error('no')))
  await expect(failed).rejects.toThrow('no')
  expect(await exclusively(file, { signal }, async () => 'in')).toBe('in')
  expect(readdirSync(folder)).toEqual([])
})

test('other files of the folder are no tickets', async () => {
  for (const name of ['thing.json', 'thing.json.0123.tmp', 'other.json.lock.0123'])
    writeFileSync(join(folder, name), '')
  expect(await exclusively(file, { signal }, async () => 'in')).toBe('in')
})
