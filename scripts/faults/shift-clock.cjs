// Required before the server: its clock is off by the milliseconds in a file, and follows when the file changes.
const { readFileSync } = require('node:fs')

const Real = Date
let off = 0
const look = () => {
  try {
    off = Number(readFileSync(process.env.FAULT_CLOCK_FILE, 'utf8')) || 0
  } catch {
    off = 0
  }
}
setInterval(look, 50).unref()
const now = () => Real.now() + off
globalThis.Date = new Proxy(Real, {
  construct: (target, args, made) => Reflect.construct(target, args.length === 0 ? [now()] : args, made),
  apply: () => new Real(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
})
