import { statfsSync } from 'node:fs'

/** Four files of its log: when the embedded database cannot make the next one it ends, and the process with it. */
export const RESERVE_BYTES = 4 * 16 * 2 ** 20

export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
