// A base like node:24-bookworm-slim, of Debian's packages and npm's Node, and the image on top of it.
import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { installed, root } from '../stack.mjs'
import { buildah, must, work } from './tools.mjs'

const NODE = '24.21.0'
// What of Debian the build and Node need: a shell, the small commands, the C library, the C++ library.
const PACKAGES = ['base-files', 'dash', 'coreutils', 'libc6', 'libgcc-s1', 'libstdc++6']
const LIBRARIES = ['libacl1', 'libattr1', 'libgmp10', 'libpcre2-8-0', 'libselinux1']
const ENV = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  NODE_EXTRA_CA_CERTS: '/etc/ssl/certs/ca-certificates.crt',
  npm_config_cache: '/npm-cache',
}

/** Gives its name. */
export function makeBase() {
  const container = buildah('from', 'scratch')
  const files = buildah('mount', container)
  const archives = path.join(work, 'archives')
  for (const folder of ['usr/local/bin', 'usr/local/lib/node_modules', 'etc/ssl', 'proc', 'sys', 'dev', archives]) {
    mkdirSync(path.resolve(files, folder), { recursive: true })
  }
  must('apt-get', ['download', '-qq', '-o', 'APT::Sandbox::User=root', ...PACKAGES, ...LIBRARIES], { cwd: archives })
  for (const archive of readdirSync(archives)) must('dpkg-deb', ['-x', path.join(archives, archive), files])
  const bin = path.join(files, 'usr/local/bin')
  cpSync(path.join(installed(`node-linux-${process.arch}`, NODE), 'bin/node'), path.join(bin, 'node'))
  const npm = path.join(must('npm', ['root', '--global']), 'npm')
  cpSync(npm, path.join(files, 'usr/local/lib/node_modules/npm'), { recursive: true })
  must('ln', ['-s', '../lib/node_modules/npm/bin/npm-cli.js', path.join(bin, 'npm')])
  must('cp', ['-aL', '/etc/ssl/certs', path.join(files, 'etc/ssl/certs')])
  for (const [name, value] of Object.entries(ENV)) buildah('config', '--env', `${name}=${value}`, container)
  buildah('umount', container)
  return buildah('commit', '--quiet', '--rm', container, 'localhost/node-base')
}

/** Runs the Dockerfile. Gives the image's id. */
export function build() {
  // What npm fetched for this checkout it need not fetch again.
  const cache = must('npm', ['config', 'get', 'cache'])
  const options = ['--isolation', 'chroot', '--pull=never', '--format', 'docker', '--network', 'host', '--quiet']
  const args = ['--build-arg', 'NODE_IMAGE=localhost/node-base', '--volume', `${cache}:/npm-cache`]
  return buildah('build', ...options, ...args, '--tag', 'localhost/sagemcp', root)
}
