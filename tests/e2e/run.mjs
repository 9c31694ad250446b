// Tells all stories of this folder, or those that are named, two at a time. What one says is printed when it ends. The few that
// went wrong are told once more, alone: what goes wrong twice is broken, what goes well alone is named as UNSTEADY, so that it is
// seen and mended.
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'

const AT_ONCE = 2
const MOST_AGAIN = 3
const here = import.meta.dirname
// The longest first.
const FIRST = ['screens', 'newcomer', 'connect']
const all = readdirSync(here).flatMap((file) => (file.endsWith('.e2e.mjs') ? file.slice(0, -'.e2e.mjs'.length) : []))
const named = process.argv.slice(2)
const unknown = named.filter((name) => !all.includes(name))
if (unknown.length > 0) {
  console.error(`there is no story ${unknown.join(', ')}; there are ${all.join(', ')}`)
  process.exit(2)
}
const rank = (name) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length)
const waiting = (named.length > 0 ? named : all).toSorted((a, b) => rank(a) - rank(b))

const failed = await tellAll(AT_ONCE, waiting)
const isWorthIt = failed.length > 0 && failed.length <= MOST_AGAIN
const again = isWorthIt ? await tellAll(1, [...failed]) : failed
const unsteady = failed.filter((name) => !again.includes(name))
if (unsteady.length > 0) console.error(`::: UNSTEADY ${unsteady.join(', ')}`)
if (again.length > 0) {
  console.error(`these stories went wrong: ${again.join(', ')}`)
  process.exitCode = 1
}

/** Those that went wrong. */
async function tellAll(atOnce, stories) {
  const wrong = []
  const work = async () => {
    for (let name; (name = stories.shift()) !== undefined;) {
      const began = performance.now()
      const { code, said } = await tell(name)
      const seconds = Math.round((performance.now() - began) / 1_000)
      console.log(`${said.trimEnd()}\n${name}: ${code === 0 ? 'ok' : 'FAILED'}, ${seconds} s\n`)
      if (code !== 0) wrong.push(name)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return wrong
}

function tell(name) {
  const stdio = ['ignore', 'pipe', 'pipe']
  const child = spawn(process.execPath, [path.join(here, `${name}.e2e.mjs`)], { stdio, detached: true })
  // One that dies leaves servers behind, which hold on to its output.
  child.once('exit', () => endGroup(child.pid))
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })))
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}
