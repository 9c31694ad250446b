import { statfs } from 'node:fs/promises'
import { fail, type Found, ok, warn } from './finding'

const MB = 2 ** 20
/** The embedded database takes no changes with less: see RESERVE_BYTES in db/embedded.ts. */
const RESERVE_MB = 64
const LITTLE_MB = 1_024

/** Whether the embedded database has room to grow. */
export async function checkDisk(folder: string): Promise<Found> {
  const { bavail, bsize } = await statfs(folder)
  return roomFound(folder, bavail * bsize)
}

export function roomFound(folder: string, bytes: number): Found {
  const free = Math.floor(bytes / MB)
  const words = `${free.toLocaleString('en')} MB are free for ${folder}`
  if (free < RESERVE_MB) return fail(`${words}: with less than ${RESERVE_MB} nothing is stored. Make room`, 'DISK_FULL')
  if (free < LITTLE_MB) return warn(`${words}: make room before less than ${RESERVE_MB} are left`, 'DISK_LOW')
  return ok(words)
}
