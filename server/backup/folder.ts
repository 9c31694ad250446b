import { readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'

const NAME = /^sagemcp-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.backup$/
/** Of a backup that did not come to its end. */
const DRAFT = /^sagemcp-[\dTZ-]+\.backup\.[0-9a-f]{12}\.partial$/
const DAY_MS = 86_400_000

export const isFolder = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false

/** A name of its own in a folder of backups: by the time, so that names in order are backups in order. */
export const nameAt = (folder: string, now: Date): string =>
  path.join(folder, `sagemcp-${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z.backup`)

/** Removes all but the newest backups of a folder, and drafts that nobody writes any more. Returns what it removed. */
export function removeOlder(folder: string, keep: number, now: Date): string[] {
  const names = readdirSync(folder)
  const old = names.filter((name) => NAME.test(name)).sort()
  const isStale = (name: string) => now.getTime() - statSync(path.join(folder, name)).mtimeMs > DAY_MS
  const gone = [
    ...old.slice(0, Math.max(0, old.length - keep)),
    ...names.filter((name) => DRAFT.test(name) && isStale(name)),
  ]
  for (const name of gone) rmSync(path.join(folder, name))
  return gone
}
