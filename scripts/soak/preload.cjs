// Loaded into the server before itself, with an IPC channel and --expose-gc: tells what the server holds, and leaks on request.
// The product has no code for this.
const net = require('node:net')
const { setImmediate: turn } = require('node:timers/promises')
const v8 = require('node:v8')
const { Pool } = require('pg')

// The server's own pool: in the embedded database there is no second session.
let pool
const PgPool = Object.getPrototypeOf(Pool)
const { connect } = PgPool.prototype
PgPool.prototype.connect = function (...args) {
  pool ??= this
  return connect.apply(this, args)
}

const leaked = []

const commands = {
  /** Two collections: the first lets finalizers run that free more. */
  memory: async () => {
    for (let i = 0; i < 2; i += 1) {
      globalThis.gc()
      await turn()
    }
    const resources = {}
    for (const name of process.getActiveResourcesInfo()) resources[name] = (resources[name] ?? 0) + 1
    // The engine compiles what is called now and then for hours: megabytes, beside which a leak would not show.
    const { code_and_metadata_size: machine, bytecode_and_metadata_size: bytes } = v8.getHeapCodeStatistics()
    return { ...process.memoryUsage(), code: machine + bytes, resources }
  },
  query: async (sql) => (await pool.query(sql)).rows,
  snapshot: async (file) => v8.writeHeapSnapshot(file),
  /** For ever, so many bytes of heap a second. */
  leakHeap: async (bytesPerSecond) => {
    const numbers = Math.ceil(bytesPerSecond / 8 / 10)
    setInterval(() => leaked.push(Array.from({ length: numbers }, (_, i) => i + 0.5)), 100)
  },
  /** For ever, a socket every so many milliseconds. */
  leakSockets: async (everyMs) => {
    setInterval(() => leaked.push(net.createServer().listen(0, '127.0.0.1')), everyMs)
  },
}

process.on('message', ({ id, command, argument }) => {
  commands[command](argument).then(
    (answer) => process.send({ id, answer }),
    (error) => process.send({ id, error: String(error?.stack ?? error) }),
  )
})
// What waits for questions does not keep the server alive; nor does it outlive who asks.
process.channel.unref()
process.once('disconnect', () => process.exit(1))
