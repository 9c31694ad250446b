// A part of a core for one process, by a control group (v1 or v2) of its own.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/**
 * Shorter than the 100 ms that are usual, with the same part of the core: a process that rests for 75 ms lets a long queue grow, and
 * what is measured then is the queue.
 */
const PERIOD_US = 20_000
const IS_V2 = existsSync('/sys/fs/cgroup/cgroup.controllers')
const ROOT = IS_V2 ? '/sys/fs/cgroup' : '/sys/fs/cgroup/cpu'

/** On that core, where it comes before all others of the machine, so that it is the quota that counts. Throws where it cannot be. */
export function putOn(core, pid) {
  const folder = path.join(ROOT, `sagemcp-scale-${pid}`)
  const write = (file, text) => writeFileSync(path.join(folder, file), text)
  const hold = (part) => {
    const quota = String(Math.round(part * PERIOD_US))
    if (IS_V2) write('cpu.max', `${quota} ${PERIOD_US}`)
    else write('cpu.cfs_quota_us', quota)
  }
  try {
    if (IS_V2) writeFileSync(path.join(ROOT, 'cgroup.subtree_control'), '+cpu')
    mkdirSync(folder)
    if (!IS_V2) write('cpu.cfs_period_us', String(PERIOD_US))
    write(...(IS_V2 ? ['cpu.weight', '10000'] : ['cpu.shares', '100000']))
    hold(1)
    write('cgroup.procs', String(pid))
  } catch (cause) {
    throw new Error(
      `no control group with a quota can be made here, which needs root and the cpu controller: ${folder}`,
      {
        cause,
      },
    )
  }
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', String(core), String(pid)])
  return {
    /** At most this part of the core, at once. */
    hold,
    release() {
      writeFileSync(path.join(ROOT, 'cgroup.procs'), String(pid))
      rmdirSync(folder)
    },
  }
}
