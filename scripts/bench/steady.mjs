// So many calls a second whether they are answered or not, each timed from the moment it was due, so that a server which
// stands still is not spared the calls of that time. { url, key, tool, rate, seconds, expect }
import http from 'node:http'
import { message, modernHeaders, poster } from './messages.mjs'
import { options } from './stdin.mjs'

const { url, key, tool, rate, seconds, expect } = await options()
const post = poster(new http.Agent({ keepAlive: true }))
const WARM = rate
const total = rate * seconds + WARM
const begin = performance.now() + 50
const times = []
let wrong = 0
const answers = []

async function call(id, due) {
  const { reply } = await post(url, key, modernHeaders(tool), message(id, tool, true))
  if (id >= WARM) times.push(performance.now() - due)
  if (!reply.includes(expect)) wrong++
}

await new Promise((resolve) => {
  const tick = () => {
    const now = performance.now()
    for (let due; answers.length < total && (due = begin + (answers.length * 1_000) / rate) <= now;) {
      answers.push(call(answers.length, due))
    }
    // A timer would be a millisecond late, which is more than what is measured.
    if (answers.length < total) setImmediate(tick)
    else resolve()
  }
  tick()
})
await Promise.all(answers)
times.sort((a, b) => a - b)
const at = (share) => times[Math.floor((times.length - 1) * share)]
console.log(JSON.stringify({ p50: at(0.5), p99: at(0.99), wrong, calls: times.length }))
process.exit(0)
