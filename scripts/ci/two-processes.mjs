// The official suite and other people's clients through a plain round-robin proxy in front of two processes on one PostgreSQL, the
// server of TEST_DATABASE_URL. The control is the suite of a revision with sessions where their rows are lost: it must fail.
// `node two-processes.mjs conformance|clients|control` does one part.
import path from 'node:path'
import { run } from './stack.mjs'

const address = process.env.TEST_DATABASE_URL
if (!address) throw new Error('TEST_DATABASE_URL names no PostgreSQL server')
const only = process.argv[2]

const PARTS = {
  conformance: () => passes('conformance.mjs'),
  clients: () => passes('clients.mjs'),
  control,
}

for (const [name, part] of Object.entries(PARTS)) {
  if (only !== undefined && only !== name) continue
  const began = performance.now()
  const good = await part()
  if (!good) process.exitCode = 1
  console.log(
    `${good ? 'ok  ' : 'FAIL'} ${name} through two processes, ${Math.round((performance.now() - began) / 1_000)} s`,
  )
}

async function passes(script) {
  const { code, output } = await through(script, [])
  console.log(output)
  return code === 0
}

async function control() {
  const { code, output } = await through('conformance.mjs', ['2025-11-25'], { CI_FORGET_SESSIONS: '1' })
  const missed = /^not passed: (.*)$/m.exec(output)?.[1]?.split(', ') ?? []
  console.log(`the control did not pass ${missed.length} scenarios; exit ${code}`)
  const good = code !== 0 && missed.length > 1
  if (!good) console.log(output)
  return good
}

function through(script, args, more) {
  return run(process.execPath, [path.join(import.meta.dirname, script), ...args], {
    env: { ...process.env, CI_TWO_PROCESSES: address, ...more },
    seconds: 900,
  })
}
