// Builds dist/: the server (swc), the web app (vite), the empty database and the bridge. A step runs only when one of its
// inputs changed since the last build; `--force` runs them all.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const require = createRequire(import.meta.url)
const root = path.resolve(import.meta.dirname, '..')
const dist = path.join(root, 'dist')
const stampFile = path.join(dist, '.stamp.json')
const force = process.argv.includes('--force')

const SERVER = ['server', 'connectors', 'migrations']
const COMMON = ['package-lock.json', 'scripts/build.mjs', 'scripts/swc.cjs']

const steps = [
  { name: 'server', inputs: [...SERVER, ...COMMON], output: 'server/main.js', run: buildServer },
  {
    name: 'web',
    inputs: ['web', 'server/contracts', 'vite.config.mts', ...COMMON],
    output: 'web/index.html',
    run: buildWeb,
  },
  scriptStep('template', 'scripts/build-template.cjs', ['migrations', 'server/db'], 'db-template.tar.gz'),
  scriptStep('bridge', 'scripts/build-bridge.mjs', ['server/bridge', 'package.json'], 'bridge/sagemcp-bridge.tgz'),
]

// An image holds dist/ without sources: there is nothing to compare and nothing to build.
if (!existsSync(path.join(root, 'server'))) process.exit(existsSync(path.join(dist, 'server/main.js')) ? 0 : 1)

const stamps = readStamps()
for (const step of steps.filter(({ script }) => script === undefined || existsSync(path.join(root, script)))) {
  const stamp = hash(step.inputs)
  const output = step.output === undefined || existsSync(path.join(dist, step.output))
  if (!force && output && stamps[step.name] === stamp) continue
  const started = performance.now()
  await step.run()
  stamps[step.name] = stamp
  mkdirSync(dist, { recursive: true })
  writeFileSync(stampFile, `${JSON.stringify(stamps, null, 2)}\n`)
  console.log(`built ${step.name} in ${Math.round(performance.now() - started)} ms`)
}

/** A step that another script does, in a process of its own. */
function scriptStep(name, script, inputs, output) {
  const run = () => {
    const { status } = spawnSync(process.execPath, [script], { cwd: root, stdio: 'inherit' })
    if (status !== 0) process.exit(status ?? 1)
  }
  return { name, script, inputs: [script, ...inputs, ...COMMON], output, run }
}

function buildServer() {
  const { transformFileSync } = require('@swc/core')
  const { options } = require('./swc.cjs')
  for (const folder of SERVER) {
    rmSync(path.join(dist, folder), { recursive: true, force: true })
    for (const file of walk(path.join(root, folder))) {
      if (/\.(test|d)\.ts$/.test(file)) continue
      const target = path.join(dist, path.relative(root, file)).replace(/\.ts$/, '.js')
      mkdirSync(path.dirname(target), { recursive: true })
      if (!file.endsWith('.ts')) {
        copyFileSync(file, target)
        continue
      }
      const sourceFileName = path.relative(path.dirname(target), file)
      const { code, map } = transformFileSync(file, { ...options(), sourceMaps: true, sourceFileName })
      writeFileSync(target, `${code}//# sourceMappingURL=${path.basename(target)}.map\n`)
      writeFileSync(`${target}.map`, map)
    }
  }
}

async function buildWeb() {
  const { build } = await import('vite')
  await build({ configFile: path.join(root, 'vite.config.mts'), logLevel: 'warn' })
}

function hash(inputs) {
  const sum = createHash('sha256')
  for (const file of inputs.flatMap((input) => walk(path.join(root, input)))) {
    sum.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0')
  }
  return sum.digest('hex')
}

/** The files under a path, sorted; the path itself when it is a file; nothing when it does not exist. */
function walk(entry) {
  if (!existsSync(entry)) return []
  if (!statSync(entry).isDirectory()) return [entry]
  return readdirSync(entry)
    .sort()
    .flatMap((name) => walk(path.join(entry, name)))
}

function readStamps() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'))
  } catch {
    return {}
  }
}
