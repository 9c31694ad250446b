import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { crunCommand, left, work } from './tools.mjs'

/** Runs the image's command: as its user, without capabilities, on a root file system that nobody can write to. */
export function container({ id, config, mounted, env }) {
  const bundle = path.join(work, id)
  mkdirSync(bundle)
  const [uid, gid] = config.User.split(':').map(Number)
  const memory = (destination, more = []) => ({
    ...{ destination, type: 'tmpfs', source: 'tmpfs' },
    options: ['nosuid', 'nodev', 'mode=1777', ...more],
  })
  const spec = {
    ociVersion: '1.0.2',
    root: { path: mounted, readonly: true },
    process: {
      ...{ args: config.Cmd, env, cwd: config.WorkingDir, user: { uid, gid }, noNewPrivileges: true },
      capabilities: Object.fromEntries(
        ['bounding', 'effective', 'inheritable', 'permitted', 'ambient'].map((set) => [set, []]),
      ),
    },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755', 'size=64k'] },
      memory('/tmp'),
      ...Object.keys(config.Volumes).map((volume) => memory(volume)),
    ],
    // Not the network: it is asked from here.
    linux: { namespaces: ['pid', 'mount', 'ipc', 'uts'].map((type) => ({ type })) },
  }
  writeFileSync(path.join(bundle, 'config.json'), JSON.stringify(spec))
  const child = spawn(...crunCommand('run', '--bundle', bundle, id), { timeout: left() })
  let output = ''
  let stopped = false
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  const ended = new Promise((resolve) => {
    child.on('close', (code) => {
      stopped = true
      resolve({ code, output: () => output })
    })
  })
  return { ended, output: () => output, stopped: () => stopped }
}
