// Builds the bridge for machines that have nothing but Node: dist/bridge/sagemcp-bridge.cjs, one file with all it needs, and
// sagemcp-bridge.tgz, the same as a package for `npx -y https://HOST/downloads/sagemcp-bridge.tgz <url>`. An argument names another folder.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { rolldown } from 'rolldown'

const root = path.resolve(import.meta.dirname, '..')
const folder = path.resolve(process.argv[2] ?? path.join(root, 'dist/bridge'))
const file = 'sagemcp-bridge.cjs'
const { version, license, engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const bundle = await rolldown({
  input: path.join(root, 'server/bridge/bin.ts'),
  cwd: root,
  platform: 'node',
  // ws asks for these two and does without them.
  external: ['bufferutil', 'utf-8-validate'],
})
await bundle.write({ file: path.join(folder, file), format: 'cjs', codeSplitting: false, comments: { legal: true } })
await bundle.close()
chmodSync(path.join(folder, file), 0o755)

const pack = mkdtempSync(path.join(tmpdir(), 'sagemcp-bridge-'))
try {
  copyFileSync(path.join(folder, file), path.join(pack, file))
  const manifest = {
    name: 'sagemcp-bridge',
    version,
    description: 'Joins an MCP client on stdin and stdout to a SageMCP endpoint over WebSocket',
    license,
    engines: { node: engines.node },
    bin: { 'sagemcp-bridge': file },
    files: [file],
  }
  writeFileSync(path.join(pack, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: pack,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  renameSync(path.join(folder, `sagemcp-bridge-${version}.tgz`), path.join(folder, 'sagemcp-bridge.tgz'))
} finally {
  rmSync(pack, { recursive: true, force: true })
}
