// A disk of a few megabytes that a run can fill. Undefined where nothing can be mounted.
import { execFile } from 'node:child_process'
import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export async function mountSmallDisk(stage, megabytes) {
  const folder = stage.folder()
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder])
  } catch {
    return undefined
  }
  stage.later(() => run('umount', ['-l', folder]))
  const ballast = path.join(folder, 'ballast')
  return {
    folder,
    /** Leaves so many bytes. */
    fill(left = 0) {
      try {
        for (let room = Infinity; room > left;) {
          const { bavail, bsize } = statfsSync(folder)
          room = bavail * bsize
          writeFileSync(ballast, Buffer.alloc(Math.max(0, Math.min(room - left, 2 ** 24))), { flag: 'a' })
        }
      } catch (error) {
        if (error.code !== 'ENOSPC') throw error
      }
    },
    empty: () => rmSync(ballast, { force: true }),
  }
}
