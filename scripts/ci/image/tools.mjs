// What builds and runs images here: buildah and crun, each with all that they keep in one folder, which goes in the end.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const SECONDS = 600
const began = Date.now()

export const work = mkdtempSync(path.join(tmpdir(), 'sagemcp-image-'))
const store = storage()

/** Milliseconds that may still pass. Everything together is bounded. */
export const left = () => Math.max(1, SECONDS * 1_000 - (Date.now() - began))

export function must(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: left(), ...options })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${error?.message ?? ''}${stdout}${stderr}`)
  return stdout.trim()
}

export const buildah = (...args) => must('buildah', [...store, ...args])

/** crun refuses a machine that has both versions of cgroups, even when it is told to leave them alone; so it sees only one. */
export function crunCommand(...args) {
  const see = 'umount --lazy /sys/fs/cgroup/unified 2>/dev/null; exec crun "$@"'
  const state = ['--root', path.join(work, 'crun'), '--cgroup-manager', 'disabled']
  return ['unshare', ['--mount', 'sh', '-c', see, 'crun', ...state, ...args]]
}

export const crun = (...args) => spawnSync(...crunCommand(...args), { encoding: 'utf8' })

/** Runs a step and says how long it took. */
export function step(name, doIt) {
  const since = Date.now()
  const result = doIt()
  console.log(`image: ${name} took ${((Date.now() - since) / 1_000).toFixed(1)} s`)
  return result
}

export function cleanUp() {
  spawnSync('buildah', [...store, 'umount', '--all'])
  spawnSync('buildah', [...store, 'rm', '--all'])
  rmSync(work, { recursive: true, force: true })
}

/** Layers that share what they have in common, where the kernel lets them; else copies. */
function storage() {
  const options = (driver) => {
    const folders = ['--root', path.join(work, driver), '--runroot', path.join(work, `${driver}-run`)]
    return [...folders, '--storage-driver', driver]
  }
  const { status } = spawnSync('buildah', [...options('overlay'), 'from', '--name', 'trial', 'scratch'])
  return options(status === 0 ? 'overlay' : 'vfs')
}
