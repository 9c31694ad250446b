// A limit of memory for one process, as a container has it. Undefined where control groups cannot be made.
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export function limitMemory(stage, bytes) {
  const isV2 = existsSync('/sys/fs/cgroup/cgroup.controllers')
  const folder = path.join(isV2 ? '/sys/fs/cgroup' : '/sys/fs/cgroup/memory', `sagemcp-fault-${process.pid}`)
  const [limit, swap, peak] = isV2
    ? ['memory.max', 'memory.swap.max', 'memory.peak']
    : ['memory.limit_in_bytes', undefined, 'memory.max_usage_in_bytes']
  try {
    mkdirSync(folder)
    stage.later(() => rmdirSync(folder))
    writeFileSync(path.join(folder, limit), String(bytes))
    if (swap !== undefined && existsSync(path.join(folder, swap))) writeFileSync(path.join(folder, swap), '0')
  } catch {
    return undefined
  }
  return {
    by: (command) => ['sh', '-c', 'echo $$ > "$0"; exec "$@"', path.join(folder, 'cgroup.procs'), ...command],
    peak: () => Number(readFileSync(path.join(folder, peak), 'utf8')),
  }
}

/** The most that a process had in memory at once. */
export const peakOf = (pid) => 1_024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1])
