import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { lockFolder } from './folder-lock'

const root = mkdtempSync(path.join(tmpdir(), 'sagemcp-lock-'))
afterAll(() => rmSync(root, { recursive: true }))
const inUse = `is in use by process ${process.pid}`

it('keeps a second one away until it is released, and leaves nothing behind', async () => {
  const folder = path.join(root, 'a', 'db')
  const unlock = await lockFolder(folder)
  await expect(lockFolder(folder)).rejects.toThrow(inUse)
  await unlock()
  await (
    await lockFolder(folder)
  )()
  expect(readdirSync(path.dirname(folder))).toEqual([])
})

it('knows the folder by another name', async () => {
  mkdirSync(path.join(root, 'real'))
  symlinkSync(path.join(root, 'real'), path.join(root, 'alias'))
  const unlock = await lockFolder(path.join(root, 'real', 'db'))
  await expect(lockFolder(path.join(root, 'alias', 'db'))).rejects.toThrow(inUse)
  await (
    await lockFolder(path.join(root, 'real', 'db2'))
  )()
  await unlock()
})

it('works where the path is too long for a socket', async () => {
  const folder = path.join(root, 'l'.repeat(120), 'db')
  const unlock = await lockFolder(folder)
  await expect(lockFolder(folder)).rejects.toThrow(inUse)
  await unlock()
})

it('never admits two of many that come at once', async () => {
  const folder = path.join(root, 'race', 'db')
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => lockFolder(folder)))
  expect(results.filter((r) => r.status === 'fulfilled').length).toBeLessThanOrEqual(1)
  for (const result of results) if (result.status === 'fulfilled') await result.value()
})

it('takes the place of one that is dead', async () => {
  mkdirSync(path.join(root, 'dead'))
  writeFileSync(path.join(root, 'dead', 'db.lock.1-00000000'), '')
  await (
    await lockFolder(path.join(root, 'dead', 'db'))
  )()
  expect(readdirSync(path.join(root, 'dead'))).toEqual([])
})
