import { freeBytes, RESERVE_BYTES } from '../../db/room'
import { fail, type Found, ok, warn } from './finding'

const MB = 2 ** 20
/** The embedded database takes no changes with less. */
const RESERVE_MB = RESERVE_BYTES / MB
const LITTLE_MB = 1_024

/** Whether the embedded database has room to grow. */
export const checkDisk = async (folder: string): Promise<Found> => roomFound(folder, freeBytes(folder))

export function roomFound(folder: string, bytes: number): Found {
  const free = Math.floor(bytes / MB)
  const words = `${free.toLocaleString('en')} MB are free for ${folder}`
  if (free < RESERVE_MB) return fail(`${words}: with less than ${RESERVE_MB} nothing is stored. Make room`, 'DISK_FULL')
  if (free < LITTLE_MB) return warn(`${words}: make room before less than ${RESERVE_MB} are left`, 'DISK_LOW')
  return ok(words)
}
