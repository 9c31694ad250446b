const { randomInt } = require('node:crypto')
const { once } = require('node:events')
const { createServer } = require('node:net')

/**
 * A port that was free a moment ago, for a server that must know its address beforehand. Below the ports that the system gives
 * to whoever asks for any, or one of those would take it meanwhile. CommonJS, for scripts and tests alike.
 */
async function freePort() {
  for (;;) {
    const port = randomInt(12_000, 32_000)
    const server = createServer().listen(port, '127.0.0.1')
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    if (!isFree) continue
    server.close()
    await once(server, 'close')
    return port
  }
}

module.exports = { freePort }
