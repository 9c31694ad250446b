import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isFolder, nameAt, removeOlder } from './folder'

const NOW = new Date('2026-11-21T18:42:02.345Z')
let folder: string
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'sagemcp-backups-'))))
afterEach(() => rmSync(folder, { recursive: true }))
const put = (...names: string[]) => names.forEach((name) => writeFileSync(path.join(folder, name), name))

it('names files by the time', () => {
  expect(nameAt(folder, NOW)).toBe(path.join(folder, 'sagemcp-2026-11-21T18-42-02Z.backup'))
  expect([isFolder(folder), isFolder(nameAt(folder, NOW)), isFolder(__filename)]).toEqual([true, false, false])
})

it('keeps the newest, and everything that it did not make', () => {
  const backups = [1, 9, 10, 11, 12].map((day) => path.basename(nameAt('', new Date(Date.UTC(2026, 10, day)))))
  const others = ['notes.txt', 'first.backup', 'sagemcp-2026.backup', `${backups[0]}.gpg`]
  put(...backups.toReversed(), ...others)
  expect(removeOlder(folder, 3, NOW)).toEqual(backups.slice(0, 2))
  expect(readdirSync(folder).sort()).toEqual([...backups.slice(2), ...others].sort())
  expect(removeOlder(folder, 3, NOW)).toEqual([])
})

it('removes drafts that nobody writes any more', () => {
  const [stale, fresh] = ['a', 'b'].map((x) => `sagemcp-2026-11-01T00-00-00Z.backup.${x.repeat(12)}.partial`) as [
    string,
    string,
  ]
  put(stale, fresh)
  const at = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000)
  utimesSync(path.join(folder, stale), at(25), at(25))
  utimesSync(path.join(folder, fresh), at(23), at(23))
  expect(removeOlder(folder, 1, NOW)).toEqual([stale])
})
