// The server on 8000, restarted when a source changes, and vite on 3001, which sends API requests to it. Ctrl-C stops both.
import { spawn } from 'node:child_process'

const watched = ['server', 'connectors', 'migrations'].map((folder) => `--watch-path=${folder}`)
const children = [
  start([...watched, '--watch-preserve-output', '-r', './scripts/register.cjs', 'server/main.ts']),
  start(['node_modules/vite/bin/vite.js']),
]

function start(args) {
  const child = spawn(process.execPath, args, { stdio: 'inherit' })
  // One that ends takes the other along: half a development set-up only confuses.
  child.on('exit', (code) => {
    process.exitCode ??= code ?? 0
    stop()
  })
  return child
}

function stop() {
  for (const child of children) child.kill('SIGTERM')
}

process.on('SIGINT', stop)
process.on('SIGTERM', stop)
